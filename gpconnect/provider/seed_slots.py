"""Seed data: schedules and slots by UK clocks, from a week ago to six weeks ahead and when clocks change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from gpconnect.provider.clock import Clock, clock_changes, days_after, local_epoch
from gpconnect.provider.seed_practice import BRANCH_SURGERY, MAIN_SURGERY, STAFF
from gpconnect.provider.store import Store

RESTRICTED_TYPE = "urgent-care"
RESTRICTED_CODE = "A11111"
DESCRIBED = "Morning surgery"
EARLY_SESSION = "Night calls"
VISITS_SESSION = "Home visits"
TELEPHONE_SESSION = "Telephone clinic"
_MIDNIGHT_SESSION = "Midnight calls"
_OTHER_TYPE = "gp-practice"
_OTHER_CODE = "B22222"

_DAYS_BACK = 7
_DAYS_AHEAD = 42
# Clocks change to summer time, and back, once within any 53 weeks and a day.
_DAYS_TO_CHANGES: Final = 53 * 7 + 1
SCHEDULE_COLUMNS = (
    *("id", "practitioner_id", "location_id", "role_code", "role_display", "service_category"),
    *("horizon_start", "horizon_end", "version", "last_updated"),
)
SLOT_COLUMNS = (
    *("id", "schedule_id", "status", "start", "end", "service_type", "delivery_channel"),
    *("bookable", "opens_at", "closes_at", "version", "last_updated"),
)

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

_FIRST_DOCTOR, _SECOND_DOCTOR, _NURSE_IN_CHARGE = (person[0] for person in STAFF)

_GP = "General GP appointment"
_CHECK = "NHS health check"
_IN_PERSON = "In-person"
_PHONE = "Telephone"
_VIDEO = "Video"
_DOCTOR = ("R0260", "General Medical Practitioner")
_NURSE = ("R0600", "Specialist Nurse Practitioner")


@dataclass(frozen=True)
class _Slot:
    """One slot of a session; ``opens`` and ``closes`` are seconds before its start, the booking window's bounds."""

    offset: int
    minutes: int
    channel: str = _IN_PERSON
    service: str = _GP
    status: str = "free"
    bookable: bool = True
    opens: int | None = None
    closes: int | None = None
    types: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Session:
    """One schedule of each day: who works where, from when to when by UK clocks, and its slots."""

    title: str
    practitioner: str
    location: str
    role: tuple[str, str]
    start: tuple[int, int]
    minutes: int
    slots: Sequence[_Slot] = field(default=())


def _row(number: int, first: _Slot) -> list[_Slot]:
    return [replace(first, offset=first.offset + place * first.minutes) for place in range(number)]


# Two slots side by side, then one neighbour for each rule of adjacency, which breaks that rule alone. The sixth
# slot ends when the next session starts: a neighbour in another schedule.
_MIXED = (
    _Slot(0, 10),
    _Slot(10, 10),
    _Slot(20, 10, channel=_PHONE),
    _Slot(30, 10, channel=_PHONE, service=_CHECK),
    _Slot(45, 10, channel=_PHONE, service=_CHECK),
    _Slot(55, 5, channel=_PHONE, service=_CHECK),
)
_RESTRICTED = (
    *_row(2, _Slot(0, 10, types=(RESTRICTED_TYPE,))),
    *_row(2, _Slot(20, 10, codes=(RESTRICTED_CODE, _OTHER_CODE))),
    *_row(2, _Slot(40, 10, types=(RESTRICTED_TYPE,), codes=(RESTRICTED_CODE,))),
    _Slot(60, 10, types=(_OTHER_TYPE,)),
    _Slot(70, 10, codes=(_OTHER_CODE,)),
)
_NOT_ON_OFFER = (
    _Slot(0, 10, bookable=False),
    _Slot(10, 10, status="busy"),
    _Slot(20, 10, status="busy-unavailable"),
    _Slot(30, 10, opens=2 * _DAY),
    _Slot(40, 10, closes=70 * _DAY),
    _Slot(50, 10, opens=70 * _DAY, closes=_HOUR),
)
_SESSIONS = (
    _Session(EARLY_SESSION, _SECOND_DOCTOR, MAIN_SURGERY, _DOCTOR, (0, 50), 20, (_Slot(0, 20, channel=_PHONE),)),
    _Session(EARLY_SESSION, _SECOND_DOCTOR, MAIN_SURGERY, _DOCTOR, (1, 50), 20, (_Slot(0, 20, channel=_PHONE),)),
    _Session("Extended access", _FIRST_DOCTOR, MAIN_SURGERY, _DOCTOR, (8, 0), 80, _RESTRICTED),
    _Session(DESCRIBED, _FIRST_DOCTOR, MAIN_SURGERY, _DOCTOR, (9, 30), 120, _row(12, _Slot(0, 10))),
    _Session(
        TELEPHONE_SESSION,
        _SECOND_DOCTOR,
        BRANCH_SURGERY,
        _DOCTOR,
        (13, 0),
        80,
        _row(8, _Slot(0, 10, channel=_PHONE)),
    ),
    _Session(
        "Nurse clinic", _NURSE_IN_CHARGE, MAIN_SURGERY, _NURSE, (14, 30), 90, _row(6, _Slot(0, 15, service=_CHECK))
    ),
    _Session(
        "Video clinic",
        _NURSE_IN_CHARGE,
        BRANCH_SURGERY,
        _NURSE,
        (16, 15),
        60,
        _row(4, _Slot(0, 15, channel=_VIDEO)),
    ),
    _Session("Evening surgery", _SECOND_DOCTOR, BRANCH_SURGERY, _DOCTOR, (17, 30), 60, _MIXED),
    _Session(
        "Late calls",
        _SECOND_DOCTOR,
        BRANCH_SURGERY,
        _DOCTOR,
        (18, 30),
        20,
        _row(2, _Slot(0, 10, channel=_PHONE, service=_CHECK)),
    ),
    _Session("Not on offer", _FIRST_DOCTOR, MAIN_SURGERY, _DOCTOR, (19, 0), 60, _NOT_ON_OFFER),
    _Session(VISITS_SESSION, _SECOND_DOCTOR, BRANCH_SURGERY, _DOCTOR, (11, 45), 60, _row(4, _Slot(0, 15))),
    _Session(
        _MIDNIGHT_SESSION, _SECOND_DOCTOR, MAIN_SURGERY, _DOCTOR, (23, 50), 20, (_Slot(0, 20, channel=_PHONE),)
    ),
)
_NIGHT_SESSIONS = tuple(one for one in _SESSIONS if one.title in (EARLY_SESSION, _MIDNIGHT_SESSION))


def seed_slots(store: Store, clock: Clock) -> None:
    """Add a schedule for each session of each day, and its slots."""
    now = clock.epoch()
    slots: list[tuple[Any, ...]] = []
    access: list[tuple[str, str, str]] = []
    schedules = []
    for number, (day, session) in enumerate(_sessions(clock.today()), start=1):
        identity, start = str(number), local_epoch(day, *session.start)
        end = start + session.minutes * _MINUTE
        people = (session.practitioner, session.location, *session.role, session.title)
        schedules.append((identity, *people, start, end, 1, now))
        for row, slot in _slots(identity, start, session, now):
            slots.append(row)
            access += [(row[0], "type", one) for one in slot.types] + [(row[0], "code", one) for one in slot.codes]
    store.insert_many("schedule", SCHEDULE_COLUMNS, schedules)
    store.insert_many("slot", SLOT_COLUMNS, slots)
    store.insert_many("slot_access", ("slot_id", "kind", "value"), access)


def _sessions(today: date) -> Iterator[tuple[date, _Session]]:
    """Yield all sessions of the days around today, and those at night of the days around clock changes."""
    days = [days_after(today, number) for number in range(-_DAYS_BACK, _DAYS_AHEAD + 1)]
    yield from ((day, one) for day in days for one in _SESSIONS)
    changes = clock_changes(days_after(today, -_DAYS_TO_CHANGES), days_after(today, _DAYS_TO_CHANGES))
    around = {days_after(day, number) for day in changes for number in (-1, 0, 1)}
    yield from ((day, one) for day in sorted(around.difference(days)) for one in _NIGHT_SESSIONS)


def _slots(schedule: str, start: int, session: _Session, now: int) -> Iterator[tuple[tuple[Any, ...], _Slot]]:
    for place, slot in enumerate(session.slots):
        begin = start + slot.offset * _MINUTE
        row = (
            f"{schedule}-{place}",
            schedule,
            slot.status,
            begin,
            begin + slot.minutes * _MINUTE,
            slot.service,
            slot.channel,
            int(slot.bookable),
            begin - slot.opens if slot.opens else None,
            begin - slot.closes if slot.closes else None,
            1,
            now,
        )
        yield row, slot
