"""Amendments: changes of an appointment's description and comment, and changes that are not allowed."""

from typing import Final

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import judge_change
from gpconnect.conformance.judge import resource_of
from gpconnect.consumer.appointment_body import cancelled
from gpconnect.consumer.appointment_changes import NOWHERE, patient_replaced
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.texts import text_of_length, unlike_any_other
from gpconnect.target import held_appointments as held
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.retrieval import another_patient

TEXTS: Final = {
    "description": ("description",),
    "comment": ("comment",),
    "description and comment": ("description", "comment"),
}


@given(
    parsers.re(r"an amendment of its (?P<texts>description|comment|description and comment)"),
    target_fixture="draft",
)
def amendment_of(consumer: Consumer, appointment: Resource, texts: str) -> Draft:
    return held.amendment(consumer, appointment, **{name: unlike_any_other() for name in TEXTS[texts]})


@given(parsers.parse("an amendment with a {name} of {count:d} characters"), target_fixture="draft")
def amendment_of_length(consumer: Consumer, appointment: Resource, name: str, count: int) -> Draft:
    return held.amendment(consumer, appointment, **{name: text_of_length(count)})


@given(parsers.parse('an amendment with the {name} "{text}"'), target_fixture="draft")
def amendment_to(consumer: Consumer, appointment: Resource, name: str, text: str) -> Draft:
    return held.amendment(consumer, appointment, **{name: f"{text} {unlike_any_other()}"})


@given(parsers.parse("an amendment in which {words}"), target_fixture="draft")
def amendment_in_which(consumer: Consumer, appointment: Resource, words: str) -> Draft:
    return held.change(consumer, held.AMEND, appointment, held.with_change(appointment, words))


@given("an amendment to another registered patient", target_fixture="draft")
def amendment_to_another_patient(consumer: Consumer, established: Prerequisites, appointment: Resource) -> Draft:
    body = patient_replaced(appointment, another_patient(established, appointment)["id"])
    return held.change(consumer, held.AMEND, appointment, body)


@given("an amendment that moves it to the free slot", target_fixture="draft")
def amendment_that_moves(consumer: Consumer, free_slot: FreeSlot, appointment: Resource) -> Draft:
    return held.change(consumer, held.AMEND, appointment, held.moved_to(appointment, free_slot))


@given(
    'an amendment that moves it to the location in the role "branch", or from there to the role "practice"',
    target_fixture="draft",
)
def amendment_to_other_surgery(consumer: Consumer, established: Prerequisites, appointment: Resource) -> Draft:
    return held.change(consumer, held.AMEND, appointment, held.at_other_surgery(appointment, established))


@given("an amendment that cancels it", target_fixture="draft")
def amendment_that_cancels(consumer: Consumer, appointment: Resource) -> Draft:
    return held.change(consumer, held.AMEND, appointment, cancelled(appointment, held.REASON))


@given("an amendment of an appointment that is not there", target_fixture="draft")
def amendment_of_nothing(consumer: Consumer, appointment: Resource) -> Draft:
    return held.amendment(consumer, {**appointment, "id": NOWHERE})


@given(parsers.parse('the body is "{text}"'), target_fixture="draft")
def with_body(draft: Draft, text: str) -> Draft:
    return draft.with_body(text.encode())


@given("the body is empty", target_fixture="draft")
def with_empty_body(draft: Draft) -> Draft:
    return draft.with_body(b"")


@given("it comes from a consumer that knows neither slot type nor schedule type", target_fixture="draft")
def without_descriptions(draft: Draft) -> Draft:
    return held.without_elements(draft, "serviceType", "serviceCategory")


@then("the provider returns the amended appointment")
def returns_amended(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    verdict.deliver(judge_change.judge_amended(exchange, appointment, verdict.main_requirement))


@then("reading it back shows the amendment and nothing else changed")
def reading_back_shows_it(
    held_appointments: HeldAppointments,
    consumer: Consumer,
    exchange: Exchange,
    appointment: Resource,
    verdict: Verdict,
) -> None:
    now = held_appointments.now(consumer, appointment)
    verdict.deliver(judge_change.judge_amended_state(exchange, appointment, now, verdict.main_requirement))


@then("reading it back shows no comment")
def reading_back_shows_no_comment(
    held_appointments: HeldAppointments, consumer: Consumer, appointment: Resource, verdict: Verdict
) -> None:
    now = held_appointments.now(consumer, appointment)
    verdict.deliver(judge_change.judge_comment_taken_away(now, verdict.main_requirement))


@then("the provider refuses it or stores it in full")
def refuses_or_stores(
    held_appointments: HeldAppointments,
    consumer: Consumer,
    exchange: Exchange,
    appointment: Resource,
    verdict: Verdict,
) -> None:
    verdict.deliver(judge_change.judge_too_long(exchange, appointment, verdict.main_requirement))
    now = held_appointments.now(consumer, appointment)
    verdict.deliver(judge_change.judge_too_long_state(exchange, appointment, now, verdict.main_requirement))


@then("the provider takes it or refuses it")
def takes_or_refuses(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_change.judge_either(exchange, verdict.main_requirement))


@then("the appointment in the answer has its booking organisation")
def has_booking_organisation(exchange: Exchange, consumer: Consumer, verdict: Verdict) -> None:
    organisation = consumer.identity.organisation
    verdict.deliver(judge_change.judge_organisation(resource_of(exchange), organisation, verdict.main_requirement))


@then("the response says where the appointment is kept")
def says_where(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_change.judge_content_location(exchange, verdict.main_requirement))
