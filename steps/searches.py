"""Searches by identifier: written in other ways on purpose, and what they find."""

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.searches import (
    judge_combined,
    judge_details,
    judge_found,
    judge_found_or_refused,
    judge_nothing_found,
    judge_nothing_found_or_refused,
)
from gpconnect.consumer import identifier_search
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange


@given(parsers.parse("its identifier is sent {alteration}"), target_fixture="draft")
def identifier_altered(draft: Draft, alteration: str) -> Draft:
    return identifier_search.alter_identifier(draft, alteration)


@given(parsers.parse('its identifier system is "{system}"'), target_fixture="draft")
def identifier_system(draft: Draft, system: str) -> Draft:
    return identifier_search.with_identifier_system(draft, system)


@given(parsers.parse("its identifier is written with {encoding}"), target_fixture="draft")
def identifier_written(draft: Draft, encoding: str) -> Draft:
    return identifier_search.with_identifier_written(draft, encoding)


@given(parsers.parse('its identifier is in a parameter called "{name}"'), target_fixture="draft")
def parameter_called(draft: Draft, name: str) -> Draft:
    return identifier_search.with_parameter_called(draft, name)


@given("its identifier stands there twice", target_fixture="draft")
def identifier_twice(draft: Draft) -> Draft:
    return identifier_search.adding_identifier(draft, identifier_search.identifier_of(draft)[1])


@then(parsers.parse("the provider finds that one {kind}"))
def finds_one(exchange: Exchange, verdict: Verdict, kind: str) -> None:
    verdict.deliver(judge_found(exchange, verdict.main_requirement, kind))


@then("the provider finds nobody")
@then("the provider finds nothing")
def finds_nothing(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_nothing_found(exchange, verdict.main_requirement))


@then(parsers.parse("the provider finds that one {kind}, or refuses it as {situation}"))
def finds_one_or_refuses(exchange: Exchange, verdict: Verdict, kind: str, situation: str) -> None:
    verdict.deliver(judge_found_or_refused(exchange, verdict.main_requirement, kind, situation))


@then(parsers.parse("the provider finds nothing, or refuses it as {situation}"))
def finds_nothing_or_refuses(exchange: Exchange, verdict: Verdict, situation: str) -> None:
    verdict.deliver(judge_nothing_found_or_refused(exchange, verdict.main_requirement, situation))


@then(parsers.parse("the provider returns nothing but what both identify, or refuses it as {situation}"))
def combines_or_refuses(exchange: Exchange, verdict: Verdict, situation: str) -> None:
    verdict.deliver(judge_combined(exchange, verdict.main_requirement, situation))


@then("every detail on record comes with it")
def with_details(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_details(exchange))
