"""Book an appointment."""

import asyncio
from collections.abc import Coroutine, Sequence
from itertools import pairwise
from typing import Any
from uuid import uuid4

from gpconnect.provider.answer import Answer
from gpconnect.provider.appointment_body import Booking, Organisation, Participant, read_booking
from gpconnect.provider.appointments import appointment_resource
from gpconnect.provider.call import Call
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.patients import visible
from gpconnect.provider.pds import pds_record
from gpconnect.provider.preference import as_preferred
from gpconnect.provider.references import not_found
from gpconnect.provider.resource import read_answer
from gpconnect.provider.store import Row, Store
from gpconnect.spec.vocabulary import LIMITS

_TABLES = {"Location": "location", "Practitioner": "practitioner"}
_PAUSE_SECONDS = 0.3


def book_an_appointment(call: Call) -> Answer | Coroutine[Any, Any, Answer]:
    """Book free slots for a patient (page: appointments_use_case_book_an_appointment).

    One transaction both finds the slots free and takes them. What is sent as ``id`` and ``meta.versionId`` is
    ignored, as base FHIR demands of a create.
    """
    booking = read_booking(call)
    patient = _patient(call, booking.participants.get("Patient"))
    _check_actors(call, booking)
    if call.faults.on("booking-race"):
        return _in_two_steps(call, booking, patient)
    with call.store.transaction():
        slots = _bookable_slots(call, booking)
        _check_free(call, slots)
        identity = _insert(call, booking, patient, slots)
    return _created(call, identity)


async def _in_two_steps(call: Call, booking: Booking, patient: str) -> Answer:
    """Look first and take later: what a provider does that has no transaction around the two."""
    slots = _bookable_slots(call, booking)
    _check_free(call, slots)
    await asyncio.sleep(_PAUSE_SECONDS)
    with call.store.transaction():
        identity = _insert(call, booking, patient, slots)
    return _created(call, identity)


def _patient(call: Call, participant: Participant | None) -> str:
    """Return the logical id of the patient; consumers must be able to see this patient.

    A patient who is sensitive on PDS is answered as the page appointments_ig says, any other as a reference to
    nothing.
    """
    if participant is None:
        anyone = call.store.one("SELECT id FROM patient WHERE state = 'active' ORDER BY id")
        if anyone is None:
            raise LookupError("the store has no active patient")
        return str(anyone["id"])
    row = call.store.by_id("patient", participant.identity)
    if visible(call.services, row) is not None:
        return participant.identity
    known = pds_record(call.store, row["nhs_number"]) if row is not None else None
    if known is not None and known.sensitive:
        raise ProviderError("PATIENT_NOT_FOUND", f"there is no patient with the logical id {participant.identity}")
    raise not_found(f"Patient/{participant.identity}", participant.place)


def _check_actors(call: Call, booking: Booking) -> None:
    for kind, one in booking.participants.items():
        if kind == "Patient" or call.faults.on("participants-not-resolved"):
            continue
        if kind not in _TABLES or call.store.by_id(_TABLES[kind], one.identity) is None:
            raise not_found(f"{kind}/{one.identity}", one.place)


def _bookable_slots(call: Call, booking: Booking) -> list[Row]:
    """Return the slots in the order of their start; refuse those that may not be booked, or not together."""
    slots = [_slot(call.store, identity, number) for number, identity in enumerate(booking.slots)]
    slots.sort(key=lambda slot: slot["start"])
    _check_adjacent(call, slots)
    _check_times(call, booking, slots)
    _check_schedule(call, booking, slots[0]["schedule_id"])
    for slot in slots:
        _check_offered(call, slot)
        _check_access(call, slot, booking.organisation)
    return slots


def _slot(store: Store, identity: str, number: int) -> Row:
    row = store.by_id("slot", identity)
    if row is None:
        raise not_found(f"Slot/{identity}", f"Appointment.slot[{number}]")
    return row


def _check_adjacent(call: Call, slots: Sequence[Row]) -> None:
    rules = (
        ("adjacency-schedule-ignored", "schedule_id", "schedule_id", "are not of the same schedule"),
        ("adjacency-channel-ignored", "delivery_channel", "delivery_channel", "have not the same delivery channel"),
        ("adjacency-service-type-ignored", "service_type", "service_type", "have not the same service type"),
        ("adjacency-gap-ignored", "end", "start", "do not follow each other without a gap"),
    )
    for one, following in pairwise(slots):
        for fault, ours, theirs, what in rules:
            if one[ours] != following[theirs] and not call.faults.on(fault):
                raise _invalid(f"slot: the slots {one['id']} and {following['id']} {what}")


def _check_times(call: Call, booking: Booking, slots: Sequence[Row]) -> None:
    span = (slots[0]["start"], slots[-1]["end"])
    if (booking.start, booking.end) != span and not call.faults.on("booking-times-not-checked"):
        raise _invalid("start and Appointment.end are not the start of the first slot and the end of the last one")
    minutes = booking.kept.get("minutesDuration")
    if minutes is not None and minutes * 60 != span[1] - span[0]:
        raise _invalid("minutesDuration is not the length of the slots")
    allowed = call.faults.on("past-booked") or call.faults.on("hidden-past-slots-booked")
    if span[0] <= call.clock.epoch() and not allowed:
        raise _invalid("start is in the past; only future appointments can be booked")


def _check_schedule(call: Call, booking: Booking, identity: str) -> None:
    """Refuse a location or practitioner other than those of the slots' schedule."""
    schedule = call.store.by_id("schedule", identity)
    if schedule is None or call.faults.on("participants-not-resolved"):
        return
    for kind, column in (("Location", "location_id"), ("Practitioner", "practitioner_id")):
        named = booking.participants.get(kind)
        if named is not None and named.identity != schedule[column]:
            what = f"participant: {kind}/{named.identity} is not the {kind.lower()} of the slots' schedule"
            raise _invalid(what)


def _check_offered(call: Call, slot: Row) -> None:
    """Refuse a slot that the practice does not offer through GP Connect, or not at this time."""
    if call.faults.on("unoffered-slots-booked"):
        return
    if not slot["bookable"]:
        raise _invalid(f"slot: {slot['id']} cannot be booked through GP Connect")
    now = call.clock.epoch()
    early = slot["opens_at"] is not None and now < slot["opens_at"]
    late = slot["closes_at"] is not None and now >= slot["closes_at"]
    if early or late:
        raise _invalid(f"slot: {slot['id']} is outside its booking window")


def _check_access(call: Call, slot: Row, organisation: Organisation | None) -> None:
    """Refuse a slot that is kept for other organisations (page: appointments_slotavailabilitymanagement)."""
    if call.faults.on("restricted-slots-booked"):
        return
    types = organisation.types if organisation else frozenset[str]()
    codes = {organisation.ods_code} if organisation else set[str]()
    for kind, ours in (("type", types), ("code", codes)):
        rows = call.store.all("SELECT value FROM slot_access WHERE slot_id = ? AND kind = ?", slot["id"], kind)
        refused = rows and kind == "type" and call.faults.on("reserved-slots-never-booked")
        if refused or (rows and not ours & {row["value"] for row in rows}):
            raise _invalid(f"slot: {slot['id']} is not for the booking organisation (organisation {kind})")


def _check_free(call: Call, slots: Sequence[Row]) -> None:
    if call.faults.on("double-booking-allowed"):
        return
    for slot in slots:
        if slot["status"] != "free" or call.store.one("SELECT 1 FROM slot_booking WHERE slot_id = ?", slot["id"]):
            raise ProviderError("DUPLICATE_REJECTED", f"the slot {slot['id']} is no longer free")


def _insert(call: Call, booking: Booking, patient: str, slots: Sequence[Row]) -> str:
    """Add the appointment and take its slots; a slot is taken once, whatever was read before."""
    identity, now, store = str(uuid4()), call.clock.epoch(), call.store
    schedule = store.by_id("schedule", slots[0]["schedule_id"])
    if schedule is None:
        raise LookupError(f"the store has no schedule {slots[0]['schedule_id']}")
    description, comment = stored_texts(call, booking.description, booking.comment)
    store.insert(
        "appointment",
        id=identity,
        patient_id=patient,
        location_id=schedule["location_id"],
        practitioner_id=schedule["practitioner_id"],
        status="booked",
        start=slots[0]["start"],
        end=slots[-1]["end"],
        created=int(booking.created) if not call.faults.on("booking-creation-time-lost") else 0,
        description=description,
        comment=comment,
        booking_organisation=_stored_organisation(call, booking.organisation),
        version=1,
        last_updated=now,
        content={
            **booking.kept,
            "participation": {kind: one.details for kind, one in booking.participants.items()},
        },
    )
    for position, slot in enumerate(slots):
        store.insert("appointment_slot", appointment_id=identity, position=position, slot_id=slot["id"])
        _take(call, slot["id"], identity, now)
    return identity


def _take(call: Call, slot: str, appointment: str, now: int) -> None:
    if call.faults.on("double-booking-allowed") or call.faults.on("booking-race"):
        call.store.run("DELETE FROM slot_booking WHERE slot_id = ?", slot)
    call.store.insert("slot_booking", slot_id=slot, appointment_id=appointment)
    if not call.faults.on("slot-not-marked-busy"):
        change = "UPDATE slot SET status = 'busy', version = version + 1, last_updated = ? WHERE id = ?"
        call.store.run(change, now, slot)


def stored_texts(call: Call, description: str, comment: str | None) -> tuple[str, str | None]:
    """Return description and comment as they are stored: whole."""
    if call.faults.on("long-texts-truncated"):
        description = description[: LIMITS["description_characters"]]
        comment = comment[: LIMITS["comment_characters"]] if comment else comment
    if call.faults.on("description-truncated"):
        description = description[: LIMITS["description_characters"] // 2]
    if call.faults.on("comment-dropped"):
        comment = None
    return description, comment


def _stored_organisation(call: Call, organisation: Organisation | None) -> dict[str, Any] | None:
    if organisation is None or call.faults.on("booking-organisation-dropped"):
        return None
    if call.faults.on("booking-organisation-type-dropped"):
        return {name: value for name, value in organisation.resource.items() if name != "type"}
    if call.faults.on("booking-organisation-trimmed"):
        first = organisation.resource["telecom"][0]
        rest = {name: value for name, value in organisation.resource.items() if name != "address"}
        return rest | {"telecom": [{name: one for name, one in first.items() if name != "use"}]}
    return organisation.resource


def _created(call: Call, identity: str) -> Answer:
    row = call.store.by_id("appointment", identity)
    if row is None:
        raise LookupError(f"the store has no appointment {identity}")
    answer = read_answer(appointment_resource(call.store, row), row, call.base_url, status=201)
    answer.headers["Location"] = answer.headers["Content-Location"]
    return as_preferred(call, answer)


def _invalid(what: str) -> ProviderError:
    return ProviderError("INVALID_RESOURCE", f"Appointment.{what}")
