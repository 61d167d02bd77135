"""Locations: reading them."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_success
from gpconnect.conformance.searches import returned
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.practice import judge_managed_by_practice
from gpconnect.target.prerequisites import Prerequisites


@given(parsers.parse('the location in the role "{role}"'), target_fixture="location_id")
def the_location(established: Prerequisites, role: str) -> str:
    return established.data.code("locations", role)


@when("the consumer reads the location", target_fixture="exchange")
def read(consumer: Consumer, location_id: str) -> Exchange:
    return consumer.send(consumer.draft("read-a-location", logical_id=location_id))


@then("the provider returns a conformant Location")
def returns_location(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Location"))


@then("the location's managing organisation is the practice")
def managed_by_practice(exchange: Exchange, verdict: Verdict, established: Prerequisites) -> None:
    for at, location in returned(exchange):
        verdict.deliver(judge_managed_by_practice(established, verdict.main_requirement, at, location))
