"""Planned bookings: a patient, the slots to book and the request that does so, of each kind that scenarios need."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.conformance.judge import sent_resource
from gpconnect.conformance.rules.booking import Booking
from gpconnect.consumer.appointment_body import repeating
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.consumer.local_time import today
from gpconnect.consumer.slot_search import code_filter, filters_of, type_filter
from gpconnect.target.adjacent_slots import pair_breaking
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.free_slots import FreeSlot, past_slot, withheld_slot
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.slot_pool import WINDOW, Choice, offered, search

ANOTHER_ODS_CODE: Final = "Z99999"


@dataclass
class PlannedBooking:
    """What is going to be booked, for whom, and the correct request for it.

    ``filters`` are the search filters by which the slots are found; ``lend`` lends others like them, where any
    will do. ``slots`` are others once the booking was tried again on others.
    """

    patient: Resource
    slots: tuple[FreeSlot, ...]
    draft: Draft
    filters: tuple[str, ...]
    lend: Callable[[], Sequence[FreeSlot]] | None = None

    def as_sent(self, exchange: Exchange) -> Booking:
        """Return what was asked for by an exchange that came of this plan."""
        return Booking(sent_resource(exchange), [slot.slot for slot in self.slots], self.slots[0].schedule)

    def repeating(self, words: str) -> Draft:
        """Return the request that repeats what its slot or schedule says; ``NotApplicable`` if it is silent."""
        name, source = {
            "delivery channel of its slot": ("delivery_channel", self.slots[0].slot),
            "practitioner role of its schedule": ("practitioner_role", self.slots[0].schedule),
        }[words]
        try:
            return self.draft.with_body(repeating(json.loads(self.draft.body), name, source))
        except LookupError as missing:
            raise NotApplicable(str(missing)) from None

    def offered_slots(self, consumer: Consumer) -> list[str]:
        """Ask the provider which of the slots are free at this moment."""
        free = offered(consumer, self.slots, self.filters)
        return [slot.id for slot in self.slots if slot.id in free]

    def is_still_free(self, consumer: Consumer) -> bool:
        """Ask the provider whether all the slots are free at this moment."""
        return len(self.offered_slots(consumer)) == len(self.slots)

    def on_other_slots(self, draft: Draft, slots: Sequence[FreeSlot]) -> Draft:
        """Plan for these slots from now on, and return the request, altered or not, as it asks for them."""
        texts = dict(_texts_apart(self.slots, slots))
        self.slots = tuple(slots)
        if not texts:
            return draft
        pattern = re.compile(b"|".join(re.escape(one) for one in sorted(texts, key=len, reverse=True)))
        return draft.with_content(pattern.sub(lambda found: texts[found[0]], draft.body))


class BookingPlanner:
    """Plans bookings on slots that no other scenario works with."""

    def __init__(self, consumer: Consumer, established: Prerequisites, book: AppointmentBook) -> None:
        self._consumer = consumer
        self._established = established
        self._book = book

    def plan(self, patient: Resource | None = None, count: int = 1) -> PlannedBooking:
        """Plan to book one slot, or several adjacent ones, for a patient (a registered one by default)."""
        lend = partial(self._book.lease, count)
        return self._planned(lend(), patient, lend=lend)

    def with_practitioner(self) -> PlannedBooking:
        """Plan to book a slot whose schedule names a practitioner; ``NotApplicable`` when none does."""
        return self._chosen(
            lambda slots: next(([slot] for slot in slots if slot.practitioner_id), []),
            "no free slot belongs to a schedule that names a practitioner",
        )

    def breaking(self, rule: str) -> PlannedBooking:
        """Plan to book two slots that break this adjacency rule alone; ``NotApplicable`` when there are none."""
        return self._chosen(partial(pair_breaking, rule=rule), f"no two free slots break only the rule: {rule}")

    def booked_already(self, patient: Resource | None = None) -> PlannedBooking:
        """Plan to book, for this patient, a slot that has just been booked for a registered one."""
        made = self._book.book_lent(self._consumer, self._established.patient(), self._book.lease)
        return self._planned(made.slots, patient)

    def half_booked(self) -> PlannedBooking:
        """Plan to book two adjacent slots of which the later one has just been booked."""
        lend = partial(self._book.lease, 2)
        made = self._book.book_lent(self._consumer, self._established.patient(), lend, part=slice(1, None))
        return self._planned(made.slots)

    def embargoed(self) -> PlannedBooking:
        """Plan to book a slot that a booking window withholds; ``NotApplicable`` without one in the test data."""
        return self._planned([withheld_slot(self._established.data)])

    def in_the_past(self) -> PlannedBooking:
        """Plan to book a slot of the last days: one that a search finds, or else the one of the test data.

        Raises ``NotApplicable`` when the search finds none and the test data has none.
        """
        yesterday = today() - timedelta(days=1)
        slots = search(self._consumer, yesterday - WINDOW, yesterday, self._own_filters)
        found = [slot for slot in slots if slot.location_id]
        return self._planned(found[:1] or [past_slot(self._established.data)])

    def restricted_to_another_type(self) -> PlannedBooking:
        """Plan to book a slot that is open to another organisation type only."""
        restricted = self._established.data.code("slots", "restricted_type")
        if restricted == self._consumer.identity.organisation.type:
            raise NotApplicable(f"the consumer itself is of the type {restricted!r} (consumer_organisation_type)")
        organisation = self._consumer.identity.organisation
        return self._restricted((type_filter(restricted), code_filter(organisation.ods_code)), organisation)

    def restricted_to_another_organisation(self) -> PlannedBooking:
        """Plan to book a slot that is open to other organisations only."""
        restricted = self._established.data.code("slots", "restricted_code")
        own = self._consumer.identity.organisation
        stranger = own if own.ods_code != restricted else replace(own, ods_code=ANOTHER_ODS_CODE)
        return self._restricted((type_filter(own.type), code_filter(restricted)), stranger)

    def reserved_for_own_type(self) -> PlannedBooking:
        """Plan to book a slot that is reserved for one organisation type, for an organisation of that type."""
        restricted = self._established.data.code("slots", "restricted_type")
        own = replace(self._consumer.identity.organisation, type=restricted)
        filters = (type_filter(restricted),)
        slots = self._book.lease_found(partial(self._only_found_by, filters))
        if not slots:
            raise NotApplicable(f"fewer than two free slots are reserved for {restricted}")
        return self._planned(slots, filters=filters, organisation=own)

    def _only_found_by(self, filters: Sequence[str]) -> list[FreeSlot]:
        first = today() + timedelta(days=1)
        with self._established.shared.looking():
            open_to_all = {slot.id for slot in search(self._consumer, first, first + WINDOW, ())}
            found = search(self._consumer, first, first + WINDOW, filters)
        return [slot for slot in found if slot.id not in open_to_all]

    def _restricted(self, filters: Sequence[str], organisation: ConsumerOrganisation) -> PlannedBooking:
        with self._established.shared.looking():  # what another worker cancels meanwhile is restricted to nobody
            only_theirs = self._only_found_with(filters, organisation)
        slots = _first(only_theirs, f"no free slot is restricted to {' and '.join(filters)}")
        return self._planned(slots, filters=filters, organisation=organisation)

    def _only_found_with(self, filters: Sequence[str], organisation: ConsumerOrganisation) -> list[FreeSlot]:
        first = today() + timedelta(days=1)
        unrestricted = {slot.id for slot in search(self._consumer, first, first + WINDOW, ())}
        open_to_it = search(self._consumer, first, first + WINDOW, filters_of(organisation))
        known = unrestricted | {slot.id for slot in open_to_it}
        found = search(self._consumer, first, first + WINDOW, filters)
        return [slot for slot in found if slot.id not in known]

    def _chosen(self, choose: Choice, none: str) -> PlannedBooking:
        slots = self._book.lease_chosen(choose)
        if not slots:
            raise NotApplicable(none)
        return self._planned(slots, lend=partial(self._book.lease_chosen, choose))

    def _planned(
        self,
        slots: Sequence[FreeSlot],
        patient: Resource | None = None,
        *,
        filters: Sequence[str] | None = None,
        organisation: ConsumerOrganisation | None = None,
        lend: Callable[[], Sequence[FreeSlot]] | None = None,
    ) -> PlannedBooking:
        who = patient or self._established.patient()
        consumer = self._consumer.acting_for(organisation) if organisation else self._consumer
        draft = self._book.draft(consumer, who, slots)
        return PlannedBooking(who, tuple(slots), draft, tuple(filters or self._own_filters), lend)

    @property
    def _own_filters(self) -> list[str]:
        return filters_of(self._consumer.identity.organisation)


def _texts_apart(old: Sequence[FreeSlot], new: Sequence[FreeSlot]) -> Iterator[tuple[bytes, bytes]]:
    """Yield what a request says of slots with what it says of those that take their place, where these differ."""
    for before, after in zip(old, new, strict=True):
        said = [
            (f'Slot/{before.id}"', f'Slot/{after.id}"'),
            (before.slot["start"], after.slot["start"]),
            (before.slot["end"], after.slot["end"]),
            (f'Location/{before.location_id}"', f'Location/{after.location_id}"'),
        ]
        if before.practitioner_id and after.practitioner_id:
            said.append((f'Practitioner/{before.practitioner_id}"', f'Practitioner/{after.practitioner_id}"'))
        yield from ((one.encode(), other.encode()) for one, other in said if one != other)


def _first(slots: Sequence[FreeSlot], none: str) -> list[FreeSlot]:
    usable = [slot for slot in slots if slot.location_id]
    if not usable:
        raise NotApplicable(none)
    return usable[:1]
