"""The parameters of a slot search."""

from datetime import UTC, date, datetime

import pytest

from gpconnect.consumer.draft import Draft
from gpconnect.consumer.local_time import LONDON, local_text
from gpconnect.consumer.paths import with_every_character_encoded
from gpconnect.consumer.slot_search import (
    bound_of,
    code_filter,
    fully_encoded,
    not_encoded,
    slot_query,
    type_filter,
    typical_dates,
    with_bound,
    with_filters,
    with_includes,
    with_period,
)
from gpconnect.spec import interaction


@pytest.fixture
def draft() -> Draft:
    query = tuple(slot_query("2026-07-01", "2026-07-14", filters=["system|code"]))
    return Draft(interaction("search-for-free-slots"), "https://provider.example", "GET", "Slot", (), {}, query)


def test_a_search_has_a_window_a_status_and_its_schedules() -> None:
    assert slot_query("2026-07-01", "2026-07-14", includes=()) == [
        ("status", "free"),
        ("start", "ge2026-07-01"),
        ("end", "le2026-07-14"),
        ("_include", "Slot:schedule"),
    ]


def test_includes_and_filters_come_as_asked() -> None:
    filters = [type_filter("gp-practice"), code_filter("A20047")]
    query = slot_query("2026-07-01", "2026-07-14", includes=["locations"], filters=filters)
    assert ("_include:recurse", "Schedule:actor:Location") in query
    assert ("_include:recurse", "Schedule:actor:Practitioner") not in query
    assert [value.rpartition("|")[2] for name, value in query if name == "searchFilter"] == [
        "gp-practice",
        "A20047",
    ]


def test_the_typical_window_is_thirteen_days_long() -> None:
    first, last = (date.fromisoformat(one) for one in typical_dates())
    assert (last - first).days == 13


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "2026-03-29T00:59:59+00:00"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29T02:00:00+01:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T01:30:00+01:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T01:30:00+00:00"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=LONDON), "2026-03-29T02:30:00+01:00"),
    ],
)
def test_local_time_has_the_offset_of_its_instant(instant: datetime, expected: str) -> None:
    assert local_text(instant) == expected


def test_a_search_can_be_altered(draft: Draft) -> None:
    moved = with_period(draft, "2026-08-01", "2026-08-02")
    assert (bound_of(moved, "start"), bound_of(moved, "end")) == ("2026-08-01", "2026-08-02")
    assert ("end", "gt2026-08-02") in with_bound(moved, "end", "2026-08-02", "gt").query
    assert ("start", "2026-08-01") in with_bound(moved, "start", "2026-08-01", "").query
    assert [value for name, value in with_includes(draft, ["locations"]).query if name == "_include:recurse"] == [
        "Schedule:actor:Location"
    ]
    assert [name for name, _ in with_filters(draft, ["a|1", "b|2"]).query].count("searchFilter") == 2
    assert "searchFilter" not in [name for name, _ in with_filters(draft, []).query]


def test_a_search_can_be_encoded_throughout_or_not_at_all(draft: Draft) -> None:
    timed = with_period(draft, "2026-07-01T09:00:00+01:00", "2026-07-02")
    assert "start=ge2026-07-01T09%3A00%3A00%2B01%3A00" in fully_encoded(timed).url
    assert "start=ge2026-07-01T09:00:00+01:00" in not_encoded(timed).url
    assert "searchFilter=system|code" in not_encoded(timed).url


def test_letters_digits_and_hyphens_can_be_encoded_too(draft: Draft) -> None:
    url = with_every_character_encoded(draft.with_query([("start", "ge2026-07")])).url
    assert url.endswith("/Slot?%73%74%61%72%74=%67%65%32%30%32%36%2D%30%37")
