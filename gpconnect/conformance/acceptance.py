"""The judge for queries that are unusual but not wrong: a provider answers them as it answers any other."""

from collections.abc import Iterator

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import Judgement, Problem, shorten
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import interaction


def judge_acceptance(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that a query which is unusual, but not wrong, is answered as any other: 200 and the right resource.

    What the resource holds is judged where the interaction's own scenarios are.
    """
    judgement = Judgement()
    judgement.add(requirement, _not_answered(exchange))
    return judgement


def _not_answered(exchange: Exchange) -> Iterator[Problem]:
    wanted = interaction(exchange.request.interaction).resource
    found = resource_of(exchange)
    if exchange.response is None:
        yield Problem("response", "a response", exchange.failure or "none")
    elif exchange.status != 200:
        body = exchange.response.body.decode("utf-8", errors="replace")
        yield Problem("status", "200", f"{exchange.status}, {shorten(body, 600)}")
    elif found.get("resourceType") != wanted:
        yield Problem("resourceType", wanted, str(found.get("resourceType", "absent")))
