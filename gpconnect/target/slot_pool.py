"""The pool of free slots: lends them to scenarios, never one slot to two at a time, and as few as possible."""

import time
from collections.abc import Callable, Sequence, Set
from datetime import UTC, date, timedelta
from typing import Final

from gpconnect.assurance.outcomes import Blocked
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.told import refusal_of
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.local_time import LONDON, now, today
from gpconnect.consumer.slot_search import filters_of, slot_query
from gpconnect.spec.vocabulary import LIMITS
from gpconnect.target.free_slots import FreeSlot, free_slots
from gpconnect.target.shared_run import SLOT, SharedRun

Choice = Callable[[Sequence[FreeSlot]], Sequence[FreeSlot]]

KEY: Final = "search-for-free-slots"
WINDOW: Final = timedelta(days=LIMITS["slot_search_days"] - 1)
WINDOWS: Final = 4
# A slot that starts sooner may be in the past before the scenario has booked it.
NOTICE: Final = timedelta(minutes=30)


class SlotPool:
    """Free, future and unrestricted slots, as Search for free slots returns them, from the coming weeks.

    All workers of a run lend from one pool: what one works with, no other gets.
    """

    def __init__(self, consumer: Consumer, shared: SharedRun | None = None) -> None:
        self._consumer = consumer
        self._shared = shared if shared is not None else SharedRun()
        self._found: dict[str, FreeSlot] = {}
        self._windows_seen = 0
        self._afresh = False

    def lend(self, choose: Choice) -> list[FreeSlot]:
        """Return the slots that ``choose`` picks among those not lent yet; none when there are none to its liking.

        Weeks further ahead are searched only when those before do not hold what is wanted. Raises ``Blocked``
        when a search is not answered as it must be.
        """
        chosen = self._lend_known(choose)
        while not chosen and self._windows_seen < WINDOWS:
            self._search_next_window()
            chosen = self._lend_known(choose)
        return chosen

    def count(self, enough: int) -> int:
        """Return how many slots are free, lent ones included; looks no further ahead once there are enough."""
        while len(self._found) < enough and self._windows_seen < WINDOWS:
            self._search_next_window()
        return len(self._found)

    def _lend_known(self, choose: Choice) -> list[FreeSlot]:
        with self._shared.alone_with_leases() as leases:
            chosen = list(choose(self._available(leases.taken(SLOT))))
            for slot in chosen:
                leases.lend(SLOT, slot.id)
        return chosen

    def lend_found(self, find: Callable[[], Sequence[FreeSlot]]) -> list[FreeSlot]:
        """Return the last of several slots that a search of another kind finds, and that nobody works with.

        One is left for scenarios that only search for such slots, so that a single one is not lent.
        """
        seen, found = time.time(), find()
        with self._shared.alone_with_leases() as leases:
            for slot in found:
                leases.there_again(SLOT, slot.id, seen)
            taken = leases.taken(SLOT)
            free = [slot for slot in found if slot.id not in taken and slot.location_id]
            chosen = free[1:][-1:]
            for slot in chosen:
                leases.lend(SLOT, slot.id)
        return chosen

    def give_back(self, slots: Sequence[FreeSlot]) -> None:
        """Take back slots that were not booked, so that other scenarios may have them."""
        if slots:
            with self._shared.alone_with_leases() as leases:
                for slot in slots:
                    leases.give_back(SLOT, slot.id)

    def forget(self, slot_ids: Sequence[str]) -> None:
        """Lend these slots no more until a fresh search finds them: booked, cancelled or gone."""
        if slot_ids:
            with self._shared.alone_with_leases() as leases:
                for slot_id in slot_ids:
                    self._found.pop(slot_id, None)
                    leases.gone(SLOT, slot_id)

    def search_afresh(self) -> None:
        """Let the next loan search again: cancellations have freed slots."""
        self._windows_seen = 0
        self._afresh = True

    def renew(self) -> None:
        """Forget what was found, and let the next loan search again: somebody else books slots, too."""
        self._found.clear()
        self.search_afresh()

    def still_offered(self, slots: Sequence[FreeSlot]) -> set[str]:
        """Ask the provider which of these slots are free at this moment; return their logical IDs."""
        return offered(self._consumer, slots, filters_of(self._consumer.identity.organisation))

    def _available(self, taken: Set[str]) -> list[FreeSlot]:
        earliest = now().astimezone(UTC) + NOTICE  # in UTC, as a sum of local times is wrong when clocks change
        known = [slot for name, slot in self._found.items() if name not in taken]
        usable = [slot for slot in known if slot.start >= earliest and slot.location_id]
        # Today's slots are for want of others: pages disagree on whether an appointment today is past (AMB-016).
        day = today()
        return [slot for slot in usable if slot.start.astimezone(LONDON).date() > day] or usable

    def _search_next_window(self) -> None:
        first = today() + self._windows_seen * (WINDOW + timedelta(days=1))
        self._windows_seen += 1
        if not self._afresh:
            found = self._shared.once(("free slots", first.isoformat()), lambda: self._search(first))
            self._found.update({slot.id: slot for slot in found})
            return
        seen, found = time.time(), self._search(first)
        with self._shared.alone_with_leases() as leases:
            for slot in found:
                leases.there_again(SLOT, slot.id, seen)
        self._found.update({slot.id: slot for slot in found})

    def _search(self, first: date) -> list[FreeSlot]:
        unrestricted = {slot.id for slot in search(self._consumer, first, first + WINDOW, ())}
        filters = filters_of(self._consumer.identity.organisation)
        offered = search(self._consumer, first, first + WINDOW, filters)
        return [slot for slot in offered if slot.id in unrestricted]


def offered(consumer: Consumer, slots: Sequence[FreeSlot], filters: Sequence[str]) -> set[str]:
    """Ask the provider which of these slots are free at this moment; return their logical IDs."""
    # A search for each, as they may lie more than two weeks apart.
    days = {(slot.start.date(), slot.end.date()) for slot in slots}
    found = {one.id for first, last in sorted(days) for one in search(consumer, first, last, filters)}
    return found & {slot.id for slot in slots}


def search(consumer: Consumer, first: date, last: date, filters: Sequence[str]) -> list[FreeSlot]:
    """Return the free slots from one day to another, as a search with these filters finds them.

    Raises ``Blocked`` when the search is not answered as it must be.
    """
    query = slot_query(first.isoformat(), last.isoformat(), filters=filters)
    exchange = consumer.send(consumer.draft(KEY, query=query))
    searchset = resource_of(exchange)
    if exchange.status != 200 or searchset.get("resourceType") != "Bundle":
        raise Blocked(KEY, f"{refusal_of(exchange)}, expected 200 and a Bundle")
    return free_slots(searchset)
