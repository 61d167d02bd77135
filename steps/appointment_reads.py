"""Reads of an appointment by its logical ID."""

from pytest_bdd import then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import appointment_state as state
from gpconnect.conformance.judge import judge_success, resource_of
from gpconnect.conformance.rule import judged
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.prerequisites import Resource

AS_IT_IS = "RAPP-019"


@when("the consumer reads the appointment", target_fixture="exchange")
def reads(consumer: Consumer, appointment: Resource) -> Exchange:
    return consumer.send(consumer.draft("read-an-appointment", logical_id=appointment["id"]))


@when("the consumer reads the appointment twice", target_fixture="exchange")
def reads_twice(consumer: Consumer, appointment: Resource) -> Exchange:
    reads(consumer, appointment)
    return reads(consumer, appointment)


@then("the provider returns that Appointment")
def returns_it(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Appointment"))


@then("it is the appointment as the consumer knows it")
def is_as_known(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    differing = state.unchanged_besides(appointment, resource_of(exchange), "contained")
    problems = [one._replace(also=(*one.also, AS_IT_IS)) for one in differing]
    verdict.deliver(judged(verdict.main_requirement, problems, "Appointment"))


@then("it has the same logical ID")
def has_same_id(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    verdict.deliver(
        judged(verdict.main_requirement, state.other_id(appointment, resource_of(exchange)), "Appointment")
    )


@then("it is cancelled and says why")
def is_cancelled_and_says_why(exchange: Exchange, appointment: Resource, verdict: Verdict) -> None:
    found, reason = resource_of(exchange), state.cancellation_reason(appointment) or ""
    verdict.deliver(judged(verdict.main_requirement, state.is_cancelled(found), "Appointment"))
    verdict.deliver(judged(verdict.main_requirement, state.is_cancelled_for(found, reason), "Appointment"))
