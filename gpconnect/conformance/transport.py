"""What an attempt to connect says about the transport security of the provider's port."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import Judgement, Problem
from gpconnect.consumer.attempt import Attempt, Ending
from gpconnect.consumer.client_hello import HelloAnswer
from gpconnect.spec.transport import CIPHER_FAMILIES, PERMITTED_VERSIONS

_REFUSAL = "the connection is refused, or the request is answered with 4xx"


def judge_refused_certificate(attempt: Attempt, good: Attempt, requirements: Sequence[str]) -> Judgement:
    """Judge an attempt that the provider must refuse for its client certificate, or for want of one.

    ``good`` is the attempt with the same request and the good certificate: an answer like that one was given as
    if the certificates were equal.
    """
    return _judged(requirements, lambda: _treated_as_good(attempt, good))


def judge_refused_plain_http(attempt: Attempt, requirements: Sequence[str]) -> Judgement:
    """Judge a request in plain HTTP: it may be refused, or sent elsewhere by a redirect to HTTPS."""
    return _judged(requirements, lambda: _plain_answer(attempt))


def judge_answered(attempt: Attempt, requirements: Sequence[str]) -> Judgement:
    """Judge a request over a connection that the provider must support."""
    return _judged(requirements, lambda: _not_answered(attempt))


def judge_refused_offer(answer: HelloAnswer, requirements: Sequence[str]) -> Judgement:
    """Judge the answer to an offer of nothing but what the provider must not accept."""
    return _judged(requirements, lambda: _accepted_offer(answer))


def judge_preferred_family(answer: HelloAnswer, requirements: Sequence[str]) -> Judgement:
    """Judge which suite the provider chose when it was offered all families, the least preferred first."""
    return _judged(requirements, lambda: _not_preferred(answer))


def _judged(requirements: Sequence[str], problems: Callable[[], Iterable[Problem]]) -> Judgement:
    judgement = Judgement()
    for identity in requirements:
        judgement.add(identity, problems())
    return judgement


def _treated_as_good(attempt: Attempt, good: Attempt) -> Iterator[Problem]:
    if attempt.response is None:
        return
    status = attempt.response.status
    if not 400 <= status < 500 or _alike(attempt, good):
        yield Problem("connection", _REFUSAL, f"answered: {attempt.evidence}, over {attempt.response.tls}")


def _alike(attempt: Attempt, good: Attempt) -> bool:
    """Say whether two refusals are one: a bad certificate must be refused for the certificate's sake."""
    issues = resource_of(attempt.exchange).get("issue")
    same_status = attempt.exchange.status == good.exchange.status
    return same_status and issues is not None and issues == resource_of(good.exchange).get("issue")


def _plain_answer(attempt: Attempt) -> Iterator[Problem]:
    if attempt.response is None or 400 <= attempt.response.status < 500:
        return
    location = attempt.response.header("location") or ""
    if not (300 <= attempt.response.status < 400 and location.lower().startswith("https://")):
        yield Problem("connection", f"{_REFUSAL}, or redirected to https", f"answered: {attempt.evidence}")


def _not_answered(attempt: Attempt) -> Iterator[Problem]:
    if attempt.exchange.status != 200:
        yield Problem("connection", "200, as with the good client certificate alone", attempt.evidence)


def _accepted_offer(answer: HelloAnswer) -> Iterator[Problem]:
    if answer.ending is Ending.ANSWERED:
        yield Problem("handshake", "the offer is refused", answer.evidence)


def _not_preferred(answer: HelloAnswer) -> Iterator[Problem]:
    family, suites = next(iter(CIPHER_FAMILIES.items()))
    if answer.suite not in suites:
        yield Problem("handshake", f"a suite of {family}", answer.evidence)


def in_permitted_version(answer: HelloAnswer) -> bool:
    """Say whether a server chose a version of TLS that is permitted."""
    return answer.version in PERMITTED_VERSIONS.values()
