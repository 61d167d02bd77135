"""What a provider answers to a bad audit token, and to an unusual request that it must accept."""

import json
from datetime import UTC, datetime

import pytest

from gpconnect.conformance.acceptance import judge_acceptance
from gpconnect.conformance.judge import judge_refusal
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec.vocabulary import PROFILES

CODES = "https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1"
HEADERS = [("Content-Type", "application/fhir+json;charset=utf-8"), ("Cache-Control", "no-store")]
CHALLENGE = ("WWW-Authenticate", 'Bearer error="invalid_token"')


def _refused(status: int, code: str = "BAD_REQUEST", *headers: tuple[str, str]) -> Exchange:
    outcome = {
        "resourceType": "OperationOutcome",
        "meta": {"profile": [PROFILES["OperationOutcome"]]},
        "issue": [
            {
                "severity": "error",
                "code": "invalid",
                "details": {"coding": [{"system": CODES, "code": code, "display": "A display"}]},
                "diagnostics": "The audit token has expired.",
            }
        ],
    }
    return _answered(status, outcome, *headers)


def _answered(status: int, body: object, *headers: tuple[str, str]) -> Exchange:
    request = Request("find-a-patient", "GET", "https://provider.example/Patient", ())
    response = Response(status, [*HEADERS, *headers], json.dumps(body).encode())
    return Exchange(request, response, datetime.now(UTC), 1.0)


def _findings(exchange: Exchange, situation: str) -> list[tuple[str | None, bool]]:
    return [(one.requirement, one.fails) for one in judge_refusal(exchange, situation, "AUD-025").findings]


@pytest.mark.parametrize("situation", ["an expired or missing audit token", "a bad audit token"])
def test_a_bad_token_is_a_bad_request(situation: str) -> None:
    assert _findings(_refused(400), situation) == []


def test_401_is_as_good_as_400_for_an_expired_token_whatever_the_code() -> None:
    assert _findings(_refused(401, "BAD_REQUEST", CHALLENGE), "an expired or missing audit token") == []


def test_401_is_disputed_for_bad_claims() -> None:
    assert _findings(_refused(401, "BAD_REQUEST", CHALLENGE), "a bad audit token") == [("AUD-025", False)]


@pytest.mark.parametrize("headers", [(), (("WWW-Authenticate", "Basic"),)])
def test_401_without_a_bearer_challenge_is_wrong(headers: tuple[tuple[str, str], ...]) -> None:
    exchange = _refused(401, "BAD_REQUEST", *headers)
    assert _findings(exchange, "an expired or missing audit token") == [("AUD-022", True)]


def test_405_without_the_allowed_methods_is_disputed() -> None:
    found = _findings(_refused(405), "a wrong HTTP verb")
    assert found == [("AUD-025", False), ("GEN-001", False)]
    assert _findings(_refused(405, "BAD_REQUEST", ("Allow", "GET")), "a wrong HTTP verb") == [("AUD-025", False)]


@pytest.mark.parametrize(
    ("exchange", "found"),
    [
        (_refused(403, "ACCESS_DENIED"), [("AUD-022", False)]),
        (_refused(403, "ACCESS_DENIED", CHALLENGE), []),
        (_refused(400), []),
    ],
)
def test_a_scope_refused_without_a_challenge_is_disputed(
    exchange: Exchange, found: list[tuple[str | None, bool]]
) -> None:
    findings = _findings(exchange, "an audit token of another scope, or answers it")
    assert [one for one in findings if one[0] == "AUD-022"] == found


def test_another_refusal_with_403_needs_no_challenge() -> None:
    assert "AUD-022" not in dict(_findings(_refused(403, "ACCESS_DENIED"), "a wrong HTTP verb"))


@pytest.mark.parametrize("code", ["ACCESS_DENIED", "NO_ORGANISATION_CONSENT", "NO_ORGANISATIONAL_CONSENT"])
def test_codes_of_the_page_do_though_the_value_set_spells_them_otherwise(code: str) -> None:
    wheres = [one.where for one in judge_refusal(_refused(403, code), "a wrong HTTP verb", "AUD-025").findings]
    assert "OperationOutcome.issue[0].details.coding" not in wheres


def test_a_status_that_the_tables_have_is_held_against_the_code() -> None:
    exchange = _refused(403, "BAD_REQUEST")
    assert ("ERR-007", True) in _findings(exchange, "an audit token of another scope, or answers it")


@pytest.mark.parametrize("status", [200, 403, 500])
def test_any_other_answer_to_an_expired_token_fails(status: int) -> None:
    found = _findings(_refused(status, "INTERNAL_SERVER_ERROR"), "an expired or missing audit token")
    assert ("AUD-025", True) in found


def test_an_unusual_request_is_answered_with_the_resource_of_its_interaction() -> None:
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {"resourceType": "Patient"}}]}
    assert judge_acceptance(_answered(200, bundle), "AUD-026").findings == []
    (found,) = judge_acceptance(_answered(200, {"resourceType": "Bundle"}), "AUD-026").findings
    assert (found.requirement, found.where, found.also) == ("AUD-026", "Bundle.entry", ("FPAT-006",))


@pytest.mark.parametrize(
    ("exchange", "where"),
    [
        (_refused(400), "status"),
        (_answered(200, {"resourceType": "Patient"}), "resourceType"),
        (Exchange(Request("find-a-patient", "GET", "", ()), None, datetime.now(UTC), 1.0, "cut"), "response"),
    ],
)
def test_any_other_answer_to_an_unusual_request_fails(exchange: Exchange, where: str) -> None:
    (found,) = judge_acceptance(exchange, "AUD-026").findings
    assert (found.requirement, found.where, found.fails) == ("AUD-026", where, True)
