"""Measurements: limits, percentiles and sizes, and adding up what several processes measured."""

import json

import pytest

from gpconnect.load.measurements import Call, Cell, Measurements

BOOK, SEARCH = "book-an-appointment", "search-for-free-slots"


def _cell(*milliseconds: float, key: str = BOOK) -> Cell:
    cell = Cell()
    for time in milliseconds:
        cell.note(Call(key, time, 10, 1000))
    return cell


@pytest.mark.parametrize(
    ("key", "milliseconds", "counts"),
    [
        (BOOK, 99.9, (0, 0)),
        (BOOK, 100, (1, 0)),
        (BOOK, 249.9, (1, 0)),
        (BOOK, 250, (1, 1)),
        (SEARCH, 999.9, (0, 0)),
        (SEARCH, 1000, (1, 0)),
        (SEARCH, 3000, (1, 1)),
    ],
)
def test_a_call_that_takes_as_long_as_its_limit_is_over_it(
    key: str, milliseconds: float, counts: tuple[int, int]
) -> None:
    cell = _cell(milliseconds, key=key)
    assert (cell.slow, cell.too_slow) == counts


def test_percentiles_are_times_that_were_measured() -> None:
    cell = _cell(*range(1, 101))
    assert [cell.percentile(one) for one in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert _cell(7.04).percentile(50) == pytest.approx(7.04, abs=0.05)
    assert Cell().percentile(95) == 0


def test_a_failed_call_has_no_time_and_no_size() -> None:
    cell = _cell(10)
    cell.note(Call(BOOK, 0.1, 10, 20, failure="no response"))
    assert (cell.calls, cell.failed, cell.answered, cell.percentile(1)) == (2, 1, 1, 10)
    assert cell.mean_sizes() == (10, 1000)


def test_what_processes_measured_adds_up_on_its_way_through_messages() -> None:
    together = Measurements(2.0)
    for longest in (20, 40):
        one = Measurements(2.0)
        one.note(0.5, Call(BOOK, longest, 1, 2))
        one.note(2.5, Call(SEARCH, 10, 1, 2, failure="Search for free slots: status 500"))
        message = json.loads(json.dumps(one.taken()))
        assert not one.cells
        together.add(Measurements.received(message))
    assert together.by_interaction()[BOOK].longest == 40
    assert together.by_interaction([0]).keys() == {BOOK}
    assert together.failures == {"Search for free slots: status 500": 2}
    assert [(window, cell.calls) for window, cell in together.windows()] == [(0, 2), (1, 2)]
