"""The judge of bad requests: refused, with an OperationOutcome, and without a trace."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.conformance.judge_robustness import Attempt, judge_nothing_changed, judge_refused
from gpconnect.conformance.rule import Problem
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import spine_error
from gpconnect.spec.errors import code_systems
from gpconnect.spec.vocabulary import PROFILES

WORDS = "Appointment.start left out"
CHANGE = [Problem("description", "as before", "another")]


def outcome(code: str) -> dict[str, Any]:
    row = spine_error(code)
    coding = {"system": next(iter(code_systems())), "code": code, "display": row.display}
    details = {"coding": [coding]}
    issue = {"severity": "error", "code": row.issue_types[0], "details": details, "diagnostics": "start"}
    profile = {"profile": [PROFILES["OperationOutcome"]]}
    return {"resourceType": "OperationOutcome", "meta": profile, "issue": [issue]}


def attempt(status: int | None, body: dict[str, Any], *, key: str = "amend", changed: bool = False) -> Attempt:
    request = Request(f"{key}-an-appointment", "PUT", "https://p.example/Appointment/9", ())
    headers = [("Content-Type", "application/fhir+json")]
    response = Response(status, headers, json.dumps(body).encode()) if status else None
    exchange = Exchange(request, response, datetime.now(UTC), 1.0, None if status else "ReadTimeout")
    return Attempt(WORDS, exchange, CHANGE if changed else [])


def findings(one: Attempt) -> list[tuple[str | None, bool]]:
    return [(found.requirement, found.fails) for found in judge_refused([one]).findings]


def test_a_refusal_with_an_operation_outcome_is_right() -> None:
    assert findings(attempt(422, outcome("INVALID_RESOURCE"))) == []
    assert {"ERR-026", "AMND-010", "ERR-001"} <= judge_refused([attempt(422, outcome("INVALID_RESOURCE"))]).decided


@pytest.mark.parametrize("status", [500, 503, None])
def test_a_provider_that_fails_over_it_is_told(status: int | None) -> None:
    found = judge_refused([attempt(status, {})]).findings
    assert [(one.requirement, one.fails) for one in found] == [("ERR-026", True)]
    assert found[0].where.startswith(WORDS)


@pytest.mark.parametrize(
    ("key", "requirement"), [("book", "BOOK-007"), ("amend", "AMND-010"), ("cancel", "CANC-006")]
)
def test_a_bad_request_that_is_taken_is_told(key: str, requirement: str) -> None:
    assert findings(attempt(200, {"resourceType": "Appointment"}, key=key)) == [(requirement, True)]


def test_a_refusal_without_an_operation_outcome_is_told() -> None:
    assert ("ERR-001", True) in findings(attempt(400, {}))


def test_a_code_that_is_not_about_bodies_is_shown_and_fails_nobody() -> None:
    assert findings(attempt(404, outcome("NO_RECORD_FOUND"))) == [("ERR-017", False)]


@pytest.mark.parametrize(
    ("key", "requirement"), [("book", "BOOK-009"), ("amend", "AMND-037"), ("cancel", "CANC-034")]
)
def test_a_refused_request_that_changed_something_is_told(key: str, requirement: str) -> None:
    refused = attempt(422, outcome("INVALID_RESOURCE"), key=key, changed=True)
    found = judge_nothing_changed([refused]).findings
    assert [(one.requirement, one.where) for one in found] == [(requirement, f"{WORDS}.description")]


def test_what_was_carried_out_may_have_changed_something() -> None:
    assert judge_nothing_changed([attempt(200, {}, changed=True)]).findings == []
