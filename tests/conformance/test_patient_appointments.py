"""A patient's appointments as they were retrieved."""

from datetime import date, timedelta
from typing import Any

import pytest

from gpconnect.conformance import patient_appointments as listed
from gpconnect.conformance.rules.operation_outcome import says_nothing
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.local_time import today

SOON = today() + timedelta(days=3)


def appointment(logical_id: str = "9", day: date = SOON, patient: str = "1", version: str = "1") -> dict[str, Any]:
    return {
        "resourceType": "Appointment",
        "id": logical_id,
        "meta": {"versionId": version},
        "start": f"{day}T10:00:00Z",
        "participant": [
            {"actor": {"reference": "Location/2"}},
            {"actor": {"reference": f"Patient/{patient}"}},
        ],
    }


def searchset(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def request(first: date = today(), last: date = SOON) -> Request:  # noqa: B008 - the day of the run
    url = f"https://provider.example/STU3/1/Patient/1/Appointment?start=le{last}&start=ge{first}"
    return Request("retrieve-a-patients-appointments", "GET", url, ())


def found(*resources: dict[str, Any], first: date = today(), last: date = SOON) -> list[str | None]:  # noqa: B008
    judgement = listed.judge_retrieved(request(first, last), searchset(*resources))
    return [finding.requirement for finding in judgement.findings]


def test_what_was_asked_is_read_off_the_request() -> None:
    assert listed.Asked.by(request()) == listed.Asked("1", today(), SOON)


def test_the_appointments_that_were_asked_for_have_no_findings() -> None:
    assert found(appointment("1"), appointment("2", today())) == []
    assert found() == []


@pytest.mark.parametrize(
    ("resources", "requirement"),
    [
        ([appointment(day=SOON + timedelta(days=1))], ["RETR-002"]),
        ([appointment(patient="2")], ["RETR-025"]),
        ([appointment(), appointment()], ["RETR-013"]),
        ([{"resourceType": "Patient", "id": "1"}], ["RETR-013"]),
        ([{"resourceType": "OperationOutcome"}], []),
        ([appointment(day=today() - timedelta(days=1))], ["RETR-002", "RETR-011"]),
    ],
)
def test_what_was_not_asked_for_is_found(resources: list[dict[str, Any]], requirement: list[str]) -> None:
    assert found(*resources) == requirement


def test_an_appointment_is_in_the_list_in_its_version_or_not() -> None:
    one = searchset(appointment())
    assert list(listed.holds(one, appointment())) == []
    assert list(listed.holds(one, {"resourceType": "Appointment", "id": "9"})) == []
    assert [problem.expected for problem in listed.holds(one, appointment(version="2"))] == ["2"]
    assert [problem.actual for problem in listed.holds(searchset(), appointment())] == ["no appointment"]
    assert list(listed.lacks(searchset(), appointment())) == []
    assert [problem.actual for problem in listed.lacks(one, appointment())] == ["there"]


def test_an_empty_list_has_no_appointments() -> None:
    assert list(listed.is_empty(searchset())) == []
    assert [problem.actual for problem in listed.is_empty(searchset(appointment()))] == ["Appointment/9"]


def test_two_lists_are_compared_by_what_they_hold() -> None:
    one, two = appointment("1"), appointment("2")
    assert list(listed.same_appointments(searchset(one, two), searchset(two, one))) == []
    assert len(list(listed.same_appointments(searchset(one, two), searchset(one)))) == 1


def test_an_appointment_names_its_patient_and_its_day() -> None:
    assert listed.patient_of(appointment()) == "1"
    assert listed.day_of({"start": "2026-07-01T23:30:00Z"}) == date(2026, 7, 2)
    with pytest.raises(LookupError, match="no Patient"):
        listed.patient_of({"id": "9"})
    with pytest.raises(ValueError, match="None"):
        listed.day_of({})


def test_appointments_are_found_in_a_list_or_as_the_body() -> None:
    assert listed.appointments_of(appointment()) == [appointment()]
    assert listed.appointments_of(searchset(appointment())) == [appointment()]


@pytest.mark.parametrize(
    "outcome",
    [
        {"issue": [{"diagnostics": "start is in the past"}]},
        {"issue": [{"details": {"text": "start is in the past"}}]},
        {"issue": [{}], "text": {"status": "generated", "div": "<div>start is in the past</div>"}},
        {"issue": [{}, {"diagnostics": "start is in the past"}]},
    ],
)
def test_a_refusal_may_say_why_in_several_places(outcome: dict[str, Any]) -> None:
    assert list(says_nothing(outcome)) == []


@pytest.mark.parametrize(
    "issue", [[], [{"diagnostics": ""}], [{"details": {"coding": [{"display": "Bad request"}]}}]]
)
def test_codes_alone_are_no_message(issue: list[dict[str, Any]]) -> None:
    assert len(list(says_nothing({"issue": issue}))) == 1
