"""Appointments: read one, retrieve a patient's, and how they look on the wire."""

import json
import re
from datetime import date
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call
from gpconnect.provider.clock import end_of_day, local_epoch, wire
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.patients import patient_row
from gpconnect.provider.pds import pds_record
from gpconnect.provider.resource import (
    Resource,
    coded,
    extension,
    heading,
    read_answer,
    reference,
    searchset,
)
from gpconnect.provider.store import Row, Store
from gpconnect.spec.vocabulary import CODE_SYSTEMS

_SLOTS = """
SELECT slot.id, slot.service_type, slot.delivery_channel, schedule.role_code, schedule.role_display,
  schedule.service_category, schedule.practitioner_id
FROM appointment_slot JOIN slot ON slot.id = slot_id JOIN schedule ON schedule.id = schedule_id
WHERE appointment_id = ? ORDER BY position"""
# The fault by which an interaction serves patients who are sensitive on PDS.
_DISCLOSING = {
    "read-an-appointment": "sensitive-appointments-read",
    "amend-an-appointment": "sensitive-appointments-amended",
    "cancel-an-appointment": "sensitive-appointments-cancelled",
}
_ACCEPTED = {"status": "accepted"}
_BOUND = re.compile(r"(ge|le)(\d{4}-\d{2}-\d{2})", re.ASCII)
_BOUND_WITH_TIME = re.compile(r"(ge|le)(\d{4}-\d{2}-\d{2})(?:T\S*)?", re.ASCII)


def read_an_appointment(call: Call) -> Answer:
    """Answer with one future appointment (page: appointments_use_case_read_an_appointment).

    The page names no Spine error code for a past one: to a consumer there is no such record.
    """
    row = appointment_row(call)
    if row["start"] < call.clock.epoch() and not call.faults.on("past-read"):
        raise ProviderError(
            "NO_RECORD_FOUND", f"the appointment {row['id']} is in the past; only future ones can be read"
        )
    return read_answer(appointment_resource(call.store, row), row, call.base_url)


def retrieve_a_patients_appointments(call: Call) -> Answer:
    """Answer with the appointments of a patient that start in a range of days, cancelled ones included.

    Page: appointments_use_case_retrieve_a_patients_appointments.
    """
    first, last = _range(call)
    patient = patient_row(call.services, call.ids["id"])["id"]
    condition = "start >= ? AND start < ?"
    values: list[Any] = [local_epoch(first), end_of_day(last)]
    if not call.faults.on("other-patients-appointments-returned"):
        condition += " AND patient_id = ?"
        values.append(patient)
    if call.faults.on("cancelled-left-out"):
        condition += " AND status <> 'cancelled'"
    if call.faults.on("earlier-today-left-out"):
        condition += " AND start >= ?"
        values.append(call.clock.epoch())
    if call.faults.on("last-day-left-out"):
        values[1] = local_epoch(last)
    if call.faults.on("booked-elsewhere-left-out"):
        condition += " AND booking_organisation IS NOT NULL"
    rows = call.store.all(f"SELECT * FROM appointment WHERE {condition} ORDER BY start, id", *values)
    return Answer(200, searchset(appointment_resource(call.store, row) for row in rows))


def appointment_row(call: Call) -> Row:
    """Return the row of the appointment that the path names.

    Raises ``ProviderError``: NO_RECORD_FOUND where there is none, PATIENT_NOT_FOUND where its patient is sensitive
    on PDS (page: appointments_ig).
    """
    row = call.store.by_id("appointment", call.ids["id"])
    if row is None:
        raise ProviderError("NO_RECORD_FOUND", f"there is no appointment with the logical id {call.ids['id']}")
    patient = call.store.by_id("patient", row["patient_id"])
    known = pds_record(call.store, patient["nhs_number"]) if patient else None
    if known is not None and known.sensitive and not call.faults.on(_DISCLOSING[call.interactions[0]]):
        raise ProviderError("PATIENT_NOT_FOUND", f"the patient of the appointment {row['id']} cannot be found")
    return row


def _range(call: Call) -> tuple[date, date]:
    """Return the first and the last day of the two ``start`` parameters; raise INVALID_PARAMETER for any other."""
    sent = call.query.values("start")
    bounds = dict(_bound(call, text) for text in sent)
    single = len(sent) == 1 and call.faults.on("single-bound-accepted")
    if single:
        bounds = {"ge": call.clock.today(), "le": date.max.replace(year=9998)} | bounds
    if not single and (len(sent) != len(bounds) or bounds.keys() != {"ge", "le"}):
        raise _invalid(f"two start parameters are needed, one with ge and one with le; sent: {', '.join(sent)}")
    if bounds["le"] < bounds["ge"]:
        raise _invalid("the range of the start parameters ends before it begins")
    if bounds["ge"] < call.clock.today() and not call.faults.on("past-range-accepted"):
        raise _invalid(f"start=ge{bounds['ge']} is in the past; only appointments from today on can be requested")
    return bounds["ge"], bounds["le"]


def _bound(call: Call, text: str) -> tuple[str, date]:
    found = (_BOUND_WITH_TIME if call.faults.on("time-part-accepted") else _BOUND).fullmatch(text)
    if found is None:
        raise _invalid(f"start={text} is not ge or le and a date without a time (geyyyy-mm-dd)")
    try:
        return found[1], date.fromisoformat(found[2])
    except ValueError as error:
        raise _invalid(f"start={text}: {error}") from error


def _invalid(what: str) -> ProviderError:
    return ProviderError("INVALID_PARAMETER", what)


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
