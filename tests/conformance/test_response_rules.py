"""The rules for a response that holds one resource."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from good_resources import PATIENT

from gpconnect.conformance.judge import judge_success
from gpconnect.conformance.reading import judge_agreement, judge_read_or_refused, other_content
from gpconnect.consumer.exchange import Exchange, Request, Response

BASE = (("Content-Type", "application/fhir+json;charset=utf-8"), ("Cache-Control", "no-store"))


def exchange(
    body: dict[str, Any], etag: str | None, path: str = "Patient/2", key: str = "read-a-patient"
) -> Exchange:
    request = Request(key, "GET", f"https://p.example/A20047/STU3/1/gpconnect/{path}", ())
    headers = (*BASE, ("ETag", etag)) if etag else BASE
    return Exchange(request, Response(200, headers, json.dumps(body).encode()), datetime.now(UTC), 1.0)


@pytest.mark.parametrize(
    ("etag", "path", "requirements"),
    [
        ('W/"1"', "Patient/2", []),
        (None, "Patient/2", ["GEN-040"]),
        ('W/"2"', "Patient/2", ["GEN-040"]),
        ('"1"', "Patient/2", ["GEN-041"]),
        ('W/"1"', "Patient/3", ["RES-005"]),
        ('W/"1"', "Patient/%32", []),
    ],
)
def test_a_read_names_its_version_and_what_was_asked_for(
    etag: str | None, path: str, requirements: list[str]
) -> None:
    judgement = judge_success(exchange(PATIENT, etag, path), "RPAT-002", resource="Patient")
    assert [one.requirement for one in judgement.findings] == requirements


def test_a_capability_statement_needs_no_entity_tag() -> None:
    answer = exchange({"resourceType": "CapabilityStatement"}, None, "metadata", "get-the-capability-statement")
    judgement = judge_success(answer, "CAP-001", resource="CapabilityStatement")
    assert "GEN-040" not in judgement.decided


def test_a_read_and_a_search_agree_on_identity_and_version() -> None:
    assert judge_agreement(exchange(PATIENT, 'W/"1"'), "RPAT-006", PATIENT).findings == []
    newer = {**PATIENT, "meta": {**PATIENT["meta"], "versionId": "2"}}
    found = judge_agreement(exchange(PATIENT, 'W/"1"'), "RPAT-006", newer).findings
    assert [one.where for one in found] == ["Patient.meta.versionId"]


def test_one_version_has_one_content() -> None:
    name = [{"use": "official", "text": "Ada Another", "family": "Another"}]
    registered = {"url": "registrationDetails", "extension": [{"url": "registrationType", "valueCode": "T"}]}
    moved = {"url": "language", "valueCoding": {"code": "fr"}}
    found = {**PATIENT, "extension": [{"url": "language", "valueCoding": {"code": "en", "display": "English"}}]}
    as_found: list[dict[str, Any]] = [
        found,
        {"resourceType": "Patient", "id": "2"},
        {**found, "extension": [registered]},
        {**found, "extension": [{"url": "language", "valueCoding": {"code": "en"}}]},
        {**found, "name": name, "meta": {"versionId": "2"}},
        {**found, "photo": [{"url": "Binary/1"}]},
    ]
    assert [list(other_content(found, one)) for one in as_found] == [[]] * len(as_found)
    others = [{**found, "name": name}, {**found, "extension": [moved]}]
    places = [[one.where for one in other_content(found, one)] for one in others]
    assert places == [["name"], ["extension(language)"]]
    findings = judge_agreement(exchange(others[0], 'W/"1"'), "RPAT-006", found).findings
    assert [(one.requirement, one.where) for one in findings] == [("FHIR-016", "Patient.name")]


def test_a_patient_who_may_be_refused_is_judged_in_full_when_returned() -> None:
    good = judge_read_or_refused(exchange(PATIENT, 'W/"1"'), "RPAT-002", "Patient", "an unknown patient")
    assert good.findings == []
    bad = judge_read_or_refused(exchange(PATIENT, None), "RPAT-002", "Patient", "an unknown patient")
    assert [one.requirement for one in bad.findings] == ["GEN-040"]
