"""Search filters by what they stand for, and the slots that searches are made around."""

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.spec.value_set import codes
from gpconnect.spec.vocabulary import VALUE_SETS
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.slot_filters import TYPE_OF_NOBODY, search_filters
from gpconnect.target.slot_searches import slot_apart
from gpconnect.target.testdata import TestData

CONSUMER = ConsumerOrganisation("A11111", "Consumer", "gp-practice", "01130000000")
DATA = TestData(slots={"restricted_type": "urgent-care", "restricted_code": "B22222"})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("no filter", []),
        ("its type", ["gp-practice"]),
        ("its type and its code", ["gp-practice", "A11111"]),
        ("the reserved type and the reserved code", ["urgent-care", "B22222"]),
        ("another type", ["gp-practice"]),
        ("an unpublished type", [TYPE_OF_NOBODY]),
    ],
)
def test_words_stand_for_filters(words: str, expected: list[str]) -> None:
    assert [one.rpartition("|")[2] for one in search_filters(words, CONSUMER, DATA)] == expected


def test_filters_that_the_test_data_does_not_map_are_not_applicable() -> None:
    with pytest.raises(NotApplicable, match="restricted_type"):
        search_filters("the reserved type", CONSUMER, TestData())


def test_the_unpublished_type_is_not_in_the_value_set() -> None:
    assert TYPE_OF_NOBODY not in codes(VALUE_SETS["organisation_type"])


def free_slot(logical_id: str, start: str, end: str) -> FreeSlot:
    return FreeSlot({"id": logical_id, "start": start, "end": end}, {}, None, None)


def test_a_slot_that_stays_within_its_day_is_taken_from_the_middle() -> None:
    overnight = free_slot("night", "2026-07-01T23:50:00+01:00", "2026-07-02T00:10:00+01:00")
    days = [
        free_slot(str(day), f"2026-07-0{day}T09:00:00+01:00", f"2026-07-0{day}T09:10:00+01:00") for day in (1, 2, 3)
    ]
    assert slot_apart([days[0], overnight, days[1], days[2]]).id == "2"
    assert slot_apart([overnight]).id == "night"


def test_the_only_long_run_of_adjacent_slots_is_not_broken_up() -> None:
    run = [
        free_slot(str(ten), f"2026-07-01T09:{ten}0:00+01:00", f"2026-07-01T09:{ten + 1}0:00+01:00")
        for ten in range(5)
    ]
    alone = free_slot("alone", "2026-07-02T09:00:00+01:00", "2026-07-02T09:10:00+01:00")
    assert slot_apart(run).id == "4"
    assert slot_apart([*run, alone]).id == "alone"
