"""Resources that break no rule, built by hand from the pages' payload sections."""

from copy import deepcopy
from typing import Any

from gpconnect.spec.vocabulary import EXTENSIONS, IDENTIFIER_SYSTEMS, NHS_NUMBER_VERIFICATION, PROFILES

ADDRESS = {"line": ["1 High Street"], "city": "Leeds", "district": "West Yorkshire", "postalCode": "LS1 6AE"}
PHONE = {"system": "phone", "value": "01132000000", "use": "work"}

VERIFIED = {
    "url": EXTENSIONS["nhs_number_verification_status"],
    "valueCodeableConcept": {
        "coding": [
            {"system": NHS_NUMBER_VERIFICATION["system"], "code": "01", "display": "Number present and verified"}
        ]
    },
}
REGISTRATION = {
    "url": EXTENSIONS["registration_details"],
    "extension": [{"url": "preferredBranchSurgery", "valueReference": {"reference": "Location/17"}}],
}

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "2",
    "meta": {"versionId": "1", "profile": [PROFILES["Patient"]]},
    "extension": [REGISTRATION],
    "identifier": [
        {"extension": [VERIFIED], "system": IDENTIFIER_SYSTEMS["nhs_number"], "value": "9990000018"},
    ],
    "active": True,
    "name": [{"use": "official", "family": "Hill", "given": ["Ann"]}],
    "telecom": [{**PHONE, "use": "home"}],
    "gender": "female",
    "birthDate": "1952-05-31",
    "address": [{"use": "home", **ADDRESS}],
    "contact": [
        {
            "relationship": [{"text": "Daughter"}],
            "name": {"use": "official", "family": "Hill"},
            "telecom": [{**PHONE, "use": "mobile"}],
            "address": {"use": "home", **ADDRESS},
            "gender": "female",
        }
    ],
    "managingOrganization": {"reference": "Organization/14"},
}

PRACTITIONER: dict[str, Any] = {
    "resourceType": "Practitioner",
    "id": "3",
    "meta": {"versionId": "1", "profile": [PROFILES["Practitioner"]]},
    "identifier": [
        {"system": IDENTIFIER_SYSTEMS["sds_user"], "value": "222233334444"},
        {"system": IDENTIFIER_SYSTEMS["sds_role_profile"], "value": "555566667777"},
    ],
    "name": [{"family": "Black", "given": ["Sara"]}],
    "gender": "female",
}

ORGANISATION: dict[str, Any] = {
    "resourceType": "Organization",
    "id": "14",
    "meta": {"versionId": "1", "profile": [PROFILES["Organization"]]},
    "identifier": [{"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": "A20047"}],
    "name": "The Practice",
    "telecom": [PHONE],
    "address": [{"use": "work", **ADDRESS}],
}

LOCATION: dict[str, Any] = {
    "resourceType": "Location",
    "id": "17",
    "meta": {"versionId": "1", "profile": [PROFILES["Location"]]},
    "name": "Main Surgery",
    "telecom": [PHONE],
    "address": {"use": "work", **ADDRESS},
    "managingOrganization": {"reference": "Organization/14"},
}


def changed(resource: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy with another value at a path such as ``name.0.use``; ``...`` leaves the element out."""
    copy = deepcopy(resource)
    place: Any = copy
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copy
