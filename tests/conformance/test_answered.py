"""A success that does not bring what was asked for is no answer, and a wrong one tells all that it breaks."""

import json
from datetime import UTC, datetime

import pytest

from gpconnect.conformance.answers import judge_correct_request, judge_sturdy, judge_success_status
from gpconnect.conformance.judge import judge_refusal
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import interactions
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS, MIME_TYPES

EMPTY = {"resourceType": "Bundle", "type": "searchset"}
NUMBER = f"{IDENTIFIER_SYSTEMS['nhs_number']}|9990000018"
URLS = {
    "find-a-patient": f"https://here/base/Patient?identifier={NUMBER}",
    "read-a-patient": "https://here/base/Patient/2",
    "read-a-location": "https://here/base/Location/2",
    "retrieve-a-patients-appointments": "https://here/base/Patient/2/Appointment?start=ge2026-01-01",
    "get-the-capability-statement": "https://here/base/metadata",
}


def _exchange(key: str, body: object, status: int = 200, method: str = "GET", media: str = "") -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, [("Content-Type", media or MIME_TYPES["json"])], content)
    return Exchange(Request(key, method, URLS[key], ()), response, datetime.now(UTC), 1)


@pytest.mark.parametrize("key", URLS)
def test_an_empty_searchset_answers_nothing(key: str) -> None:
    for judge in (judge_success_status, judge_correct_request, judge_sturdy):
        assert [one for one in judge(_exchange(key, EMPTY), "GEN-034").findings if one.fails]


def test_whoever_is_found_has_the_identifier_that_was_asked_for() -> None:
    system, _, value = NUMBER.partition("|")
    for held, missing in ((value, []), ("9990000026", ["FPAT-006"])):
        patient = {"resourceType": "Patient", "identifier": [{"system": system, "value": held}]}
        found = judge_success_status(
            _exchange("find-a-patient", EMPTY | {"entry": [{"resource": patient}]}), "GEN-034"
        )
        assert [also for one in found.findings for also in one.also] == missing


def test_what_is_read_is_what_was_asked_for() -> None:
    (found,) = judge_success_status(
        _exchange("read-a-patient", {"resourceType": "Patient", "id": "3"}), "SSP-004"
    ).findings
    assert (found.requirement, found.where, found.also) == ("SSP-004", "id", ("RES-005",))


def test_a_wrong_status_breaks_what_gives_the_status_of_the_interaction() -> None:
    (found,) = judge_success_status(_exchange("read-a-location", EMPTY, 500), "SSP-004").findings
    assert found.also == ("RLOC-002",)


def test_every_interaction_names_the_requirement_of_its_success() -> None:
    assert len({row.success for row in interactions().values()}) == len(interactions())


@pytest.mark.parametrize(
    ("status", "code", "also"), [(403, "ACCESS_DENIED", ("ERR-023",)), (500, "BAD_REQUEST", ("ERR-007", "ERR-026"))]
)
def test_a_wrong_refusal_breaks_what_asks_for_its_code_or_gives_its_status(
    status: int, code: str, also: tuple[str, ...]
) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"details": {"coding": [{"code": code}]}}]}
    outcome["issue"][0]["details"]["coding"][0]["system"] = (
        "https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1"
    )
    first = judge_refusal(
        _exchange("read-a-patient", outcome, status), "a missing or wrong header", "SEC-007"
    ).findings[0]
    assert (first.requirement, first.also) == ("SEC-007", also)


def test_what_need_not_be_refused_has_to_be_answered() -> None:
    situation = "a trace ID of another form, or answers it"
    assert [
        one.where for one in judge_refusal(_exchange("find-a-patient", EMPTY), situation, "SSP-002").findings
    ] == ["Bundle.entry"]


def test_a_head_is_not_answered_by_a_page_of_some_other_server() -> None:
    page = _exchange("read-a-patient", b"<html></html>", method="HEAD", media="text/html")
    assert [one.also for one in judge_sturdy(page, "GEN-050").findings] == [("GEN-010",)]
