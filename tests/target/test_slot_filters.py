"""Search filters by what they stand for, and the slots that searches are made around."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.spec import interactions
from gpconnect.spec.value_set import codes
from gpconnect.spec.vocabulary import VALUE_SETS
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.slot_filters import TYPE_OF_NOBODY, search_filters
from gpconnect.target.slot_searches import found_only_by_all, slot_apart
from gpconnect.target.testdata import TestData

SEARCH = "search-for-free-slots"
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


def consumer_that_finds(by_filters: dict[tuple[str, ...], str]) -> Consumer:
    """Return a consumer whose searches find slots, a letter each, by the filters that they have."""

    def send(draft: Draft) -> Exchange:
        found = by_filters[tuple(value for name, value in draft.query if name == "searchFilter")]
        entries = [{"resource": {"resourceType": "Slot", "id": one}} for one in found]
        body = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}).encode()
        response = Response(200, [("Content-Type", "application/fhir+json")], body)
        return Exchange(Request(SEARCH, "GET", "http://provider/Slot", ()), response, datetime.now(UTC), 1.0)

    return SimpleNamespace(send=send)  # type: ignore[return-value]


def test_what_one_filter_finds_alone_is_not_found_only_by_all() -> None:
    search = Draft(interactions()[SEARCH], "http://provider", "GET", "Slot", (), {})
    consumer = consumer_that_finds({("type", "code"): "abcd", ("type",): "ab", ("code",): "ac"})
    assert found_only_by_all(consumer, search, ["type", "code"]) == {"d"}
    consumer = consumer_that_finds({("type", "code"): "abc", ("type",): "ab", ("code",): "ac"})
    with pytest.raises(NotApplicable, match="together only"):
        found_only_by_all(consumer, search, ["type", "code"])


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
