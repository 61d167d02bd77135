"""Seed data: appointments that the practice itself booked, not through GP Connect, nearly all for one patient."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from gpconnect.provider.appointments import appointment_resource
from gpconnect.provider.clock import Clock, days_after, local_epoch
from gpconnect.provider.seed_roles import assign, role
from gpconnect.provider.seed_slots import EARLY_SESSION, VISITS_SESSION
from gpconnect.provider.store import Row, Store

PATIENT_ROLE = "appointments_elsewhere"
_PAST = "past"
_EARLIER_TODAY = "earlier_today"
_SENSITIVE = "sensitive"
_BOOKED_DAYS_BEFORE = 14
_SLOTS = """
SELECT slot.*, location_id, practitioner_id FROM slot JOIN schedule ON schedule.id = schedule_id
WHERE service_category = ? AND slot.start >= ? AND slot.start < ? ORDER BY slot.start LIMIT ?"""


@dataclass(frozen=True)
class _Appointment:
    """One appointment: the role it plays, how many days from today, which session, and how many slots it has."""

    role: str | None
    day: int
    session: str = VISITS_SESSION
    slots: int = 1
    reason: str | None = None
    comment: str | None = "Ring the bell twice"
    patient: str = PATIENT_ROLE


_APPOINTMENTS = (
    _Appointment(_PAST, -3),
    _Appointment(_EARLIER_TODAY, 0, EARLY_SESSION, comment=None),
    _Appointment("elsewhere", 3),
    _Appointment("cancelled", 4, reason="The patient is away"),
    _Appointment(None, 5, comment=None),
    _Appointment(None, 6, slots=2),
    _Appointment(_SENSITIVE, 7, patient=_SENSITIVE),
    _Appointment(None, 9),
    _Appointment(None, 10),
    _Appointment(None, 16),
)


def seed_appointments(store: Store, clock: Clock) -> None:
    """Add the appointments; they have no booking organisation, for none was ever recorded (AMB-049)."""
    for one in _APPOINTMENTS:
        day = days_after(clock.today(), one.day)
        bounds = (local_epoch(day), local_epoch(days_after(day, 1)))
        slots = store.all(_SLOTS, one.session, *bounds, one.slots)
        identity = _insert(store, clock, one, _patient(store, one.patient), slots)
        _assign(store, clock, one, identity, slots[0]["start"])


def _patient(store: Store, name: str) -> str:
    """Return the logical ID of the patient in a role."""
    number = role(store, "patients", name)
    patient = store.one("SELECT id FROM patient WHERE nhs_number = ?", number)
    if patient is None:
        raise LookupError(f"the store has no patient {number}")
    return str(patient["id"])


def _assign(store: Store, clock: Clock, one: _Appointment, identity: str, start: int) -> None:
    """Give the appointment its role, unless it is still to come where the role wants one that has started."""
    if one.role is None or (one.role == _EARLIER_TODAY and start > clock.epoch()):
        return
    assign(store, "appointments", one.role, identity)
    if one.role in (_PAST, _SENSITIVE):
        assign(store, "appointments", f"{one.role}_body", _body(store, identity))
    if one.role == _EARLIER_TODAY:
        assign(store, "appointments", f"{_EARLIER_TODAY}_date", clock.today().isoformat())
        assign(store, "patients", "appointments_earlier_today", role(store, "patients", PATIENT_ROLE))


def _body(store: Store, identity: str) -> str:
    """Return an appointment as JSON: no interaction returns one that is past, or a sensitive patient's."""
    row = store.by_id("appointment", identity)
    if row is None:
        raise LookupError(f"the store has no appointment {identity}")
    return json.dumps(appointment_resource(store, row))


def _insert(store: Store, clock: Clock, one: _Appointment, patient: str, slots: list[Row]) -> str:
    first, last = slots[0], slots[-1]
    identity = str(uuid5(NAMESPACE_URL, f"Appointment/{first['id']}"))
    made = local_epoch(days_after(clock.today(), one.day - _BOOKED_DAYS_BEFORE), 10)
    made = min(made, clock.epoch())
    store.insert(
        "appointment",
        id=identity,
        patient_id=patient,
        location_id=first["location_id"],
        practitioner_id=first["practitioner_id"],
        status="cancelled" if one.reason else "booked",
        start=first["start"],
        end=last["end"],
        created=made,
        description="Home visit",
        comment=one.comment,
        cancellation_reason=one.reason,
        version=1,
        last_updated=made,
        content={},
    )
    for position, slot in enumerate(slots):
        store.insert("appointment_slot", appointment_id=identity, position=position, slot_id=slot["id"])
    if one.reason is None:
        _take(store, identity, (slot["id"] for slot in slots))
    return identity


def _take(store: Store, appointment: str, slots: Iterable[str]) -> None:
    for slot in slots:
        store.insert("slot_booking", slot_id=slot, appointment_id=appointment)
        store.update("slot", slot, status="busy")
