"""What attempts to connect say about transport security."""

import json
from datetime import UTC, datetime

import pytest

from gpconnect.conformance.proxy_answer import proxy_error
from gpconnect.conformance.transport import (
    judge_answered,
    judge_preferred_family,
    judge_refused_certificate,
    judge_refused_offer,
    judge_refused_plain_http,
)
from gpconnect.consumer.attempt import Attempt, Ending
from gpconnect.consumer.client_hello import HelloAnswer
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec.transport import CIPHER_FAMILIES

REQUEST = Request("get-the-capability-statement", "GET", "https://provider.example/metadata", [])
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"code": "invalid", "diagnostics": "no id"}]}


def _exchange(status: int | None, body: object = None, headers: tuple[tuple[str, str], ...] = ()) -> Exchange:
    if status is None:
        return Exchange(REQUEST, None, datetime.now(UTC), 1.0, "closed")
    kind = ("Content-Type", "application/fhir+json")
    response = Response(status, [kind, *headers], json.dumps(body).encode() if body else b"")
    return Exchange(REQUEST, response, datetime.now(UTC), 1.0)


def _attempt(status: int | None, body: object = None, headers: tuple[tuple[str, str], ...] = ()) -> Attempt:
    ending = Ending.REFUSED if status is None else Ending.ANSWERED
    return Attempt(ending, str(status), _exchange(status, body, headers))


@pytest.mark.parametrize(
    ("tried", "good", "findings"),
    [
        (_attempt(None), _attempt(200), 0),
        (_attempt(400), _attempt(200), 0),
        (_attempt(403), _attempt(200), 0),
        (_attempt(495), _attempt(200), 0),
        (_attempt(496), _attempt(200), 0),
        (_attempt(200), _attempt(200), 1),
        (_attempt(302), _attempt(200), 1),
        (_attempt(500), _attempt(200), 1),
        (_attempt(422, OUTCOME), _attempt(422, OUTCOME), 1),
        (_attempt(403, OUTCOME), _attempt(422, OUTCOME), 0),
        (_attempt(400, {**OUTCOME, "issue": [{"code": "security"}]}), _attempt(400, OUTCOME), 0),
    ],
)
def test_a_bad_certificate_must_not_be_treated_as_the_good_one(
    tried: Attempt, good: Attempt, findings: int
) -> None:
    judgement = judge_refused_certificate(tried, good, ["SEC-114"])
    assert [one.requirement for one in judgement.findings] == ["SEC-114"] * findings
    assert "SEC-114" in judgement.decided


@pytest.mark.parametrize(
    ("tried", "findings"),
    [
        (_attempt(None), 0),
        (_attempt(400), 0),
        (_attempt(301, headers=(("Location", "https://provider.example/metadata"),)), 0),
        (_attempt(301, headers=(("Location", "http://elsewhere.example/metadata"),)), 1),
        (_attempt(200), 1),
        (_attempt(500), 1),
    ],
)
def test_plain_http_is_refused_or_sent_to_https(tried: Attempt, findings: int) -> None:
    assert len(judge_refused_plain_http(tried, ["SEC-104"]).findings) == findings


@pytest.mark.parametrize(("status", "findings"), [(200, 0), (400, 1), (None, 1)])
def test_what_must_be_supported_is_answered(status: int | None, findings: int) -> None:
    assert len(judge_answered(_attempt(status), ["SEC-108"]).findings) == findings


def test_a_member_of_a_family_that_is_missing_fails_nothing() -> None:
    assert [one.fails for one in judge_answered(_attempt(None), ["SEC-109"]).findings] == [False]


@pytest.mark.parametrize(
    ("answer", "findings"),
    [
        (HelloAnswer(Ending.ANSWERED, "a ServerHello", 0x0302, 0xC014), 1),
        (HelloAnswer(Ending.REFUSED, "alert"), 0),
        (HelloAnswer(Ending.SILENT, "no answer"), 0),
    ],
)
def test_an_offer_that_must_be_refused_is_not_accepted(answer: HelloAnswer, findings: int) -> None:
    assert len(judge_refused_offer(answer, ["SEC-107"]).findings) == findings


@pytest.mark.parametrize(
    ("suite", "findings"),
    [(CIPHER_FAMILIES["AESGCM+EECDH"][-1], 0), (CIPHER_FAMILIES["AES256+EDH"][-1], 1), (None, 1)],
)
def test_another_family_than_the_first_is_advisory(suite: int | None, findings: int) -> None:
    found = judge_preferred_family(HelloAnswer(Ending.ANSWERED, "", 0x0303, suite), ["SEC-110"]).findings
    assert [one.fails for one in found] == [False] * findings


def _refusal(kind: str, code: str) -> dict[str, object]:
    issue = {"code": kind, "diagnostics": "ASID", "details": {"coding": [{"code": code}]}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


@pytest.mark.parametrize(
    ("exchange", "error"),
    [
        (_exchange(403, _refusal("forbidden", "403")), "403 forbidden: ASID"),
        (_exchange(502, _refusal("transient", "502")), "502 transient: ASID"),
        (_exchange(403, _refusal("forbidden", "ACCESS_DENIED")), None),
        (_exchange(400, _refusal("invalid", "BAD_REQUEST")), None),
        (_exchange(400, _refusal("forbidden", "400")), None),
        (_exchange(404, _refusal("not-found", "404")), None),
        (_exchange(403, None), None),
        (_exchange(None), None),
    ],
)
def test_what_the_proxy_answers_itself_is_told_apart(exchange: Exchange, error: str | None) -> None:
    assert proxy_error(exchange) == error
