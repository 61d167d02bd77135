"""Organisations: finding and reading them."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_success
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.prerequisites import Prerequisites, Resource


@given(parsers.parse('the organisation in the role "{role}"'), target_fixture="organisation")
def the_organisation(established: Prerequisites, role: str) -> Resource:
    return established.organisation(role)


@when("the consumer reads the organisation", target_fixture="exchange")
def read(consumer: Consumer, organisation: Resource) -> Exchange:
    return consumer.send(consumer.draft("read-an-organisation", logical_id=organisation["id"]))


@then("the provider returns a conformant Organization")
def returns_organisation(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Organization"))
