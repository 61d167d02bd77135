"""The body of a registration: the Parameters resource, and what its patient has to contain and may not."""

import copy
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gpconnect.provider.call import Call
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.parameters import is_nhs_number
from gpconnect.provider.patients import VERIFICATION_DISPLAYS, VERIFIED
from gpconnect.provider.resource import Resource, coded, extension
from gpconnect.provider.validation import check_profile_claim, check_resource, ordered
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS

OFFICIAL = "official"
TEMPORARY = "temp"
EMAIL = "email"
_PARAMETER = "registerPatient"
_PLACE = f"Parameters.parameter[{_PARAMETER}].resource"
_PARAMETERS_ELEMENTS = frozenset({"resourceType", "id", "meta", "language", "parameter"})
_FULL_DATE = len("yyyy-mm-dd")
# What the page lists, and the parts of it that its example shows.
_ELEMENTS: Mapping[str, frozenset[str]] = {
    "identifier": frozenset({"extension", "system", "value"}),
    "name": frozenset({"use", "text", "family", "given", "prefix", "suffix"}),
    "telecom": frozenset({"system", "value", "use"}),
    "address": frozenset({"use", "type", "line", "city", "district", "postalCode", "country"}),
    "meta": frozenset({"profile", "versionId", "lastUpdated"}),
}
_OTHER_ELEMENTS = frozenset({"resourceType", "id", "extension", "gender", "birthDate"})
_PHONE_USES = ("home", "work", "mobile", TEMPORARY)
_ADDRESS_USES = ("home", TEMPORARY)
Element = dict[str, Any]


@dataclass(frozen=True)
class Registration:
    """Whom a consumer wants to register; ``content`` holds the demographics that were sent, in FHIR's order."""

    nhs_number: str
    family: str
    given: str
    birth_date: str
    communication: Sequence[Element]
    content: Mapping[str, Any]


def read_registration(call: Call) -> Registration:
    """Return whom the request body registers.

    Raises ``ProviderError``: INVALID_RESOURCE for a body that breaks the profile or a rule of the page,
    INVALID_NHS_NUMBER for a number without the right check digit (page: foundations_use_case_register_a_patient,
    payload request body).
    """
    patient = _valid_patient(_parameter(call.body or {}))
    if not call.faults.on("registers-other-elements"):
        _check_elements(patient)
    if not call.faults.on("registers-repeated-uses"):
        _check_telecoms(patient.get("telecom", []))
        _check_uses("address", patient.get("address", []), _ADDRESS_USES)
    name = _official_name(patient)
    return Registration(
        nhs_number=_nhs_number(patient, call),
        family=name["family"],
        given=name["given"][0],
        birth_date=_birth_date(patient),
        communication=patient.get("extension", []),
        content={
            one: patient[one] for one in ("name", "telecom", "gender", "birthDate", "address") if one in patient
        },
    )


def _parameter(body: Resource) -> object:
    if body.get("resourceType") != "Parameters":
        raise ProviderError("INVALID_RESOURCE", "the request body has to be a resource of the type Parameters")
    unknown = sorted(body.keys() - _PARAMETERS_ELEMENTS)
    if unknown:
        raise ProviderError("INVALID_RESOURCE", f"Parameters.{unknown[0]} is not supported")
    sent = body.get("parameter")
    if not isinstance(sent, list) or len(sent) != 1 or not isinstance(sent[0], dict):
        raise ProviderError("INVALID_RESOURCE", f"Parameters.parameter has to be one parameter, {_PARAMETER}")
    if sent[0].get("name") != _PARAMETER or sent[0].keys() != {"name", "resource"}:
        raise ProviderError("INVALID_RESOURCE", f"Parameters.parameter has to be {_PARAMETER} with a resource")
    return sent[0]["resource"]


def _valid_patient(sent: object) -> Resource:
    """Return a patient who conforms to the profile.

    The profile wants to know whether the NHS number is verified. Only the provider can tell, so what the consumer
    says of it, and whether it says anything, does not matter.
    """
    patient = copy.deepcopy(sent)
    if isinstance(patient, dict) and isinstance(patient.get("identifier"), list):
        for one in patient["identifier"]:
            if isinstance(one, dict) and one.get("system") == IDENTIFIER_SYSTEMS["nhs_number"]:
                one["extension"] = [_verified()]
    resource = check_resource(patient, "Patient", _PLACE)
    check_profile_claim(resource, _PLACE)
    return ordered(resource)


def _verified() -> Element:
    status = coded(CODE_SYSTEMS["nhs_number_verification_status"], VERIFIED, VERIFICATION_DISPLAYS[VERIFIED])
    return extension("nhs_number_verification_status", valueCodeableConcept=status)


def _check_elements(patient: Resource) -> None:
    for name, value in patient.items():
        if name not in _ELEMENTS and name not in _OTHER_ELEMENTS:
            raise _invalid(f"{name} must not be populated")
        for one in value if isinstance(value, list) else [value]:
            unknown = sorted(one.keys() - _ELEMENTS[name]) if name in _ELEMENTS else []
            if unknown:
                raise _invalid(f"{name}.{unknown[0]} must not be populated")
    urls = [one.get("url") for one in patient.get("extension", [])]
    if urls not in ([], [EXTENSIONS["nhs_communication"]]):
        raise _invalid("extension may only have one NHS communication")


def _check_telecoms(telecoms: Sequence[Element]) -> None:
    phones = [one for one in telecoms if one.get("system") == "phone"]
    emails = [one for one in telecoms if one.get("system") == EMAIL]
    if len(phones) + len(emails) < len(telecoms):
        raise _invalid("telecom may only have the systems phone and email")
    if len(emails) > 1:
        raise _invalid("telecom has more than one email address")
    _check_uses("telecom", phones, _PHONE_USES)


def _check_uses(name: str, sent: Sequence[Element], allowed: Sequence[str]) -> None:
    counts = Counter(one.get("use") for one in sent)
    for one, number in counts.items():
        if one not in allowed:
            raise _invalid(f"{name}.use is {one or 'missing'}; it has to be one of {', '.join(allowed)}")
        if number > 1:
            raise _invalid(f"{name} has {number} entries with the use {one}; one is allowed")


def _official_name(patient: Resource) -> Element:
    official = [one for one in patient["name"] if one.get("use") == OFFICIAL]
    name: Element = official[0]
    if not name.get("family"):
        raise _invalid("name.family is missing")
    if not name.get("given") or not name["given"][0]:
        raise _invalid("name.given is missing")
    return name


def _nhs_number(patient: Resource, call: Call) -> str:
    sent = patient.get("identifier", [])
    if len(sent) != 1 or sent[0].get("system") != IDENTIFIER_SYSTEMS["nhs_number"] or not sent[0].get("value"):
        raise _invalid("identifier has to be the patient's NHS number, and nothing else")
    number: str = sent[0]["value"]
    if not is_nhs_number(number) and not call.faults.on("registration-check-digit-ignored"):
        raise ProviderError(
            "INVALID_NHS_NUMBER", f"{number} is not an NHS number: ten digits with a modulus 11 check"
        )
    return number


def _birth_date(patient: Resource) -> str:
    text: str | None = patient.get("birthDate")
    if text is None:
        raise _invalid("birthDate is missing")
    if len(text) != _FULL_DATE:
        raise _invalid("birthDate has to have year, month and day")
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise _invalid(f"birthDate: {error}") from error
    return text


def _invalid(what: str) -> ProviderError:
    return ProviderError("INVALID_RESOURCE", f"{_PLACE}.{what}")
