"""Organisations: finding and reading them."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_success
from gpconnect.conformance.reading import judge_agreement
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.identifier_search import adding_identifier
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.requests import TypicalRequests


@given(parsers.parse('the organisation in the role "{role}"'), target_fixture="organisation")
def the_organisation(established: Prerequisites, role: str) -> Resource:
    return established.organisation(role)


@given(parsers.parse('a search for the organisation in the role "{role}"'), target_fixture="draft")
def search_for_organisation(typical: TypicalRequests, established: Prerequisites, role: str) -> Draft:
    return typical.find("find-an-organisation", "ods_organisation", established.data.code("organisations", role))


@given(parsers.parse('the organisation in the role "{role}" is searched for as well'), target_fixture="draft")
def search_for_two(draft: Draft, established: Prerequisites, role: str) -> Draft:
    return adding_identifier(draft, established.data.code("organisations", role))


@when("the consumer reads the organisation", target_fixture="exchange")
def read(consumer: Consumer, organisation: Resource) -> Exchange:
    return consumer.send(consumer.draft("read-an-organisation", logical_id=organisation["id"]))


@then("the provider returns a conformant Organization")
def returns_organisation(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Organization"))


@then("the organisation read is the version that was found")
def is_version_found(exchange: Exchange, verdict: Verdict, organisation: Resource) -> None:
    verdict.deliver(judge_agreement(exchange, verdict.main_requirement, organisation))
