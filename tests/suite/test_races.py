"""Races: a provider without a fault passes them again and again; one that checks and then acts does not."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from benchmarks import races
from benchmarks.races import Track, repeat, track
from gpconnect.conformance.rule import Judgement

REPETITIONS = 5
SEEN: list[tuple[str, Callable[[Track], Judgement], str]] = [
    ("booking-race", races.bookings_of_one_slot, "BOOK-030"),
    ("overlapping-bookings-race", races.overlapping_bookings, "BOOK-030"),
    ("amendments-race", races.amendments, "AMND-023"),
    ("cancellation-races-amendment", races.amendments_and_cancellations, "GEN-042"),
    ("slots-freed-late", races.cancellation_and_bookings, "BOOK-067"),
    ("registrations-race", races.registrations, "REG-048"),
]


def test_a_provider_without_a_fault_passes_every_repetition() -> None:
    run, findings = repeat(REPETITIONS)
    assert [str(one) for one in findings if one.fails] == []
    assert set(run.values()) == {REPETITIONS}


@pytest.mark.parametrize(("fault", "race", "requirement"), SEEN, ids=[fault for fault, _, _ in SEEN])
def test_a_provider_that_checks_and_then_acts_is_noticed(
    fault: str, race: Callable[[Track], Judgement], requirement: str
) -> None:
    with track(fault) as here:
        findings = race(here).findings
    assert requirement in {one.requirement for one in findings if one.fails}


@pytest.fixture(scope="module")
def here() -> Iterator[Track]:
    with track() as made:
        yield made


def test_requests_are_released_together_over_connections_that_are_open(here: Track) -> None:
    drafts = [here.consumer.draft("get-the-capability-statement") for _ in range(4)]
    run = here.line.race(here.consumer, drafts)
    sent = [one.sent for one in run.entrants]
    assert [one.exchange.status for one in run.entrants] == [200] * 4
    assert max(sent) - min(sent) < timedelta(milliseconds=200)
    assert [one.name for one in run.entrants] == ["consumer 1", "consumer 2", "consumer 3", "consumer 4"]


def test_the_exchanges_of_a_race_are_recorded_in_the_order_of_their_answers(here: Track) -> None:
    before = len(here.consumer.recorder)
    drafts = [here.consumer.draft("get-the-capability-statement") for _ in range(3)]
    run = here.line.race(here.consumer, drafts)
    recorded = list(here.consumer.recorder.since(before))
    assert recorded == [one.exchange for one in sorted(run.entrants, key=lambda one: one.answered)]


def test_no_thread_is_left_after_a_race(here: Track) -> None:
    before = threading.active_count()
    here.line.race(here.consumer, [here.consumer.draft("get-the-capability-statement")])
    assert threading.active_count() == before
