"""Planned bookings: a patient, the slots to book and the request that does so, of each kind that scenarios need."""

import json
from collections.abc import Sequence
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
from gpconnect.target.free_slots import FreeSlot, withheld_slot
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.slot_pool import WINDOW, Choice, search

ANOTHER_ODS_CODE: Final = "Z99999"


@dataclass(frozen=True)
class PlannedBooking:
    """What is going to be booked, for whom, and the correct request for it.

    ``filters`` are the search filters by which the slots are found.
    """

    patient: Resource
    slots: tuple[FreeSlot, ...]
    draft: Draft
    filters: tuple[str, ...]

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
        days = sorted(day.date() for slot in self.slots for day in (slot.start, slot.end))
        free = {one.id for one in search(consumer, days[0], days[-1], self.filters)}
        return [slot.id for slot in self.slots if slot.id in free]

    def is_still_free(self, consumer: Consumer) -> bool:
        """Ask the provider whether all the slots are free at this moment."""
        return len(self.offered_slots(consumer)) == len(self.slots)


class BookingPlanner:
    """Plans bookings on slots that no other scenario works with."""

    def __init__(self, consumer: Consumer, established: Prerequisites, book: AppointmentBook) -> None:
        self._consumer = consumer
        self._established = established
        self._book = book

    def plan(self, patient: Resource | None = None, count: int = 1) -> PlannedBooking:
        """Plan to book one slot, or several adjacent ones, for a patient (a registered one by default)."""
        return self._planned(self._book.lease(count), patient)

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
        slots = self._book.lease()
        self._book.book_slots(self._consumer, self._established.patient(), slots)
        return self._planned(slots, patient)

    def half_booked(self) -> PlannedBooking:
        """Plan to book two adjacent slots of which the later one has just been booked."""
        slots = self._book.lease(2)
        self._book.book_slots(self._consumer, self._established.patient(), slots[1:])
        return self._planned(slots)

    def embargoed(self) -> PlannedBooking:
        """Plan to book a slot that a booking window withholds; ``NotApplicable`` without one in the test data."""
        return self._planned([withheld_slot(self._established.data)])

    def in_the_past(self) -> PlannedBooking:
        """Plan to book a slot of the last days; ``NotApplicable`` when the provider returns none."""
        yesterday = today() - timedelta(days=1)
        slots = search(self._consumer, yesterday - WINDOW, yesterday, self._own_filters)
        return self._planned(_first(slots, "the search returns no free slot of the last days"))

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
        return self._planned(slots)

    def _planned(
        self,
        slots: Sequence[FreeSlot],
        patient: Resource | None = None,
        *,
        filters: Sequence[str] | None = None,
        organisation: ConsumerOrganisation | None = None,
    ) -> PlannedBooking:
        who = patient or self._established.patient()
        consumer = self._consumer.acting_for(organisation) if organisation else self._consumer
        draft = self._book.draft(consumer, who, slots)
        return PlannedBooking(who, tuple(slots), draft, tuple(filters or self._own_filters))

    @property
    def _own_filters(self) -> list[str]:
        return filters_of(self._consumer.identity.organisation)


def _first(slots: Sequence[FreeSlot], none: str) -> list[FreeSlot]:
    usable = [slot for slot in slots if slot.location_id]
    if not usable:
        raise NotApplicable(none)
    return usable[:1]
