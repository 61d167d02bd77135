"""Appointments as resources."""

import json
from typing import Any

from gpconnect.provider.clock import wire
from gpconnect.provider.resource import Resource, coded, extension, heading, reference
from gpconnect.provider.store import Row, Store
from gpconnect.spec.vocabulary import CODE_SYSTEMS

_SLOTS = """
SELECT slot.id, slot.service_type, slot.delivery_channel, schedule.role_code, schedule.role_display,
  schedule.service_category, schedule.practitioner_id
FROM appointment_slot JOIN slot ON slot.id = slot_id JOIN schedule ON schedule.id = schedule_id
WHERE appointment_id = ? ORDER BY position"""
_ACCEPTED = {"status": "accepted"}


def appointment_resource(store: Store, row: Row) -> Resource:
    """Return an appointment as a GPConnect-Appointment-1.

    What the practice says of its slots and schedules (type, category, channel, role, practitioner) is as it is now,
    not as it was when the appointment was booked (page: development_general_api_guidance, managing return content).
    """
    content = json.loads(row["content"])
    slots = store.all(_SLOTS, row["id"])
    organisation = json.loads(row["booking_organisation"]) if row["booking_organisation"] else None
    resource = {
        **heading("Appointment", row),
        "contained": [organisation] if organisation else None,
        "extension": _extensions(row, slots[0], organisation),
        "identifier": content.get("identifier"),
        "status": row["status"],
        "serviceCategory": {"text": slots[0]["service_category"]},
        "serviceType": [{"text": slots[0]["service_type"]}],
        "priority": content.get("priority"),
        "description": row["description"],
        "start": wire(row["start"]),
        "end": wire(row["end"]),
        "minutesDuration": content.get("minutesDuration"),
        "slot": [reference("Slot", slot["id"]) for slot in slots],
        "created": wire(row["created"]),
        "comment": row["comment"],
        "participant": _participants(row, slots[0]["practitioner_id"], content.get("participation", {})),
    }
    return {name: value for name, value in resource.items() if value is not None}


def _extensions(row: Row, slot: Row, organisation: Resource | None) -> list[Resource]:
    found = []
    if organisation is not None:
        found.append(extension("booking_organisation", valueReference={"reference": f"#{organisation['id']}"}))
    if row["cancellation_reason"] is not None:
        found.append(extension("cancellation_reason", valueString=row["cancellation_reason"]))
    role = coded(CODE_SYSTEMS["sds_job_role"], slot["role_code"], slot["role_display"])
    found.append(extension("practitioner_role", valueCodeableConcept=role))
    found.append(extension("delivery_channel", valueCode=slot["delivery_channel"]))
    return found


def _participants(row: Row, practitioner: str | None, details: dict[str, Any]) -> list[Resource]:
    actors = [("Patient", row["patient_id"]), ("Location", row["location_id"]), ("Practitioner", practitioner)]
    return [
        _participant(kind, identity, details.get(kind, _ACCEPTED))
        for kind, identity in actors
        if identity is not None
    ]


def _participant(kind: str, identity: str, details: dict[str, Any]) -> Resource:
    sent = {"type": details.get("type"), "actor": reference(kind, identity)}
    sent |= {"required": details.get("required"), "status": details.get("status")}
    return {name: value for name, value in sent.items() if value is not None}
