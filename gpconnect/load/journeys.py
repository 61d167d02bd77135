"""Journeys: what a user of a consumer system does, request after request, with pauses to think in between.

The endpoints and their order are those of the use cases; every request is made by the consumer of the suite.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.reference import referenced_ids
from gpconnect.consumer.appointment_body import amended, appointment_to_book, cancelled
from gpconnect.consumer.appointment_search import day_named, retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.local_time import now
from gpconnect.consumer.registration_body import typical_registration
from gpconnect.consumer.slot_search import filters_of, slot_query, typical_dates
from gpconnect.load.bookings import CANCEL, READ, REASON, RETRIEVE, Resource
from gpconnect.load.practice import Practice
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS

BOOK: Final = "book-an-appointment"
AMEND: Final = "amend-an-appointment"
FIND: Final = "find-a-patient"
SEARCH: Final = "search-for-free-slots"
DESCRIPTION: Final = "GP Connect load test"
TAKEN: Final = 409
Send = Callable[[Draft, Sequence[int]], Exchange | None]


class Journeys:
    """The journeys of one user.

    ``send`` makes a call that must be answered with one of some statuses, pauses, and returns the exchange, or
    ``None`` when the call failed, which ends the journey.
    """

    def __init__(self, consumer: Consumer, practice: Practice, send: Send) -> None:
        self._consumer = consumer
        self._practice = practice
        self._send = send
        self.known: Mapping[str, Callable[[], None]] = {
            "book": self.book,
            "look": self.look,
            "amend": self.amend,
            "cancel": self.cancel,
            "directory": self.directory,
            "register": self.register,
        }

    def book(self) -> None:
        """Find a patient, read it, search for free slots and book one."""
        patient_id = self._found_patient(self._practice.nhs_number())
        if patient_id is None or self._called("read-a-patient", logical_id=patient_id) is None:
            return
        filters = filters_of(self._consumer.identity.organisation)
        search = self._called(SEARCH, query=slot_query(*typical_dates(), filters=filters))
        slot = self._practice.free_slot(search) if search else None
        if slot is None:
            return
        organisation = self._consumer.identity.organisation
        body = appointment_to_book(
            patient_id, [slot.slot], str(slot.location_id), slot.practitioner_id, organisation, now(), DESCRIPTION
        )
        self._practice.bookings.intends(patient_id, slot.id, body)
        exchange = self._send(self._consumer.draft(BOOK, body=body), (201, TAKEN))
        self._note_booking(exchange, patient_id, slot.id)

    def look(self) -> None:
        """Retrieve the appointments of a patient who has one, and read it."""
        self._with_booking(self._read)

    def amend(self) -> None:
        """Retrieve the appointments of a patient, and give one of them another comment."""
        self._with_booking(lambda held: self._changed(AMEND, held, amended(held, comment=f"Amended {now():%X}")))

    def cancel(self) -> None:
        """Retrieve the appointments of a patient, and cancel one of them."""
        self._with_booking(lambda held: self._changed(CANCEL, held, cancelled(held, REASON)))

    def directory(self) -> None:
        """Look up one thing about the practice: what it can do, its staff, the organisation or a surgery."""
        lookup = self._practice.chance.choice(self._practice.lookups)
        self._called(lookup.key, logical_id=lookup.logical_id, query=lookup.query)

    def register(self) -> None:
        """Look for somebody whom the practice does not know, and register them; a lookup when nobody is left."""
        person = self._practice.candidate()
        if person is None:
            self.directory()
            return
        query = [("identifier", f"{IDENTIFIER_SYSTEMS['nhs_number']}|{person.nhs_number}")]
        found = self._called(FIND, query=query)
        if found is not None and not resource_of(found).get("entry"):
            body = typical_registration(person)
            self._send(self._consumer.draft("register-a-patient", body=body), (200, TAKEN))

    def _called(self, key: str, **content: Any) -> Exchange | None:  # noqa: ANN401 - what a draft takes
        return self._send(self._consumer.draft(key, **content), (200,))

    def _found_patient(self, nhs_number: str) -> str | None:
        query = [("identifier", f"{IDENTIFIER_SYSTEMS['nhs_number']}|{nhs_number}")]
        found = self._called(FIND, query=query)
        entries = resource_of(found).get("entry", []) if found else []
        return entries[0]["resource"]["id"] if entries else None

    def _note_booking(self, exchange: Exchange | None, patient_id: str, slot_id: str) -> None:
        """Without an answer the booking stays doubtful, and is looked for at the end."""
        if exchange is None:
            return
        if exchange.status == TAKEN:
            self._practice.bookings.refused(patient_id, slot_id)
            self._practice.release(slot_id)
            return
        appointment = resource_of(exchange)
        if isinstance(appointment.get("id"), str):
            self._practice.bookings.booked(patient_id, slot_id, appointment)

    def _with_booking(self, action: Callable[[Resource], Resource | None]) -> None:
        """Retrieve the list that a booking is in, and do something with the booking; make one if there is none."""
        held = self._practice.bookings.lend(self._practice.chance.randrange)
        if held is None:
            self.book()
            return
        try:
            patient = next(iter(_patients(held)), "")
            query = retrieval_query(day_named("today"), day_named("in two weeks"))
            if self._called(RETRIEVE, logical_id=patient, query=query) is not None:
                held = action(held) or held
        finally:
            self._practice.bookings.give_back(held)
        if held.get("status") == "cancelled":
            for slot_id in referenced_ids(held, "slot", "Slot"):
                self._practice.release(slot_id)

    def _read(self, held: Resource) -> Resource | None:
        read = self._called(READ, logical_id=held["id"])
        current = resource_of(read) if read else {}
        return current if current.get("id") == held["id"] else None

    def _changed(self, key: str, held: Resource, body: Resource) -> Resource | None:
        version = (held.get("meta") or {}).get("versionId")
        exchange = self._called(key, logical_id=held["id"], body=body, version=version)
        changed = resource_of(exchange) if exchange else {}
        return changed if changed.get("id") == held["id"] else None


def _patients(appointment: Resource) -> list[str]:
    actors = [one.get("actor", {}).get("reference", "") for one in appointment.get("participant", ())]
    return [one.rpartition("/")[2] for one in actors if "Patient/" in one]
