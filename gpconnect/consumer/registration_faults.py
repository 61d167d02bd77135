"""What can be wrong with the body of Register a patient, each fault by the name that feature files give it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from gpconnect.consumer.alter import adding_element, element, with_element, without_element
from gpconnect.consumer.registration_body import (
    PARAMETER,
    PATIENT,
    Person,
    Resource,
    address,
    email,
    nhs_communication,
    nhs_number_identifier,
    phone,
)
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, PROFILES

Fault = Callable[[Resource, Person], Resource]

_NHS_NUMBER: Final = f"{PATIENT}.identifier[0]"
_NAME: Final = f"{PATIENT}.name[0]"


def faulty(body: Resource, person: Person, fault: str) -> Resource:
    """Return a copy of a registration with one fault, named as in ``FAULTS``; the rest stays correct.

    Raises ``LookupError`` when there is no fault of this name.
    """
    if fault not in FAULTS:
        raise LookupError(f"a registration cannot have {fault!r}; known: {', '.join(FAULTS)}")
    return FAULTS[fault](body, person)


def with_wrong_check_digit(nhs_number: str) -> str:
    """Return the NHS number with another last digit, so that its modulus 11 check fails."""
    return nhs_number[:-1] + str((int(nhs_number[-1]) + 1) % 10)


def _lacking(path: str) -> Fault:
    return lambda body, _: without_element(body, path)


def _with(path: str, value: Any) -> Fault:  # noqa: ANN401 - any JSON value
    return lambda body, _: with_element(body, path, value)


def _adding(path: str, *items: Any) -> Fault:  # noqa: ANN401 - any JSON values
    return lambda body, _: _added(body, path, items)


def _adding_made(path: str, *made: Callable[[Person], Any]) -> Fault:
    return lambda body, person: _added(body, path, [make(person) for make in made])


def _added(body: Resource, path: str, items: Any) -> Resource:  # noqa: ANN401 - any JSON values
    for item in items:
        body = adding_element(body, path, item)
    return body


def _with_nhs_number(change: Callable[[str], str]) -> Fault:
    return lambda body, person: with_element(body, f"{_NHS_NUMBER}.value", change(person.nhs_number))


def _home(person: Person) -> Resource:
    return address(person, "home")


def _temporary(person: Person) -> Resource:
    return address(person, "temp")


def _of_use(make: Callable[[Person, str], Resource], use: str) -> Callable[[Person], Resource]:
    return lambda person: make(person, use)


def _only(path: str, *made: Callable[[Person], Any]) -> Fault:
    """The list at the path holds these items in place of those that it had."""
    return lambda body, person: with_element(body, path, [make(person) for make in made])


def _coded(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": CODE_SYSTEMS[system], "code": code, "display": display}]}


def _extension(url: str, **content: Any) -> Resource:  # noqa: ANN401 - any JSON values
    return {"url": EXTENSIONS[url], **content}


def _second_parameter(name: str) -> Fault:
    return lambda body, _: adding_element(body, "parameter", {"name": name, "resource": element(body, PATIENT)})


_MINIMUM: Final[Mapping[str, Fault]] = {
    "no identifier": _lacking(f"{PATIENT}.identifier"),
    "no identifier system": _lacking(f"{_NHS_NUMBER}.system"),
    "no NHS number value": _lacking(f"{_NHS_NUMBER}.value"),
    "an identifier of another system": _with(f"{_NHS_NUMBER}.system", "https://consumer.example/Id/patient"),
    "no name": _lacking(f"{PATIENT}.name"),
    "no name of official use": _with(f"{_NAME}.use", "usual"),
    "no use of the name": _lacking(f"{_NAME}.use"),
    "no family name": _lacking(f"{_NAME}.family"),
    "no given name": _lacking(f"{_NAME}.given"),
    "no date of birth": _lacking(f"{PATIENT}.birthDate"),
}

_NHS_NUMBERS: Final[Mapping[str, Fault]] = {
    "an NHS number of nine digits": _with_nhs_number(lambda number: number[:9]),
    "an NHS number of eleven digits": _with_nhs_number(lambda number: f"{number}0"),
    "an NHS number of letters": _with_nhs_number(lambda _: "hello"),
    "an NHS number with punctuation": _with_nhs_number(lambda number: f"{number[:5]}##{number[7:]}"),
    "an NHS number with a wrong check digit": _with_nhs_number(with_wrong_check_digit),
}

_AGAINST_THE_PROFILE: Final[Mapping[str, Fault]] = {
    "two official names": _adding(f"{PATIENT}.name", {"use": "official", "family": "Other", "given": ["Name"]}),
    "the NHS number twice": _adding_made(
        f"{PATIENT}.identifier", lambda person: nhs_number_identifier(person.nhs_number)
    ),
    "a photo": _with(f"{PATIENT}.photo", [{"contentType": "image/png", "title": "portrait"}]),
    "an animal": _with(f"{PATIENT}.animal", {"species": {"text": "human"}}),
    "a communication": _with(f"{PATIENT}.communication", [{"language": {"text": "English"}}]),
    "an address with a state": _with(f"{PATIENT}.address[0].state", "Yorkshire"),
    "a telecom without a system": _lacking(f"{PATIENT}.telecom[0].system"),
    "a telecom without a value": _lacking(f"{PATIENT}.telecom[0].value"),
}

_AGAINST_FHIR: Final[Mapping[str, Fault]] = {
    "an element that FHIR does not know": _with(f"{PATIENT}.favouriteColour", "green"),
    "a date of birth that is no date": _with(f"{PATIENT}.birthDate", "31st of May"),
    "a date of birth that no calendar has": _with(f"{PATIENT}.birthDate", "1990-02-30"),
    "a gender that is no code": _with(f"{PATIENT}.gender", "lady"),
    "a name use that is no code": _adding(f"{PATIENT}.name", {"use": "stage", "family": "Other"}),
    "an address use that is no code": _with(f"{PATIENT}.address[0].use", "holiday"),
    "a telecom system that is no code": _with(f"{PATIENT}.telecom[0].system", "telepathy"),
    "a name that is a text": _with(f"{PATIENT}.name", "Jane Jackson"),
}

_ETHNIC_CATEGORY: Final = _extension(
    "ethnic_category", valueCodeableConcept=_coded("ethnic_category", "A", "British, Mixed British")
)
_RELIGIOUS_AFFILIATION: Final = _extension(
    "religious_affiliation", valueCodeableConcept=_coded("snomed_ct", "160552004", "Religious affiliation")
)
_RESIDENTIAL_STATUS: Final = _extension(
    "residential_status", valueCodeableConcept=_coded("residential_status", "H", "UK Resident")
)
_TREATMENT_CATEGORY: Final = _extension(
    "treatment_category", valueCodeableConcept=_coded("treatment_category", "1", "Exempt from payment")
)
_REGISTRATION_DETAILS: Final = _extension(
    "registration_details",
    extension=[{"url": "registrationPeriod", "valuePeriod": {"start": "2017-09-07"}}],
)

_MUST_NOT_BE_SENT: Final[Mapping[str, Fault]] = {
    "an active": _with(f"{PATIENT}.active", True),
    "a maritalStatus": _with(f"{PATIENT}.maritalStatus", _coded("marital_status", "S", "Never Married")),
    "a multipleBirthBoolean": _with(f"{PATIENT}.multipleBirthBoolean", True),
    "a deceasedDateTime": _with(f"{PATIENT}.deceasedDateTime", "2017-09-01T10:00:00+01:00"),
    "a generalPractitioner": _with(f"{PATIENT}.generalPractitioner", [{"display": "Dr Conformance"}]),
    "a managingOrganization": _with(f"{PATIENT}.managingOrganization", {"display": "Conformance Surgery"}),
    "a contact": _with(f"{PATIENT}.contact", [{"name": {"use": "official", "family": "Kin"}}]),
    "a link": _with(f"{PATIENT}.link", [{"other": {"display": "Conformance"}, "type": "seealso"}]),
    "a narrative": _with(
        f"{PATIENT}.text",
        {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">A patient</div>'},
    ),
    "an ethnicCategory": _adding(f"{PATIENT}.extension", _ETHNIC_CATEGORY),
    "a religiousAffiliation": _adding(f"{PATIENT}.extension", _RELIGIOUS_AFFILIATION),
    "a residentialStatus": _adding(f"{PATIENT}.extension", _RESIDENTIAL_STATUS),
    "a treatmentCategory": _adding(f"{PATIENT}.extension", _TREATMENT_CATEGORY),
    "a patient-cadavericDonor": _adding(f"{PATIENT}.extension", _extension("cadaveric_donor", valueBoolean=True)),
    "a birthPlace": _adding(f"{PATIENT}.extension", _extension("birth_place", valueAddress={"city": "Leeds"})),
    "registrationDetails": _adding(f"{PATIENT}.extension", _REGISTRATION_DETAILS),
    "a work address": _adding_made(f"{PATIENT}.address", _of_use(address, "work")),
    "an old address": _adding_made(f"{PATIENT}.address", _of_use(address, "old")),
    "a fax number": _adding_made(f"{PATIENT}.telecom", lambda person: {**phone(person, "home"), "system": "fax"}),
}

_TOO_MANY: Final[Mapping[str, Fault]] = {
    "two home addresses": _only(f"{PATIENT}.address", _home, _home),
    "two temporary addresses": _adding_made(f"{PATIENT}.address", _temporary, _temporary),
    **{
        f"two {word} phones": _only(f"{PATIENT}.telecom", _of_use(phone, use), _of_use(phone, use))
        for word, use in (("home", "home"), ("work", "work"), ("mobile", "mobile"), ("temporary", "temp"))
    },
    "two email addresses": _only(f"{PATIENT}.telecom", email, email),
    "two languages": _only(f"{PATIENT}.extension", nhs_communication, nhs_communication),
}

_PARAMETERS: Final[Mapping[str, Fault]] = {
    "no parameter": _lacking("parameter"),
    "the parameter twice": _second_parameter(PARAMETER),
    "another parameter besides": _second_parameter("conformanceTest"),
    "a parameter of another name": _with("parameter[0].name", "conformanceTest"),
    "a parameter name in another case": _with("parameter[0].name", PARAMETER.lower()),
    "a parameter without a resource": _lacking(PATIENT),
    "a parameter with a value": lambda body, person: with_element(
        without_element(body, PATIENT), "parameter[0].valueString", person.nhs_number
    ),
    "a parameter with another type of resource": _with(
        PATIENT, {"resourceType": "Practitioner", "name": [{"family": "Jackson"}]}
    ),
}

_BODIES: Final[Mapping[str, Fault]] = {
    "the Patient alone": lambda body, _: dict(element(body, PATIENT)),
    "a Bundle in place of Parameters": lambda body, _: {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": element(body, PATIENT)}],
    },
    "a type of resource that FHIR does not know": _with("resourceType", "Registration"),
    "no type of resource": _lacking("resourceType"),
}

_OF_NO_CONSEQUENCE: Final[Mapping[str, Fault]] = {
    "no profile of the Patient": _lacking(f"{PATIENT}.meta"),
    "another profile of the Patient": _with(f"{PATIENT}.meta.profile", [PROFILES["Practitioner"]]),
    "a nickname besides": _adding(f"{PATIENT}.name", {"use": "nickname", "family": "Jackson", "given": ["Jay"]}),
    "a local identifier besides": _adding(
        f"{PATIENT}.identifier", {"system": "https://consumer.example/Id/patient", "value": "1"}
    ),
}

FAULTS: Final[Mapping[str, Fault]] = {
    **_MINIMUM,
    **_NHS_NUMBERS,
    **_AGAINST_THE_PROFILE,
    **_AGAINST_FHIR,
    **_MUST_NOT_BE_SENT,
    **_TOO_MANY,
    **_PARAMETERS,
    **_BODIES,
    **_OF_NO_CONSEQUENCE,
}

RAW_BODIES: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "not JSON": lambda _: b"a registration, please",
    "cut short": lambda body: body[: len(body) // 2],
    "an empty JSON object": lambda _: b"{}",
    "a JSON list": lambda body: b"[" + body + b"]",
}
