"""Adjacent slots: which may be booked together, and which break one rule alone."""

from typing import Any

import pytest
from booking_provider import schedule, slot

from gpconnect.target.adjacent_slots import (
    TIMES_MEET,
    adjacent_runs,
    broken_rules,
    end_of_short_run,
    of_two_days,
    pair_breaking,
    run_of,
)
from gpconnect.target.free_slots import FreeSlot, free_slots


def found(*slots: dict[str, Any]) -> list[FreeSlot]:
    entries = [*slots, schedule("sc1"), schedule("sc2")]
    return free_slots({"resourceType": "Bundle", "entry": [{"resource": one} for one in entries]})


VARIANTS: dict[str, dict[str, Any]] = {
    TIMES_MEET: {"place": 2},
    "the same schedule": {"place": 1, "schedule": "sc2"},
    "the same delivery channel": {"place": 1, "channel": "Telephone"},
    "the same service type": {"place": 1, "service_type": "Nurse"},
}


def test_slots_that_meet_in_all_respects_break_no_rule() -> None:
    assert broken_rules(*found(slot("a"), slot("b", place=1))) == []
    assert pair_breaking(found(slot("a"), slot("b", place=1)), TIMES_MEET) == []


@pytest.mark.parametrize("rule", VARIANTS)
def test_each_rule_is_broken_alone(rule: str) -> None:
    slots = found(slot("a"), slot("b", **VARIANTS[rule]))
    assert broken_rules(*slots) == [rule]
    assert {one: [slot.id for slot in pair_breaking(slots, one)] for one in VARIANTS} == {
        one: (["a", "b"] if one == rule else []) for one in VARIANTS
    }


@pytest.mark.parametrize("rule", VARIANTS)
def test_a_broken_rule_ends_a_run(rule: str) -> None:
    assert [len(run) for run in adjacent_runs(found(slot("a"), slot("b", **VARIANTS[rule])))] == [1, 1]


def test_runs_side_by_side_are_told_apart() -> None:
    both = found(
        *(slot(f"{name}{place}", place=place, schedule=name) for name in ("sc1", "sc2") for place in (0, 1))
    )
    assert [[one.id for one in run] for run in adjacent_runs(both)] == [["sc10", "sc11"], ["sc20", "sc21"]]


def test_the_shortest_run_that_is_long_enough_is_taken() -> None:
    slots = found(
        *(slot(f"long{place}", place=place) for place in range(4)), slot("c0", place=7), slot("c1", place=8)
    )
    assert [one.id for one in run_of(slots, 2)] == ["c0", "c1"]
    assert [one.id for one in run_of(slots, 3)] == ["long0", "long1", "long2"]
    assert run_of(slots, 5) == []


def test_what_lasts_stands_at_the_end_of_a_short_run() -> None:
    run = [slot(f"run{place}", place=place) for place in range(3)]
    pair = [slot(f"pair{place}", days=2, place=place) for place in range(2)]
    assert [one.id for one in end_of_short_run(found(*run, *pair))] == ["pair1"]
    assert [one.id for one in end_of_short_run(found(*run))] == ["run2"]
    assert end_of_short_run([]) == []


def test_slots_of_two_days_are_near_each_other_and_leave_long_runs_whole() -> None:
    run = [slot(f"run{place}", days=9, place=place) for place in range(2)]
    slots = found(slot("far"), *run, slot("alone", days=9, place=5), slot("next", days=10))
    assert [one.id for one in of_two_days(slots)] == ["alone", "next"]
    assert of_two_days(found(slot("a"), slot("b", place=3), slot("far", days=10))) == []
