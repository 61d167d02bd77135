"""Periods of slot searches."""

from datetime import date, datetime

import pytest

from gpconnect.consumer import slot_period
from gpconnect.consumer.local_time import LONDON, today

SUMMER_MORNING = datetime.fromisoformat("2026-07-15T09:00:00+01:00")


@pytest.fixture
def midwinter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot_period, "today", lambda: date(2026, 12, 20))


@pytest.mark.parametrize(
    ("which", "season", "day"),
    [
        ("last", "summer", date(2026, 3, 29)),
        ("last", "winter", date(2026, 10, 25)),
        ("next", "summer", date(2027, 3, 28)),
        ("next", "winter", date(2027, 10, 31)),
    ],
)
@pytest.mark.usefixtures("midwinter")
def test_the_clocks_change_on_the_last_sundays_of_march_and_october(which: str, season: str, day: date) -> None:
    assert slot_period.clock_change(which, season) == day


@pytest.mark.parametrize(
    ("today", "which", "day"),
    [
        (date(2027, 10, 31), "last", date(2026, 10, 25)),
        (date(2027, 11, 1), "next", date(2028, 10, 29)),
        (date(2027, 11, 1), "last", date(2027, 10, 31)),
        (date(2026, 10, 26), "next", date(2027, 10, 31)),
    ],
)
def test_the_clocks_may_change_a_year_and_a_week_apart(
    monkeypatch: pytest.MonkeyPatch, today: date, which: str, day: date
) -> None:
    monkeypatch.setattr(slot_period, "today", lambda: today)
    assert slot_period.clock_change(which, "winter") == day


def test_a_period_around_a_clock_change_has_both_offsets() -> None:
    assert slot_period.around(date(2026, 10, 25), "dates") == ("2026-10-24", "2026-10-26")
    assert slot_period.around(date(2026, 10, 25), "times") == (
        "2026-10-24T00:00:00+01:00",
        "2026-10-26T23:59:59+00:00",
    )


def test_a_period_can_be_moved_by_seconds() -> None:
    assert slot_period.shifted(SUMMER_MORNING, SUMMER_MORNING, -60, 1) == (
        "2026-07-15T08:59:00+01:00",
        "2026-07-15T09:00:01+01:00",
    )


def test_days_are_counted_in_local_time() -> None:
    just_after_midnight = datetime.fromisoformat("2026-07-14T23:30:00+00:00")
    assert slot_period.days_around(just_after_midnight, -1, 1) == ("2026-07-14", "2026-07-16")


@pytest.mark.parametrize(
    ("start_form", "end_form", "expected"),
    [
        ("a date", "a date", ("2026-07-15", "2026-07-15")),
        ("a date", "a time", ("2026-07-15", "2026-07-15T23:59:59+01:00")),
        ("a time", "a date", ("2026-07-15T00:00:00+01:00", "2026-07-15")),
    ],
)
def test_dates_and_times_can_be_mixed(start_form: str, end_form: str, expected: tuple[str, str]) -> None:
    assert slot_period.over_day(SUMMER_MORNING, start_form, end_form) == expected


@pytest.mark.parametrize(
    ("offset", "expected"), [("+00:00", "2026-07-15T08:00:00+00:00"), ("+01:00", "2026-07-15T09:00:00+01:00")]
)
def test_an_instant_can_be_written_with_either_offset(offset: str, expected: str) -> None:
    assert slot_period.with_offset("2026-07-15T09:00:00+01:00", offset) == expected


def test_a_search_from_now_ends_at_the_same_time_of_day() -> None:
    start, end = (datetime.fromisoformat(one).astimezone(LONDON) for one in slot_period.instants_from_now(13))
    assert (end.date() - start.date()).days == 13
    assert start.time() == end.time()


@pytest.mark.parametrize("name", slot_period.PERIODS)
def test_named_periods_are_shorter_than_two_weeks(name: str) -> None:
    first, last = (date.fromisoformat(one) for one in slot_period.period(name))
    assert 0 <= (last - first).days <= 13
    assert first != today()


def test_an_unknown_period_is_refused() -> None:
    with pytest.raises(LookupError, match="tomorrow"):
        slot_period.period("tomorrow")


@pytest.mark.parametrize(
    ("form", "expected"),
    [("a date", "2026-07-15"), ("a year and a month", "2026-07"), ("a word", "soon"), ("nothing", "")],
)
def test_a_day_can_be_written_wrongly(form: str, expected: str) -> None:
    assert slot_period.written(form, date(2026, 7, 15)) == expected
