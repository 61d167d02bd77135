"""A correct Appointment, as a provider answers a booking, and what was asked for."""

from copy import deepcopy
from typing import Any

from gpconnect.conformance.rules.booking import Booking
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, PROFILES

Resource = dict[str, Any]

ROLE = {
    "url": EXTENSIONS["practitioner_role"],
    "valueCodeableConcept": {
        "coding": [
            {"system": CODE_SYSTEMS["sds_job_role"], "code": "R0260", "display": "General Medical Practitioner"}
        ]
    },
}
CHANNEL = {"url": EXTENSIONS["delivery_channel"], "valueCode": "In-person"}
SENT: Resource = {
    "resourceType": "Appointment",
    "meta": {"profile": [PROFILES["Appointment"]]},
    "contained": [
        {
            "resourceType": "Organization",
            "id": "1",
            "meta": {"profile": [PROFILES["Organization"]]},
            "identifier": [{"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": "A11111"}],
            "type": [{"coding": [{"system": CODE_SYSTEMS["organisation_type"], "code": "gp-practice"}]}],
            "name": "Test Consumer",
            "telecom": [{"system": "phone", "value": "01132000000"}],
        }
    ],
    "extension": [{"url": EXTENSIONS["booking_organisation"], "valueReference": {"reference": "#1"}}],
    "status": "booked",
    "description": "Check-up",
    "start": "2026-07-02T09:00:00+01:00",
    "end": "2026-07-02T09:10:00+01:00",
    "slot": [{"reference": "Slot/s1"}],
    "created": "2026-07-01T08:00:00+01:00",
    "comment": "Needs a lift",
    "participant": [
        {"actor": {"reference": "Patient/p1"}, "status": "accepted"},
        {"actor": {"reference": "Location/l1"}, "status": "accepted"},
        {"actor": {"reference": "Practitioner/pr1"}, "status": "accepted"},
    ],
}
SLOT: Resource = {
    "resourceType": "Slot",
    "id": "s1",
    "extension": [CHANNEL],
    "serviceType": [{"text": "Routine appointment"}],
    "schedule": {"reference": "Schedule/sc1"},
}
SCHEDULE: Resource = {
    "resourceType": "Schedule",
    "id": "sc1",
    "extension": [ROLE],
    "serviceCategory": {"text": "Morning surgery"},
}


def answered() -> Resource:
    """Return the Appointment that a conformant provider answers with."""
    body = deepcopy(SENT)
    body["id"] = "a1"
    body["meta"]["versionId"] = "7"
    body["extension"] += [ROLE, CHANNEL]
    body["serviceType"] = SLOT["serviceType"]
    body["serviceCategory"] = SCHEDULE["serviceCategory"]
    return body


def asked() -> Booking:
    """Return what the consumer asked for."""
    return Booking(deepcopy(SENT), [SLOT], SCHEDULE)
