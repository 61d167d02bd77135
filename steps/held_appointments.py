"""Appointments that the run holds at the provider, and the state that they are in."""

import json

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.appointment_state import unchanged
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.judge_booking import judge_organisation_in_detail, judge_stored_texts
from gpconnect.conformance.patient_appointments import appointments_of
from gpconnect.conformance.rule import judged
from gpconnect.consumer.appointment_body import booking_organisation, detailed, with_organisation_in_detail
from gpconnect.consumer.appointment_texts import BOTH
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.planned_bookings import BookingPlanner
from gpconnect.target.prerequisites import Prerequisites, Resource

CHECKED_BEFORE = "FHIR-020"


@given("an appointment as its booking returned it", target_fixture="appointment")
def as_booking_returned_it(appointment_book: AppointmentBook) -> Resource:
    return appointment_book.shared_booking()


@given("a booked appointment", target_fixture="appointment")
def booked(held_appointments: HeldAppointments, consumer: Consumer) -> Resource:
    return held_appointments.booked(consumer)


@given("a free slot that nobody works with", target_fixture="free_slot")
def a_free_slot(appointment_book: AppointmentBook) -> FreeSlot:
    # Before any appointment is looked up: when slots are short, to lend one cancels what earlier scenarios booked.
    return appointment_book.lease()[0]


@given("an appointment booked just now", target_fixture="appointment")
def booked_just_now(held_appointments: HeldAppointments, consumer: Consumer) -> Resource:
    return held_appointments.booked_just_now(consumer)


@given(
    parsers.parse('an appointment booked just now for the patient in the role "{role}"'),
    target_fixture="appointment",
)
def booked_for(
    appointment_book: AppointmentBook, established: Prerequisites, consumer: Consumer, role: str
) -> Resource:
    return appointment_book.book(consumer, established.patient(role))


@given(
    parsers.parse("an appointment booked just now with texts of {words}, as its booking returned it"),
    target_fixture="appointment",
)
def booked_with_texts(appointment_book: AppointmentBook, consumer: Consumer, words: str) -> Resource:
    description, comment = BOTH[words]
    return appointment_book.book(consumer, description=description, comment=comment)


@given("an appointment booked just now with every detail of its booking organisation", target_fixture="appointment")
def booked_with_organisation_in_detail(appointment_book: AppointmentBook, consumer: Consumer) -> Resource:
    draft = appointment_book.typical_draft(consumer)
    body = with_organisation_in_detail(json.loads(draft.body))
    return appointment_book.book_as_drafted(consumer, draft.with_body(body))


@given(
    "an appointment booked just now in a slot that is reserved for a type of organisation",
    target_fixture="appointment",
)
def booked_in_reserved_slot(
    planner: BookingPlanner, appointment_book: AppointmentBook, consumer: Consumer
) -> Resource:
    return appointment_book.book_as_drafted(consumer, planner.reserved_for_own_type().draft)


@given(parsers.parse("an appointment booked just now over {count:d} adjacent slots"), target_fixture="appointment")
def booked_over_adjacent_slots(held_appointments: HeldAppointments, consumer: Consumer, count: int) -> Resource:
    return held_appointments.booked_just_now(consumer, count)


@given(
    parsers.parse("an appointment just booked over {count:d} adjacent slots, as its booking returned it"),
    target_fixture="appointment",
)
def over_adjacent_slots_as_returned(appointment_book: AppointmentBook, consumer: Consumer, count: int) -> Resource:
    return appointment_book.book(consumer, count=count)


@given("a cancelled appointment", target_fixture="appointment")
def cancelled(held_appointments: HeldAppointments, consumer: Consumer) -> Resource:
    return held_appointments.cancelled(consumer)


@given("an appointment cancelled just now", target_fixture="appointment")
def cancelled_just_now(held_appointments: HeldAppointments, consumer: Consumer) -> Resource:
    return held_appointments.cancelled_just_now(consumer)


@given("the past appointment, as the test data holds it", target_fixture="appointment")
def past_appointment(established: Prerequisites) -> Resource:
    return established.data.past_appointment()


@given("the appointment of a sensitive patient, as the test data holds it", target_fixture="appointment")
def sensitive_appointment(established: Prerequisites) -> Resource:
    return established.data.sensitive_appointment()


@given("an amended appointment", target_fixture="appointment")
def amended(held_appointments: HeldAppointments, consumer: Consumer) -> Resource:
    return held_appointments.amended(consumer)


@given("an appointment that was amended before", target_fixture="appointment")
def amended_before(held_appointments: HeldAppointments, consumer: Consumer) -> Resource:
    return held_appointments.amended_before(consumer)


@given("another consumer has amended it meanwhile", target_fixture="appointment")
def amended_meanwhile(held_appointments: HeldAppointments, consumer: Consumer) -> Resource:
    return held_appointments.now(consumer, held_appointments.amended(consumer))


@given(parsers.parse('the appointment in the role "{role}"'), target_fixture="appointment")
def in_the_role(established: Prerequisites, role: str) -> Resource:
    return {"resourceType": "Appointment", "id": established.data.code("appointments", role)}


@given(
    parsers.parse('the appointment in the role "{role}", from the list of the role "{patient_role}"'),
    target_fixture="appointment",
)
def in_the_list_of(
    held_appointments: HeldAppointments, consumer: Consumer, role: str, patient_role: str
) -> Resource:
    return held_appointments.of_the_practice(consumer, role, patient_role)


@then("the appointment has every detail of its booking organisation")
def has_organisation_in_detail(
    exchange: Exchange, consumer: Consumer, appointment: Resource, verdict: Verdict
) -> None:
    sent = detailed(booking_organisation(consumer.identity.organisation))
    found = [one for one in appointments_of(resource_of(exchange)) if one.get("id") == appointment["id"]]
    verdict.deliver(judge_organisation_in_detail(sent, found[0] if found else {}, verdict.main_requirement))


@then("description and comment are those of the booking")
def texts_are_those_of_the_booking(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    found = [one for one in appointments_of(resource_of(exchange)) if one.get("id") == appointment["id"]]
    verdict.deliver(judge_stored_texts(appointment, found[0] if found else {}))


@then("the appointment is unchanged")
def is_unchanged(
    held_appointments: HeldAppointments, consumer: Consumer, appointment: Resource, verdict: Verdict
) -> None:
    changes = unchanged(appointment, held_appointments.now(consumer, appointment))
    verdict.deliver(
        judged(verdict.main_requirement, [one._replace(also=(*one.also, CHECKED_BEFORE)) for one in changes])
    )
