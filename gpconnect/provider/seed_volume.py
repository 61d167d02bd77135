"""Seed data of a large practice: more slots, staff and patients, so that it can be put under load."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gpconnect.provider.clock import Clock, days_after, local_epoch
from gpconnect.provider.seed_people import (
    Part,
    add_candidate,
    made_up_person,
    nhs_numbers,
    put_at_practice,
    put_on_pds,
)
from gpconnect.provider.seed_practice import BRANCH_SURGERY, MAIN_SURGERY, add_practitioner
from gpconnect.provider.seed_roles import assign
from gpconnect.provider.seed_slots import SCHEDULE_COLUMNS, SLOT_COLUMNS
from gpconnect.provider.store import Store

if TYPE_CHECKING:
    from faker import Faker

_MINUTE = 60
_SLOT_MINUTES = 10
_SLOTS_PER_SESSION = 18
_SESSION_HOURS = (9, 14)
_DAYS_AHEAD = 42
_ROLE = ("R0260", "General Medical Practitioner")
_NUMBERS_OF_THE_SMALL_PRACTICE = 10_000
# Names and addresses of so many people are enough to make up any number of patients.
_MODELS = 250
_CANDIDATES_PER_PATIENT = 0.1


def seed_more_slots(store: Store, clock: Clock, wanted: int) -> None:
    """Add free slots on the coming days, and staff to go with them, until there are ``wanted`` slots at least."""
    missing = wanted - _count(store, "slot")
    if missing <= 0:
        return
    sessions = list(_sessions(clock, missing))
    now = clock.epoch()
    staff = max(number for number, _ in sessions)
    for number in range(1, staff + 1):
        add_practitioner(store, _doctor(number), now)
    schedules: list[tuple[Any, ...]] = []
    slots: list[tuple[Any, ...]] = []
    for place, (number, start) in enumerate(sessions):
        identity = f"volume-{place}"
        surgery = (MAIN_SURGERY, BRANCH_SURGERY)[number % 2]
        end = start + _SLOTS_PER_SESSION * _SLOT_MINUTES * _MINUTE
        schedules.append(
            (identity, f"practitioner-v{number}", surgery, *_ROLE, "General surgery", start, end, 1, now)
        )
        slots += _slots(identity, start, now)
    store.insert_many("schedule", SCHEDULE_COLUMNS, schedules)
    store.insert_many("slot", SLOT_COLUMNS, slots[:missing])


def seed_more_patients(store: Store, clock: Clock, fake: "Faker", wanted: int) -> None:
    """Add patients, and people who can be registered, until there are ``wanted`` patients at least."""
    missing = wanted - _count(store, "patient")
    if missing <= 0:
        return
    numbers = nhs_numbers(_NUMBERS_OF_THE_SMALL_PRACTICE)
    models = [made_up_person(fake, "") for _ in range(_MODELS)]
    registered, candidate = Part("registered"), Part("verified", state=None)
    people = [_person(models, place, next(numbers)) for place in range(missing)]
    for person in people:
        put_on_pds(store, registered, person)
        put_at_practice(store, clock, registered, person)
    assign(store, "patients", "registered", *(one["nhs_number"] for one in people))
    for place in range(int(missing * _CANDIDATES_PER_PATIENT)):
        add_candidate(store, clock, candidate, fake, _person(models, place, next(numbers)))


def _count(store: Store, table: str) -> int:
    row = store.one(f"SELECT count(*) AS number FROM {table}")
    return int(row["number"]) if row else 0


def _sessions(clock: Clock, slots: int) -> Iterator[tuple[int, int]]:
    """Yield practitioner and start of each session; everybody works mornings and afternoons, every day alike."""
    number = 0
    while True:
        number += 1
        for day in range(1, _DAYS_AHEAD + 1):
            for hour in _SESSION_HOURS:
                yield number, local_epoch(days_after(clock.today(), day), hour)
                slots -= _SLOTS_PER_SESSION
                if slots <= 0:
                    return


def _doctor(number: int) -> tuple[Any, ...]:
    user = f"7{number:011}"
    return (f"practitioner-v{number}", user, (), "Dr", "Alex", f"Locum {number}", "female", ("en",))


def _slots(schedule: str, start: int, now: int) -> Iterator[tuple[Any, ...]]:
    length = _SLOT_MINUTES * _MINUTE
    for place in range(_SLOTS_PER_SESSION):
        begin = start + place * length
        offered = ("free", begin, begin + length, "General GP appointment", "In-person", 1, None, None)
        yield (f"{schedule}-{place}", schedule, *offered, 1, now)


def _person(models: list[dict[str, Any]], place: int, nhs_number: str) -> dict[str, Any]:
    """Return somebody with the family and home of one model, and all else of another."""
    one, other = models[place % _MODELS], models[(place // _MODELS + place) % _MODELS]
    return {**other, "family": one["family"], "address": one["address"], "nhs_number": nhs_number}
