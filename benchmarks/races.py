"""Races against a provider without a fault, many times over: none may fail. Run it: python -m benchmarks.races."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gpconnect.conformance import judge_race as judging
from gpconnect.conformance.finding import Finding
from gpconnect.conformance.race import Race
from gpconnect.conformance.rule import Judgement
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection
from gpconnect.spec import edition
from gpconnect.target import held_appointments as held
from gpconnect.target.appointments import BOOK, AppointmentBook
from gpconnect.target.booking_journal import BookingJournal
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.races import RacePlan, RacePlanner
from gpconnect.target.registration import active_patients, find
from gpconnect.target.settings import TargetSettings
from gpconnect.target.slot_pool import SlotPool
from gpconnect.target.starting_line import StartingLine
from gpconnect.target.testdata_files import read_test_data

CONSUMERS = 6
# Somebody can be registered once, and the seed data of a provider have sixty people for that.
REPETITIONS_OF_ONE_PROVIDER = 50
STALE = "a version that is not current"
DUPLICATE = "a duplicate"


@dataclass(frozen=True)
class Track:
    """Everything that a race needs of one provider."""

    consumer: Consumer
    established: Prerequisites
    book: AppointmentBook
    held: HeldAppointments
    line: StartingLine

    @property
    def planner(self) -> RacePlanner:
        """Plans races at this provider."""
        return RacePlanner(self.consumer, self.established, self.book, self.held)

    def run(self, plan: RacePlan) -> Race:
        """Run a race and take note of what it booked."""
        race = self.line.race(self.consumer, plan.drafts)
        for one in race.entrants:
            self.book.observe(one.exchange)
        return race


def bookings_of_one_slot(track: Track) -> Judgement:
    """Race for one slot."""
    return _bookings(track, track.planner.bookings_of_one_slot(CONSUMERS))


def overlapping_bookings(track: Track) -> Judgement:
    """Race for slots that overlap."""
    return _bookings(track, track.planner.overlapping_bookings(CONSUMERS))


def amendments(track: Track) -> Judgement:
    """Race to amend one version."""
    appointment = track.held.booked_just_now(track.consumer)
    race = track.run(track.planner.amendments(appointment, CONSUMERS))
    judgement = judging.judge_one_succeeds(race, "AMND-023", STALE)
    return judgement.merge(
        judging.judge_left_as_told(race, "AMND-023", track.held.now(track.consumer, appointment))
    )


def amendments_and_cancellations(track: Track) -> Judgement:
    """Race to amend and to cancel one version."""
    appointment = track.held.booked_just_now(track.consumer)
    race = track.run(track.planner.amendments_and_cancellations(appointment, CONSUMERS))
    judgement = judging.judge_one_succeeds(race, "GEN-042", STALE)
    return judgement.merge(judging.judge_left_as_told(race, "GEN-042", track.held.now(track.consumer, appointment)))


def cancellation_and_bookings(track: Track) -> Judgement:
    """Race to cancel an appointment and to book its slot."""
    plan = track.planner.cancellation_and_bookings(CONSUMERS - 1)
    race = track.run(plan)
    judgement = judging.judge_all_succeed(race.of(held.CANCEL), "CANC-008")
    judgement.merge(judging.judge_one_at_most(race.of(BOOK), "BOOK-030", DUPLICATE))
    judgement.merge(judging.judge_freed(plan.held(race), plan.slot_ids, plan.offered(track.consumer)))
    lists, ended = plan.lists(track.consumer), plan.ended(race)
    return judgement.merge(judging.judge_lists(lists, plan.slot_ids, plan.made(race), ended))


def registrations(track: Track) -> Judgement:
    """Race to register one person."""
    person = track.established.candidates.free()
    race = track.run(track.planner.registrations(person, CONSUMERS))
    judgement = judging.judge_one_succeeds(race, "REG-048", DUPLICATE)
    found = active_patients(find(track.consumer, person.nhs_number))
    return judgement.merge(judging.judge_one_record("REG-048", found))


RACES: tuple[Callable[[Track], Judgement], ...] = (
    bookings_of_one_slot,
    overlapping_bookings,
    amendments,
    amendments_and_cancellations,
    cancellation_and_bookings,
    registrations,
)


def repeat(repetitions: int) -> tuple[Counter[str], list[Finding]]:
    """Run every race so often against providers without a fault; return how often each was run, and findings."""
    run: Counter[str] = Counter()
    findings: list[Finding] = []
    while run[RACES[0].__name__] < repetitions:
        left = repetitions - run[RACES[0].__name__]
        with track() as here:
            for _ in range(min(left, REPETITIONS_OF_ONE_PROVIDER)):
                for race in RACES:
                    findings += race(here).findings
                    run[race.__name__] += 1
                here.book.end_scenario()
                here.consumer.recorder.clear()
                here.established.consumer.recorder.clear()
    return run, findings


@contextmanager
def track(*faults: str) -> Iterator[Track]:
    """Start a provider, with faults or without, and what races need of it; cancel what was booked at the end."""
    with tempfile.TemporaryDirectory() as folder, embedded_provider(TargetSettings(), faults) as provider:
        connection = Connection(provider.settings.endpoint(provider.base_url))
        consumer = Consumer(connection, edition(), provider.settings.identity)
        established = Prerequisites(consumer, read_test_data(provider.test_data))
        journal = BookingJournal(Path(folder, "bookings.jsonl"), provider.base_url)
        book = AppointmentBook(established, SlotPool(consumer), journal)
        appointments = HeldAppointments(established, book)
        _teach(established, book, appointments)
        line = StartingLine(connection.endpoint, connection.guard)
        yield Track(consumer, established, book, appointments, line)
        left = book.cancel_all()
        if left:
            raise RuntimeError("; ".join(left))
        line.close()
        connection.close()


def _teach(established: Prerequisites, book: AppointmentBook, appointments: HeldAppointments) -> None:
    consumer = established.consumer
    established.learn(BOOK, book.shared_booking)
    established.learn(held.RETRIEVE, appointments.try_to_retrieve)
    established.learn(held.AMEND, lambda: appointments.amended(consumer))
    established.learn(held.CANCEL, lambda: appointments.cancelled(consumer))
    established.learn(held.READ, appointments.try_to_read)


def _bookings(track: Track, plan: RacePlan) -> Judgement:
    race = track.run(plan)
    judgement = judging.judge_one_succeeds(race, "BOOK-030", DUPLICATE)
    judgement.merge(judging.judge_slots(plan.held(race), plan.slot_ids, plan.offered(track.consumer)))
    return judgement.merge(judging.judge_lists(plan.lists(track.consumer), plan.slot_ids, plan.made(race)))


def main() -> int:
    """Print how often every race was run and what was found; return 1 when anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=100)
    options = parser.parse_args()
    started = time.perf_counter()
    run, findings = repeat(options.repetitions)
    for name, count in run.items():
        print(f"{name:30} {count:4} races of {CONSUMERS} consumers")
    failing = [one for one in findings if one.fails]
    print(f"{len(failing)} of {sum(run.values())} races failed in {time.perf_counter() - started:.0f} s")
    for one in failing:
        print(one)
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
