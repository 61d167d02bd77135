"""Preflight of free slots: how many there are, by day, type, schedule and delivery channel."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gpconnect.assurance.feature_files import WrittenScenario
from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.rule import values_at
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.local_time import LONDON, today
from gpconnect.consumer.slot_search import filters_of
from gpconnect.target.adjacent_slots import adjacent_runs
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.preflight.check import Check, State
from gpconnect.target.slot_needs import HELD, SHARED, slots_needed
from gpconnect.target.slot_pool import KEY, WINDOW, WINDOWS, search

_NOT_SAID: Final = "not said"
_FEW: Final = 2


@dataclass(frozen=True)
class SlotDay:
    """The free slots of one day in the UK: how many, and how many of each type, schedule and delivery channel."""

    day: date
    slots: int
    types: Counter[str]
    schedules: Counter[str]
    channels: Counter[str]


def free_slots_ahead(consumer: Consumer) -> list[FreeSlot]:
    """Return the free slots of the coming weeks that the consumer may book; raise ``Blocked`` without an answer."""
    found: dict[str, FreeSlot] = {}
    for number in range(WINDOWS):
        first = today() + number * (WINDOW + timedelta(days=1))
        filters = filters_of(consumer.identity.organisation)
        found.update({slot.id: slot for slot in search(consumer, first, first + WINDOW, filters)})
    return list(found.values())


def by_day(slots: Sequence[FreeSlot]) -> list[SlotDay]:
    """Return the slots counted by the day in the UK on which they start."""
    days: dict[date, list[FreeSlot]] = {}
    for slot in slots:
        days.setdefault(slot.start.astimezone(LONDON).date(), []).append(slot)
    return [_counted(day, held) for day, held in sorted(days.items())]


def _counted(day: date, slots: Sequence[FreeSlot]) -> SlotDay:
    return SlotDay(
        day,
        len(slots),
        Counter(slot.service_type or _NOT_SAID for slot in slots),
        Counter(_category(slot) for slot in slots),
        Counter(slot.delivery_channel or _NOT_SAID for slot in slots),
    )


def _category(slot: FreeSlot) -> str:
    return next((str(text) for _, text in values_at(slot.schedule, "serviceCategory.text")), _NOT_SAID)


def slot_checks(consumer: Consumer, scenarios: Iterable[WrittenScenario]) -> tuple[list[Check], list[SlotDay]]:
    """Return what is found about free slots, also whether they do for these scenarios, and the slots by day."""
    try:
        slots = free_slots_ahead(consumer)
    except (Blocked, NotApplicable) as stopped:
        return [Check(State.PROBLEM, "free slots", str(stopped), interaction=KEY)], []
    days = by_day(slots)
    return [*_judged(slots, days), *_too_few(slots, scenarios)], days


def _judged(slots: Sequence[FreeSlot], days: Sequence[SlotDay]) -> Iterator[Check]:
    weeks = WINDOWS * (WINDOW.days + 1) // 7
    if not slots:
        yield Check(
            State.PROBLEM,
            "free slots",
            f"none in the coming {weeks} weeks that this consumer may book",
            "Release slots with the provider's appointment book; check consumer_ods_code and "
            "consumer_organisation_type if slots are restricted.",
            interaction=KEY,
        )
        return
    ahead = sum(day.slots for day in days if day.day > today())
    yield Check(State.READY, "free slots", f"{len(slots)} on {len(days)} days of the coming {weeks} weeks")
    if ahead < _FEW or len(days) < _FEW:
        advice = "Release more, on several days: bookings, amendments and cancellations each take some."
        yield Check(State.GAP, "free slots after today", f"{ahead} on {len(days)} days", advice, interaction=None)
    channels = sum((day.channels for day in days), Counter[str]())
    if set(channels) == {_NOT_SAID}:
        yield Check(State.NOTE, "delivery channels", "no slot says by which channel it is delivered")


def _too_few(slots: Sequence[FreeSlot], scenarios: Iterable[WrittenScenario]) -> Iterator[Check]:
    """Tell when one worker would be refused a run of all scenarios, or would find its longest booking nowhere."""
    needed = slots_needed((steps for one in scenarios for steps in _rows(one)), workers=1)
    if 0 < len(slots) < needed:
        advice = "A run is refused. Have slots added, or leave bookings out: --through 1."
        yield Check(State.GAP, "free slots for a run", f"{len(slots)}; {needed} are needed at a time", advice)
    longest, side_by_side = max(map(len, adjacent_runs(slots)), default=0), needed - SHARED - HELD
    if 0 < longest < side_by_side:
        advice = f"Release {side_by_side} slots that meet, in one schedule: some bookings take as many."
        yield Check(State.GAP, "adjacent free slots", f"{longest} at most", advice)


def _rows(scenario: WrittenScenario) -> Iterator[list[str]]:
    """Yield the steps of a scenario for each row of its examples."""
    for example in scenario.examples or ({},):
        steps = list(scenario.steps)
        for name, value in example.items():
            steps = [one.replace(f"<{name}>", value) for one in steps]
        yield steps
