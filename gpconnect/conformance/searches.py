"""The judge for searches by identifier: who must be found, who must not, and nobody else."""

from collections.abc import Iterator

from gpconnect.conformance.answered import not_identified, not_the_one_identified
from gpconnect.conformance.judge import judge_refusal, judge_success, resource_of
from gpconnect.conformance.rule import Judgement, Problem, Resource
from gpconnect.conformance.rules import DETAIL_RULES
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.exchange import Exchange


def judge_found(exchange: Exchange, requirement: str, kind: str) -> Judgement:
    """Judge a search that finds exactly one resource, of this type, with the identifier that was asked for."""
    return _judge_searchset(
        exchange, requirement, not_the_one_identified(exchange.request, resource_of(exchange), kind)
    )


def judge_nothing_found(exchange: Exchange, requirement: str) -> Judgement:
    """Judge a search that finds nobody: a searchset without any resource."""
    return _judge_searchset(exchange, requirement, nothing_found_problems(exchange))


def judge_found_or_refused(exchange: Exchange, requirement: str, kind: str, situation: str) -> Judgement:
    """Judge a search that the provider may carry out, finding one resource, or refuse."""
    if exchange.status == 200:
        return judge_found(exchange, requirement, kind)
    return judge_refusal(exchange, situation, requirement)


def judge_nothing_found_or_refused(exchange: Exchange, requirement: str, situation: str) -> Judgement:
    """Judge a search that the provider may carry out, finding nobody, or refuse."""
    if exchange.status == 200:
        return judge_nothing_found(exchange, requirement)
    return judge_refusal(exchange, situation, requirement)


def judge_combined(exchange: Exchange, requirement: str, situation: str) -> Judgement:
    """Judge a search by several identifiers: refused, or else each resource found has every one of them."""
    judgement = judge_refusal(exchange, situation, requirement)
    if exchange.status == 200:
        judgement.merge(
            _judge_searchset(exchange, requirement, not_identified(exchange.request, resource_of(exchange)))
        )
    return judgement


def judge_details(exchange: Exchange) -> Judgement:
    """Judge that resources come with every detail that the provider is known to have on record."""
    judgement = Judgement()
    for at, resource in returned(exchange):
        rules = DETAIL_RULES.get(str(resource.get("resourceType")))
        if rules is not None:
            judgement.merge(rules.judge(exchange.request.interaction, at, resource))
    return judgement


def returned(exchange: Exchange) -> list[tuple[str, Resource]]:
    """Return the resources that a response holds, with their paths: those of a Bundle, or the only one."""
    body = resource_of(exchange)
    if body.get("resourceType") == "Bundle":
        return [(f"Bundle.{at}", one) for at, one in resources_in(body)]
    return [(str(body["resourceType"]), body)] if "resourceType" in body else []


def nothing_found_problems(exchange: Exchange) -> Iterator[Problem]:
    """Find every resource in a response that should hold none."""
    for at, resource in returned(exchange):
        yield Problem(at, "no resource", f"{resource.get('resourceType')} {resource.get('id')}")


def _judge_searchset(exchange: Exchange, requirement: str, problems: Iterator[Problem]) -> Judgement:
    judgement = judge_success(exchange, requirement, resource="Bundle")
    if exchange.status == 200:
        judgement.add(requirement, problems)
    return judgement
