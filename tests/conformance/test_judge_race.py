"""The judge of races, on races that were put together by hand."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gpconnect.conformance import judge_race as judging
from gpconnect.conformance.race import Race, in_order
from gpconnect.conformance.rule import Judgement
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import spine_error
from gpconnect.spec.vocabulary import PROFILES

START = datetime(2026, 7, 1, 9, tzinfo=UTC)
MIME = [("Content-Type", "application/fhir+json"), ("Cache-Control", "no-store")]
Resource = dict[str, Any]


def appointment(name: str = "9", slot: str = "1", *, status: str = "booked", version: str = "2") -> Resource:
    return {
        "resourceType": "Appointment",
        "id": name,
        "meta": {"versionId": version, "profile": [PROFILES["Appointment"]]},
        "status": status,
        "description": "Walk-in",
        "slot": [{"reference": f"Slot/{slot}"}],
    }


def outcome(code: str) -> Resource:
    row = spine_error(code)
    coding = {"system": "https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1", "code": code}
    issue = {"severity": "error", "code": row.issue_types[0], "details": {"coding": [coding]}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def exchange(
    status: int,
    body: Resource,
    *,
    key: str = "amend",
    sent: Resource | None = None,
    after: float = 0,
    ms: float = 5,
) -> Exchange:
    target = f"{key}-an-appointment"
    method = "POST" if key == "book" else "PUT"
    request = Request(target, method, "https://p.example/Appointment", (), json.dumps(sent or {}).encode())
    response = Response(status, MIME, json.dumps(body).encode())
    return Exchange(request, response, START + timedelta(milliseconds=after), ms)


def race(*exchanges: Exchange) -> Race:
    return in_order([f"consumer {number}" for number in range(1, len(exchanges) + 1)], exchanges)


def found_by(judgement: Judgement, requirement: str, where: str = "") -> list[str]:
    findings = [one for one in judgement.findings if one.requirement == requirement]
    return [one.actual for one in findings if where in one.where]


WON, LOST = exchange(200, appointment()), exchange(409, outcome("DUPLICATE_REJECTED"))


@pytest.mark.parametrize(("exchanges", "count"), [((WON, WON, LOST), "2: "), ((LOST, LOST), "0: none of them")])
def test_more_than_one_success_and_none_are_told(exchanges: Sequence[Exchange], count: str) -> None:
    judgement = judging.judge_one_succeeds(race(*exchanges), "GEN-042", "a version that is not current")
    assert [one.startswith(count) for one in found_by(judgement, "GEN-042", "consumers")] == [True]


def test_one_success_is_right() -> None:
    judgement = judging.judge_one_succeeds(race(LOST, WON, LOST), "GEN-042", "a version that is not current")
    assert found_by(judgement, "GEN-042") == []
    assert "GEN-042" in judgement.decided


def test_a_loser_who_is_refused_otherwise_is_named() -> None:
    judgement = judging.judge_one_succeeds(
        race(WON, exchange(422, outcome("INVALID_RESOURCE"))), "GEN-042", "a version that is not current"
    )
    assert found_by(judgement, "GEN-042", "consumer 2: status") == ["422 INVALID_RESOURCE"]


def test_none_is_as_good_as_one_where_one_at_most_may_succeed() -> None:
    nobody = judging.judge_one_at_most(race(LOST, LOST), "BOOK-030", "a duplicate")
    assert found_by(nobody, "BOOK-030") == []
    assert found_by(judging.judge_one_at_most(race(WON, WON), "BOOK-030", "a duplicate"), "BOOK-030", "consumers")


def test_a_request_that_has_to_succeed_and_does_not_is_named() -> None:
    judgement = judging.judge_all_succeed(
        race(exchange(422, outcome("INVALID_RESOURCE"), key="cancel")), "CANC-008"
    )
    assert found_by(judgement, "CANC-008", "consumer 1: status")


@pytest.mark.parametrize(
    ("offered", "requirement"),
    [(["1", "2"], "BOOK-067"), ([], "BOOK-009")],
)
def test_slots_taken_and_left_are_told_apart(offered: list[str], requirement: str) -> None:
    assert judging.judge_slots({"1"}, {"1", "2"}, ["2"]).findings == []
    assert found_by(judging.judge_slots({"1"}, {"1", "2"}, offered), requirement)


def test_a_slot_that_a_cancellation_did_not_free_is_told() -> None:
    assert judging.judge_freed(set(), {"1"}, ["1"]).findings == []
    assert found_by(judging.judge_freed(set(), {"1"}, []), "CANC-019") == ["not offered"]


def lists(*appointments: Resource) -> dict[str, Resource]:
    entries = [{"resource": one} for one in appointments]
    return {"p": {"resourceType": "Bundle", "type": "searchset", "entry": entries}}


def test_lists_hold_what_was_made_and_no_more() -> None:
    made, other = appointment("9"), appointment("8")
    cancelled, elsewhere = appointment("7", status="cancelled"), appointment("6", slot="99")
    assert judging.judge_lists(lists(made, cancelled, elsewhere), {"1"}, [made]).findings == []
    assert found_by(judging.judge_lists(lists(), {"1"}, [made]), "RETR-017") == ["not there"]
    assert "in a list" in found_by(judging.judge_lists(lists(made, other), {"1"}, [made]), "RETR-017")


def test_what_was_cancelled_in_a_race_is_booked_in_no_list() -> None:
    kept, cancelled = appointment("7"), appointment("7", status="cancelled")
    assert judging.judge_lists(lists(cancelled), {"1"}, [], {"7"}).findings == []
    judgement = judging.judge_lists(lists(kept), {"1"}, [], {"7"})
    assert found_by(judgement, "CANC-019") == ["booked, in its patient's list"]
    assert [one.requirement for one in judgement.findings] == ["CANC-019"]


@pytest.mark.parametrize(
    "now",
    [
        appointment(version="3"),
        {**appointment(), "description": "Lost"},
        appointment(status="cancelled"),
    ],
)
def test_what_the_winner_was_told_has_to_be_there(now: Resource) -> None:
    run = race(exchange(200, appointment(), sent=appointment()), LOST)
    assert judging.judge_left_as_told(run, "AMND-023", appointment()).findings == []
    assert found_by(judging.judge_left_as_told(run, "AMND-023", now), "AMND-023", "after consumer 1")


@pytest.mark.parametrize(("key", "answered"), [("amend", "AMND-031"), ("cancel", "CANC-028")])
def test_an_answer_other_than_what_is_kept_is_not_the_whole_resource(key: str, answered: str) -> None:
    told = {**appointment(), "minutesDuration": 10}
    run = race(exchange(200, told, key=key, sent=appointment()), LOST)
    (finding,) = judging.judge_left_as_told(run, "GEN-042", appointment()).findings
    assert (finding.requirement, finding.also) == ("GEN-042", (answered, "RAPP-019"))


@pytest.mark.parametrize(
    ("found", "told"), [([], ["none"]), ([{"id": "1"}, {"id": "2"}], ["Patient/1, Patient/2"])]
)
def test_somebody_has_one_record(found: list[Resource], told: list[str]) -> None:
    assert judging.judge_one_record("REG-048", [{"id": "1"}]).findings == []
    assert found_by(judging.judge_one_record("REG-048", found), "REG-048") == told


def test_the_timeline_shows_who_was_answered_first_and_with_what() -> None:
    early = exchange(409, outcome("DUPLICATE_REJECTED"), key="book", after=1, ms=4)
    run = race(exchange(201, appointment(), key="book", ms=20), early)
    lines = run.timeline().splitlines()
    assert lines[0].endswith("20.0 ms")
    assert lines[1].startswith("consumer 2: Book an appointment  | =======")
    assert lines[1].endswith("1.0 to    5.0 ms  409 DUPLICATE_REJECTED")
    assert lines[2].endswith("|    0.0 to   20.0 ms  201 Appointment/9 version 2")
    assert lines[2].count("=") == 40


def test_a_request_without_an_answer_is_on_the_timeline() -> None:
    request = Request("book-an-appointment", "POST", "https://p.example/Appointment", ())
    silent = Exchange(request, None, START, 3.0, "ReadTimeout")
    assert "no response: ReadTimeout" in race(silent).timeline()
