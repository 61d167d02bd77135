"""Adjacent slots: which may be booked together (page: appointments_use_case_book_an_appointment)."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any, Final

from gpconnect.target.free_slots import FreeSlot

# What two slots that are booked together have in common, besides that one starts when the other ends.
TIMES_MEET: Final = "the times meet"
SHARED: Final[Mapping[str, Any]] = {
    "the schedule": lambda slot: slot.schedule.get("id"),
    "the delivery channel": lambda slot: slot.delivery_channel,
    "the service type": lambda slot: slot.slot.get("serviceType"),
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


def adjacent_runs(slots: Sequence[FreeSlot]) -> list[list[FreeSlot]]:
    """Return the slots in runs of adjacent ones; a slot that has no neighbour is a run of its own."""
    runs: list[list[FreeSlot]] = []
    for slot in sorted(slots, key=lambda one: one.start):
        run = next((one for one in runs if not broken_rules(one[-1], slot)), None)
        if run is None:
            runs.append([slot])
        else:
            run.append(slot)
    return runs


def pair_breaking(slots: Sequence[FreeSlot], rule: str) -> list[FreeSlot]:
    """Return an earlier and a later slot that break this adjacency rule and no other, none when there are none.

    ``rule`` is ``TIMES_MEET`` or a key of ``SHARED``.
    """
    pairs = (list(pair) for pair in permutations(slots, 2) if pair[0].start < pair[1].start)
    return next((pair for pair in pairs if broken_rules(*pair) == [rule]), [])
