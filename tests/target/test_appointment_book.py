"""The appointment book: slots lent once, bookings remembered, journalled and cancelled."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from booking_provider import TAKEN, BookingProvider, refusal, slot

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.consumer.appointment_body import amended, cancelled
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.booking_journal import BookingJournal, open_bookings, read_journal, taken_over
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.shared_run import SharedRun
from gpconnect.target.slot_pool import SlotPool
from gpconnect.target.testdata import TestData

PATIENT = {"resourceType": "Patient", "id": "p1"}
BOOK = "book-an-appointment"


class Practice:
    """A provider, a consumer of it, and the appointment book of a run."""

    def __init__(self, folder: Path, slots: Sequence[dict[str, Any]], restricted: Sequence[str] = ()) -> None:
        self.provider = BookingProvider(slots, restricted=restricted)
        self.consumer = self.provider.consumer()
        self.journal = BookingJournal(folder / "reports" / "bookings.jsonl", "https://provider.example")
        established = Prerequisites(self.consumer, TestData())
        self.book = AppointmentBook(established, SlotPool(self.consumer), self.journal)

    def make(self, count: int = 1) -> dict[str, Any]:
        return self.book.book(self.consumer, PATIENT, count)


def ids(slots: Sequence[Any]) -> list[str]:
    return [one.id for one in slots]


def test_no_slot_is_leased_twice(tmp_path: Path) -> None:
    book = Practice(tmp_path, [slot("a"), slot("b", place=2)]).book
    assert sorted(ids(book.lease() + book.lease())) == ["a", "b"]
    with pytest.raises(Blocked, match="no free slot in the coming weeks") as blocked:
        book.lease()
    assert blocked.value.interaction == "search-for-free-slots"


def test_a_slot_that_is_given_back_is_leased_again(tmp_path: Path) -> None:
    book = Practice(tmp_path, [slot("a")]).book
    book.give_back(book.lease())
    assert ids(book.lease()) == ["a"]


def test_single_slots_do_not_break_up_long_runs(tmp_path: Path) -> None:
    run = [slot(f"run{place}", place=place) for place in range(3)]
    book = Practice(tmp_path, [*run, slot("alone", place=9)]).book
    assert ids(book.lease()) == ["alone"]
    assert ids(book.lease(3)) == ["run0", "run1", "run2"]


def test_restricted_slots_are_never_leased(tmp_path: Path) -> None:
    book = Practice(tmp_path, [slot("restricted"), slot("free", place=5)], ["restricted"]).book
    assert ids(book.lease()) == ["free"]
    with pytest.raises(Blocked):
        book.lease()


def test_weeks_further_ahead_are_searched_when_these_do_not_suffice(tmp_path: Path) -> None:
    book = Practice(tmp_path, [slot("soon"), slot("later", days=20)]).book
    assert ids(book.lease()) == ["soon"]
    assert ids(book.lease()) == ["later"]


def test_a_search_that_fails_blocks(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    practice.provider.spoil = lambda _: 500
    with pytest.raises(Blocked, match="500"):
        practice.book.lease()


def test_a_booking_is_journalled_before_it_is_sent(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    seen: list[str] = []

    def look(request: Any) -> None:  # noqa: ANN401 - the recorded request
        if request.interaction == BOOK:
            seen.extend(practice.journal.path.read_text(encoding="utf-8").splitlines())

    practice.provider.spoil = look  # type: ignore[assignment]
    made = practice.make()
    events = [json.loads(line) for line in seen]
    assert [(one["event"], one["slots"]) for one in events] == [("intended", ["a"])]
    assert open_bookings(practice.journal.path) == [made["id"]]


def test_a_booking_that_fails_blocks(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    practice.provider.spoil = lambda request: 500 if request.interaction == BOOK else None
    with pytest.raises(Blocked, match="500") as blocked:
        practice.make()
    assert blocked.value.interaction == BOOK


def test_a_slot_that_scenarios_cancel_themselves_is_leased_again_when_there_are_no_others(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    for _ in range(3):
        made = practice.make()
        version = made["meta"]["versionId"]
        body = cancelled(made, "No longer needed")
        draft = practice.consumer.draft("cancel-an-appointment", logical_id=made["id"], body=body, version=version)
        practice.book.observe(practice.consumer.send(draft))
        practice.book.end_scenario()
    assert len(practice.provider.appointments) == 3


def test_the_shared_booking_is_made_once_and_its_failure_remembered(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", place=4)])
    practice.book._established.patient = lambda *_: PATIENT  # type: ignore[method-assign]
    assert practice.book.shared_booking() is practice.book.shared_booking()
    other = Practice(tmp_path, [])
    other.book._established.patient = lambda *_: PATIENT  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(Blocked):
            other.book.shared_booking()
    assert len(other.provider.requests) == 2 * 4  # two searches in each of four periods, once


def test_everything_is_cancelled_at_the_end_and_the_journal_goes(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", place=4)])
    practice.make()
    practice.make()
    assert practice.provider.free() == []
    assert practice.book.cancel_all() == []
    assert practice.provider.free() == ["a", "b"]
    assert not practice.journal.path.exists()


def test_a_booking_changed_by_a_scenario_is_cancelled_in_its_current_version(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    made = practice.make()
    change = practice.consumer.draft(
        "amend-an-appointment", logical_id=made["id"], body=amended(made, comment="Changed"), version="1"
    )
    practice.book.observe(practice.consumer.send(change))
    asked = len(practice.provider.requests)
    assert practice.book.cancel_all() == []
    assert [one.method for one in practice.provider.requests[asked:]] == ["PUT"]


def test_a_booking_that_an_answer_tells_of_is_cancelled_whatever_was_asked_for(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", days=2)])
    leased = practice.book.lease()
    made = practice.consumer.send(practice.book.draft(practice.consumer, PATIENT, leased))
    practice.book.observe(replace(made, request=replace(made.request, method="GET", body=b"")))
    practice.book.end_scenario()
    assert practice.book.cancel_all() == []
    assert [one["status"] for one in practice.provider.appointments.values()] == ["cancelled"]


def test_a_booking_changed_behind_its_back_is_read_before_it_is_cancelled(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    made = practice.make()
    practice.provider.appointments[made["id"]] = {**made, "meta": {**made["meta"], "versionId": "5"}}
    assert practice.book.cancel_all() == []
    assert [one.method for one in practice.provider.requests[-3:]] == ["PUT", "GET", "PUT"]


def test_a_booking_that_a_scenario_cancelled_is_left_alone(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    made = practice.make()
    change = practice.consumer.draft(
        "cancel-an-appointment", logical_id=made["id"], body=cancelled(made, "Moved"), version="1"
    )
    practice.book.observe(practice.consumer.send(change))
    asked = len(practice.provider.requests)
    assert practice.book.cancel_all() == []
    assert len(practice.provider.requests) == asked


def test_what_cannot_be_cancelled_is_reported_and_stays_in_the_journal(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    made = practice.make()
    practice.provider.spoil = lambda _: 501
    (failure,) = practice.book.cancel_all()
    assert f"Appointment/{made['id']} is still booked" in failure
    assert "501" in failure
    assert open_bookings(practice.journal.path) == [made["id"]]


def test_bookings_that_are_done_with_are_cancelled_when_slots_run_out(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    first = practice.make()
    practice.book.end_scenario()
    assert ids(practice.book.lease()) == ["a"]
    assert practice.provider.appointments[first["id"]]["status"] == "cancelled"


def test_bookings_of_the_scenario_itself_are_not_cancelled_for_its_slots(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    practice.make()
    with pytest.raises(Blocked):
        practice.book.lease()
    assert practice.provider.free() == []


def test_slots_leased_but_not_booked_come_back_at_the_end_of_a_scenario(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", place=4)])
    practice.make()
    (left,) = practice.book.lease()
    practice.book.end_scenario()
    assert ids(practice.book.lease()) == [left.id]


def test_a_booking_is_witnessed_by_its_location_header_alone(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    sent = practice.consumer.send(practice.book.draft(practice.consumer, PATIENT, practice.book.lease()))
    assert sent.response is not None
    bare = type(sent.response)(201, [("Location", "https://provider.example/Appointment/a1/_history/1")], b"")
    practice.book.observe(type(sent)(sent.request, bare, sent.started, 1.0))
    assert practice.book.cancel_all() == []
    assert practice.provider.free() == ["a"]


def test_slots_that_the_provider_lost_are_not_leased_again(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    practice.book.lost(practice.book.lease())
    practice.book.end_scenario()
    with pytest.raises(Blocked):
        practice.book.lease()


def test_the_booking_that_other_workers_read_is_left_to_whoever_sweeps(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", place=4)])
    practice.book._established.patient = lambda *_: PATIENT  # type: ignore[method-assign]
    practice.book._established.shared = SharedRun(tmp_path, "gw0")
    shared = practice.book.shared_booking()
    practice.make()
    assert practice.book.cancel_all() == []
    assert open_bookings(practice.journal.path) == [shared["id"]]
    assert not read_journal(practice.journal.path).intentions
    with taken_over(practice.journal.path) as ours:
        assert ours


def bookings_sent(practice: Practice) -> list[str]:
    return [
        json.loads(one.body)["slot"][0]["reference"] for one in practice.provider.requests if one.method == "POST"
    ]


def somebody_books(practice: Practice, *names: str) -> None:
    for name in names:
        practice.provider.appointments[f"other-{name}"] = {
            "status": "booked",
            "slot": [{"reference": f"Slot/{name}"}],
        }


def test_a_slot_that_somebody_else_booked_is_given_up_for_another(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", days=2)])
    (leased,) = practice.book.lease()
    practice.book.give_back([leased])
    somebody_books(practice, leased.id)
    made = practice.make()
    assert [leased.id, made["slot"][0]["reference"]] == ["a", "Slot/b"]


def test_after_somebody_else_booked_slots_are_looked_at_before_they_are_lent(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot(name, days) for days, name in enumerate("abcd", start=1)])
    practice.book.give_back(practice.book.lease())
    somebody_books(practice, "a")
    practice.make()
    somebody_books(practice, "c")
    practice.make()
    assert bookings_sent(practice) == ["Slot/a", "Slot/b", "Slot/d"]


def test_a_provider_that_takes_every_slot_for_booked_blocks_and_is_quoted(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot(name, days) for days, name in enumerate("abcdef", start=1)])
    practice.provider.rule = lambda _: (409, TAKEN)
    with pytest.raises(Blocked, match=r"409.*DUPLICATE_REJECTED: the slot is not free any more") as blocked:
        practice.make()
    assert blocked.value.interaction == BOOK
    assert len(set(bookings_sent(practice))) == len(bookings_sent(practice)) == 4


def test_one_slot_that_is_always_taken_blocks_by_the_booking(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a")])
    practice.provider.rule = lambda _: (409, TAKEN)
    with pytest.raises(Blocked) as blocked:
        practice.make()
    assert blocked.value.interaction == BOOK


def limited(practice: Practice, most: int) -> None:
    """Let the practice refuse whoever has so many slots."""

    def rule(_: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        full = len(practice.provider.slots) - len(practice.provider.free()) >= most
        return (422, refusal("INVALID_RESOURCE", "no more slots for this organisation")) if full else None

    practice.provider.rule = rule


def test_bookings_are_given_back_for_one_that_a_limit_forbids(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot(name, days) for days, name in enumerate("abc", start=1)])
    limited(practice, 1)
    first = practice.make()
    practice.book.keep(first)
    practice.book.end_scenario()
    assert practice.provider.appointments[first["id"]]["status"] == "booked"
    assert practice.make()["status"] == "booked"
    assert practice.provider.appointments[first["id"]]["status"] == "cancelled"


def test_a_limit_that_the_scenario_itself_exceeds_blocks(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot(name, days) for days, name in enumerate("abc", start=1)])
    limited(practice, 1)
    practice.make()
    with pytest.raises(Blocked, match=r"422.*INVALID_RESOURCE: no more slots for this organisation"):
        practice.make()
    assert len(bookings_sent(practice)) == 3


def test_what_a_scenario_booked_is_cancelled_at_its_end(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", days=2)])
    made = practice.make()
    practice.book.end_scenario()
    assert practice.provider.appointments[made["id"]]["status"] == "cancelled"


def test_what_cannot_be_cancelled_is_tried_again_at_the_end_of_the_run_only(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", days=2)])
    practice.make()
    practice.provider.spoil = lambda request: 500 if request.method == "PUT" else None
    practice.book.end_scenario()
    asked = len(practice.provider.requests)
    practice.book.end_scenario()
    assert len(practice.provider.requests) == asked
    assert len(practice.book.cancel_all()) == 1


def test_bookings_are_spread_over_days_where_that_is_possible(tmp_path: Path) -> None:
    practice = Practice(tmp_path, [slot("a"), slot("b", place=4), slot("c", days=2), slot("d", days=2, place=4)])
    days = [practice.make()["start"][:10] for _ in range(3)]
    assert days[0] != days[1]
    assert practice.provider.free()


def test_too_few_adjacent_slots_are_no_fault_of_the_practice(tmp_path: Path) -> None:
    book = Practice(tmp_path, [slot("a"), slot("b", place=1), slot("c", place=5)]).book
    with pytest.raises(NotApplicable, match="no 3 adjacent free slots"):
        book.lease(3)
