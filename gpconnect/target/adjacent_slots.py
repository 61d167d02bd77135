"""Adjacent slots: which may be booked together (page: appointments_use_case_book_an_appointment)."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from operator import attrgetter
from typing import Final

from gpconnect.consumer.local_time import LONDON
from gpconnect.target.free_slots import FreeSlot

WEEK: Final = timedelta(days=7)
# What two slots that are booked together have in common, besides that one starts when the other ends.
TIMES_MEET: Final = "the times meet"
SHARED: Final[Mapping[str, Callable[[FreeSlot], Hashable]]] = {
    "the same schedule": lambda slot: slot.schedule.get("id"),
    "the same delivery channel": attrgetter("delivery_channel"),
    "the same service type": attrgetter("coded_service_type"),
}


def broken_rules(earlier: FreeSlot, later: FreeSlot) -> list[str]:
    """Return the adjacency rules that two slots break; none when they may be booked together."""
    apart = [] if earlier.end == later.start else [TIMES_MEET]
    return apart + [name for name, value_of in SHARED.items() if value_of(earlier) != value_of(later)]


def run_of(slots: Sequence[FreeSlot], count: int) -> list[FreeSlot]:
    """Return ``count`` adjacent slots from the shortest run that has so many, none when no run has.

    Short runs are used up first, so that long ones are still there for whoever needs one.
    """
    long_enough = [run for run in adjacent_runs(slots) if len(run) >= count]
    return min(long_enough, key=len, default=[])[:count]


def end_of_short_run(slots: Sequence[FreeSlot]) -> list[FreeSlot]:
    """Return the last slot of the shortest run, for something that lasts; none when there are no slots.

    What stood in the middle of a run would break it up for as long as it lasts.
    """
    return min(adjacent_runs(slots), key=len, default=[])[-1:]


def of_two_days(slots: Sequence[FreeSlot]) -> list[FreeSlot]:
    """Return two slots of two days near each other, from short runs; none when no week has slots on two days."""
    days: dict[date, list[FreeSlot]] = defaultdict(list)
    for slot in slots:
        days[slot.start.astimezone(LONDON).date()].append(slot)
    near = [pair for pair in pairwise(sorted(days)) if pair[1] - pair[0] <= WEEK]
    return [run_of(days[day], 1)[0] for day in near[0]] if near else []


def adjacent_runs(slots: Sequence[FreeSlot]) -> list[list[FreeSlot]]:
    """Return the slots in runs of adjacent ones; a slot that has no neighbour is a run of its own."""
    runs: list[list[FreeSlot]] = []
    open_ends: dict[tuple[Hashable, datetime], list[FreeSlot]] = {}
    for slot in sorted(slots, key=attrgetter("start")):
        shared = _shared(slot)
        run = open_ends.pop((shared, slot.start), None)
        if run is None:
            run = []
            runs.append(run)
        run.append(slot)
        open_ends[shared, slot.end] = run
    return runs


def pair_breaking(slots: Sequence[FreeSlot], rule: str) -> list[FreeSlot]:
    """Return an earlier and a later slot that break this adjacency rule and no other, none when there are none.

    ``rule`` is ``TIMES_MEET`` or a key of ``SHARED``.
    """
    pairs = _pairs_apart(slots) if rule == TIMES_MEET else _pairs_that_meet(slots)
    return next(([one, other] for one, other in pairs if broken_rules(one, other) == [rule]), [])


def _pairs_apart(slots: Sequence[FreeSlot]) -> Iterator[tuple[FreeSlot, FreeSlot]]:
    groups: dict[Hashable, list[FreeSlot]] = defaultdict(list)
    for slot in sorted(slots, key=attrgetter("start")):
        groups[_shared(slot)].append(slot)
    for group in groups.values():
        yield from (pair for pair in combinations(group, 2) if pair[0].end < pair[1].start)


def _pairs_that_meet(slots: Sequence[FreeSlot]) -> Iterator[tuple[FreeSlot, FreeSlot]]:
    starting: dict[datetime, list[FreeSlot]] = defaultdict(list)
    for slot in slots:
        starting[slot.start].append(slot)
    for slot in slots:
        yield from ((slot, later) for later in starting.get(slot.end, ()))


def _shared(slot: FreeSlot) -> Hashable:
    return tuple([value_of(slot) for value_of in SHARED.values()])
