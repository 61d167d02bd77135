"""Seed data: patients of the practice, and people whom only PDS knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from gpconnect.provider.clock import Clock, days_after, local_epoch
from gpconnect.provider.parameters import check_digit
from gpconnect.provider.patients import VERIFIED
from gpconnect.provider.registration import CLOSING_HOUR, TEMPORARY_DAYS
from gpconnect.provider.resource import reference
from gpconnect.provider.seed_practice import BRANCH_SURGERY, MAIN_SURGERY, STAFF, language
from gpconnect.provider.seed_roles import assign, role
from gpconnect.provider.store import Store

if TYPE_CHECKING:
    from faker import Faker

_TEST_RANGE = 999_000_000
_TITLES = {"female": "Ms", "male": "Mr"}
_RELATIONSHIPS = ("Next of kin", "Emergency contact", "Carer", "Daughter", "Partner")
_NOT_TRACED = "02"


@dataclass(frozen=True)
class Part:
    """One kind of person: the role, how many play it, how the practice holds them, and the flags on PDS."""

    role: str
    number: int = 1
    state: str | None = "active"
    registration: str = "R"
    verification: str = VERIFIED
    flag: str | None = None
    dissents: bool = False
    pds_differs: str = "nothing"


_PATIENTS = (
    Part("registered", 8),
    Part("no_appointments"),
    Part("temporary", registration="T"),
    Part("inactive", state="inactive"),
    Part("deceased", state="deceased", flag="deceased"),
    Part("sensitive", flag="sensitive"),
    Part("superseded", verification=_NOT_TRACED, flag="superseded"),
    Part("invalid_on_pds", verification=_NOT_TRACED, flag="invalid"),
    Part("no_consent", dissents=True),
    Part("unverified_match", verification=_NOT_TRACED),
    Part("unverified_partial_match", verification=_NOT_TRACED, pds_differs="day of birth"),
    Part("unverified_mismatch", verification=_NOT_TRACED, pds_differs="date of birth"),
    Part("unverified_deceased", verification=_NOT_TRACED, flag="deceased"),
    Part("unverified_sensitive", verification=_NOT_TRACED, flag="sensitive"),
    Part("appointments_elsewhere"),
)
_CANDIDATES = (
    Part("verified", 60, state=None),
    Part("partial_match", 6, state=None, pds_differs="day of birth"),
    Part("mismatch", 6, state=None, pds_differs="all"),
    Part("deceased", 3, state=None, flag="deceased"),
    Part("invalid", 3, state=None, flag="invalid"),
    Part("sensitive", 3, state=None, flag="sensitive"),
    Part("superseded", 3, state=None, flag="superseded"),
    Part("inactive", 6, state="inactive"),
    Part("deceased_at_provider", 2, state="deceased"),
    Part("unverified_match", 2, verification=_NOT_TRACED),
    Part("unverified_mismatch", 2, verification=_NOT_TRACED, pds_differs="all"),
    Part("not_on_pds", 3, state=None),
)
INCOMPLETE = "incomplete"
_WITHHELD = ("sensitive", "inactive", "deceased", INCOMPLETE)


def seed_patients(store: Store, clock: Clock, fake: "Faker") -> None:
    """Add the patients of the practice, the people who can be registered, and their records on PDS."""
    numbers = nhs_numbers()
    for part in _PATIENTS:
        people = [made_up_person(fake, next(numbers)) for _ in range(part.number)]
        for person in people:
            put_on_pds(store, part, person)
            put_at_practice(store, clock, part, person)
        assign(store, "patients", part.role, *(one["nhs_number"] for one in people))
    assign(store, "patients", "not_in_system", next(numbers))
    for part in _CANDIDATES:
        for _ in range(part.number):
            add_candidate(store, clock, part, fake, made_up_person(fake, next(numbers)))
    assign(store, "patients", "all_details", role(store, "patients", "registered"))
    _add_incomplete(store, clock, made_up_person(fake, next(numbers)))
    for name in _WITHHELD:
        assign(store, "patient_ids", name, _identity(role(store, "patients", name)))


def _add_incomplete(store: Store, clock: Clock, person: dict[str, Any]) -> None:
    """Add a patient whose record at the practice has lost the name, of whom no Patient can be made."""
    part = Part(INCOMPLETE)
    put_on_pds(store, part, person)
    put_at_practice(store, clock, part, person)
    assign(store, "patients", INCOMPLETE, person["nhs_number"])


def add_candidate(store: Store, clock: Clock, part: Part, fake: "Faker", person: dict[str, Any]) -> None:
    """Add somebody who can be registered, or cannot, as the part says."""
    if part.role != "not_on_pds":
        other = part.pds_differs == "all"
        held = made_up_person(fake, person["nhs_number"]) | {"birthDate": person["birthDate"]} if other else person
        put_on_pds(store, part, held)
    if part.state is not None:
        put_at_practice(store, clock, part, person)
    values = [person[name] for name in ("nhs_number", "family", "given", "birthDate", "gender")]
    record = _identity(person["nhs_number"]) if part.state == "inactive" else ""
    postcode = person["address"][0]["postalCode"] if part.role == "verified" else ""
    assign(store, "registration", f"{part.role}:{person['nhs_number']}", part.role, *values, record, postcode)


def _identity(nhs_number: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"Patient/{nhs_number}"))


def nhs_numbers(skipped: int = 0) -> Iterator[str]:
    """Yield valid NHS numbers of the test range that starts with 999, lowest first, from some way into it."""
    for base in range(_TEST_RANGE + skipped, _TEST_RANGE + 1_000_000):
        digit = check_digit(str(base))
        if digit <= 9:
            yield f"{base}{digit}"


def made_up_person(fake: "Faker", nhs_number: str) -> dict[str, Any]:
    """Return the details of somebody who does not exist."""
    gender = fake.random_element(("female", "male"))
    given = fake.first_name_female() if gender == "female" else fake.first_name_male()
    return {
        "nhs_number": nhs_number,
        "gender": gender,
        "family": fake.last_name(),
        "given": given,
        "birthDate": fake.date_between(date(1932, 1, 1), date(2004, 12, 31)).isoformat(),
        "telecom": [
            {"system": "phone", "value": fake.numerify("0113496####"), "use": "home"},
            {"system": "phone", "value": fake.numerify("07700900###"), "use": "mobile"},
            {"system": "email", "value": fake.safe_email(), "use": "home"},
        ],
        "address": [_home(fake)],
        "contact": [_contact(fake)],
        "language": fake.random_element(("en", "cy", "bn", "pl")),
        "branch": fake.random_element((MAIN_SURGERY, BRANCH_SURGERY)),
        "doctor": fake.random_element([person[0] for person in STAFF[:2]]),
    }


def _home(fake: "Faker") -> dict[str, Any]:
    return {
        "use": "home",
        "type": "both",
        "line": [f"{fake.building_number()} {fake.street_name()}", f"{fake.last_name()} Estate"],
        "city": fake.city(),
        "district": "West Yorkshire",
        "postalCode": fake.postcode(),
        "country": "GBR",
    }


def _contact(fake: "Faker") -> dict[str, Any]:
    gender = fake.random_element(("female", "male"))
    given = fake.first_name_female() if gender == "female" else fake.first_name_male()
    return {
        "relationship": [{"text": text} for text in fake.random_elements(_RELATIONSHIPS, 2, unique=True)],
        "name": _name(fake.last_name(), given, gender),
        "telecom": [{"system": "phone", "value": fake.numerify("07700900###"), "use": "mobile"}],
        "address": _home(fake),
        "gender": gender,
    }


def _name(family: str, given: str, gender: str) -> dict[str, Any]:
    title = _TITLES[gender]
    text = f"{family.upper()} {given} ({title})"
    return {"use": "official", "text": text, "family": family, "given": [given], "prefix": [title]}


def put_on_pds(store: Store, part: Part, person: dict[str, Any]) -> None:
    """Let PDS know a person."""
    demographics = {
        "name": [_name(person["family"], person["given"], person["gender"])],
        **{name: person[name] for name in ("telecom", "gender", "birthDate", "address")},
    }
    store.insert(
        "pds",
        nhs_number=person["nhs_number"],
        family=person["family"],
        given=person["given"],
        birth_date=_birth_date_on_pds(person["birthDate"], part.pds_differs),
        content=demographics,
        **({part.flag: 1} if part.flag else {}),
    )


def _birth_date_on_pds(birth_date: str, differs: str) -> str:
    year, month, day = birth_date.split("-")
    other_day = f"{int(day) % 28 + 1:02}"
    if differs == "day of birth":
        return f"{year}-{month}-{other_day}"
    if differs in ("date of birth", "all"):
        return f"{int(year) - 7}-{int(month) % 12 + 1:02}-{other_day}"
    return birth_date


def put_at_practice(store: Store, clock: Clock, part: Part, person: dict[str, Any]) -> None:
    """Make a person a patient of the practice."""
    today = clock.today()
    temporary = part.registration == "T"
    started = days_after(today, -7) if temporary else date(2012, 4, 2)
    ended = {"inactive": date(2019, 9, 30), "deceased": date(2020, 2, 1)}.get(part.state or "")
    if temporary:
        ended = days_after(today, TEMPORARY_DAYS)
    store.insert(
        "patient",
        id=_identity(person["nhs_number"]),
        nhs_number=person["nhs_number"],
        state=part.state,
        verification=part.verification,
        registration_type=part.registration,
        registration_start=local_epoch(started, 9),
        registration_end=local_epoch(ended, CLOSING_HOUR) if ended else None,
        preferred_branch=person["branch"],
        dissents_to_sharing=int(part.dissents),
        version=1,
        last_updated=local_epoch(started, 9),
        content=_content(part, person),
    )


def _content(part: Part, person: dict[str, Any]) -> dict[str, Any]:
    content = {
        "communication": [language(person["language"], preferred=True, interpreter=person["language"] != "en")],
        "name": [_name(person["family"], person["given"], person["gender"])],
        **{name: person[name] for name in ("telecom", "gender", "birthDate")},
    }
    if part.role == INCOMPLETE:
        del content["name"]
    if part.state == "deceased":
        content["deceasedDateTime"] = "2020-02-01"
    content |= {"address": person["address"], "contact": person["contact"]}
    if part.registration == "R":
        content["generalPractitioner"] = [reference("Practitioner", person["doctor"])]
    return content
