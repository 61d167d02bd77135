"""Planned bookings: each kind finds the slots it is named for, or does not apply."""

from pathlib import Path

import pytest
from booking_provider import BookingProvider, slot

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.booking_journal import BookingJournal
from gpconnect.target.planned_bookings import ANOTHER_ODS_CODE, BookingPlanner
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.slot_pool import SlotPool
from gpconnect.target.testdata import TestData

PATIENT = {"resourceType": "Patient", "id": "p1"}
ROLES = {"restricted_type": "urgent-care", "restricted_code": "A11111"}


def planner(tmp_path: Path, provider: BookingProvider, slots: dict[str, str] | None = None) -> BookingPlanner:
    consumer = provider.consumer()
    established = Prerequisites(consumer, TestData(slots=slots or {}))
    established.patient = lambda *_: PATIENT  # type: ignore[method-assign]
    journal = BookingJournal(tmp_path / "bookings.jsonl", "https://provider.example")
    return BookingPlanner(consumer, established, AppointmentBook(established, SlotPool(consumer), journal))


def test_a_plan_knows_whether_its_slots_are_free(tmp_path: Path) -> None:
    provider = BookingProvider([slot("a"), slot("b", place=1)])
    consumer = provider.consumer()
    plan = planner(tmp_path, provider).plan(count=2)
    assert plan.is_still_free(consumer)
    sent = consumer.send(plan.draft)
    assert plan.offered_slots(consumer) == []
    assert [one["id"] for one in plan.as_sent(sent).slots] == ["a", "b"]


def test_a_slot_that_is_booked_already_is_refused(tmp_path: Path) -> None:
    provider = BookingProvider([slot("a")])
    plan = planner(tmp_path, provider).booked_already()
    assert provider.consumer().send(plan.draft).status == 409


def test_of_two_slots_the_later_is_booked_already(tmp_path: Path) -> None:
    provider = BookingProvider([slot("a"), slot("b", place=1)])
    plan = planner(tmp_path, provider).half_booked()
    assert ([one.id for one in plan.slots], provider.free()) == (["a", "b"], ["a"])


def test_a_slot_in_the_past_comes_from_the_last_days(tmp_path: Path) -> None:
    provider = BookingProvider([slot("past", days=-3), slot("future")])
    assert [one.id for one in planner(tmp_path, provider).in_the_past().slots] == ["past"]


def test_a_slot_in_the_past_that_no_search_finds_comes_from_the_test_data(tmp_path: Path) -> None:
    roles = {
        "past": "s1",
        "past_start": "2026-01-05T09:00:00+00:00",
        "past_end": "2026-01-05T09:10:00+00:00",
        "past_location": "l1",
    }
    plan = planner(tmp_path, BookingProvider([slot("future")]), roles).in_the_past()
    assert [one.id for one in plan.slots] == ["s1"]
    assert b'"2026-01-05T09:00:00+00:00"' in plan.draft.body


def test_a_slot_of_another_type_is_one_that_the_consumer_does_not_find(tmp_path: Path) -> None:
    provider = BookingProvider([slot("free")])
    with pytest.raises(NotApplicable, match="no free slot is restricted"):
        planner(tmp_path, provider, ROLES).restricted_to_another_type()
    with pytest.raises(NotApplicable, match="restricted_type"):
        planner(tmp_path, provider).restricted_to_another_type()


def test_a_slot_that_is_open_to_the_consumer_is_booked_by_a_stranger(tmp_path: Path) -> None:
    class Restricting(BookingProvider):
        def _searchset(self, request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            self.restricted = set() if "A11111" in request.url else {"theirs"}
            found = super()._searchset(request)
            found["entry"] = [one for one in found["entry"] if one["resource"]["id"] not in self.restricted]
            return found

    plan = planner(tmp_path, Restricting([slot("theirs"), slot("free", place=4)]), ROLES)
    booking = plan.restricted_to_another_organisation()
    assert [one.id for one in booking.slots] == ["theirs"]
    assert ANOTHER_ODS_CODE in booking.draft.body.decode()
    assert booking.draft.claims["requesting_organization"]["identifier"][0]["value"] == ANOTHER_ODS_CODE


def test_a_slot_that_is_reserved_for_a_type_is_booked_by_an_organisation_of_that_type(tmp_path: Path) -> None:
    class Reserving(BookingProvider):
        def _searchset(self, request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            found = super()._searchset(request)
            if "urgent-care" not in request.url:
                found["entry"] = [one for one in found["entry"] if one["resource"]["id"][:6] != "theirs"]
            return found

    slots = [slot("theirs"), slot("free", place=4), slot("theirs too", place=8)]
    plan = planner(tmp_path, Reserving(slots), ROLES)
    booking = plan.reserved_for_own_type()
    assert [one.id for one in booking.slots] == ["theirs too"]
    assert '"urgent-care"' in booking.draft.body.decode()
    with pytest.raises(NotApplicable, match="fewer than two"):
        plan.reserved_for_own_type()


@pytest.mark.parametrize("kind", ["in_the_past", "embargoed", "with_practitioner"])
def test_a_kind_that_the_provider_has_not_does_not_apply(tmp_path: Path, kind: str) -> None:
    with pytest.raises(NotApplicable):
        getattr(planner(tmp_path, BookingProvider([])), kind)()


def test_what_a_slot_does_not_say_is_not_repeated(tmp_path: Path) -> None:
    plan = planner(tmp_path, BookingProvider([slot("a")])).plan()
    with pytest.raises(NotApplicable, match="has no practitioner role"):
        plan.repeating("practitioner role of its schedule")


def test_a_rule_that_no_two_slots_break_alone_does_not_apply(tmp_path: Path) -> None:
    with pytest.raises(NotApplicable, match="the same schedule"):
        planner(tmp_path, BookingProvider([slot("a"), slot("b", place=1)])).breaking("the same schedule")


def test_an_embargoed_slot_is_known_from_the_test_data(tmp_path: Path) -> None:
    roles = {
        "embargoed": "s9",
        "embargoed_start": "2026-07-02T09:00:00+01:00",
        "embargoed_end": "2026-07-02T09:10:00+01:00",
        "embargoed_location": "l1",
    }
    plan = planner(tmp_path, BookingProvider([]), roles).embargoed()
    assert b'"Slot/s9"' in plan.draft.body
