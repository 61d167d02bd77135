"""Reads by logical ID: IDs that are unusual or wrong on purpose, and what a read returns."""

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.reading import judge_read_or_refused
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.logical_ids import with_id_in_other_case, with_id_of_length, without_id


@given(parsers.parse("the logical ID has {length:d} characters"), target_fixture="draft")
def id_of_length(draft: Draft, length: int) -> Draft:
    return with_id_of_length(draft, length)


@given("the letters of the logical ID are in the other case", target_fixture="draft")
def id_in_other_case(draft: Draft) -> Draft:
    return with_id_in_other_case(draft)


@given("the logical ID is left out", target_fixture="draft")
def no_id(draft: Draft) -> Draft:
    return without_id(draft)


@given(parsers.parse("the request is sent with the verb {verb}"), target_fixture="draft")
def with_verb(draft: Draft, verb: str) -> Draft:
    return draft.with_method(verb)


@then(parsers.parse("the provider returns a conformant {kind}, or refuses it as {situation}"))
def returns_or_refuses(exchange: Exchange, verdict: Verdict, kind: str, situation: str) -> None:
    verdict.deliver(judge_read_or_refused(exchange, verdict.main_requirement, kind, situation))
