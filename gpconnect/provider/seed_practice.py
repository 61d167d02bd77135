"""Seed data: organisations, surgeries and practitioners."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gpconnect.provider.clock import Clock
from gpconnect.provider.resource import coded, extension, reference
from gpconnect.provider.seed_roles import assign
from gpconnect.provider.store import Store
from gpconnect.spec.vocabulary import CODE_SYSTEMS, IDENTIFIER_SYSTEMS

if TYPE_CHECKING:
    from faker import Faker

OTHER_PRACTICE = "B82617"
MAIN_SURGERY = "location-17"
BRANCH_SURGERY = "location-18"
SURGERY_OF_ANOTHER = "location-31"
PRACTICE = "organisation-14"
_OTHER = "organisation-23"
_UNKNOWN_USER = "999999999999"

# Logical id, SDS user ID, SDS role profile IDs, prefix, given, family, gender, languages.
STAFF: Sequence[tuple[str, str, tuple[str, ...], str, str, str, str, tuple[str, ...]]] = (
    ("practitioner-1", "111122223333", (), "Dr", "Sarah", "Blackwell", "female", ("en", "cy")),
    ("practitioner-2", "222233334444", ("555511112222",), "Dr", "Adeyemi", "Okafor", "male", ("en",)),
    (
        "practitioner-3",
        "333344445555",
        ("555533334444", "555555556666"),
        "Mrs",
        "Bethan",
        "Griffiths",
        "female",
        ("cy", "en"),
    ),
)
_LANGUAGES = {"en": "English", "cy": "Welsh", "bn": "Bengali", "pl": "Polish"}


def seed_practice(store: Store, clock: Clock, ods_code: str, fake: "Faker") -> None:
    """Add the practice, another organisation with its surgery, both surgeries of the practice and the staff."""
    now = clock.epoch()
    main, branch = _place(fake, "Leeds", "West Yorkshire"), _place(fake, "Otley", "West Yorkshire")
    _organisation(store, PRACTICE, ods_code, "The Aire Valley Practice", main, now)
    other = _place(fake, "Bath", "Somerset")
    _organisation(store, _OTHER, OTHER_PRACTICE, "The Ridge Medical Centre", other, now)
    _location(store, MAIN_SURGERY, "practice", "The Aire Valley Practice", main, now)
    _location(store, BRANCH_SURGERY, "branch", "Wharfedale Branch Surgery", branch, now)
    _location(store, SURGERY_OF_ANOTHER, "", "The Ridge Medical Centre", other, now, _OTHER)
    for person in STAFF:
        add_practitioner(store, person, now)
    roles = ("no_role_profile", "one_role_profile", "two_role_profiles")
    for name, person in zip(roles, STAFF, strict=True):
        assign(store, "practitioners", name, person[1])
    assign(store, "practitioners", "unknown", _UNKNOWN_USER)
    assign(store, "practitioners", "all_details", STAFF[0][1])
    assign(store, "organisations", "all_details", ods_code)
    assign(store, "locations", "all_details", MAIN_SURGERY)


def language(code: str, *, preferred: bool, interpreter: bool = False) -> dict[str, Any]:
    """Return an NHS Communication extension."""
    concept = coded(CODE_SYSTEMS["human_language"], code, _LANGUAGES[code])
    parts = [
        {"url": "language", "valueCodeableConcept": concept},
        {"url": "preferred", "valueBoolean": preferred},
        {"url": "interpreterRequired", "valueBoolean": interpreter},
    ]
    return extension("nhs_communication", extension=parts)


def _place(fake: "Faker", city: str, county: str) -> dict[str, Any]:
    """Return the elements that organisations and locations share: telecom and address."""
    line = [f"{fake.building_number()} {fake.street_name()}", f"{fake.city_suffix().capitalize()} Court"]
    address = {"use": "work", "type": "both", "line": line, "city": city, "district": county}
    return {
        "telecom": [{"system": "phone", "value": f"0113496{fake.numerify('0###')}", "use": "work"}],
        "address": {**address, "postalCode": fake.postcode(), "country": "GBR"},
    }


def _organisation(store: Store, identity: str, ods_code: str, name: str, place: dict[str, Any], now: int) -> None:
    main = [extension("main_location", valueReference=reference("Location", MAIN_SURGERY))]
    content = {
        **({"extension": main} if identity == PRACTICE else {}),
        "identifier": [{"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": ods_code}],
        "active": True,
        "type": [coded(CODE_SYSTEMS["organisation_type"], "gp-practice", "GP Practice")],
        "name": name,
        "telecom": place["telecom"],
        "address": [place["address"]],
    }
    store.insert("organisation", id=identity, ods_code=ods_code, version=1, last_updated=now, content=content)


def _location(
    store: Store, identity: str, role: str, name: str, place: dict[str, Any], now: int, manager: str = PRACTICE
) -> None:
    content = {"status": "active", "name": name, **place}
    values = {"role": role, "version": 1, "last_updated": now, "content": content}
    store.insert("location", id=identity, organisation_id=manager, **values)
    if role:
        assign(store, "locations", role, identity)


def add_practitioner(store: Store, person: tuple[Any, ...], now: int) -> None:
    """Add one of the staff: a row such as those of ``STAFF``."""
    identity, user, profiles, prefix, given, family, gender, languages = person
    identifiers = [{"system": IDENTIFIER_SYSTEMS["sds_user"], "value": user}]
    identifiers += [{"system": IDENTIFIER_SYSTEMS["sds_role_profile"], "value": one} for one in profiles]
    name = {"use": "usual", "text": f"{prefix} {given} {family}", "family": family, "given": [given]}
    content = {
        "extension": [language(code, preferred=place == 0) for place, code in enumerate(languages)],
        "identifier": identifiers,
        "active": True,
        "name": [{**name, "prefix": [prefix]}],
        "gender": gender,
    }
    store.insert("practitioner", id=identity, sds_user_id=user, version=1, last_updated=now, content=content)
