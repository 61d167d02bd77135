"""Cancellations: of a booked appointment, with a reason, and those that are not allowed."""

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import judge_change
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import Problem, judged
from gpconnect.consumer.appointment_body import cancelled
from gpconnect.consumer.appointment_changes import NOWHERE, badly_cancelled, patient_replaced
from gpconnect.consumer.appointment_texts import text_of
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target import held_appointments as held
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.retrieval import another_patient


@given("a cancellation of it", target_fixture="draft")
def cancellation(consumer: Consumer, appointment: Resource) -> Draft:
    return held.cancellation(consumer, appointment)


@given(parsers.parse('a cancellation for the reason "{reason}"'), target_fixture="draft")
def cancellation_for(consumer: Consumer, appointment: Resource, reason: str) -> Draft:
    return held.cancellation(consumer, appointment, reason)


@given(parsers.parse("a cancellation whose reason has {count:d} characters"), target_fixture="draft")
def cancellation_for_long_reason(consumer: Consumer, appointment: Resource, count: int) -> Draft:
    return held.cancellation(consumer, appointment, text_of(count))


@given(parsers.parse("a cancellation with {words}"), target_fixture="draft")
def cancellation_with(consumer: Consumer, appointment: Resource, words: str) -> Draft:
    return held.change(consumer, held.CANCEL, appointment, badly_cancelled(appointment, words))


@given(parsers.parse("a cancellation in which {words}"), target_fixture="draft")
def cancellation_in_which(consumer: Consumer, appointment: Resource, words: str) -> Draft:
    body = held.with_change(cancelled(appointment, held.REASON), words)
    return held.change(consumer, held.CANCEL, appointment, body)


@given("a cancellation to another registered patient", target_fixture="draft")
def cancellation_to_another_patient(consumer: Consumer, established: Prerequisites, appointment: Resource) -> Draft:
    body = patient_replaced(cancelled(appointment, held.REASON), another_patient(established, appointment)["id"])
    return held.change(consumer, held.CANCEL, appointment, body)


@given("a cancellation that moves it to the free slot", target_fixture="draft")
def cancellation_that_moves(consumer: Consumer, free_slot: FreeSlot, appointment: Resource) -> Draft:
    elsewhere = held.moved_to(appointment, free_slot)
    return held.change(consumer, held.CANCEL, appointment, cancelled(elsewhere, held.REASON))


@given(
    'a cancellation that moves it to the location in the role "branch", or from there to the role "practice"',
    target_fixture="draft",
)
def cancellation_at_other_surgery(consumer: Consumer, established: Prerequisites, appointment: Resource) -> Draft:
    elsewhere = held.at_other_surgery(cancelled(appointment, held.REASON), established)
    return held.change(consumer, held.CANCEL, appointment, elsewhere)


@given("a cancellation of an appointment that is not there", target_fixture="draft")
def cancellation_of_nothing(consumer: Consumer, appointment: Resource) -> Draft:
    return held.cancellation(consumer, {**appointment, "id": NOWHERE})


@given("an amendment of its description that claims to be a cancellation", target_fixture="draft")
def amendment_as_cancellation(consumer: Consumer, appointment: Resource) -> Draft:
    body = held.amended_body(appointment)
    return held.change(consumer, held.CANCEL, appointment, body)


@then("the provider returns the cancelled appointment")
def returns_cancelled(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    verdict.deliver(judge_change.judge_cancelled(exchange, appointment, verdict.main_requirement))


@then("the provider returns it cancelled, with the reason whole or truncated")
def returns_cancelled_for_long_reason(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    requirement = verdict.main_requirement
    verdict.deliver(judge_change.judge_cancelled_for_long_reason(exchange, appointment, requirement))


@then("reading it back shows the cancellation and nothing else changed")
def reading_back_shows_it(
    held_appointments: HeldAppointments,
    consumer: Consumer,
    exchange: Exchange,
    appointment: Resource,
    verdict: Verdict,
) -> None:
    now = held_appointments.now(consumer, appointment)
    verdict.deliver(judge_change.judge_cancelled_state(exchange, appointment, now))


@then("its slots are free again")
def slots_are_free_again(consumer: Consumer, appointment: Resource, verdict: Verdict) -> None:
    search = held.search_for_its_slots(consumer, appointment)
    taken = held.slots_not_offered(appointment, resource_of(search))
    problems = [Problem(f"Slot/{one}", "free, as the appointment is cancelled", "not offered") for one in taken]
    verdict.deliver(judged(verdict.main_requirement, problems))


@then("the provider refuses it or leaves it cancelled")
def refuses_or_leaves_cancelled(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_change.judge_cancelled_twice(exchange, verdict.main_requirement))


@then("it is still cancelled")
def still_cancelled(
    held_appointments: HeldAppointments, consumer: Consumer, appointment: Resource, verdict: Verdict
) -> None:
    now = held_appointments.now(consumer, appointment)
    verdict.deliver(judge_change.judge_still_cancelled(now, verdict.main_requirement))
