"""Answers that hold no resource, and texts that no reader should be shown as they came."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.assurance.outcomes import NonConformance
from gpconnect.assurance.verdict import FINDINGS_SHOWN, Verdict
from gpconnect.conformance.body import DEEPEST, read_body
from gpconnect.conformance.finding import Finding
from gpconnect.conformance.judge import judge_operation_outcome, judge_readable
from gpconnect.conformance.rule import Judgement
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import edition

JSON = "application/fhir+json"
HTML = b"<!DOCTYPE html><html></html>"


def answered(body: bytes, status: int = 200, method: str = "GET", **headers: str) -> Exchange:
    request = Request("find-a-patient", method, "https://p.example/Patient", ())
    return Exchange(request, Response(status, tuple(headers.items()), body), datetime.now(UTC), 1.0)


@pytest.mark.parametrize(
    ("exchange", "number"),
    [
        (answered(HTML), 1),
        (answered(b""), 1),
        (answered(b'{"resourceType": "Nothing"}'), 1),
        (answered(HTML, method="POST"), 1),
        (answered(b"", 201, "POST"), 0),
        (answered(HTML, method="HEAD"), 0),
        (answered(HTML, 404), 0),
        (answered(b'{"resourceType": "Bundle"}'), 0),
    ],
)
def test_a_success_holds_a_resource(exchange: Exchange, number: int) -> None:
    assert len(judge_readable([exchange]).findings) == number


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        (answered(b"", 302, Location="https://login.example/"), "-> 302, a redirect to https://login.example/ (re"),
        (answered(b"", 302), "-> 302 ("),
        (answered(HTML, **{"Content-Type": "text/html;charset=utf-8"}), "-> 200, an HTML page, which is no FHIR"),
        (answered(b"{}", **{"Content-Type": JSON}), "-> 200 (1 ms)"),
    ],
)
def test_the_summary_tells_what_answered_instead(exchange: Exchange, told: str) -> None:
    assert told in exchange.summary()


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        (r'"\ud83d\ude00"', "\N{GRINNING FACE}", 0),
        (r'"\ud83d"', "\N{REPLACEMENT CHARACTER}", 1),
        (r'"\ude00\ud83d"', "\N{REPLACEMENT CHARACTER}" * 2, 1),
        (r'"\\ud83d"', r"\ud83d", 0),
        (r'"\\\ud83d"', "\\\N{REPLACEMENT CHARACTER}", 1),
    ],
)
def test_half_a_surrogate_pair_is_a_problem_and_goes_no_further(text: str, value: str, problems: int) -> None:
    body = read_body(f'{{"id": {text}}}'.encode(), JSON)
    assert (body.resource, len(body.problems)) == ({"id": value}, problems)


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (b'{"a":' * DEEPEST + b"{}" + b"}" * DEEPEST, JSON),
        (b'{"a":' * 100_000, JSON),
        (b"<a>" * 200 + b"</a>" * 200, "application/fhir+xml"),
    ],
)
def test_what_is_nested_too_deeply_is_no_resource(raw: bytes, media_type: str) -> None:
    body = read_body(raw, media_type)
    assert body.resource is None
    assert "nested too deeply" in body.problems[0].actual


@pytest.mark.parametrize("issue", [None, "x", 7, [[]], [{"details": {"coding": [{"code": {}}, {"system": []}]}}]])
def test_an_operation_outcome_of_any_form_is_judged(issue: Any) -> None:  # noqa: ANN401 - any JSON value
    body = json.dumps({"resourceType": "OperationOutcome", "issue": issue}).encode()
    assert judge_operation_outcome(answered(body, 400)).findings


def test_a_finding_shows_no_control_characters_and_no_endless_text() -> None:
    text = str(Finding("GEN-010", "id", "text", "\x1b[2J" + "x" * 5000))
    assert "\x1b" not in text
    assert len(text) < 1200


def test_the_same_finding_a_thousand_times_is_told_a_few_times() -> None:
    findings = [Finding("FHIR-001", f"entry[{number}]", "one", "another") for number in range(1000)]
    verdict = Verdict(["FHIR-001"], edition())
    with pytest.raises(NonConformance) as told:
        verdict.deliver(Judgement(findings, {"FHIR-001"}))
    assert len(told.value.findings) == FINDINGS_SHOWN + 1
    assert f"({1000 - FINDINGS_SHOWN} more findings like these)" in str(told.value)
