"""The judge for searches by identifier."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from good_resources import PATIENT, changed

from gpconnect.conformance.searches import (
    judge_combined,
    judge_details,
    judge_found,
    judge_found_or_refused,
    judge_nothing_found,
    judge_nothing_found_or_refused,
)
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import spine_error
from gpconnect.spec.errors import code_systems
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS, PROFILES

SYSTEM = IDENTIFIER_SYSTEMS["nhs_number"]
ASKED = "9990000018"
OTHER = changed(PATIENT, "identifier.0.value", "9990000026")
HEADERS = (("Content-Type", "application/fhir+json;charset=utf-8"), ("Cache-Control", "no-store"))


def exchange(status: int, body: dict[str, Any], asked: Sequence[str] = (ASKED,)) -> Exchange:
    query = "&".join(f"identifier={quote(f'{SYSTEM}|{one}')}" for one in asked)
    request = Request("find-a-patient", "GET", f"https://p.example/A20047/STU3/1/gpconnect/Patient?{query}", ())
    response = Response(status, HEADERS, json.dumps(body).encode())
    return Exchange(request, response, datetime.now(UTC), 1.0)


def searchset(*resources: dict[str, Any]) -> dict[str, Any]:
    entries = {"entry": [{"resource": one} for one in resources]} if resources else {}
    return {"resourceType": "Bundle", "type": "searchset", **entries}


def refusal(code: str) -> dict[str, Any]:
    error = spine_error(code)
    coding = {"system": code_systems()[0], "code": code, "display": error.display}
    issue = {
        "severity": "error",
        "code": error.issue_types[0],
        "details": {"coding": [coding]},
        "diagnostics": "why",
    }
    return {
        "resourceType": "OperationOutcome",
        "meta": {"profile": [PROFILES["OperationOutcome"]]},
        "issue": [issue],
    }


def test_the_one_patient_asked_for_is_found() -> None:
    assert judge_found(exchange(200, searchset(PATIENT)), "FPAT-006", "Patient").findings == []


@pytest.mark.parametrize(
    "body", [searchset(), searchset(PATIENT, PATIENT), searchset(OTHER)], ids=["none", "two", "other"]
)
def test_anything_but_the_one_patient_asked_for_fails(body: dict[str, Any]) -> None:
    judgement = judge_found(exchange(200, body), "FPAT-006", "Patient")
    assert [one.requirement for one in judgement.findings if one.fails] == ["FPAT-006"]


def test_a_resource_of_another_type_fails() -> None:
    judgement = judge_found(exchange(200, searchset(PATIENT)), "FPAT-006", "Practitioner")
    assert [one.where for one in judgement.findings] == ["Bundle.entry[0].resource.resourceType"]


def test_nothing_found_is_an_empty_searchset() -> None:
    assert judge_nothing_found(exchange(200, searchset()), "FPAT-004").findings == []
    assert judge_nothing_found(exchange(200, searchset(PATIENT)), "FPAT-004").findings
    assert judge_nothing_found(exchange(404, refusal("PATIENT_NOT_FOUND")), "FPAT-004").findings


@pytest.mark.parametrize(("status", "body"), [(200, searchset()), (404, refusal("PATIENT_NOT_FOUND"))])
def test_a_withheld_patient_is_refused_or_left_out(status: int, body: dict[str, Any]) -> None:
    answer = exchange(status, body)
    assert judge_nothing_found_or_refused(answer, "FIG-002", "a withheld patient").findings == []


@pytest.mark.parametrize(("status", "body"), [(200, searchset(PATIENT)), (500, refusal("INTERNAL_SERVER_ERROR"))])
def test_a_withheld_patient_may_not_be_disclosed(status: int, body: dict[str, Any]) -> None:
    judgement = judge_nothing_found_or_refused(exchange(status, body), "FIG-002", "a withheld patient")
    assert any(one.fails for one in judgement.findings)


def test_what_a_provider_may_find_or_refuse_is_judged_by_what_it_did() -> None:
    situation = "a pipe that is not percent-encoded"
    for answer in (exchange(200, searchset(PATIENT)), exchange(400, refusal("BAD_REQUEST"))):
        assert judge_found_or_refused(answer, "FPAT-039", "Patient", situation).findings == []
    empty = judge_found_or_refused(exchange(200, searchset()), "FPAT-039", "Patient", situation)
    assert any(one.fails for one in empty.findings)


def test_two_identifiers_may_be_combined_but_neither_ignored() -> None:
    situation, both = "a search with two identifiers", (ASKED, "9990000026")
    refused = judge_combined(exchange(400, refusal("BAD_REQUEST"), both), "FPAT-001", situation)
    assert refused.findings == []
    combined = judge_combined(exchange(200, searchset(), both), "FPAT-001", situation)
    assert [one.ambiguity for one in combined.findings] == ["AMB-048"]
    ignored = judge_combined(exchange(200, searchset(PATIENT), both), "FPAT-001", situation)
    assert any(one.fails for one in ignored.findings)


def test_details_are_judged_of_every_resource() -> None:
    bare = changed(PATIENT, "address", ...)
    found = judge_details(exchange(200, searchset(PATIENT, bare))).findings
    assert [one.where for one in found if one.requirement == "FPAT-016"] == ["Bundle.entry[1].resource.address"]
