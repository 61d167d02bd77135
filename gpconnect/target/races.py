"""Races for one thing at the provider: the requests to be released at one instant, and what to look at then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.race import Race
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.told import is_taken
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.registration_body import Person, typical_registration
from gpconnect.consumer.slot_search import filters_of
from gpconnect.consumer.texts import unlike_any_other
from gpconnect.target import held_appointments as held
from gpconnect.target.appointments import BOOK, AppointmentBook
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.registration import REGISTER
from gpconnect.target.slot_pool import search

Lists = Mapping[str, Resource]
Lend = Callable[[], Sequence[FreeSlot]]


@dataclass
class RacePlan:
    """Requests to be released at one instant, the slots that they race for, and the patients they are for.

    ``again`` plans the same race for other slots, where somebody else may have booked these.
    """

    drafts: tuple[Draft, ...]
    slots: tuple[FreeSlot, ...] = ()
    patients: tuple[Resource, ...] = ()
    again: "Callable[[], RacePlan] | None" = None

    @property
    def slot_ids(self) -> set[str]:
        """The logical IDs of the slots."""
        return {slot.id for slot in self.slots}

    def is_lost_to_others(self, race: Race, consumer: Consumer) -> bool:
        """Whether everybody was told that a slot is taken, and no search offers them: others have booked them."""
        if self.again is None or not all(is_taken(one.exchange) for one in race.entrants):
            return False
        return set(self.offered(consumer)) != self.slot_ids

    def for_other_slots(self) -> None:
        """Plan the race anew for other slots; raise ``Blocked`` when there are none."""
        if self.again is None:
            raise LookupError("these requests race for no slots that others would do for")
        other = self.again()
        self.drafts, self.slots, self.patients = other.drafts, other.slots, other.patients

    def offered(self, consumer: Consumer) -> list[str]:
        """Ask the provider which of the slots are free at this moment; raise ``Blocked`` when it does not tell."""
        days = sorted(day.date() for slot in self.slots for day in (slot.start, slot.end))
        found = search(consumer, days[0], days[-1], filters_of(consumer.identity.organisation))
        return [one.id for one in found if one.id in self.slot_ids]

    def lists(self, consumer: Consumer) -> Lists:
        """Retrieve the appointments that each patient has on the days of the slots, by the patient's logical ID."""
        return {one["id"]: self._list_of(consumer, one["id"]) for one in self.patients}

    def made(self, race: Race) -> list[Resource]:
        """Return the appointments that consumers of the race were told to have."""
        return [resource_of(one.exchange) for one in race.of(BOOK).winners]

    def ended(self, race: Race) -> set[str]:
        """Return the logical IDs of the appointments that consumers of the race were told to be cancelled."""
        return {str(resource_of(one.exchange).get("id")) for one in race.of(held.CANCEL).winners}

    def held(self, race: Race) -> set[str]:
        """Return the logical IDs of the slots that the appointments made in the race hold."""
        return {slot for one in self.made(race) for slot in referenced_ids(one, "slot", "Slot")}

    def _list_of(self, consumer: Consumer, patient_id: str) -> Resource:
        days = sorted(slot.start.date() for slot in self.slots)
        return resource_of(consumer.send(held.between(consumer, patient_id, days[0], days[-1])))


class RacePlanner:
    """Plans races on slots, appointments and people that no other scenario works with.

    Every method raises ``Blocked`` when the endpoints that a race goes through do not work one request at a time.
    """

    def __init__(
        self, consumer: Consumer, established: Prerequisites, book: AppointmentBook, held: HeldAppointments
    ) -> None:
        self._consumer = consumer
        self._established = established
        self._book = book
        self._held = held

    def bookings_of_one_slot(self, count: int) -> RacePlan:
        """Plan to book one slot so many times, for two patients in turn."""
        self._established.require(held.RETRIEVE)
        return self._races_for(self._book.lease, lambda slots: [slots] * count)

    def overlapping_bookings(self, count: int) -> RacePlan:
        """Plan so many bookings of the first two and of the last two of three adjacent slots, in turn."""
        self._established.require(held.RETRIEVE)
        return self._races_for(
            partial(self._book.lease, 3), lambda slots: list(islice(cycle([slots[:2], slots[1:]]), count))
        )

    def cancellation_and_bookings(self, count: int) -> RacePlan:
        """Plan to cancel an appointment booked just now, and to book its slot so many times."""
        self._established.require(held.READ)
        made = self._book.book_lent(self._consumer, self._established.patient(), self._book.lease)
        appointment = self._held.now(self._consumer, made.appointment)
        bookings = self._bookings([made.slots] * count)
        drafts = (held.cancellation(self._consumer, appointment), *bookings.drafts)
        return RacePlan(drafts, bookings.slots, bookings.patients)

    def amendments(self, appointment: Resource, count: int) -> RacePlan:
        """Plan so many amendments of one appointment, each with a text of its own, that quote one version."""
        self._established.require(held.READ)
        return RacePlan(tuple(self._amendment(appointment) for _ in range(count)))

    def amendments_and_cancellations(self, appointment: Resource, count: int) -> RacePlan:
        """Plan so many changes that quote one version: amendments and cancellations in turn."""
        self._established.require(held.READ)
        kinds = islice(cycle([self._amendment, self._cancellation]), count)
        return RacePlan(tuple(make(appointment) for make in kinds))

    def registrations(self, person: Person, count: int) -> RacePlan:
        """Plan to register one person so many times."""
        self._established.require(REGISTER)
        body = typical_registration(person)
        return RacePlan(tuple(self._consumer.draft(REGISTER, body=body) for _ in range(count)))

    def _races_for(
        self, lend: Lend, wanted: Callable[[Sequence[FreeSlot]], Sequence[Sequence[FreeSlot]]]
    ) -> RacePlan:
        slots = lend()
        plan = self._bookings(wanted(slots))
        plan.again = lambda: self._bookings(wanted(self._others_than(slots, lend)))
        return plan

    def _others_than(self, slots: Sequence[FreeSlot], lend: Lend) -> Sequence[FreeSlot]:
        others = self._book.others_than(slots, lend)
        if not others:
            raise Blocked(BOOK, "somebody else has booked the slots of the race, and there are no others")
        return others

    def _bookings(self, wanted: Sequence[Sequence[FreeSlot]]) -> RacePlan:
        patients = self._patients()
        drafts = [
            self._book.draft(self._consumer, who, slots, description=unlike_any_other())
            for who, slots in zip(cycle(patients), wanted, strict=False)
        ]
        slots = {slot.id: slot for run in wanted for slot in run}
        return RacePlan(tuple(drafts), tuple(slots.values()), tuple(patients))

    def _patients(self) -> list[Resource]:
        first = self._established.patient()
        try:
            return [first, self._established.patient(place=1)]
        except NotApplicable:
            return [first]  # with one patient mapped, the consumers race for the same one

    def _amendment(self, appointment: Resource) -> Draft:
        return held.amendment(self._consumer, appointment)

    def _cancellation(self, appointment: Resource) -> Draft:
        return held.cancellation(self._consumer, appointment)
