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
class _Part:
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
    _Part("registered", 8),
    _Part("no_appointments"),
    _Part("temporary", registration="T"),
    _Part("inactive", state="inactive"),
    _Part("deceased", state="deceased", flag="deceased"),
    _Part("sensitive", flag="sensitive"),
    _Part("superseded", verification=_NOT_TRACED, flag="superseded"),
    _Part("invalid_on_pds", verification=_NOT_TRACED, flag="invalid"),
    _Part("no_consent", dissents=True),
    _Part("unverified_match", verification=_NOT_TRACED),
    _Part("unverified_partial_match", verification=_NOT_TRACED, pds_differs="day of birth"),
    _Part("unverified_mismatch", verification=_NOT_TRACED, pds_differs="date of birth"),
    _Part("unverified_deceased", verification=_NOT_TRACED, flag="deceased"),
    _Part("appointments_elsewhere"),
)
_CANDIDATES = (
    _Part("verified", 60, state=None),
    _Part("partial_match", 6, state=None, pds_differs="day of birth"),
    _Part("mismatch", 6, state=None, pds_differs="all"),
    _Part("deceased", 3, state=None, flag="deceased"),
    _Part("invalid", 3, state=None, flag="invalid"),
    _Part("sensitive", 3, state=None, flag="sensitive"),
    _Part("superseded", 3, state=None, flag="superseded"),
    _Part("inactive", 6, state="inactive"),
    _Part("deceased_at_provider", 2, state="deceased"),
    _Part("unverified_match", 2, verification=_NOT_TRACED),
    _Part("unverified_mismatch", 2, verification=_NOT_TRACED, pds_differs="all"),
    _Part("not_on_pds", 3, state=None),
)
_WITHHELD = ("sensitive", "inactive", "deceased")


def seed_patients(store: Store, clock: Clock, fake: "Faker") -> None:
    """Add the patients of the practice, the people who can be registered, and their records on PDS."""
    numbers = _nhs_numbers()
    for part in _PATIENTS:
        people = [_person(fake, next(numbers)) for _ in range(part.number)]
        for person in people:
            _on_pds(store, part, person)
            _at_practice(store, clock, part, person)
        assign(store, "patients", part.role, *(one["nhs_number"] for one in people))
    assign(store, "patients", "not_in_system", next(numbers))
    for part in _CANDIDATES:
        for _ in range(part.number):
            _candidate(store, clock, part, fake, _person(fake, next(numbers)))
    assign(store, "patients", "all_details", role(store, "patients", "registered"))
    for name in _WITHHELD:
        assign(store, "patient_ids", name, _identity(role(store, "patients", name)))


def _candidate(store: Store, clock: Clock, part: _Part, fake: "Faker", person: dict[str, Any]) -> None:
    if part.role != "not_on_pds":
        other = part.pds_differs == "all"
        held = _person(fake, person["nhs_number"]) | {"birthDate": person["birthDate"]} if other else person
        _on_pds(store, part, held)
    if part.state is not None:
        _at_practice(store, clock, part, person)
    values = [person[name] for name in ("nhs_number", "family", "given", "birthDate", "gender")]
    assign(store, "registration", f"{part.role}:{person['nhs_number']}", part.role, *values)


def _identity(nhs_number: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"Patient/{nhs_number}"))


def _nhs_numbers() -> Iterator[str]:
    """Yield valid NHS numbers of the test range that starts with 999, lowest first."""
    for base in range(_TEST_RANGE, _TEST_RANGE + 1_000_000):
        digit = check_digit(str(base))
        if digit <= 9:
            yield f"{base}{digit}"


def _person(fake: "Faker", nhs_number: str) -> dict[str, Any]:
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


def _on_pds(store: Store, part: _Part, person: dict[str, Any]) -> None:
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


def _at_practice(store: Store, clock: Clock, part: _Part, person: dict[str, Any]) -> None:
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


def _content(part: _Part, person: dict[str, Any]) -> dict[str, Any]:
    content = {
        "communication": [language(person["language"], preferred=True, interpreter=person["language"] != "en")],
        "name": [_name(person["family"], person["given"], person["gender"])],
        **{name: person[name] for name in ("telecom", "gender", "birthDate")},
    }
    if part.state == "deceased":
        content["deceasedDateTime"] = "2020-02-01"
    content |= {"address": person["address"], "contact": person["contact"]}
    if part.registration == "R":
        content["generalPractitioner"] = [reference("Practitioner", person["doctor"])]
    return content
