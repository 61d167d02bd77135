"""Spine headers: repeated, or sent in unusual ways on purpose, and that a provider answers nevertheless."""

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.acceptance import judge_acceptance
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.spine_headers import with_interaction_id_in, with_names_in
from gpconnect.spec.vocabulary import SPINE_HEADERS
from gpconnect.target.other_editions import interaction_id_elsewhere
from gpconnect.target.something_found import require_some_slot


@given(parsers.parse('the header "{name}" is empty'), target_fixture="draft")
def empty_header(draft: Draft, name: str) -> Draft:
    return draft.with_header(name, "")


@given(parsers.parse('the header "{name}" is there once more as "{value}"'), target_fixture="draft")
def header_once_more(draft: Draft, name: str, value: str) -> Draft:
    return draft.adding_header(name, value)


@given(parsers.parse("the names of its headers are in {case} case"), target_fixture="draft")
def header_names(draft: Draft, case: str) -> Draft:
    return with_names_in(draft, case)


@given(parsers.parse("its interaction ID is in {case} case"), target_fixture="draft")
def interaction_id_in_case(draft: Draft, case: str) -> Draft:
    return with_interaction_id_in(draft, case)


@given("it carries the interaction ID of another edition", target_fixture="draft")
def interaction_id_of_another_edition(draft: Draft, consumer: Consumer) -> Draft:
    other = interaction_id_elsewhere(consumer.edition, draft.interaction.key)
    return draft.with_header(SPINE_HEADERS["interaction_id"], other)


@then("the provider answers it like any other")
def answers(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_acceptance(exchange, verdict.main_requirement))
    require_some_slot(exchange)
