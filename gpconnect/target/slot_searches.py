"""Slot searches that a scenario compares another one with, or takes a slot from."""

from collections.abc import Sequence

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.slot_sets import slot_ids
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.local_time import LONDON
from gpconnect.consumer.slot_search import with_filters
from gpconnect.target.adjacent_slots import adjacent_runs, end_of_short_run
from gpconnect.target.free_slots import FreeSlot


def found_by(consumer: Consumer, draft: Draft) -> frozenset[str]:
    """Return the logical IDs of the slots that a search finds; raise ``Blocked`` when it is not carried out."""
    exchange = consumer.send(draft)
    if exchange.status != 200:
        raise Blocked(draft.interaction.key, f"{exchange.summary()}, expected 200 and slots to compare with")
    return slot_ids(exchange)


def found_only_by(consumer: Consumer, draft: Draft) -> frozenset[str]:
    """Return the slots that a search finds and the same search without filters does not, at least one.

    Raises ``Blocked`` when there is none, though the test data says that slots are reserved for these filters.
    """
    found = found_by(consumer, draft) - found_by(consumer, with_filters(draft, []))
    if not found:
        reason = f"{draft.url} finds no slot that is not found without its filters; [slots] says there are some"
        raise Blocked(draft.interaction.key, reason)
    return found


def found_only_by_all(consumer: Consumer, draft: Draft, filters: Sequence[str]) -> frozenset[str]:
    """Return the slots that a search with these filters together finds, and with each of them alone does not.

    Raises ``NotApplicable`` when there is none: no slot need be reserved by a type and a code at once.
    """
    found = found_by(consumer, with_filters(draft, filters))
    for one in filters:
        found -= found_by(consumer, with_filters(draft, [one]))
    if not found:
        raise NotApplicable(f"no slot is found by {' and '.join(filters)} together only")
    return found


def slot_apart(slots: Sequence[FreeSlot]) -> FreeSlot:
    """Return a slot that starts and ends on one day, where there is one, from the middle of the slots given.

    The first ones may be over, or come under an embargo, before they are searched for. The only long run of
    adjacent slots is not broken up: somebody may have to book as many.
    """
    within_a_day = [
        one for one in slots if one.start.astimezone(LONDON).date() == one.end.astimezone(LONDON).date()
    ]
    choice = within_a_day or slots
    middle, runs = choice[len(choice) // 2], adjacent_runs(choice)
    broken = next(run for run in runs if middle in run)
    others_as_long = any(len(run) >= len(broken) for run in runs if run is not broken)
    return middle if others_as_long else end_of_short_run(choice)[0]
