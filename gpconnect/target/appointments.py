"""The appointment book: what this run books at the provider, and the cancelling of it all at the end."""

import time
from collections.abc import Callable, Sequence, Set
from functools import partial
from typing import Any, Final, NamedTuple

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.body import parse_resource
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.local_time import instant
from gpconnect.conformance.reference import referenced_id, referenced_ids
from gpconnect.conformance.told import is_taken, refusal_of
from gpconnect.consumer.appointment_body import appointment_to_book, cancelled
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import NOT_SENT
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.consumer.local_time import LONDON, now
from gpconnect.spec.vocabulary import MIME_TYPES
from gpconnect.target.adjacent_slots import end_of_short_run, run_of
from gpconnect.target.booking_journal import BookingJournal
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.slot_pool import Choice, SlotPool
from gpconnect.target.usable import require_usable, unusable

BOOK: Final = "book-an-appointment"
JSON: Final = MIME_TYPES["json"]
SEARCH: Final = "search-for-free-slots"
DESCRIPTION: Final = "GP Connect conformance test"
UNDISTURBED: Final = 2
"""The place, from 0, of the registered patient for whom only the booking is made that scenarios share."""
RETRIES: Final = 3
"""How often a booking is tried on other slots when somebody else books those it was for."""
LONGEST_WAIT: Final = 60.0
PAUSE: Final = 1.0
REASON: Final = "GP Connect conformance test: tidying up"


class Account(NamedTuple):
    """How many appointments were booked and cancelled, and of how many slots these were."""

    booked: int
    cancelled: int
    slots_booked: int
    slots_returned: int


class Made(NamedTuple):
    """An appointment that was booked, with all the slots that were leased for it, booked or not."""

    appointment: Resource
    slots: Sequence[FreeSlot]


class AppointmentBook:
    """Lends free slots, books appointments, keeps their current versions and cancels every one at the end."""

    def __init__(
        self,
        established: Prerequisites,
        pool: SlotPool,
        journal: BookingJournal,
        make_sure: Callable[[SlotPool], None] = lambda _: None,
    ) -> None:
        """``make_sure`` is called once, before the first slot is lent.

        ``unanswered`` says whether the provider may hold a booking whose answer told nothing: a sweep finds it.
        """
        self._established = established
        self._make_sure: Callable[[SlotPool], None] | None = make_sure
        self._pool = pool
        self._journal = journal
        self._slots_of: dict[str, int] = {}
        self._cancelled: set[str] = set()
        self._leased: dict[str, FreeSlot] = {}
        self._open: dict[str, Resource] = {}
        self._of_this_scenario: set[str] = set()
        self._done_with: set[str] = set()
        self._kept: str | None = None
        self._not_to_be_cancelled: set[str] = set()
        self._others_book = False
        self._found_taken: set[str] = set()
        self._shared_id: str | None = None
        self._cancelled_since_search = False
        self.unanswered = False

    def lease(self, count: int = 1) -> list[FreeSlot]:
        """Return so many free slots, adjacent ones when there are several, that nobody else works with.

        Raises ``Blocked`` when there are none left, also after cancelling what earlier scenarios booked, and
        ``NotApplicable`` when there are some, but never so many adjacent ones: no page asks a practice for them.
        """
        leased = self.lease_chosen(partial(run_of, count=count))
        if not leased and self._slots_have_come_free():
            self._pool.search_afresh()
            leased = self.lease_chosen(partial(run_of, count=count))
        if not leased and not self._established.shared.alone:
            leased = self._wait_for_slots(count)
        if not leased:
            if count > 1 and self._pool.count(1):
                raise NotApplicable(f"the practice offers no {count} adjacent free slots in the coming weeks")
            raise Blocked(SEARCH, "no free slot in the coming weeks that no other scenario works with")
        return leased

    def _wait_for_slots(self, count: int) -> list[FreeSlot]:
        """Return slots that other workers have given back, or cancelled because they are asked to."""
        shared, ended = self._established.shared, time.monotonic() + LONGEST_WAIT
        shared.wants_slots(hungry=True)
        try:
            leased: list[FreeSlot] = []
            while not leased and time.monotonic() < ended:
                time.sleep(PAUSE)
                self._pool.search_afresh()
                leased = self.lease_chosen(partial(run_of, count=count))
            return leased
        finally:
            shared.wants_slots(hungry=False)

    def lease_chosen(self, choose: Choice) -> list[FreeSlot]:
        """Return the slots that ``choose`` picks among the free ones, none when there are none to its liking."""
        if self._make_sure is not None:
            make_sure, self._make_sure = self._make_sure, None
            make_sure(self._pool)
        leased = self._pool.lend(self._choosing(choose))
        while leased and self._others_book and (gone := self._gone(leased)):
            self._pool.give_back(leased)
            self._pool.forget(gone)
            leased = self._pool.lend(self._choosing(choose))
        self._leased.update({slot.id: slot for slot in leased})
        return leased

    def lease_found(self, find: Callable[[], Sequence[FreeSlot]]) -> list[FreeSlot]:
        """Return one of several slots that a search of another kind finds; none when there are not several.

        What earlier scenarios booked is cancelled first when that is what it takes.
        """
        leased = self._pool.lend_found(find)
        if not leased and self._slots_have_come_free():
            self._pool.search_afresh()
            leased = self._pool.lend_found(find)
        self._leased.update({slot.id: slot for slot in leased})
        return leased

    def _choosing(self, choose: Choice) -> Choice:
        """Choose on days on which the run holds nothing, where it can: a patient may have one appointment a day.

        What this scenario was told to be taken is left out, whatever a search says of it.
        """
        starts = [instant(one.get("start")) for one in self._open.values()]
        held = {start.astimezone(LONDON).date() for start in starts if start is not None}

        def chosen(slots: Sequence[FreeSlot]) -> Sequence[FreeSlot]:
            free = [one for one in slots if one.id not in self._found_taken]
            elsewhere = [one for one in free if one.start.astimezone(LONDON).date() not in held]
            return choose(elsewhere) or choose(free)

        return chosen

    def _gone(self, slots: Sequence[FreeSlot]) -> list[str]:
        offered = self._pool.still_offered(slots)
        return [slot.id for slot in slots if slot.id not in offered]

    def give_back(self, slots: Sequence[FreeSlot]) -> None:
        """Hand back slots that were not booked."""
        for slot in slots:
            self._leased.pop(slot.id, None)
        self._pool.give_back(slots)

    def lost(self, slots: Sequence[FreeSlot]) -> None:
        """Take note that the provider does not offer these slots any more: they are not lent again."""
        self._take_out([slot.id for slot in slots])

    def draft(
        self,
        consumer: Consumer,
        patient: Resource,
        slots: Sequence[FreeSlot],
        *,
        description: str = DESCRIPTION,
        comment: str | None = None,
        organisation: ConsumerOrganisation | None = None,
        with_practitioner: bool = True,
    ) -> Draft:
        """Return a correct request to book these slots for a patient.

        The practitioner of the schedule takes part where it names one. The intention is journalled, so that a
        booking that comes of the draft can be found after a crash.
        """
        body = appointment_to_book(
            patient["id"],
            [slot.slot for slot in slots],
            str(slots[0].location_id),
            slots[0].practitioner_id if with_practitioner else None,
            organisation or consumer.identity.organisation,
            now(),
            description,
            comment,
        )
        self._journal.intends(body)
        return consumer.draft(BOOK, body=body)

    def typical_draft(self, consumer: Consumer) -> Draft:
        """Return a correct request to book one slot for a registered patient."""
        return self.draft(consumer, self._established.patient(), self.lease())

    def book(
        self,
        consumer: Consumer,
        patient: Resource | None = None,
        count: int = 1,
        description: str = DESCRIPTION,
        comment: str | None = None,
    ) -> Resource:
        """Book a fresh appointment and return it; raise ``Blocked`` when the provider does not answer 201."""
        who, lend = patient or self._established.patient(), partial(self.lease, count)
        return self.book_lent(consumer, who, lend, description=description, comment=comment).appointment

    def book_lent(
        self,
        consumer: Consumer,
        patient: Resource,
        lend: Callable[[], Sequence[FreeSlot]],
        *,
        part: slice = slice(None),
        description: str = DESCRIPTION,
        comment: str | None = None,
    ) -> Made:
        """Book the slots that ``lend`` returns, or ``part`` of them; raise ``Blocked`` when the answer is not 201.

        Others may book at the practice, and it may have rules for how much one consumer or patient books (page:
        Book an appointment, errors): what is refused for that is tried again on other slots.
        """
        slots = lend()
        for tried in range(RETRIES + 1):
            draft = self.draft(consumer, patient, slots[part], description=description, comment=comment)
            exchange = consumer.send(draft)
            self.observe(exchange)
            if _is_booked(exchange):
                return Made(require_usable(BOOK, exchange.summary(), resource_of(exchange)), slots)
            others = self.others_to_try(exchange, slots, lend, tried)
            if not others:
                break
            slots = others
        raise Blocked(BOOK, f"{refusal_of(exchange)}, expected 201 and an Appointment")

    def others_to_try(
        self, refused: Exchange, slots: Sequence[FreeSlot], lend: Callable[[], Sequence[FreeSlot]], tried: int
    ) -> Sequence[FreeSlot]:
        """Return other slots for a correct booking that was refused, none when there is no use in trying again.

        ``tried`` is how often it was tried again before. When somebody else has booked a slot, there is use in it
        for ``RETRIES`` times; when a rule of the practice may have been broken, once, after what is done with has
        been cancelled.
        """
        if is_taken(refused):
            return self.others_than(slots, lend) if tried < RETRIES else []
        if tried or not 400 <= (refused.status or 0) < 500 or not self._open:
            return []
        self._cancel_what_is_done_with()
        self.give_back(slots)
        return lend()

    def others_than(self, slots: Sequence[FreeSlot], lend: Callable[[], Sequence[FreeSlot]]) -> Sequence[FreeSlot]:
        """Return other slots, found by a fresh search, than these, which somebody else seems to have booked."""
        self._others_book = True
        self._found_taken.update(slot.id for slot in slots)
        self._pool.renew()
        try:
            return lend()
        except (Blocked, NotApplicable):
            return []
        finally:
            self.lost(slots)

    def book_as_drafted(self, consumer: Consumer, draft: Draft) -> Resource:
        """Send this booking and return the appointment; raise ``Blocked`` when the answer is not 201."""
        exchange = consumer.send(draft)
        self.observe(exchange)
        if not _is_booked(exchange):
            raise Blocked(BOOK, f"{refusal_of(exchange)}, expected 201 and an Appointment")
        return require_usable(BOOK, exchange.summary(), resource_of(exchange))

    def shared_booking(self) -> Resource:
        """Return the one booking that scenarios share which only read; booked once a run, failures remembered."""
        return self._established.remembered(("the shared booking",), self._book_to_share)

    def _book_to_share(self) -> Resource:
        def lend() -> Sequence[FreeSlot]:
            return self.lease_chosen(end_of_short_run) or self.lease()

        made = self.book_lent(self._established.consumer, self._patient_to_share(), lend).appointment
        self._shared_id = made["id"]
        return made

    def keep(self, appointment: Resource) -> None:
        """Keep this booking, and no other, for scenarios to come, as long as slots are not short."""
        self._kept = appointment["id"]

    def _patient_to_share(self) -> Resource:
        """Return somebody for whom nothing else is booked, so that the list of the appointments stays as it is."""
        try:
            return self._established.patient("registered", UNDISTURBED)
        except NotApplicable:
            return self._established.patient()

    def remember(self, appointment: Resource) -> None:
        """Keep the current version of a booking, to be cancelled at the end; a cancelled one is done with."""
        name = appointment["id"]
        if appointment.get("status") == "cancelled":
            self._close(name)
            return
        if name in self._done_with:
            return  # an exchange from before its cancellation, seen late
        if name not in self._open:
            self._journal.booked(name)
        slots = referenced_ids(appointment, "slot", "Slot")
        self._slots_of[name] = max(len(slots), self._slots_of.get(name, 1))
        self._open[name] = appointment
        self._of_this_scenario.add(name)
        self._take_out(referenced_ids(appointment, "slot", "Slot"))

    def observe(self, exchange: Exchange) -> None:
        """Take note of what an exchange tells about bookings: made, amended, cancelled or read."""
        # 201 says that something was created, whatever was asked for.
        created = exchange.request.method == "POST" or exchange.status == 201
        made = exchange.request.interaction == BOOK and created
        if exchange.response is None:
            self.unanswered |= made and not (exchange.failure or "").startswith(NOT_SENT)
        if exchange.response is None or not 200 <= exchange.response.status < 300:
            return
        appointment = _appointment_of(exchange)
        if made:
            self.unanswered |= unusable(appointment) is not None
            asked = parse_resource(exchange.request.body, JSON)
            self._take_out([one for body in (asked, appointment) for one in referenced_ids(body, "slot", "Slot")])
        if unusable(appointment) is None and (made or appointment["id"] in self._open):
            self.remember(appointment)

    def end_scenario(self) -> None:
        """Give back what a scenario leased and did not book, and cancel what it booked.

        A practice may limit how much one consumer has booked at a time: nothing waits for the end of the run.
        """
        self.give_back(list(self._leased.values()))
        self._of_this_scenario.clear()
        self._found_taken.clear()
        if self._established.shared.others_want_slots:
            self._cancel_what_is_done_with()
        else:
            self._cancel_what_is_done_with(keeping={self._kept} | self._not_to_be_cancelled)

    def cancel_own(self) -> None:
        """Cancel what this scenario booked; what cannot be is tried again at the end of the run."""
        self._cancel([name for name in self._open if name in self._of_this_scenario - {self._shared_id}])

    def cancel_all(self) -> list[str]:
        """Cancel every booking of this run that is not cancelled yet.

        Returns one line for each that could not be, saying why; the journal is kept when there is any. A booking
        that other workers may still read stays, and in the journal: it is swept when the last one has ended. So is
        one whose answer told nothing.
        """
        others_read = set() if self._established.shared.alone else {self._shared_id}
        failures = self._cancel([name for name in self._open if name not in others_read])
        if failures:
            return failures
        if self.unanswered:
            self._journal.leave()
        elif not self._open:
            self._journal.close()
        else:
            self._journal.settled()
        return failures

    @property
    def account(self) -> Account:
        """What was booked and given back so far; a booking of which no slot is known counts for one."""
        returned = [slots for name, slots in self._slots_of.items() if name in self._cancelled]
        return Account(len(self._slots_of), len(returned), sum(self._slots_of.values()), sum(returned))

    def _take_out(self, slot_ids: Sequence[str]) -> None:
        for slot_id in slot_ids:
            self._leased.pop(slot_id, None)
        self._pool.forget(slot_ids)

    def _slots_have_come_free(self) -> bool:
        """Cancel what earlier scenarios booked; say whether anything was cancelled since this was last asked."""
        self._cancel_what_is_done_with()
        freed, self._cancelled_since_search = self._cancelled_since_search, False
        return freed

    def _cancel_what_is_done_with(self, keeping: Set[str | None] = frozenset()) -> None:
        kept = self._of_this_scenario | {self._shared_id} | keeping
        self._cancel([name for name in self._open if name not in kept])

    def _cancel(self, names: Sequence[str]) -> list[str]:
        failures = [self._failure_to_cancel(name) for name in names]
        return [failure for failure in failures if failure is not None]

    def _failure_to_cancel(self, name: str) -> str | None:
        exchange = self._send_cancellation(self._open[name])
        if exchange.status != 200:
            self.observe(self._read(name))
            if name not in self._open:
                return None
            exchange = self._send_cancellation(self._open[name])
        if exchange.status == 200:
            self._close(name)
            return None
        self._not_to_be_cancelled.add(name)
        return f"Appointment/{name} is still booked: {exchange.summary()}"

    def _send_cancellation(self, appointment: Resource) -> Exchange:
        version = (appointment.get("meta") or {}).get("versionId")
        consumer, body = self._established.consumer, cancelled(appointment, REASON)
        return consumer.send(
            consumer.draft("cancel-an-appointment", logical_id=appointment["id"], body=body, version=version)
        )

    def _read(self, name: str) -> Exchange:
        consumer = self._established.consumer
        return consumer.send(consumer.draft("read-an-appointment", logical_id=name))

    def _close(self, name: str) -> None:
        if self._open.pop(name, None) is not None:
            self._done_with.add(name)
            self._journal.cancelled(name)
            self._cancelled.add(name)
            self._cancelled_since_search = True


def _appointment_of(exchange: Exchange) -> dict[str, Any]:
    """Return the Appointment in the body, or as much as the Location header tells of one."""
    body = resource_of(exchange)
    if body.get("resourceType") == "Appointment" and unusable(body) is None:
        return body
    location = exchange.response.header("location") if exchange.response else None
    name = referenced_id(location, "Appointment")
    return {"resourceType": "Appointment", "id": name} if name else {}


def _is_booked(exchange: Exchange) -> bool:
    return exchange.status == 201 and resource_of(exchange).get("resourceType") == "Appointment"
