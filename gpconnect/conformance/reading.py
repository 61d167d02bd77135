"""The judge for reads by logical ID, beyond what is judged of every response with one resource."""

from collections.abc import Iterator

from gpconnect.conformance.judge import judge_refusal, judge_success, resource_of
from gpconnect.conformance.rule import Judgement, Problem, Resource, shorten, values_at
from gpconnect.consumer.exchange import Exchange

SAME_IN_BOTH = ("id", "meta.versionId", "identifier.system", "identifier.value")


def judge_read_or_refused(exchange: Exchange, requirement: str, kind: str, situation: str) -> Judgement:
    """Judge a read that the provider may carry out or refuse."""
    if exchange.status == 200:
        return judge_success(exchange, requirement, resource=kind)
    return judge_refusal(exchange, situation, requirement)


def judge_agreement(exchange: Exchange, requirement: str, found: Resource) -> Judgement:
    """Judge that a resource read has the identity and the version of the one that a search found."""
    judgement = Judgement()
    judgement.add(requirement, differences(resource_of(exchange), found), str(found.get("resourceType")))
    return judgement


def differences(read: Resource, found: Resource) -> Iterator[Problem]:
    """Find that identity, identifiers or version of a resource read are not those of the one found."""
    for path in SAME_IN_BOTH:
        expected = sorted(str(value) for _, value in values_at(found, path))
        actual = sorted(str(value) for _, value in values_at(read, path))
        if expected != actual:
            yield Problem(path, shorten(expected), shorten(actual))
