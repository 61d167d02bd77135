"""Practitioners: finding and reading them."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_success
from gpconnect.conformance.reading import judge_agreement
from gpconnect.conformance.rule import Judgement
from gpconnect.conformance.rules.practitioner import has_role_profiles
from gpconnect.conformance.searches import returned
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.identifier_search import adding_identifier
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.requests import TypicalRequests

# By which business identifiers come with a practitioner.
IDENTIFIERS = {"find-a-practitioner": "FPRA-010", "read-a-practitioner": "RPRA-007"}


@given(parsers.parse('the practitioner in the role "{role}"'), target_fixture="practitioner")
def the_practitioner(established: Prerequisites, role: str) -> Resource:
    return established.practitioner(role)


@given(parsers.parse('a search for the practitioner in the role "{role}"'), target_fixture="draft")
def search_for_practitioner(typical: TypicalRequests, established: Prerequisites, role: str) -> Draft:
    return typical.find("find-a-practitioner", "sds_user", established.data.code("practitioners", role))


@given(parsers.parse('the practitioner in the role "{role}" is searched for as well'), target_fixture="draft")
def search_for_two(draft: Draft, established: Prerequisites, role: str) -> Draft:
    return adding_identifier(draft, established.data.code("practitioners", role))


@when("the consumer reads the practitioner", target_fixture="exchange")
def read(consumer: Consumer, practitioner: Resource) -> Exchange:
    return consumer.send(consumer.draft("read-a-practitioner", logical_id=practitioner["id"]))


@then("the provider returns a conformant Practitioner")
def returns_practitioner(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Practitioner"))


@then(parsers.parse("the practitioner has {count:d} SDS role profile IDs"))
def with_role_profiles(exchange: Exchange, verdict: Verdict, count: int) -> None:
    judgement = Judgement()
    for at, practitioner in returned(exchange):
        judgement.add(IDENTIFIERS[exchange.request.interaction], has_role_profiles(practitioner, count), at)
    verdict.deliver(judgement)


@then("the practitioner read is the version that was found")
def is_version_found(exchange: Exchange, verdict: Verdict, practitioner: Resource) -> None:
    verdict.deliver(judge_agreement(exchange, verdict.main_requirement, practitioner))
