"""Bodies for an Appointment: booked, amended, cancelled."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rules.appointment import booking_organisation
from gpconnect.consumer.appointment_body import amended, appointment_to_book, cancelled, repeating
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.spec.vocabulary import EXTENSIONS, PROFILES

ORGANISATION = ConsumerOrganisation("A11111", "Test Consumer", "gp-practice", "01132000000")
CREATED = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
FIRST = {"id": "s1", "start": "2026-07-02T09:00:00+01:00", "end": "2026-07-02T09:10:00+01:00"}
SECOND = {"id": "s2", "start": "2026-07-02T09:10:00+01:00", "end": "2026-07-02T09:20:00+01:00"}


def booked(
    *slots: dict[str, Any],
    practitioner_id: str | None = "pr1",
    organisation: ConsumerOrganisation = ORGANISATION,
    comment: str | None = None,
) -> dict[str, Any]:
    asked = slots or (FIRST,)
    return appointment_to_book("p1", asked, "l1", practitioner_id, organisation, CREATED, "Check-up", comment)


def test_a_booking_conforms_to_the_profile() -> None:
    assert list(profile_problems(booked(FIRST, SECOND, comment="Needs a lift"))) == []
    assert booked()["meta"]["profile"] == [PROFILES["Appointment"]]


def test_a_booking_spans_its_slots_in_whatever_order_and_keeps_their_offsets() -> None:
    body = booked(SECOND, FIRST)
    assert (body["start"], body["end"]) == (FIRST["start"], SECOND["end"])
    assert [one["reference"] for one in body["slot"]] == ["Slot/s2", "Slot/s1"]


def test_times_at_utc_keep_their_offset() -> None:
    winter = {"id": "s1", "start": "2026-12-02T09:00:00+00:00", "end": "2026-12-02T09:10:00+00:00"}
    assert booked(winter)["start"].endswith("+00:00")


@pytest.mark.parametrize(
    ("practitioner", "actors"),
    [("pr1", ["Patient/p1", "Location/l1", "Practitioner/pr1"]), (None, ["Patient/p1", "Location/l1"])],
)
def test_the_practitioner_takes_part_when_there_is_one(practitioner: str | None, actors: list[str]) -> None:
    body = booked(practitioner_id=practitioner)
    assert [one["actor"]["reference"] for one in body["participant"]] == actors
    assert {one["status"] for one in body["participant"]} == {"accepted"}


def test_the_booking_organisation_is_contained_and_referenced() -> None:
    organisation = booking_organisation(booked())
    assert organisation is not None
    assert organisation["identifier"][0]["value"] == "A11111"
    assert organisation["type"][0]["coding"][0]["code"] == "gp-practice"


def test_an_organisation_without_a_type_is_sent_without_one() -> None:
    nameless = ConsumerOrganisation("A11111", "Test Consumer", "", "01132000000")
    assert "type" not in booked(organisation=nameless)["contained"][0]


def test_a_comment_is_sent_only_when_there_is_one() -> None:
    assert "comment" not in booked()
    assert booked(comment="Needs a lift")["comment"] == "Needs a lift"


def test_a_booking_repeats_what_its_slot_says() -> None:
    channel = {"url": EXTENSIONS["delivery_channel"], "valueCode": "In-person"}
    source = {"resourceType": "Slot", "id": "s1", "extension": [channel]}
    repeated = repeating(booked(), "delivery_channel", source)
    assert repeated["extension"] == [*booked()["extension"], channel]
    assert list(profile_problems(repeated)) == []
    with pytest.raises(LookupError, match="Slot/s1 has no practitioner role"):
        repeating(booked(), "practitioner_role", source)


def test_what_makes_no_appointment_is_refused() -> None:
    with pytest.raises(ValidationError):
        booked({"id": "s1", "start": "2026-07-02T09:00:00", "end": "2026-07-02T09:10:00"})


def test_amending_changes_only_what_is_named() -> None:
    before = booked(comment="Needs a lift")
    after = amended(before, comment="Needs no lift")
    assert after == {**before, "comment": "Needs no lift"}
    assert before["comment"] == "Needs a lift"


def test_cancelling_sets_status_and_one_reason() -> None:
    before = booked()
    twice = cancelled(cancelled(before, "Moved house"), "Feels better")
    reasons = [one for one in twice["extension"] if one["url"] == EXTENSIONS["cancellation_reason"]]
    assert twice["status"] == "cancelled"
    assert [one["valueString"] for one in reasons] == ["Feels better"]
    assert before["status"] == "booked"
    assert len(before["extension"]) == 1
