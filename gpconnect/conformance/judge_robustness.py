"""The judge of robustness: bad requests are refused with an OperationOutcome, and change nothing.

Pages: development_fhir_error_handling_guidance, development_fhir_api_guidance (resource transactions).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gpconnect.conformance.finding import Finding
from gpconnect.conformance.judge import judge_operation_outcome, resource_of
from gpconnect.conformance.rule import Judgement, Problem
from gpconnect.conformance.rules.operation_outcome import spine_codes
from gpconnect.consumer.exchange import Exchange

STURDY: Final = "ERR-026"
FAILURE: Final = 500
OPEN: Final = "AMB-053"

REFUSED: Final[Mapping[str, str]] = {
    "book-an-appointment": "BOOK-007",
    "amend-an-appointment": "AMND-010",
    "cancel-an-appointment": "CANC-006",
    "register-a-patient": "REG-042",
}
UNCHANGED: Final[Mapping[str, str]] = {
    "book-an-appointment": "BOOK-009",
    "amend-an-appointment": "AMND-037",
    "cancel-an-appointment": "CANC-034",
    "register-a-patient": "REG-027",
}
# What the tables offer for a body that is wrong. Which of them where is not said of everything that can be wrong.
CODES: Final = (
    "INVALID_RESOURCE",
    "BAD_REQUEST",
    "REFERENCE_NOT_FOUND",
    "INVALID_NHS_NUMBER",
    "INVALID_PATIENT_DEMOGRAPHICS",
    "INVALID_IDENTIFIER_SYSTEM",
)


@dataclass(frozen=True)
class Attempt:
    """One bad request: what was wrong with it, the exchange, and what of the provider's state it changed."""

    words: str
    exchange: Exchange
    changes: Sequence[Problem]


def judge_refused(attempts: Iterable[Attempt]) -> Judgement:
    """Judge that every bad request is refused as the consumer's mistake, with a correct OperationOutcome."""
    judgement = Judgement()
    for one in attempts:
        key = one.exchange.request.interaction
        judgement.add(STURDY, _failing(one.exchange), one.words)
        if one.exchange.status is None or one.exchange.status >= FAILURE:
            continue
        judgement.add(REFUSED[key], _accepted(one.exchange), one.words)
        if one.exchange.status >= 400:
            judgement.merge(_of(one, _judge_outcome(one.exchange)))
    return judgement


def judge_nothing_changed(attempts: Iterable[Attempt]) -> Judgement:
    """Judge that no request that was not carried out has changed anything."""
    judgement = Judgement()
    for one in attempts:
        accepted = 200 <= (one.exchange.status or FAILURE) < 300
        judgement.add(UNCHANGED[one.exchange.request.interaction], () if accepted else one.changes, one.words)
    return judgement


def _failing(exchange: Exchange) -> list[Problem]:
    if exchange.response is None:
        return [Problem("response", "an error of the consumer", exchange.failure or "none")]
    failed = (exchange.status or 0) >= FAILURE
    return [Problem("status", "an error of the consumer (4xx)", str(exchange.status))] if failed else []


def _accepted(exchange: Exchange) -> list[Problem]:
    refused = (exchange.status or 0) >= 400
    return [] if refused else [Problem("status", "an error (4xx)", f"{exchange.status}, as if all was well")]


def _judge_outcome(exchange: Exchange) -> Judgement:
    judgement = judge_operation_outcome(exchange)
    codes = spine_codes(resource_of(exchange))
    if codes and not set(codes) & set(CODES):
        # No page says which code, for this very mistake: the choice is shown, and fails nobody.
        expected = "a Spine error code about the body"
        judgement.findings.append(
            Finding("ERR-017", "Spine error code", expected, ", ".join(codes), ambiguity=OPEN)
        )
    return judgement


def _of(attempt: Attempt, judgement: Judgement) -> Judgement:
    findings = [replace(one, where=f"{attempt.words}: {one.where}") for one in judgement.findings]
    return Judgement(findings, judgement.decided)
