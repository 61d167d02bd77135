"""Bodies for Register a patient: Parameters with the Patient to be registered (page: register a patient)."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, Protocol

from faker import Faker
from fhir.resources.STU3.parameters import Parameters

from gpconnect.consumer.alter import adding_element, element, with_element
from gpconnect.spec.vocabulary import (
    CODE_SYSTEMS,
    EXTENSIONS,
    IDENTIFIER_SYSTEMS,
    NHS_NUMBER_VERIFICATION,
    PROFILES,
)

Resource = dict[str, Any]

PARAMETER: Final = "registerPatient"
PATIENT: Final = "parameter[0].resource"

_LANGUAGE: Final = {"code": "de", "display": "German"}


class Person(Protocol):
    """Someone to be registered; ``birth_date`` is an ISO date, ``gender`` an administrative gender code."""

    @property
    def nhs_number(self) -> str:
        """The NHS number, ten digits."""
        ...

    @property
    def family(self) -> str:
        """The family name, as PDS has it."""
        ...

    @property
    def given(self) -> str:
        """The first given name, as PDS has it."""
        ...

    @property
    def birth_date(self) -> str:
        """The date of birth."""
        ...

    @property
    def gender(self) -> str:
        """The gender."""
        ...


def minimal_registration(person: Person) -> Resource:
    """Return Parameters that hold no more of the person than the page demands."""
    patient = {
        "resourceType": "Patient",
        "meta": {"profile": [PROFILES["Patient"]]},
        "identifier": [nhs_number_identifier(person.nhs_number)],
        "name": [{"use": "official", "family": person.family, "given": [person.given]}],
        "birthDate": person.birth_date,
    }
    return _checked({"resourceType": "Parameters", "parameter": [{"name": PARAMETER, "resource": patient}]})


def typical_registration(person: Person) -> Resource:
    """Return Parameters as a consumer sends them every day: the minimum, gender, home address, telephones."""
    return registration_with(person, "gender", "home address", "home phone", "mobile phone")


def registration_with(person: Person, *contents: str) -> Resource:
    """Return the minimum with more contents, each named as in ``CONTENTS``.

    Addresses and telecom details are invented, the same ones each time for the same person. Raises
    ``LookupError`` for a content that there is none of.
    """
    body = minimal_registration(person)
    for content in contents:
        if content not in CONTENTS:
            raise LookupError(f"a registration has no content {content!r}; known: {', '.join(CONTENTS)}")
        body = with_element(body, PATIENT, CONTENTS[content](element(body, PATIENT), person))
    return _checked(body)


def nhs_number_identifier(value: str) -> Resource:
    """Return an identifier with this NHS number, and that the consumer has traced it."""
    status = {
        "system": NHS_NUMBER_VERIFICATION["system"],
        "code": NHS_NUMBER_VERIFICATION["verified"],
        "display": "Number present and verified",
    }
    return {
        "extension": [
            {"url": EXTENSIONS["nhs_number_verification_status"], "valueCodeableConcept": {"coding": [status]}}
        ],
        "system": IDENTIFIER_SYSTEMS["nhs_number"],
        "value": value,
    }


def address(person: Person, use: str) -> Resource:
    """Return an invented address of this use."""
    fake = _invent(person, f"address {use}")
    return {
        "use": use,
        "line": [fake.street_address().replace("\n", ", "), fake.street_name()],
        "city": fake.city(),
        "district": fake.county(),
        "postalCode": fake.postcode(),
    }


def address_beyond_ascii(person: Person) -> Resource:
    """Return an invented home address with letters beyond ASCII, all of which Latin 1 has as well."""
    beyond = {"line": ["1 Heol y Môr", "Llôn Glân"], "city": "Bryn Sïon", "district": "Ynys Môn"}
    return {**address(person, "home"), **beyond}


def phone(person: Person, use: str) -> Resource:
    """Return an invented telephone number of this use, from the ranges that are kept free for such ends."""
    pattern = "07700900###" if use == "mobile" else "01632960###"
    return {"system": "phone", "value": _invent(person, f"phone {use}").numerify(pattern), "use": use}


def email(person: Person) -> Resource:
    """Return an invented email address, in a domain that is kept free for such ends."""
    return {"system": "email", "value": _invent(person, "email").ascii_safe_email(), "use": "home"}


def nhs_communication(_: Person) -> Resource:
    """Return the extension that says a language and that an interpreter is needed."""
    language = {"coding": [{"system": CODE_SYSTEMS["human_language"], **_LANGUAGE}]}
    return {
        "url": EXTENSIONS["nhs_communication"],
        "extension": [
            {"url": "language", "valueCodeableConcept": language},
            {"url": "interpreterRequired", "valueBoolean": True},
        ],
    }


def _invent(person: Person, what: str) -> Faker:
    fake = _inventor()
    fake.seed_instance(f"{person.nhs_number} {what}")
    return fake


@cache
def _inventor() -> Faker:
    return Faker("en_GB")


Content = Callable[[Mapping[str, Any], Person], Resource]


def _added(path: str, made: Callable[[Person], Any]) -> Content:
    return lambda patient, person: adding_element(patient, path, made(person))


def _set(path: str, made: Callable[[Person], Any]) -> Content:
    return lambda patient, person: with_element(patient, path, made(person))


CONTENTS: Final[Mapping[str, Content]] = {
    "gender": _set("gender", lambda person: person.gender),
    "home address": _added("address", lambda person: address(person, "home")),
    "home address beyond ASCII": _added("address", address_beyond_ascii),
    "temporary address": _added("address", lambda person: address(person, "temp")),
    "home phone": _added("telecom", lambda person: phone(person, "home")),
    "work phone": _added("telecom", lambda person: phone(person, "work")),
    "mobile phone": _added("telecom", lambda person: phone(person, "mobile")),
    "temporary phone": _added("telecom", lambda person: phone(person, "temp")),
    "email address": _added("telecom", email),
    "language": _added("extension", nhs_communication),
    "second given name": _added("name[0].given", lambda person: _invent(person, "given").first_name()),
    "name as text": _set("name[0].text", lambda person: f"{person.given} {person.family}"),
    "name prefix": _set("name[0].prefix", lambda _: ["Dr"]),
    "physical home address": _added("address", lambda person: {**address(person, "home"), "type": "physical"}),
}


def _checked(body: Resource) -> Resource:
    """Return the body as the model of Parameters writes it, which makes sure that FHIR allows it."""
    written: Resource = json.loads(Parameters.model_validate(body).model_dump_json())
    return written
