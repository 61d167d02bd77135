"""Refusals: what the provider answers to a request that it must not carry out."""

from pytest_bdd import parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_refusal
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec.refusals import refusal
from gpconnect.target.something_found import require_some_slot


@then(parsers.parse("the provider refuses it as {situation}"))
def refused(exchange: Exchange, verdict: Verdict, situation: str) -> None:
    verdict.deliver(judge_refusal(exchange, situation, verdict.main_requirement))
    if refusal(situation).answers:
        require_some_slot(exchange)
