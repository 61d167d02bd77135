"""How many slots a run needs."""

import pytest

from gpconnect.target.slot_needs import HELD, SHARED, slots_needed, too_few

SEARCH = ["a request to search for free slots", "the consumer sends it"]
BOOKING = ["a booking of a free slot", "the consumer sends it"]
PAIR = ["a booking of two adjacent slots of which one is booked already"]
SEVERAL = ["an appointment booked just now over 3 adjacent slots"]


@pytest.mark.parametrize(
    ("scenarios", "workers", "needed"),
    [
        ([SEARCH], 8, 0),
        ([SEARCH, BOOKING], 1, SHARED + HELD + 1),
        ([BOOKING, PAIR], 1, SHARED + HELD + 2),
        ([BOOKING, SEVERAL], 4, SHARED + 4 * (HELD + 3)),
        ([], 1, 0),
    ],
)
def test_the_scenario_with_the_most_slots_counts_for_each_worker(
    scenarios: list[list[str]], workers: int, needed: int
) -> None:
    assert slots_needed(scenarios, workers) == needed


def test_too_few_says_how_many_and_what_to_do() -> None:
    assert "needs 9 free slots at a time, and the provider offers 2" in str(too_few(9, 2, 1))
    assert "fewer workers" in str(too_few(9, 2, 4))
    assert "fewer workers" not in str(too_few(9, 2, 1))
