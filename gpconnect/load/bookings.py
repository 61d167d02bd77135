"""Bookings of a load test: what its users hold at the provider, so that every slot is given back at the end."""

from collections.abc import Callable
from typing import Any, Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.reference import referenced_ids
from gpconnect.consumer.appointment_body import cancelled
from gpconnect.consumer.appointment_search import day_named, retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.booking_journal import BookingJournal

Resource = dict[str, Any]
Aside = Callable[[Callable[[], None]], None]

CANCEL: Final = "cancel-an-appointment"
READ: Final = "read-an-appointment"
RETRIEVE: Final = "retrieve-a-patients-appointments"
REASON: Final = "GP Connect load test: tidying up"


class Bookings:
    """Appointments that are booked and not cancelled yet; each is worked on by one user at a time.

    ``aside`` runs what writes to disk, so that it keeps no user waiting.
    """

    def __init__(self, journal: BookingJournal, aside: Aside) -> None:
        self._journal = journal
        self._aside = aside
        self._free: dict[str, Resource] = {}
        self._lent: dict[str, Resource] = {}
        self._doubtful: list[tuple[str, str]] = []

    def intends(self, patient_id: str, slot_id: str, body: Resource) -> None:
        """Note that a slot is going to be booked; until ``booked`` or ``refused`` it may be, answer or not."""
        self._doubtful.append((patient_id, slot_id))
        self._aside(lambda: self._journal.intends(body))

    def refused(self, patient_id: str, slot_id: str) -> None:
        """Note that the provider has refused the booking."""
        self._doubtful.remove((patient_id, slot_id))

    def booked(self, patient_id: str, slot_id: str, appointment: Resource) -> None:
        """Note a booking, which other users may work on from now on."""
        self._doubtful.remove((patient_id, slot_id))
        self._free[appointment["id"]] = appointment
        self._aside(lambda: self._journal.booked(appointment["id"]))

    def lend(self, at: Callable[[int], int]) -> Resource | None:
        """Return a booking that nobody else works on, chosen by ``at`` from so many, or ``None`` without any."""
        if not self._free:
            return None
        name = list(self._free)[at(len(self._free))]
        self._lent[name] = self._free.pop(name)
        return self._lent[name]

    def give_back(self, appointment: Resource) -> None:
        """Take a booking back in its present state; one that is cancelled is done with."""
        name = appointment["id"]
        self._lent.pop(name, None)
        if appointment.get("status") == "cancelled":
            self._aside(lambda: self._journal.cancelled(name))
        else:
            self._free[name] = appointment

    def cancel_all(self, consumer: Consumer) -> list[str]:
        """Cancel everything that is still booked; return a line for each that could not be, saying why.

        Nothing is measured any more. The journal is removed when nothing is left.
        """
        for patient_id, slot_id in self._doubtful:
            self._find(consumer, patient_id, slot_id)
        held = [*self._free.values(), *self._lent.values()]
        for register in (self._doubtful, self._free, self._lent):
            register.clear()
        left = [line for line in (self._failure_to_cancel(consumer, one) for one in held) if line]
        if not left:
            self._aside(self._journal.close)
        return left

    def _find(self, consumer: Consumer, patient_id: str, slot_id: str) -> None:
        """Look for a booking whose answer never came in the list of the patient."""
        query = retrieval_query(day_named("today"), day_named("in a year"))
        exchange = consumer.send(consumer.draft(RETRIEVE, logical_id=patient_id, query=query))
        for entry in resource_of(exchange).get("entry", ()):
            one = entry["resource"]
            if slot_id in referenced_ids(one, "slot", "Slot") and one.get("status") == "booked":
                self._free[one["id"]] = one

    def _failure_to_cancel(self, consumer: Consumer, appointment: Resource) -> str | None:
        exchange = _cancellation(consumer, appointment)
        if exchange.status != 200:  # somebody may have changed it whose answer never came
            exchange = consumer.send(consumer.draft(READ, logical_id=appointment["id"]))
            current = resource_of(exchange)
            if exchange.status == 200 and current.get("status") != "cancelled":
                exchange = _cancellation(consumer, current)
        if exchange.status == 200:
            self._aside(lambda: self._journal.cancelled(appointment["id"]))
            return None
        return f"Appointment/{appointment['id']} is still booked: {exchange.summary()}"


def _cancellation(consumer: Consumer, appointment: Resource) -> Exchange:
    version = (appointment.get("meta") or {}).get("versionId")
    body = cancelled(appointment, REASON)
    return consumer.send(consumer.draft(CANCEL, logical_id=appointment["id"], body=body, version=version))
