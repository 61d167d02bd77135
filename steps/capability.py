"""The capability statement: what the server says of itself."""

from pytest_bdd import given, then, when

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_success, resource_of
from gpconnect.conformance.rule import Judgement
from gpconnect.conformance.rules import capability
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.prerequisites import Prerequisites

KIND = "CapabilityStatement"


@given("a provider that declares Appointment Management")
def declares_appointments(established: Prerequisites) -> None:
    if not capability.declares_appointments(established.capability_statement()):
        raise NotApplicable("the capability statement declares neither Appointment nor Slot")


@when("the consumer gets the capability statement", target_fixture="exchange")
def get(consumer: Consumer) -> Exchange:
    return consumer.send(consumer.draft("get-the-capability-statement"))


@then("the provider returns a conformant CapabilityStatement")
def returns_statement(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource=KIND))


@then("it states the version of the specification")
def states_version(exchange: Exchange, verdict: Verdict, consumer: Consumer) -> None:
    judgement = Judgement()
    problems = capability.version_problems(resource_of(exchange), consumer.edition)
    judgement.add(verdict.main_requirement, problems, KIND)
    verdict.deliver(judgement)


@then("it states the FHIR version")
def states_fhir_version(exchange: Exchange, verdict: Verdict, consumer: Consumer) -> None:
    judgement = Judgement()
    problems = capability.fhir_version_problems(resource_of(exchange), consumer.edition)
    judgement.add(verdict.main_requirement, problems, KIND)
    verdict.deliver(judgement)
