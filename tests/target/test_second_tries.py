"""Second tries: a provider is not blamed for what others book, and is for what it does itself."""

import json
from pathlib import Path
from typing import Any

from booking_provider import TAKEN, BookingProvider, refusal, slot

from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.booking_journal import BookingJournal
from gpconnect.target.planned_bookings import BookingPlanner, PlannedBooking
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.second_tries import SecondTries
from gpconnect.target.slot_pool import SlotPool
from gpconnect.target.testdata import TestData

PATIENT = {"resourceType": "Patient", "id": "p1"}


class Desk:
    """A practice of a slot on each of five days, and a booking planned there."""

    def __init__(self, folder: Path, count: int = 1) -> None:
        slots = [slot(f"{day}{place}", day, place) for day in range(1, 6) for place in range(count)]
        self.provider = BookingProvider(slots)
        self.consumer: Consumer = self.provider.consumer()
        established = Prerequisites(self.consumer, TestData())
        established.patient = lambda *_: PATIENT  # type: ignore[method-assign]
        journal = BookingJournal(folder / "bookings.jsonl", "https://provider.example")
        self.book = AppointmentBook(established, SlotPool(self.consumer), journal)
        self.plan: PlannedBooking = BookingPlanner(self.consumer, established, self.book).plan(count=count)
        self.tries = SecondTries(self.consumer, self.book)

    def somebody_books(self, name: str) -> None:
        reference = {"reference": f"Slot/{name}"}
        self.provider.appointments[f"other-{name}"] = {"status": "booked", "slot": [reference]}

    def send(self) -> Exchange:
        return self.consumer.send(self.plan.draft)

    def booked(self) -> Exchange:
        return self.tries.of_booking(self.send(), self.plan, self.plan.draft)

    def posts(self) -> list[dict[str, Any]]:
        return [json.loads(one.body) for one in self.provider.requests if one.method == "POST"]


def test_a_booking_whose_slot_somebody_else_took_is_made_on_another(tmp_path: Path) -> None:
    desk = Desk(tmp_path, count=2)
    desk.somebody_books("11")
    made = desk.booked()
    sent = desk.plan.as_sent(made)
    assert made.status == 201
    assert [one["id"] for one in sent.slots] == ["20", "21"]
    assert [one["reference"] for one in sent.sent["slot"]] == ["Slot/20", "Slot/21"]
    assert (sent.sent["start"], sent.sent["end"]) == (sent.slots[0]["start"], sent.slots[1]["end"])


def test_a_slot_that_is_refused_as_taken_and_offered_all_the_same_is_no_work_of_others(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.provider.rule = lambda _: (409, TAKEN)
    assert desk.booked().status == 409
    assert len(desk.posts()) == 1


def test_a_provider_that_refuses_and_takes_every_slot_is_found_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    def take(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        desk.somebody_books(body["slot"][0]["reference"].removeprefix("Slot/"))
        return 409, TAKEN

    desk.provider.rule = take
    assert desk.booked().status == 409
    assert len(desk.posts()) == 4


def test_a_rule_of_the_practice_is_kept_by_giving_back_what_is_done_with(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    held = desk.book.book(desk.consumer, PATIENT)
    desk.book.keep(held)
    desk.book.end_scenario()

    def one_at_most(_: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        return None if len(desk.provider.free()) == 5 else (422, refusal("INVALID_RESOURCE", "one at most"))

    desk.provider.rule = one_at_most
    assert desk.booked().status == 201
    assert desk.provider.appointments[held["id"]]["status"] == "cancelled"


def test_a_slot_lost_after_a_refusal_is_looked_at_once_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.provider.rule = lambda _: (422, refusal("INVALID_RESOURCE", "not so"))
    refused = desk.send()
    desk.somebody_books("10")
    again, still_free = desk.tries.of_refusal(refused, desk.plan, desk.plan.draft)
    assert (again.status, still_free, [one.id for one in desk.plan.slots]) == (422, True, ["20"])


def test_a_provider_that_keeps_the_slots_of_what_it_refuses_is_found_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    def keep(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        desk.somebody_books(body["slot"][0]["reference"].removeprefix("Slot/"))
        return 422, refusal("INVALID_RESOURCE", "not so")

    desk.provider.rule = keep
    _, still_free = desk.tries.of_refusal(desk.send(), desk.plan, desk.plan.draft)
    assert not still_free
