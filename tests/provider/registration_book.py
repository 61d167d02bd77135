"""Bodies of registrations, made from the people whom a provider's seed data offer for it."""

import json
from typing import Any

import httpx
from appointment_book import PROFILES
from provider_caller import NHS_NUMBER, Caller, found

Body = dict[str, Any]
Person = dict[str, str]
PATIENT_PROFILE = f"{PROFILES}/CareConnect-GPC-Patient-1"
REGISTRATION_DETAILS = f"{PROFILES}/Extension-CareConnect-GPC-RegistrationDetails-1"
NHS_COMMUNICATION = f"{PROFILES}/Extension-CareConnect-GPC-NHSCommunication-1"
_NAMES = ("role", "nhs_number", "family", "given", "birth_date", "gender", "logical_id", "postcode")


def candidates(caller: Caller, role: str, *, waiting: bool = True) -> list[Person]:
    """Return the people of a role, those who are ``waiting`` to be registered or all of them."""
    store = caller.provider.services.store
    rows = store.all("SELECT name, value FROM role WHERE subject = 'registration' ORDER BY name, position")
    people: dict[str, list[str]] = {}
    for row in rows:
        people.setdefault(row["name"], []).append(row["value"])
    known = [dict(zip(_NAMES, values, strict=True)) for values in people.values()]
    return [one for one in known if one["role"] == role and not (waiting and _active(caller, one["nhs_number"]))]


def _active(caller: Caller, nhs_number: str) -> bool:
    store = caller.provider.services.store
    return store.one("SELECT 1 FROM patient WHERE nhs_number = ? AND state = 'active'", nhs_number) is not None


def patient(person: Person, **members: object) -> Body:
    """Return the least that a registration needs of a person, and these elements."""
    return {
        "resourceType": "Patient",
        "meta": {"profile": [PATIENT_PROFILE]},
        "identifier": [{"system": NHS_NUMBER, "value": person["nhs_number"]}],
        "name": [{"use": "official", "family": person["family"], "given": [person["given"]]}],
        "birthDate": person["birth_date"],
        **members,
    }


def parameters(resource: object) -> Body:
    """Return the request body that registers a patient."""
    return {"resourceType": "Parameters", "parameter": [{"name": "registerPatient", "resource": resource}]}


def send(caller: Caller, body: object, **headers: str | None) -> httpx.Response:
    """Send a request body to the operation."""
    return caller.submit("register-a-patient", "/Patient/$gpc.registerpatient", body, **headers)


def register(caller: Caller, resource: object) -> httpx.Response:
    """Register a patient."""
    return send(caller, parameters(resource))


def registered(caller: Caller, resource: object) -> Body:
    """Register a patient; return the patient of the answer."""
    (one,) = found(register(caller, resource))
    return one


def registration(resource: Body) -> dict[str, Any]:
    """Return the parts of a patient's registration details by name."""
    (details,) = [one for one in resource["extension"] if one["url"] == REGISTRATION_DETAILS]
    return {one["url"]: next(value for name, value in one.items() if name != "url") for one in details["extension"]}


def phone(use: str, value: str = "01134960000") -> Body:
    """Return a telephone number of one use."""
    return {"system": "phone", "value": value, "use": use}


def address(use: str, line: str = "1 High Street") -> Body:
    """Return an address of one use."""
    return {"use": use, "type": "physical", "line": [line], "city": "Leeds", "postalCode": "LS1 6AE"}


def communication(*languages: str) -> list[Body]:
    """Return NHS communication extensions."""
    system = "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-HumanLanguage-1"
    return [
        {
            "url": NHS_COMMUNICATION,
            "extension": [
                {"url": "language", "valueCodeableConcept": {"coding": [{"system": system, "code": code}]}},
                {"url": "interpreterRequired", "valueBoolean": True},
            ],
        }
        for code in languages
    ]


def pds(caller: Caller, person: Person) -> Body:
    """Return the demographics that PDS has of a person."""
    row = caller.provider.services.store.one("SELECT content FROM pds WHERE nhs_number = ?", person["nhs_number"])
    assert row is not None
    content: Body = json.loads(row["content"])
    return content
