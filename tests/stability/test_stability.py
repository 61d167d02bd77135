"""A few of the runs of ``make stability``: without a fault nothing fails, whatever the time and the order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import pytest

from gpconnect.spec import testing_order
from tests.stability.__main__ import row
from tests.stability.condition import Condition, conditions, ordinary
from tests.stability.run import Case, Run, run_all

WHOLE = "29 February"
CRITICAL = (
    "seconds before midnight in summer",
    "13 days before summer time, at an hour that it skips",
    "the hour that comes twice, for the second time",
)
TIMELY = ("search-for-free-slots", "retrieve-a-patients-appointments")


@pytest.fixture(scope="module")
def runs() -> Mapping[str, Run]:
    known = {one.name: one for one in conditions()}
    chosen = [known[WHOLE], *(replace(known[name], interactions=TIMELY) for name in CRITICAL)]
    return {one.condition.name: one for one in run_all(chosen, at_a_time=2)}


@pytest.mark.parametrize("name", [WHOLE, *CRITICAL])
def test_nothing_fails(runs: Mapping[str, Run], name: str) -> None:
    one = runs[name]
    assert one.red == []
    assert one.is_green, one.printed[-2000:]


def test_orders_differ_within_the_testing_order(runs: Mapping[str, Run]) -> None:
    orders = [[case.name for case in runs[name].cases] for name in CRITICAL]
    assert all(sorted(order) == sorted(orders[0]) for order in orders)
    assert len({tuple(order) for order in orders}) == len(orders)
    # What is about no interaction alone comes last.
    tested = [key for key, _ in groupby(case.interaction for case in runs[WHOLE].cases) if key]
    assert tested == [key for key in testing_order() if key in tested]


def test_runs_in_a_row_leave_the_clocks_alone_and_have_an_order_each() -> None:
    options = [one.options for one in ordinary(20)]
    assert len({tuple(one) for one in options}) == 20
    assert not any("--clock-starts" in text for one in options for text in one)
    assert all(any("--clock-starts" in text for text in one.options) for one in conditions())


@pytest.mark.parametrize(
    ("status", "outcomes", "red"),
    [
        (0, ["passed", "advisory", "not applicable"], []),
        (1, ["passed", "failed"], ["1"]),
        (1, ["passed", "blocked", "error"], ["1", "2"]),
        (1, ["passed"], []),
        (0, ["not applicable"], []),
        (4, [], []),
    ],
)
def test_a_run_is_green_when_it_succeeds_and_scenarios_passed(
    status: int, outcomes: Sequence[str], red: list[str]
) -> None:
    cases = [Case(str(number), "book-an-appointment", outcome) for number, outcome in enumerate(outcomes)]
    one = Run(Condition("noon", "2027-01-20T12:00:00+00:00", 1), status, cases, 1.0, "")
    assert one.red == red
    assert one.is_green is (status == 0 and "passed" in outcomes)
    assert ("none" in row(one)) is one.is_green
