"""The start parameters of a search for a patient's appointments."""

from datetime import date, timedelta

import pytest

from gpconnect.consumer.appointment_search import day_named, retrieval_query, start_parameters
from gpconnect.consumer.local_time import today


def test_a_range_has_two_boundaries() -> None:
    assert retrieval_query(date(2026, 7, 1), date(2026, 7, 14)) == [
        ("start", "ge2026-07-01"),
        ("start", "le2026-07-14"),
    ]


def test_words_describe_start_parameters() -> None:
    expected = [("start", f"ge{today():%Y-%m-%d}"), ("start", f"le{today() + timedelta(days=7):%Y-%m-%d}")]
    assert start_parameters("ge today, le in a week") == expected
    assert start_parameters("none") == []


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("today", "%Y-%m-%d"),
        ("eqs today", "eqs%Y-%m-%d"),
        ("ge today with a time", "ge%Y-%m-%dT09:00:00"),
        ("le today with a time in UTC", "le%Y-%m-%dT09:00:00Z"),
        ("ge today without its day", "ge%Y-%m"),
        ("ge today without its day and month", "ge%Y"),
    ],
)
def test_a_day_takes_many_forms(words: str, form: str) -> None:
    assert start_parameters(words) == [("start", f"{today():{form}}")]


@pytest.mark.parametrize(
    ("words", "end"), [("ge 30 February", "-02-30"), ("ge a word", "gesoon"), ("le nothing", "le"), ("nothing", "")]
)
def test_some_days_do_not_exist(words: str, end: str) -> None:
    assert start_parameters(words)[0][1].endswith(end)


def test_words_that_describe_nothing_are_refused() -> None:
    with pytest.raises(LookupError, match="ge doomsday"):
        start_parameters("ge doomsday")
    with pytest.raises(LookupError, match="doomsday"):
        day_named("doomsday")
