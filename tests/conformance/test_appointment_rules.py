"""The rules for an Appointment, and for one that answers a booking."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from appointments import SENT, SLOT, answered, asked

from gpconnect.conformance.judge_booking import (
    judge_booking,
    judge_in_other_order,
    judge_own_id,
    judge_slots_taken,
    judge_slots_untouched,
)
from gpconnect.conformance.rule import Judgement
from gpconnect.conformance.rules import appointment, booking
from gpconnect.consumer.alter import with_element, without_element
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec.vocabulary import MIME_TYPES

KEY = "book-an-appointment"
GONE = ...
OUTCOME = {"resourceType": "OperationOutcome"}


def changed(path: str, value: object) -> dict[str, Any]:
    body = answered()
    return without_element(body, path) if value is GONE else with_element(body, path, value)


def exchange(
    status: int = 201, body: dict[str, Any] | None = None, sent: dict[str, Any] = SENT, **headers: str | None
) -> Exchange:
    given = {
        "Content-Type": f"{MIME_TYPES['json']};charset=utf-8",
        "Cache-Control": "no-store",
        "ETag": 'W/"7"',
        "Last-Modified": "Wed, 01 Jul 2026 07:00:00 GMT",
        "Location": "https://provider.example/STU3/1/gpconnect/Appointment/a1/_history/7",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [(name, value) for name, value in given.items() if value is not None]
    content = json.dumps(answered() if body is None else body).encode()
    request = Request(
        KEY, "POST", "https://provider.example/STU3/1/gpconnect/Appointment", (), json.dumps(sent).encode()
    )
    return Exchange(request, Response(status, pairs, content), datetime.now(UTC), 1.0)


def broken(judgement: Judgement) -> list[tuple[str | None, str]]:
    return [(one.requirement, one.where) for one in judgement.findings]


def test_a_correct_answer_has_no_finding() -> None:
    assert judge_booking(exchange(), asked(), "BOOK-050").findings == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("status", "reserved", {"BOOK-053"}),
        ("meta.profile", ["https://example.org/other"], {"BOOK-054"}),
        ("meta.versionId", GONE, {"BOOK-055"}),
        ("serviceType", GONE, {"BOOK-056"}),
        ("serviceType", [{"coding": [{"code": "x"}]}], {"BOOK-056"}),
        ("reason", [{"text": "Cough"}], {"BOOK-053", "BOOK-058"}),
        ("specialty", [{"text": "Surgery"}], {"BOOK-059"}),
        ("participant[0]", GONE, {"BOOK-061"}),
        ("participant[1]", GONE, {"BOOK-061"}),
        ("participant[2].actor.reference", "Patient/p2", {"BOOK-061"}),
        ("created", GONE, {"BOOK-063"}),
        ("extension[0]", GONE, {"BOOK-064"}),
        ("contained", GONE, {"BOOK-064"}),
        ("contained[0].id", "2", {"BOOK-064"}),
        ("contained[0].identifier[0].system", "https://example.org/Id", {"BOOK-064"}),
        ("contained[0].name", GONE, {"BOOK-053", "BOOK-064"}),
        ("contained[0].telecom", GONE, {"BOOK-064"}),
        ("start", "2026-07-02T08:00:00Z", {"BOOK-065"}),
        ("end", "2026-07-02T08:10:00+00:00", {"BOOK-065"}),
        ("created", "2026-07-01", {"BOOK-065"}),
        ("extension[1].valueCodeableConcept.coding[0].code", "Shaman", {"AVL-032"}),
        ("extension[2].valueCode", "Letter", {"AVL-033"}),
    ],
)
def test_an_appointment_that_breaks_a_rule(path: str, value: object, expected: set[str]) -> None:
    findings = appointment.RULES.judge(KEY, "Appointment", changed(path, value)).findings
    assert {one.requirement for one in findings} == expected


def test_an_actor_is_asked_for_in_every_participant() -> None:
    found = appointment.RULES.judge(KEY, "Appointment", changed("participant[2].actor", GONE)).findings
    assert ("BOOK-061", "Appointment.participant[2].actor") in [(one.requirement, one.where) for one in found]


def test_the_times_are_disputed() -> None:
    found = appointment.RULES.judge(KEY, "Appointment", changed("start", "2026-07-02T08:00:00Z")).findings
    assert [(one.requirement, one.ambiguity) for one in found] == [("BOOK-065", "AMB-034")]
    assert found[0].expected == "2026-07-02T09:00:00+01:00"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("status", "pending", [("BOOK-062", None)]),
        ("slot", [{"reference": "Slot/s2"}], [("BOOK-062", None)]),
        ("slot[1]", {"reference": "Slot/s2"}, [("BOOK-062", None)]),
        ("start", "2026-07-02T09:05:00+01:00", [("BOOK-062", None)]),
        ("end", GONE, [("BOOK-062", None)]),
        ("start", "2026-07-02T08:00:00Z", []),
        ("participant[0].actor.reference", "Patient/p2", [("BOOK-062", None)]),
        ("participant[2]", GONE, [("BOOK-062", None)]),
        ("description", "Check", [("BOOK-021", None)]),
        ("comment", GONE, [("BOOK-021", None)]),
        ("description", "Check-up | Needs a lift", [("BOOK-021", "AMB-031")]),
        ("contained[0].name", "Another", [("BOOK-016", None)]),
        ("contained[0].telecom[0].value", "0", [("BOOK-016", None)]),
        ("contained[0].type", GONE, [("BOOK-016", "AMB-036")]),
        ("contained[0].type[0].coding[0].code", "urgent-care", [("BOOK-016", None)]),
        ("serviceCategory", GONE, [("BOOK-057", None)]),
        ("serviceType[0].text", "Another", [("BOOK-060", None)]),
        ("extension[1]", GONE, [("BOOK-060", None)]),
        ("extension[2].valueCode", "Telephone", [("BOOK-060", None)]),
        ("created", "2000-01-01T00:00:00+00:00", [("BOOK-063", None)]),
        ("created", "2026-07-01T08:00:00+00:00", [("BOOK-063", None)]),
        ("created", "2026-07-01T08:10:00+01:00", []),
        ("created", "2026-07-01", []),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for(
    path: str, value: object, expected: list[tuple[str, str | None]]
) -> None:
    findings = booking.RULES.judge(KEY, "Appointment", changed(path, value), asked()).findings
    assert [(one.requirement, one.ambiguity) for one in findings] == expected


def test_a_comment_that_nobody_sent_is_found_and_disputed_when_it_holds_the_description() -> None:
    quiet = asked()
    del quiet.sent["comment"]  # type: ignore[attr-defined]
    invented = booking.RULES.judge(KEY, "Appointment", answered(), quiet).findings
    merged = booking.RULES.judge(KEY, "Appointment", changed("comment", "Check-up |"), quiet).findings
    assert [(one.requirement, one.ambiguity) for one in invented] == [("BOOK-022", None)]
    assert [(one.requirement, one.ambiguity) for one in merged] == [("BOOK-022", "AMB-031")]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Location": None}, [("BOOK-051", "Location")]),
        ({"Location": "https://provider.example/Appointment/a1"}, [("BOOK-051", "Location")]),
        ({"Location": "https://provider.example/Appointment/a1/_history/8"}, [("BOOK-051", "Location")]),
        ({"Location": "Appointment/a1/_history/7"}, []),
        ({"Last_Modified": None}, [("BOOK-052", "Last-Modified")]),
    ],
)
def test_headers_of_a_creation(headers: dict[str, str | None], expected: list[tuple[str, str]]) -> None:
    assert broken(judge_booking(exchange(**headers), asked(), "BOOK-050")) == expected


def test_a_wrong_status_is_charged_to_the_scenario() -> None:
    assert broken(judge_booking(exchange(200), asked(), "BOOK-014")) == [("BOOK-014", "status")]


def test_a_logical_id_is_the_providers_own() -> None:
    named = {**SENT, "id": "a1"}
    assert broken(judge_own_id(exchange(sent=named), "BOOK-070")) == [("BOOK-070", "Appointment.id")]
    assert broken(judge_own_id(exchange(), "BOOK-070")) == []


def test_slots_of_a_refused_booking_stay_free() -> None:
    assert broken(judge_slots_untouched(exchange(422, OUTCOME), still_free=False)) == [("BOOK-009", "Slot")]
    assert broken(judge_slots_untouched(exchange(422, OUTCOME), still_free=True)) == []
    accepted = judge_slots_untouched(exchange(201), still_free=False)
    assert (accepted.findings, accepted.decided) == ([], set())


def test_slots_of_a_booking_are_taken() -> None:
    assert broken(judge_slots_taken(offered=["s1"])) == [("BOOK-067", f"Slot/{SLOT['id']}")]
    assert broken(judge_slots_taken(offered=[])) == []


def test_a_refusal_for_the_order_of_the_slots_is_disputed() -> None:
    assert judge_in_other_order(exchange(), asked(), "BOOK-002").findings == []
    found = judge_in_other_order(exchange(422, OUTCOME), asked(), "BOOK-002").findings
    told = [one for one in found if one.where == "status"]
    assert [(one.requirement, one.fails) for one in told] == [("BOOK-002", False)]
