"""The judge of amendments and cancellations."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.conformance import judge_change
from gpconnect.conformance.rule import Judgement
from gpconnect.consumer.appointment_body import amended, cancelled
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.xml_body import to_xml
from gpconnect.spec.vocabulary import PROFILES

BEFORE: dict[str, Any] = {
    "resourceType": "Appointment",
    "id": "9",
    "meta": {"versionId": "1", "profile": [PROFILES["Appointment"]]},
    "status": "booked",
    "serviceType": [{"text": "Routine"}],
    "description": "A description",
    "start": "2026-07-01T09:00:00+01:00",
    "end": "2026-07-01T09:10:00+01:00",
    "slot": [{"reference": "Slot/1"}],
    "created": "2026-06-01T09:00:00+01:00",
    "participant": [
        {"actor": {"reference": "Patient/1"}, "status": "accepted"},
        {"actor": {"reference": "Location/2"}, "status": "accepted"},
    ],
}
SENT = amended(BEFORE, description="Another description")
CANCELLED = cancelled(BEFORE, "Double booked")


def exchange(
    sent: dict[str, Any], answer: dict[str, Any], *, status: int = 200, version: str = "2", key: str = "amend"
) -> Exchange:
    request = Request(
        f"{key}-an-appointment", "PUT", "https://p.example/Appointment/9", (), json.dumps(sent).encode()
    )
    body = {**answer, "meta": {**answer.get("meta", {}), "versionId": version}}
    headers = [
        ("Content-Type", "application/fhir+json;charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("ETag", f'W/"{version}"'),
    ]
    return Exchange(request, Response(status, headers, json.dumps(body).encode()), datetime.now(UTC), 1.0)


def requirements(judgement: Judgement) -> list[str | None]:
    return [finding.requirement for finding in judgement.findings]


def judged_amendment(answer: dict[str, Any], status: int = 200, version: str = "2") -> list[str | None]:
    return requirements(
        judge_change.judge_amended(exchange(SENT, answer, status=status, version=version), BEFORE, "AMND-014")
    )


def judged_cancellation(answer: dict[str, Any], status: int = 200, version: str = "2") -> list[str | None]:
    answered = exchange(CANCELLED, answer, status=status, version=version, key="cancel")
    return requirements(judge_change.judge_cancelled(answered, BEFORE, "CANC-008"))


def test_an_amendment_that_was_made_has_no_findings() -> None:
    assert judged_amendment(SENT) == []


@pytest.mark.parametrize(
    ("answer", "changes", "found"),
    [
        (SENT, {"status": 201}, ["AMND-014"]),
        (SENT, {"version": "1"}, ["AMND-025"]),
        (BEFORE, {}, ["AMND-007"]),
        ({**SENT, "id": "8"}, {}, ["AMND-014"]),
        ({**SENT, "reason": [{"text": "Headache"}]}, {}, ["AMND-021"]),
        ({name: one for name, one in SENT.items() if name != "serviceType"}, {}, ["AMND-018"]),
        ({name: one for name, one in SENT.items() if name != "created"}, {}, ["AMND-031"]),
        ({**SENT, "participant": SENT["participant"][:1]}, {}, ["AMND-031"]),
        ({**SENT, "slot": [{"reference": "Slot/2"}]}, {}, ["AMND-031"]),
    ],
)
def test_what_is_wrong_with_an_amendment_is_found(
    answer: dict[str, Any], changes: dict[str, Any], found: list[str]
) -> None:
    assert set(found) <= set(judged_amendment(answer, **changes))


def test_what_an_amendment_lost_altogether_was_to_be_populated() -> None:
    answered = exchange(SENT, {name: one for name, one in SENT.items() if name != "created"})
    findings = judge_change.judge_amended(answered, BEFORE, "AMND-014").findings
    assert [one.also for one in findings if one.requirement == "AMND-031"] == [("AMND-020",)]


def test_reading_back_shows_the_amendment() -> None:
    answered = exchange(SENT, SENT)
    now = {**SENT, "meta": {"versionId": "2"}}
    assert requirements(judge_change.judge_amended_state(answered, BEFORE, now, "AMND-014")) == []
    lost = {**now, "description": "Another"}
    assert requirements(judge_change.judge_amended_state(answered, BEFORE, lost, "AMND-014")) == ["AMND-006"]
    moved = {**now, "start": "2026-07-01T10:00:00+01:00", "meta": {"versionId": "3"}}
    found = requirements(judge_change.judge_amended_state(answered, BEFORE, moved, "AMND-014"))
    assert found == ["AMND-002", "AMND-017"]


def test_a_cancellation_that_was_made_has_no_findings() -> None:
    assert judged_cancellation(CANCELLED) == []


@pytest.mark.parametrize(
    ("answer", "changes", "found"),
    [
        (BEFORE, {}, ["CANC-012", "CANC-013"]),
        (cancelled(BEFORE, "Other"), {}, ["CANC-013"]),
        (CANCELLED, {"version": "1"}, ["CANC-022"]),
        (CANCELLED, {"status": 204}, ["CANC-008"]),
    ],
)
def test_what_is_wrong_with_a_cancellation_is_found(
    answer: dict[str, Any], changes: dict[str, Any], found: list[str]
) -> None:
    assert judged_cancellation(answer, **changes) == found


def test_reading_back_shows_the_cancellation() -> None:
    answered = exchange(CANCELLED, CANCELLED, key="cancel")
    now = {**CANCELLED, "meta": {"versionId": "2"}}
    assert requirements(judge_change.judge_cancelled_state(answered, BEFORE, now)) == []
    other = {**now, "description": "Another"}
    assert requirements(judge_change.judge_cancelled_state(answered, BEFORE, other)) == ["CANC-016"]


def test_a_second_cancellation_may_be_taken_but_not_undo_the_first() -> None:
    twice = judge_change.judge_cancelled_twice(exchange(CANCELLED, CANCELLED, key="cancel"), "CANC-006")
    assert [(one.requirement, one.ambiguity) for one in twice.findings] == [("CANC-006", "AMB-045")]
    undone = judge_change.judge_cancelled_twice(exchange(CANCELLED, BEFORE, key="cancel"), "CANC-006")
    assert [one.requirement for one in undone.findings if one.fails] == ["CANC-012"]
    crashed = judge_change.judge_cancelled_twice(exchange(CANCELLED, {}, status=500, key="cancel"), "CANC-006")
    assert "CANC-006" in [one.requirement for one in crashed.findings if one.fails]
    assert requirements(judge_change.judge_still_cancelled(CANCELLED, "CANC-006")) == []
    assert requirements(judge_change.judge_still_cancelled(BEFORE, "CANC-006")) == ["CANC-006"]


def test_a_text_beyond_the_limits_is_refused_or_stored_in_full() -> None:
    stored, truncated = exchange(SENT, SENT), exchange(SENT, {**SENT, "description": "Another"})
    assert requirements(judge_change.judge_too_long(stored, BEFORE, "AMND-008")) == []
    assert requirements(judge_change.judge_too_long(truncated, BEFORE, "AMND-008")) == ["AMND-007"]
    refused = exchange(SENT, {}, status=422)
    assert requirements(judge_change.judge_too_long_state(refused, BEFORE, BEFORE, "AMND-008")) == []
    assert requirements(judge_change.judge_too_long_state(refused, BEFORE, SENT, "AMND-008")) == ["AMND-008"]


def test_what_was_sent_in_xml_is_compared_too() -> None:
    in_json = exchange(SENT, SENT)
    request = replace(in_json.request, headers=[("Content-Type", "application/fhir+xml")], body=to_xml(SENT))
    in_xml = replace(in_json, request=request)
    assert requirements(judge_change.judge_amended(in_xml, BEFORE, "GEN-011")) == []
    lost = replace(in_xml, response=exchange(SENT, {**SENT, "description": "Lost"}).response)
    assert requirements(judge_change.judge_amended(lost, BEFORE, "GEN-011")) == ["AMND-007"]


def test_nothing_is_read_back_of_a_change_that_was_refused() -> None:
    refused = exchange(SENT, {}, status=422)
    assert requirements(judge_change.judge_amended_state(refused, BEFORE, BEFORE, "GEN-011")) == []
    assert requirements(judge_change.judge_cancelled_state(refused, BEFORE, BEFORE)) == []


def test_a_missing_content_location_is_disputed() -> None:
    judgement = judge_change.judge_content_location(exchange(SENT, SENT), "AMND-035")
    assert [(one.requirement, one.ambiguity) for one in judgement.findings] == [("AMND-035", "AMB-041")]


LONG = cancelled(BEFORE, "Because " + "x" * 300)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (LONG, []),
        (cancelled(BEFORE, "Because " + "x" * 50), []),
        (cancelled(BEFORE, "Because xxx..."), []),
        (cancelled(BEFORE, "Another"), [("CANC-005", False)]),
        ({**BEFORE, "status": "cancelled"}, [("CANC-013", True)]),
        (BEFORE, [("CANC-012", True), ("CANC-013", True)]),
    ],
)
def test_a_long_reason_may_be_truncated(answer: dict[str, Any], found: list[tuple[str, bool]]) -> None:
    answered = exchange(LONG, answer, key="cancel")
    judgement = judge_change.judge_cancelled_for_long_reason(answered, BEFORE, "CANC-005")
    assert [(one.requirement, one.fails) for one in judgement.findings] == found


def test_a_long_reason_that_is_refused_is_told_and_fails_nothing() -> None:
    refused = exchange(LONG, {"resourceType": "OperationOutcome"}, status=422, key="cancel")
    findings = judge_change.judge_cancelled_for_long_reason(refused, BEFORE, "CANC-005").findings
    told = [one for one in findings if one.where == "status"]
    assert [(one.requirement, one.level) for one in told] == [("CANC-005", "MAY")]


def test_a_comment_that_stays_though_it_was_left_out_is_disputed() -> None:
    assert judge_change.judge_comment_taken_away(BEFORE, "AMND-007").findings == []
    (finding,) = judge_change.judge_comment_taken_away({**BEFORE, "comment": "Old"}, "AMND-007").findings
    assert (finding.where, finding.fails) == ("Appointment.comment", False)
