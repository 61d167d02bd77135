"""Races for slots: one that somebody outside it won is run again, one that nobody could win is not."""

import json
from pathlib import Path

from booking_provider import TAKEN, BookingProvider, slot

from gpconnect.conformance.race import Race, in_order
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.booking_journal import BookingJournal
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.races import RacePlan, RacePlanner
from gpconnect.target.slot_pool import SlotPool
from gpconnect.target.testdata import TestData

PATIENT = {"resourceType": "Patient", "id": "p1"}


class Course:
    """A practice of a slot on each of two days, and a race for one of them."""

    def __init__(self, folder: Path) -> None:
        self.provider = BookingProvider([slot("a"), slot("b", days=2)])
        self.consumer = self.provider.consumer()
        established = Prerequisites(self.consumer, TestData())
        established.patient = lambda *_, **__: PATIENT  # type: ignore[method-assign]
        established.require = lambda _: None  # type: ignore[method-assign]
        journal = BookingJournal(folder / "bookings.jsonl", "https://provider.example")
        book = AppointmentBook(established, SlotPool(self.consumer), journal)
        planner = RacePlanner(self.consumer, established, book, HeldAppointments(established, book))
        self.plan: RacePlan = planner.bookings_of_one_slot(2)

    def race(self) -> Race:
        return in_order(("one", "two"), [self.consumer.send(one) for one in self.plan.drafts])

    def somebody_books(self, name: str) -> None:
        reference = {"reference": f"Slot/{name}"}
        self.provider.appointments["other"] = {"status": "booked", "slot": [reference]}


def test_a_race_whose_slot_somebody_else_booked_is_run_again_for_another(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.somebody_books("a")
    assert course.plan.is_lost_to_others(course.race(), course.consumer)
    course.plan.for_other_slots()
    assert course.plan.slot_ids == {"b"}
    assert {json.loads(one.body)["slot"][0]["reference"] for one in course.plan.drafts} == {"Slot/b"}
    assert [one.exchange.status for one in course.race().entrants] == [201, 409]


def test_a_race_that_one_of_its_own_won_is_not_lost_to_others(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert not course.plan.is_lost_to_others(course.race(), course.consumer)


def test_a_slot_that_is_refused_to_all_and_offered_all_the_same_is_not_lost_to_others(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.provider.rule = lambda _: (409, TAKEN)
    assert not course.plan.is_lost_to_others(course.race(), course.consumer)
