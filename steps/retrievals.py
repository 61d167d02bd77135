"""Retrievals: the appointments of a patient in a range of dates."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import patient_appointments as listed
from gpconnect.conformance.appointment_state import holds_booking_organisation, is_cancelled, kept, unchanged
from gpconnect.conformance.judge import judge_answered, judge_message, judge_success, resource_of
from gpconnect.conformance.rule import Judgement, judged
from gpconnect.conformance.rules.appointment import PARTICIPANTS
from gpconnect.consumer.appointment_search import start_parameters
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target import retrieval
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.referenced_resources import unreadable_references
from gpconnect.target.requests import TypicalRequests

ALL_ARE_RETURNED = "RETR-017"
CURRENT_VERSION = "RETR-016"
READ_AS_IT_IS = "RAPP-019"
MEANINGFUL_MESSAGE = "RETR-006"


@given(parsers.parse('its start parameters are "{words}"'), target_fixture="draft")
def with_start_parameters(draft: Draft, words: str) -> Draft:
    return draft.with_query(start_parameters(words))


@given(
    parsers.parse('a request for the appointments of the patient whom no search returns, in the role "{role}"'),
    target_fixture="draft",
)
def of_withheld_patient(consumer: Consumer, established: Prerequisites, role: str) -> Draft:
    patient_id = established.data.code("patient_ids", role)
    return retrieval.of_patient(consumer, patient_id, "today", "in two weeks")


@given("an appointment that started earlier today", target_fixture="appointment")
def started_earlier_today(established: Prerequisites) -> Resource:
    return retrieval.started_earlier_today(established.data)


@given(parsers.parse('the request uses the verb "{verb}"'), target_fixture="draft")
def with_verb(draft: Draft, verb: str) -> Draft:
    return draft.with_method(verb)


@when(
    parsers.parse("the consumer retrieves its patient's appointments from {first} to {last}"),
    target_fixture="exchange",
)
def retrieves(consumer: Consumer, appointment: Resource, first: str, last: str) -> Exchange:
    return consumer.send(retrieval.of_its_patient(consumer, appointment, first, last))


@when(
    parsers.parse('the consumer retrieves the appointments of the role "{role}" from {first} to {last}'),
    target_fixture="exchange",
)
def retrieves_by_role(consumer: Consumer, established: Prerequisites, role: str, first: str, last: str) -> Exchange:
    return consumer.send(retrieval.of_patient(consumer, established.patient(role)["id"], first, last))


@when("the consumer retrieves the appointments of another patient on that day", target_fixture="exchange")
def retrieves_of_another(consumer: Consumer, established: Prerequisites, appointment: Resource) -> Exchange:
    return consumer.send(retrieval.of_another_patient(consumer, established, appointment))


@then("the provider returns the patient's appointments")
def returns_them(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Bundle"))
    verdict.deliver(listed.judge_retrieved(exchange.request, resource_of(exchange)))


@then("the appointment is among them")
def is_among_them(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    judgement = judged(verdict.main_requirement, listed.holds(resource_of(exchange), appointment))
    judgement.decided |= {ALL_ARE_RETURNED, CURRENT_VERSION}
    verdict.deliver(judgement)


@then("the appointment that the patient is known by is among them, if it lies in the range")
def shared_one_is_among_them(exchange: Exchange, appointment_book: AppointmentBook, verdict: Verdict) -> None:
    shared, asked = appointment_book.shared_booking(), listed.Asked.by(exchange.request)
    if asked.first <= listed.day_of(shared) <= asked.last:
        known = {"id": shared["id"]}
        verdict.deliver(judged(ALL_ARE_RETURNED, listed.holds(resource_of(exchange), known)))


@then("the appointment is among them as cancelled")
def is_among_them_as_cancelled(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    body = resource_of(exchange)
    verdict.deliver(judged(verdict.main_requirement, listed.holds(body, appointment)))
    not_cancelled = listed.compared(body, appointment, is_cancelled)
    verdict.deliver(judged(verdict.main_requirement, not_cancelled, f"Appointment/{appointment['id']}"))


@then("the appointment is not among them")
def is_not_among_them(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    verdict.deliver(judged(verdict.main_requirement, listed.lacks(resource_of(exchange), appointment)))


@then("there are none")
def there_are_none(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judged(verdict.main_requirement, listed.is_empty(resource_of(exchange))))


@then("they are those that the typical request finds")
def are_the_typical_ones(
    exchange: Exchange, consumer: Consumer, typical: TypicalRequests, verdict: Verdict
) -> None:
    known = consumer.send(typical.draft("retrieve-a-patients-appointments"))
    verdict.deliver(judge_answered(known, verdict.main_requirement))
    problems = listed.same_appointments(resource_of(known), resource_of(exchange))
    verdict.deliver(judged(verdict.main_requirement, problems))


@then("everyone who takes part can be read")
def everyone_can_be_read(exchange: Exchange, consumer: Consumer, verdict: Verdict) -> None:
    judgement = Judgement()
    for appointment in listed.appointments_of(resource_of(exchange)):
        problems = unreadable_references(consumer, appointment, PARTICIPANTS)
        judgement.add(verdict.main_requirement, problems, f"Appointment/{appointment.get('id')}")
    verdict.deliver(judgement)


@then("reading the appointment returns the same as the list")
def reading_agrees(exchange: Exchange, consumer: Consumer, appointment: Resource, verdict: Verdict) -> None:
    read = consumer.send(consumer.draft("read-an-appointment", logical_id=appointment["id"]))
    verdict.deliver(judge_success(read, verdict.main_requirement, resource="Appointment"))
    differing = listed.compared(
        resource_of(exchange), appointment, lambda entry: unchanged(entry, resource_of(read))
    )
    problems = [one._replace(also=(*one.also, READ_AS_IT_IS)) for one in differing]
    verdict.deliver(judged(verdict.main_requirement, problems))


@then("the list holds all that was booked")
def holds_all_that_was_booked(
    exchange: Exchange, consumer: Consumer, appointment: Resource, verdict: Verdict
) -> None:
    body, organisation = resource_of(exchange), consumer.identity.organisation
    lost = listed.compared(body, appointment, lambda entry: kept(appointment, entry, "contained"))
    verdict.deliver(judged("RETR-022", lost, "Appointment"))
    lost = listed.compared(body, appointment, lambda entry: holds_booking_organisation(entry, organisation))
    verdict.deliver(judged("RETR-026", lost, "Appointment"))


@then("the refusal of the range holds a message")
def refusal_holds_a_message(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_message(exchange, MEANINGFUL_MESSAGE))
