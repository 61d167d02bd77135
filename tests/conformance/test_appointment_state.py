"""Two states of an appointment compared."""

from collections.abc import Iterable
from typing import Any

import pytest

from gpconnect.conformance import appointment_state as state
from gpconnect.conformance.judge_booking import judge_organisation_in_detail, judge_stored_texts
from gpconnect.conformance.rule import Problem, violation
from gpconnect.consumer.appointment_body import booking_organisation, detailed
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.spec.vocabulary import EXTENSIONS

SURGERY = ConsumerOrganisation("A11111", "Surgery", "gp-practice", "01132")
BOOKED_BY = {"url": EXTENSIONS["booking_organisation"], "valueReference": {"reference": "#1"}}
REASON = {"url": EXTENSIONS["cancellation_reason"], "valueString": "Double booked"}
APPOINTMENT: dict[str, Any] = {
    "resourceType": "Appointment",
    "id": "9",
    "meta": {"versionId": "1"},
    "contained": [
        {
            "resourceType": "Organization",
            "id": "1",
            "identifier": [{"value": "A11111"}],
            "type": [{"coding": [{"code": "gp-practice"}]}],
            "name": "Surgery",
            "telecom": [{"system": "phone", "value": "01132"}],
        }
    ],
    "extension": [BOOKED_BY],
    "status": "booked",
    "description": "A description",
    "comment": "A comment",
    "participant": [{"actor": {"reference": "Patient/1"}}, {"actor": {"reference": "Location/2"}}],
}


def places(problems: Iterable[Problem]) -> list[str]:
    return [problem.where for problem in problems]


def test_an_appointment_is_unchanged_whatever_the_order_of_its_lists() -> None:
    turned = {**APPOINTMENT, "participant": APPOINTMENT["participant"][::-1]}
    assert places(state.unchanged(APPOINTMENT, turned)) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"status": "arrived"}, "status"),
        ({"description": "Another"}, "description"),
        ({"participant": APPOINTMENT["participant"][:1]}, "participant"),
        ({"priority": 1}, "priority"),
        ({"meta": {"versionId": "2"}}, "meta.versionId"),
    ],
)
def test_a_change_is_found(changes: dict[str, Any], where: str) -> None:
    assert places(state.unchanged(APPOINTMENT, {**APPOINTMENT, **changes})) == [where]


def test_an_element_that_went_missing_is_found() -> None:
    without = {name: one for name, one in APPOINTMENT.items() if name != "comment"}
    assert places(state.kept(APPOINTMENT, without)) == ["comment"]
    assert places(state.kept(APPOINTMENT, without, "comment")) == []


def test_a_time_is_kept_whichever_offset_it_is_written_with() -> None:
    here, there = {"start": "2026-07-01T09:00:00+01:00"}, {"start": "2026-07-01T08:00:00+00:00"}
    assert places(state.kept(here, there)) == []
    assert places(state.kept(here, {"start": "2026-07-01T09:00:00+00:00"})) == ["start"]
    assert places(state.kept(here, {"start": "soon"})) == ["start"]


def test_the_type_of_the_booking_organisation_may_turn_up_but_not_go_missing() -> None:
    organisation = {name: one for name, one in APPOINTMENT["contained"][0].items() if name != "type"}
    untyped = {**APPOINTMENT, "contained": [organisation]}
    assert places(state.kept(untyped, APPOINTMENT)) == []
    assert places(state.kept(APPOINTMENT, untyped)) == ["contained[0].type"]
    renamed = {**APPOINTMENT, "contained": [{**APPOINTMENT["contained"][0], "name": "Another"}]}
    assert places(state.kept(untyped, renamed)) == ["contained[0].name"]


def test_a_cancellation_may_change_status_and_reason_only() -> None:
    cancelled = {**APPOINTMENT, "status": "cancelled", "extension": [REASON, BOOKED_BY]}
    assert places(state.kept_when_cancelled(APPOINTMENT, cancelled)) == []
    assert places(state.kept_when_cancelled(APPOINTMENT, {**cancelled, "extension": [REASON]})) == ["extension"]
    assert places(state.kept_when_cancelled(APPOINTMENT, {**cancelled, "comment": "Other"})) == ["comment"]


def test_a_version_that_did_not_move_is_found() -> None:
    assert places(state.version_moved(APPOINTMENT, APPOINTMENT)) == ["meta.versionId"]
    assert places(state.version_moved(APPOINTMENT, {"meta": {"versionId": "2"}})) == []
    assert places(state.version_moved({"meta": "1"}, {})) == ["meta.versionId"]


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ({"description": "one", "comment": "two"}, []),
        ({"description": "on", "comment": "two"}, [("description", False)]),
        ({"description": "one"}, [("comment", False)]),
        ({"description": "one / two"}, [("description", True), ("comment", True)]),
    ],
)
def test_texts_are_stored_in_full_or_merged(stored: dict[str, str], found: list[tuple[str, bool]]) -> None:
    problems = state.holds_texts({"description": "one", "comment": "two"}, stored)
    assert [(one.where, one.disputed) for one in problems] == found


def test_what_the_booking_organisation_lacks_is_found() -> None:
    assert places(state.holds_booking_organisation(APPOINTMENT, SURGERY)) == []
    contained = {**APPOINTMENT["contained"][0], "telecom": [], "type": []}
    lacking = {**APPOINTMENT, "contained": [contained]}
    assert places(state.holds_booking_organisation(lacking, SURGERY)) == [
        "contained.type.coding.code",
        "contained.telecom.value",
    ]
    unnamed = {**APPOINTMENT, "extension": []}
    assert len(places(state.holds_booking_organisation(unnamed, SURGERY))) == 4


def test_an_organisation_without_type_needs_none() -> None:
    untyped = ConsumerOrganisation("A11111", "Surgery", "", "01132")
    lacking = {**APPOINTMENT, "contained": [{**APPOINTMENT["contained"][0], "type": []}]}
    assert places(state.holds_booking_organisation(lacking, untyped)) == []


def test_status_and_reason_of_a_cancellation_are_looked_at() -> None:
    cancelled = {"status": "cancelled", "extension": [REASON]}
    assert places(state.is_cancelled(cancelled)) == []
    assert places(state.is_cancelled(APPOINTMENT)) == ["status"]
    assert state.cancellation_reason(cancelled) == "Double booked"
    assert places(state.is_cancelled_for(cancelled, "Double booked")) == []
    assert len(places(state.is_cancelled_for(cancelled, "Other"))) == 1
    assert len(places(state.is_cancelled_for(APPOINTMENT, "Other"))) == 1


def test_another_logical_id_is_found() -> None:
    assert places(state.other_id(APPOINTMENT, {"id": "9"})) == []
    assert places(state.other_id(APPOINTMENT, {"id": "8"})) == ["id"]


def test_an_instant_is_the_same_however_it_is_written() -> None:
    booked = {**APPOINTMENT, "start": "2027-07-14T09:10:00+01:00"}
    assert places(state.kept(booked, {**booked, "start": "2027-07-14T08:10:00.000Z"})) == []
    assert places(state.kept(booked, {**booked, "start": "2027-07-14T09:10:00Z"})) == ["start"]
    assert places(state.kept(booked, {**booked, "start": "soon"})) == ["start"]


def test_what_differs_is_told_from_where_it_differs() -> None:
    (organisation,) = APPOINTMENT["contained"]
    renamed = {**APPOINTMENT, "contained": [{**organisation, "name": "Other", "telecom": []}]}
    (problem,) = state.kept(APPOINTMENT, {**APPOINTMENT, "contained": [{**organisation, "name": "Other"}]})
    assert (problem.where, problem.expected, problem.actual) == (
        "contained[0].name",
        "as before: Surgery",
        "Other",
    )
    assert places(state.kept(APPOINTMENT, renamed)) == ["contained[0]"]
    assert places(state.kept(APPOINTMENT, {**APPOINTMENT, "contained": []})) == ["contained"]


@pytest.mark.parametrize(
    ("stored", "disputed"),
    [("Double", [True]), ("Double…", [True]), ("", [False]), ("…", [False]), ("booked", [False])],
)
def test_a_reason_that_was_cut_is_disputed(stored: str, disputed: list[bool]) -> None:
    appointment = {"extension": [{**REASON, "valueString": stored}]}
    assert [one.disputed for one in state.is_cancelled_for(appointment, "Double booked")] == disputed


def test_what_is_disputed_under_a_requirement_that_is_not_is_an_error() -> None:
    problem = Problem("comment", "Fever", "absent", disputed=True)
    assert violation("AMND-006", problem).ambiguity == "AMB-031"
    with pytest.raises(ValueError, match="AMND-005 has no ambiguity, but comment is disputed under it"):
        violation("AMND-005", problem)


def test_a_booking_that_is_found_again_without_its_comment_has_not_stored_it() -> None:
    assert judge_stored_texts(APPOINTMENT, APPOINTMENT).findings == []
    without = {name: one for name, one in APPOINTMENT.items() if name != "comment"}
    (finding,) = judge_stored_texts(APPOINTMENT, without).findings
    assert (finding.requirement, finding.where, finding.also) == (
        "BOOK-021",
        "Appointment.comment",
        ("BOOK-020", "BOOK-022"),
    )


def test_a_booking_that_is_found_again_with_its_texts_in_one_is_disputed() -> None:
    merged = {**APPOINTMENT, "comment": f"{APPOINTMENT['description']} / {APPOINTMENT['comment']}"}
    del merged["description"]
    findings = judge_stored_texts(APPOINTMENT, merged).findings
    assert [(one.where, one.fails) for one in findings] == [
        ("Appointment.description", False),
        ("Appointment.comment", False),
    ]


def test_details_of_the_booking_organisation_that_the_page_does_not_name_are_disputed() -> None:
    sent = detailed(booking_organisation(SURGERY))
    bare = {**APPOINTMENT, "contained": [booking_organisation(SURGERY)]}
    found = judge_organisation_in_detail(sent, bare, "RETR-026").findings
    assert [(one.where, one.fails) for one in found] == [
        ("Appointment.contained.telecom.value", False),
        ("Appointment.contained.telecom.use", False),
        ("Appointment.contained.address.line", False),
        ("Appointment.contained.address.city", False),
        ("Appointment.contained.address.postalCode", False),
    ]
    whole = {**APPOINTMENT, "contained": [sent]}
    assert judge_organisation_in_detail(sent, whole, "RETR-026").findings == []
