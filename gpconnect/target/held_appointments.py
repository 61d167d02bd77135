"""Held appointments: those that this run has at the provider in a state that scenarios start from."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.patient_appointments import day_of, entry_of, patient_of
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.told import refusal_of
from gpconnect.consumer.appointment_body import amended, cancelled
from gpconnect.consumer.appointment_changes import OPTIONAL, changed, location_replaced, moved
from gpconnect.consumer.appointment_search import day_named, retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.local_time import LONDON, today
from gpconnect.consumer.slot_search import filters_of, slot_query
from gpconnect.consumer.texts import unlike_any_other
from gpconnect.target.adjacent_slots import run_of
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.usable import require_usable

RETRIEVE: Final = "retrieve-a-patients-appointments"
AMEND: Final = "amend-an-appointment"
CANCEL: Final = "cancel-an-appointment"
READ: Final = "read-an-appointment"
COMMENT: Final = "A comment"
REASON: Final = "Cancelled by a conformance test"


class HeldAppointments:
    """A booked and a cancelled appointment that scenarios share, and their present state at the provider.

    One booking serves every scenario that amends, or whose request must be refused: slots are scarce. It is booked
    anew when it turns out to be booked no longer.
    """

    def __init__(self, established: Prerequisites, book: AppointmentBook) -> None:
        self._established = established
        self._book = book
        self._booked: Resource | None = None
        self._cancelled: Resource | None = None

    def booked(self, consumer: Consumer) -> Resource:
        """Return a booked appointment in its present state; raise ``Blocked`` when none can be booked."""
        if self._booked is not None:
            self._booked = self._now_or_last_seen(consumer, self._booked)
        if self._booked is None or self._booked.get("status") != "booked":
            self._booked = self.booked_just_now(consumer)
            self._book.keep(self._booked)
        return self._booked

    def booked_just_now(self, consumer: Consumer, count: int = 1) -> Resource:
        """Return an appointment that no other scenario has, over so many adjacent slots, not today where possible.

        Raises ``Blocked`` when it cannot be booked.
        """

        def lend() -> Sequence[FreeSlot]:
            return self._book.lease_chosen(partial(_not_today, count=count)) or self._book.lease(count)

        made = self._book.book_lent(consumer, self._established.patient(), lend, comment=COMMENT)
        return self._now_or_last_seen(consumer, made.appointment)

    def cancelled(self, consumer: Consumer) -> Resource:
        """Return the cancelled appointment that scenarios share, as the provider answered its cancellation.

        Raises ``Blocked`` when it cannot be booked or cancelled.
        """
        if self._cancelled is None:
            self._cancelled = self.cancelled_just_now(consumer)
        return self._cancelled

    def cancelled_just_now(self, consumer: Consumer) -> Resource:
        """Return a cancelled appointment that no other scenario has; raise ``Blocked`` as ``cancelled`` does."""
        return self._changed(consumer, cancellation(consumer, self.booked_just_now(consumer)), "cancelled")

    def of_the_practice(self, consumer: Consumer, role: str, patient_role: str) -> Resource:
        """Return an appointment that the test data maps to a role, from the list of a patient in another role.

        Raises ``NotApplicable`` when one of the roles is not mapped, and ``Blocked`` when the list lacks it.
        """
        logical_id = self._established.data.code("appointments", role)
        patient_id = self._established.patient(patient_role)["id"]
        query = retrieval_query(day_named("today"), day_named("in a year"))
        exchange = consumer.send(consumer.draft(RETRIEVE, logical_id=patient_id, query=query))
        found = entry_of(resource_of(exchange), logical_id)
        if found is None:
            raise Blocked(RETRIEVE, f"{exchange.summary()} does not show Appointment/{logical_id}, the {role} one")
        return require_usable(RETRIEVE, exchange.summary(), found)

    def amended(self, consumer: Consumer) -> Resource:
        """Amend a booked appointment and return it as the provider answered; raise ``Blocked`` when it refuses."""
        return self._changed(consumer, amendment(consumer, self.booked(consumer)), "booked")

    def amended_before(self, consumer: Consumer) -> Resource:
        """Amend a booked appointment and return its present state; raise ``Blocked`` as ``amended`` does."""
        return self._now_or_last_seen(consumer, self.amended(consumer))

    def now(self, consumer: Consumer, appointment: Resource) -> Resource:
        """Return the present state of an appointment: from the list of its patient, or else by reading it.

        Two ways, because a provider that is being built may have either; the list comes first in the testing order.
        Raises ``Blocked`` when neither shows it.
        """
        retrieved = consumer.send(around(consumer, appointment))
        found = entry_of(resource_of(retrieved), appointment["id"]) if retrieved.status == 200 else None
        if found is not None:
            return require_usable(RETRIEVE, retrieved.summary(), found)
        read = consumer.send(consumer.draft(READ, logical_id=appointment["id"]))
        if read.status == 200 and resource_of(read).get("id") == appointment["id"]:
            return require_usable(READ, read.summary(), resource_of(read))
        raise Blocked(
            RETRIEVE, f"{retrieved.summary()} does not show Appointment/{appointment['id']}; {read.summary()}"
        )

    def try_to_retrieve(self) -> None:
        """Retrieve a list that must hold an appointment; raise ``Blocked`` when it does not."""
        appointment, consumer = self._book.shared_booking(), self._established.consumer
        exchange = consumer.send(around(consumer, appointment))
        if exchange.status != 200 or entry_of(resource_of(exchange), appointment["id"]) is None:
            raise Blocked(
                RETRIEVE, f"{exchange.summary()}, expected 200 and a list with Appointment/{appointment['id']}"
            )

    def try_to_read(self) -> None:
        """Read a booked appointment; raise ``Blocked`` when it is not returned."""
        appointment, consumer = self._book.shared_booking(), self._established.consumer
        exchange = consumer.send(consumer.draft(READ, logical_id=appointment["id"]))
        if exchange.status != 200 or resource_of(exchange).get("id") != appointment["id"]:
            raise Blocked(READ, f"{exchange.summary()}, expected 200 and Appointment/{appointment['id']}")

    def _now_or_last_seen(self, consumer: Consumer, appointment: Resource) -> Resource:
        try:
            return self.now(consumer, appointment)
        except Blocked:
            # To amend or cancel, what the last response said is enough where neither list nor read is there yet.
            return appointment

    def _changed(self, consumer: Consumer, draft: Draft, status: str) -> Resource:
        exchange = consumer.send(draft)
        self._book.observe(exchange)
        answer = resource_of(exchange)
        key = draft.interaction.key
        if exchange.status != 200 or answer.get("status") != status:
            raise Blocked(key, f"{refusal_of(exchange)}, expected 200 and an Appointment that is {status}")
        return require_usable(key, exchange.summary(), answer)


def _not_today(free: Sequence[FreeSlot], count: int) -> Sequence[FreeSlot]:
    # A range of dates that ends before the appointment must not begin in the past.
    return run_of([one for one in free if one.start.astimezone(LONDON).date() > today()], count=count)


def around(consumer: Consumer, appointment: Resource) -> Draft:
    """Return a correct request for the appointments of the patient on the day of an appointment.

    Raises ``Blocked`` when the appointment lacks a patient or an instant as its start.
    """
    try:
        day = day_of(appointment)
        return between(consumer, patient_of(appointment), day, day)
    except (LookupError, ValueError) as error:
        raise Blocked(
            "book-an-appointment", f"Appointment/{appointment['id']} cannot be looked for: {error}"
        ) from None


def between(consumer: Consumer, patient_id: str, first: date, last: date) -> Draft:
    """Return a correct request for the appointments of a patient from one day to another."""
    return consumer.draft(RETRIEVE, logical_id=patient_id, query=retrieval_query(first, last))


def typical_retrieval(consumer: Consumer, appointment: Resource) -> Draft:
    """Return a correct request for the patient's appointments of two weeks, or more if this one is later."""
    last = max(day_of(appointment), day_named("in two weeks"))
    query = retrieval_query(day_named("today"), last)
    return consumer.draft(RETRIEVE, logical_id=patient_of(appointment), query=query)


def amendment(
    consumer: Consumer, appointment: Resource, *, description: str | None = None, comment: str | None = None
) -> Draft:
    """Return a correct request to amend an appointment; the description is a new one when no text is given."""
    body = amended(appointment, description=description, comment=comment)
    if description is None and comment is None:
        body = amended_body(appointment)
    return change(consumer, AMEND, appointment, body)


def amended_body(appointment: Resource) -> Resource:
    """Return a copy of the appointment with a new description."""
    return amended(appointment, description=unlike_any_other())


def with_change(appointment: Resource, words: str) -> Resource:
    """Return a copy of the appointment with the change that features call so.

    Raises ``NotApplicable`` when the appointment lacks what it need not have, and ``Blocked`` when anything else.
    """
    try:
        return changed(appointment, words)
    except LookupError as error:
        if words in OPTIONAL:
            raise NotApplicable(f"the booked appointment lacks something that it may lack: {error}") from None
        raise Blocked("book-an-appointment", f"the booked appointment lacks something: {error}") from None


def at_other_surgery(appointment: Resource, established: Prerequisites) -> Resource:
    """Return a copy of the appointment at the branch surgery, or at the main one if it takes place at the branch.

    Raises ``NotApplicable`` when the test data maps no such location, and ``Blocked`` without a location.
    """
    found = referenced_ids(appointment, "participant.actor", "Location")
    branch = established.data.code("locations", "branch")
    there = established.data.code("locations", "practice") if branch in found else branch
    try:
        return location_replaced(appointment, there)
    except LookupError as error:
        raise Blocked("book-an-appointment", f"the booked appointment lacks something: {error}") from None


def moved_to(appointment: Resource, free: FreeSlot) -> Resource:
    """Return a copy of the appointment as it would be in another free slot."""
    return moved(appointment, free.slot, free.schedule, free.location_id, free.practitioner_id)


def cancellation(consumer: Consumer, appointment: Resource, reason: str = REASON) -> Draft:
    """Return a correct request to cancel an appointment."""
    return change(consumer, CANCEL, appointment, cancelled(appointment, reason))


def change(consumer: Consumer, key: str, appointment: Resource, body: Resource) -> Draft:
    """Return a request to amend or cancel an appointment with this body, quoting the appointment's version."""
    version = (appointment.get("meta") or {}).get("versionId")
    return consumer.draft(key, logical_id=appointment["id"], body=body, version=version)


def without_elements(draft: Draft, *names: str) -> Draft:
    """Return the request with these elements of its body left out, where they are there."""
    return draft.with_body({name: one for name, one in json.loads(draft.body).items() if name not in names})


def search_for_its_slots(consumer: Consumer, appointment: Resource) -> Exchange:
    """Search for the free slots around an appointment."""
    day = day_of(appointment)
    first, last = day.isoformat(), (day + timedelta(days=1)).isoformat()
    query = slot_query(first, last, filters=filters_of(consumer.identity.organisation))
    return consumer.send(consumer.draft("search-for-free-slots", query=query))


def slots_not_offered(appointment: Resource, searchset: Resource) -> list[str]:
    """Return the logical IDs of the appointment's slots that a search for free slots did not find."""
    offered = {one.get("id") for _, one in resources_in(searchset, "Slot")}
    return [one for one in referenced_ids(appointment, "slot", "Slot") if one not in offered]
