"""Bookings: planned on free slots, altered on purpose, sent, and what has to become of them and of their slots."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_refusal, judge_status, resource_of
from gpconnect.conformance.judge_booking import (
    judge_booking,
    judge_in_other_order,
    judge_own_id,
    judge_slots_taken,
    judge_slots_untouched,
)
from gpconnect.conformance.rule import Judgement
from gpconnect.conformance.rules.appointment import PARTICIPANTS
from gpconnect.consumer.appointment_body import with_organisation_in_detail
from gpconnect.consumer.appointment_texts import CONTENTS, text_of
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.wrong_bookings import BODIES, TIMES, altered, lacking
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.planned_bookings import BookingPlanner, PlannedBooking
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.referenced_resources import unreadable_references
from gpconnect.target.second_tries import SecondTries


def _with_body(draft: Draft, alter: Callable[[Resource], Resource]) -> Draft:
    return draft.with_body(alter(json.loads(draft.body)))


@given("a booking of a free slot", target_fixture="booking")
def a_booking(planner: BookingPlanner) -> PlannedBooking:
    return planner.plan()


@given(parsers.parse("a booking of {count:d} adjacent free slots"), target_fixture="booking")
def a_booking_of_several(planner: BookingPlanner, count: int) -> PlannedBooking:
    return planner.plan(count=count)


@given(parsers.parse('a booking of a free slot for the patient in the role "{role}"'), target_fixture="booking")
def a_booking_for(planner: BookingPlanner, established: Prerequisites, role: str) -> PlannedBooking:
    return planner.plan(established.patient(role))


@given(
    parsers.parse('a booking of a free slot for the patient whom no search returns, in the role "{role}"'),
    target_fixture="booking",
)
def a_booking_for_withheld(planner: BookingPlanner, established: Prerequisites, role: str) -> PlannedBooking:
    return planner.plan({"resourceType": "Patient", "id": established.data.code("patient_ids", role)})


@given("a booking of a free slot for a patient whom the consumer registered", target_fixture="booking")
def a_booking_for_registered(planner: BookingPlanner, established: Prerequisites) -> PlannedBooking:
    return planner.plan(established.registered_patient())


@given("a booking of a free slot with its practitioner", target_fixture="booking")
def a_booking_with_practitioner(planner: BookingPlanner) -> PlannedBooking:
    return planner.with_practitioner()


@given(parsers.parse("a booking of two slots that do not meet the rule: {rule}"), target_fixture="booking")
def a_booking_breaking(planner: BookingPlanner, rule: str) -> PlannedBooking:
    return planner.breaking(rule)


@given("a booking of a slot in the past", target_fixture="booking")
def a_booking_in_the_past(planner: BookingPlanner) -> PlannedBooking:
    return planner.in_the_past()


@given("a booking of a slot that is open to another organisation type only", target_fixture="booking")
def a_booking_of_another_type(planner: BookingPlanner) -> PlannedBooking:
    return planner.restricted_to_another_type()


@given("a booking of a slot that is open to another organisation only", target_fixture="booking")
def a_booking_of_another_organisation(planner: BookingPlanner) -> PlannedBooking:
    return planner.restricted_to_another_organisation()


@given("a booking of a slot that is reserved for its own organisation type", target_fixture="booking")
def a_booking_of_its_own_type(planner: BookingPlanner) -> PlannedBooking:
    return planner.reserved_for_own_type()


@given("a booking of a slot that lies outside the booking window", target_fixture="booking")
def a_booking_outside_the_window(planner: BookingPlanner) -> PlannedBooking:
    return planner.embargoed()


@given("a booking of a slot that is booked already", target_fixture="booking")
def a_booking_of_a_booked_slot(planner: BookingPlanner) -> PlannedBooking:
    return planner.booked_already()


@given("a booking of a slot that is booked already for another patient", target_fixture="booking")
def a_booking_of_another_patients_slot(planner: BookingPlanner, established: Prerequisites) -> PlannedBooking:
    return planner.booked_already(established.patient("registered", 1))


@given("a booking of two adjacent slots of which one is booked already", target_fixture="booking")
def a_booking_of_a_half_booked_pair(planner: BookingPlanner) -> PlannedBooking:
    return planner.half_booked()


@given(parsers.parse("the booking lacks its {part}"), target_fixture="draft")
def lacks(draft: Draft, part: str) -> Draft:
    return _with_body(draft, lambda body: lacking(body, part))


@given(parsers.re(r"the booking (?:carries|refers to) (?:an? |the )?(?P<words>.+)"), target_fixture="draft")
def carries(draft: Draft, words: str) -> Draft:
    return _with_body(draft, lambda body: altered(body, words))


@given("the booking names its organisation in every detail", target_fixture="draft")
def names_organisation_in_detail(draft: Draft) -> Draft:
    return _with_body(draft, with_organisation_in_detail)


@given(parsers.parse("the booking repeats the {words}"), target_fixture="draft")
def repeats(booking: PlannedBooking, words: str) -> Draft:
    return booking.repeating(words)


@given(parsers.parse('the booking has the status "{status}"'), target_fixture="draft")
def has_status(draft: Draft, status: str) -> Draft:
    return _with_body(draft, lambda body: {**body, "status": status})


@given(parsers.parse("the times of the booking are wrong: it {words}"), target_fixture="draft")
def has_wrong_times(draft: Draft, words: str) -> Draft:
    return _with_body(draft, TIMES[words])


@given("the booking ends with the first of its slots", target_fixture="draft")
def ends_too_early(draft: Draft, booking: PlannedBooking) -> Draft:
    return _with_body(draft, lambda body: {**body, "end": booking.slots[0].slot["end"]})


@given("the booking starts with the last of its slots", target_fixture="draft")
def starts_too_late(draft: Draft, booking: PlannedBooking) -> Draft:
    return _with_body(draft, lambda body: {**body, "start": booking.slots[-1].slot["start"]})


@given("its slots are named in the opposite order", target_fixture="draft")
def names_slots_in_opposite_order(draft: Draft) -> Draft:
    return _with_body(draft, lambda body: {**body, "slot": body["slot"][::-1]})


@given(parsers.parse("the booking has a {name} of {count:d} characters"), target_fixture="draft")
def has_text_of(draft: Draft, name: str, count: int) -> Draft:
    return _with_body(draft, lambda body: {**body, name: text_of(count)})


@given(parsers.parse("the booking has a {name} with {content}"), target_fixture="draft")
def has_text_with(draft: Draft, name: str, content: str) -> Draft:
    return _with_body(draft, lambda body: {**body, name: f"{name}: {CONTENTS[content]}"})


@given(parsers.parse("{body} stands in place of the booking"), target_fixture="draft")
def has_another_body(draft: Draft, body: str) -> Draft:
    return draft.with_body(BODIES[body](draft.body))


@given(parsers.parse('the booking is sent with the verb "{verb}"'), target_fixture="draft")
def has_verb(draft: Draft, verb: str) -> Draft:
    return draft.with_method(verb)


@given(parsers.parse('the booking is sent to "{path}"'), target_fixture="draft")
def has_path(draft: Draft, path: str) -> Draft:
    return draft.with_path(path)


@given("the consumer prefers an answer without the appointment", target_fixture="draft")
def prefers_minimal(draft: Draft) -> Draft:
    return draft.with_header("Prefer", "return=minimal")


@given("the consumer prefers an answer with the appointment", target_fixture="draft")
def prefers_representation(draft: Draft) -> Draft:
    return draft.with_header("Prefer", "return=representation")


@when("two consumers send it at the same moment", target_fixture="exchanges")
def send_twice(consumer: Consumer, draft: Draft) -> list[Exchange]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(consumer.send, [draft, draft]))


@then("the appointment is booked", target_fixture="exchange")
def is_booked(
    exchange: Exchange, booking: PlannedBooking, draft: Draft, second_tries: SecondTries, verdict: Verdict
) -> Exchange:
    made = second_tries.of_booking(exchange, booking, draft)
    verdict.deliver(judge_booking(made, booking.as_sent(made), verdict.main_requirement))
    return made


@then("the appointment is booked, or the booking refused with an error")
def is_booked_or_refused(exchange: Exchange, booking: PlannedBooking, verdict: Verdict) -> None:
    if exchange.status is not None and exchange.status >= 400:
        verdict.deliver(judge_refusal(exchange, "a booking that breaks a rule", verdict.main_requirement))
    else:
        verdict.deliver(judge_booking(exchange, booking.as_sent(exchange), verdict.main_requirement))


@then("the appointment is booked, or refused for the order of its slots")
def is_booked_or_refused_for_the_order(exchange: Exchange, booking: PlannedBooking, verdict: Verdict) -> None:
    verdict.deliver(judge_in_other_order(exchange, booking.as_sent(exchange), verdict.main_requirement))


@then("the appointment is booked, with or without a body in the answer")
def is_booked_quietly(exchange: Exchange, booking: PlannedBooking, verdict: Verdict) -> None:
    if exchange.response is None or exchange.response.body:
        verdict.deliver(judge_booking(exchange, booking.as_sent(exchange), verdict.main_requirement))
    else:
        verdict.deliver(judge_status(exchange, verdict.main_requirement, 201))


@then("one of them has the appointment, and the other is refused as a duplicate")
def is_booked_once(exchanges: list[Exchange], booking: PlannedBooking, verdict: Verdict) -> None:
    won, lost = sorted(exchanges, key=lambda one: one.status or 999)
    verdict.deliver(judge_booking(won, booking.as_sent(won), verdict.main_requirement))
    verdict.deliver(judge_refusal(lost, "a duplicate", verdict.main_requirement))


@then("its slots are still free")
@then("its slots are still free if it was refused")
def slots_are_free(
    exchange: Exchange,
    booking: PlannedBooking,
    draft: Draft,
    second_tries: SecondTries,
    appointment_book: AppointmentBook,
    verdict: Verdict,
) -> None:
    looked_at, still_free = second_tries.of_refusal(exchange, booking, draft)
    if not still_free:
        appointment_book.lost(booking.slots)
    verdict.deliver(judge_slots_untouched(looked_at, still_free=still_free))


@then("the slot that was not booked is still free")
def other_slot_is_free(exchange: Exchange, booking: PlannedBooking, consumer: Consumer, verdict: Verdict) -> None:
    still_free = booking.slots[0].id in booking.offered_slots(consumer)
    verdict.deliver(judge_slots_untouched(exchange, still_free=still_free))


@then("its slots are not free any more")
def slots_are_taken(booking: PlannedBooking, consumer: Consumer, verdict: Verdict) -> None:
    verdict.deliver(judge_slots_taken(offered=booking.offered_slots(consumer)))


@then("the patient, the location and any practitioner of the appointment can be read")
def participants_can_be_read(exchange: Exchange, consumer: Consumer, verdict: Verdict) -> None:
    judgement = Judgement()
    judgement.add("BOOK-066", unreadable_references(consumer, resource_of(exchange), PARTICIPANTS), "Appointment")
    verdict.deliver(judgement)


@then("the appointment is booked under an ID of the provider's own, or the booking refused")
def has_own_id(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_own_id(exchange, verdict.main_requirement))
