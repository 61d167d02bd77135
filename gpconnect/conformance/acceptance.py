"""The judge for queries that are unusual but not wrong: a provider answers them as it answers any other."""

from collections.abc import Iterator

from gpconnect.conformance.judge import judge_answered
from gpconnect.conformance.rule import Judgement, Problem, shorten
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import interaction


def judge_acceptance(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that a query which is unusual, but not wrong, is answered as any other: 200 and the right resource.

    What the resource holds is judged where the interaction's own scenarios are.
    """
    judgement = Judgement()
    judgement.add(requirement, _no_success(exchange))
    return judgement if judgement.findings else judgement.merge(judge_answered(exchange, requirement))


def _no_success(exchange: Exchange) -> Iterator[Problem]:
    if exchange.response is None:
        yield Problem("response", "a response", exchange.failure or "none")
    elif exchange.status != 200:
        body = exchange.response.body.decode("utf-8", errors="replace")
        success = interaction(exchange.request.interaction).success
        yield Problem("status", "200", f"{exchange.status}, {shorten(body, 600)}", also=(success,))
