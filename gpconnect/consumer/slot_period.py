"""Periods of slot searches: the start and the end that a consumer asks for, as text."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from gpconnect.consumer.local_time import LONDON, local_text, now, today

Period = tuple[str, str]

# The clocks change on the last Sunday of a month: from one year to the next that is 52 weeks, or 53.
_SPAN_OF_CHANGES: Final = timedelta(weeks=54)
_SEASONS: Final[Mapping[str, bool]] = {"summer": True, "winter": False}

FORMS: Final[Mapping[str, str]] = {
    "a date": "%Y-%m-%d",
    "a date and time": "%Y-%m-%dT00:00:00+00:00",
    "a year": "%Y",
    "a year and a month": "%Y-%m",
    "a date without hyphens": "%Y%m%d",
    "a date with slashes": "%Y/%m/%d",
    "a date with its day first": "%d-%m-%Y",
    "a day that February lacks": "%Y-02-30",
    "a thirteenth month": "%Y-13-01",
    "an hour that no day has": "%Y-%m-%dT25:00:00+00:00",
    "a time without an offset": "%Y-%m-%dT09:00:00",
    "a time without a date": "T09:00:00+00:00",
    "a word": "soon",
    "nothing": "",
    "a time in UTC marked by a letter": "%Y-%m-%dT09:00:00Z",
    "a time without seconds": "%Y-%m-%dT09:00+00:00",
    "a time with milliseconds": "%Y-%m-%dT09:00:00.000+00:00",
}


def written(form: str, day: date) -> str:
    """Return a day in one of the ``FORMS``, the right ones and the wrong ones."""
    return day.strftime(FORMS[form])


def dates_from_today(days: int) -> Period:
    """Return today and the date that many days later."""
    return _dates(today(), days)


def instants_from_now(days: int) -> Period:
    """Return this second, and the same time of day that many days later, in UK local time."""
    start = now().replace(microsecond=0)
    return local_text(start), local_text(start + timedelta(days=days))


def whole_days(first: date, last: date) -> Period:
    """Return the first second of one day and the last second of another, in UK local time."""
    start = datetime.combine(first, time(), LONDON)
    end = datetime.combine(last, time(23, 59, 59), LONDON)
    return local_text(start), local_text(end)


def around(day: date, form: str) -> Period:
    """Return the three days with this one in their middle, by ``dates`` or by ``times``."""
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    return (first.isoformat(), last.isoformat()) if form == "dates" else whole_days(first, last)


def shifted(start: datetime, end: datetime, start_seconds: int, end_seconds: int) -> Period:
    """Return the period between two instants, each moved by some seconds, in UK local time."""
    return local_text(start + timedelta(seconds=start_seconds)), local_text(end + timedelta(seconds=end_seconds))


def days_around(instant: datetime, first: int, last: int) -> Period:
    """Return the dates that many days after the one on which an instant falls in UK local time."""
    day = instant.astimezone(LONDON).date()
    return (day + timedelta(days=first)).isoformat(), (day + timedelta(days=last)).isoformat()


def over_day(instant: datetime, start_form: str, end_form: str) -> Period:
    """Return the day on which an instant falls in UK local time, its bounds as ``a date`` or as ``a time``."""
    day = instant.astimezone(LONDON).date()
    start, end = whole_days(day, day)
    return (day.isoformat() if start_form == "a date" else start), (
        day.isoformat() if end_form == "a date" else end
    )


def with_offset(text: str, offset: str) -> str:
    """Return the same instant with another offset, ``+00:00`` or ``+01:00`` for example."""
    zone = datetime.strptime(offset, "%z").tzinfo
    return datetime.fromisoformat(text).astimezone(zone).isoformat(timespec="seconds")


def period(name: str) -> Period:
    """Return a period by its name; raise ``LookupError`` naming the known ones when there is none of this name."""
    if name not in PERIODS:
        raise LookupError(f"there is no period {name!r}; known: {', '.join(PERIODS)}")
    which, days = PERIODS[name]
    return _dates(today() + timedelta(days=which), days)


def clock_change(which: str, season: str) -> date:
    """Return the day on which the clocks ``last`` changed, or ``next`` change, to ``summer`` or ``winter`` time."""
    nearest = sorted(_changes(_SEASONS[season]), key=lambda day: abs(day - today()))
    return next(day for day in nearest if (day >= today()) is (which == "next"))


# How many days from today it begins, and how many days later it ends.
PERIODS: Final[Mapping[str, tuple[int, int]]] = {
    "yesterday": (-1, 0),
    "the thirteen days before today": (-14, 13),
    "the past week and the coming days": (-7, 13),
    "two weeks of a year ago": (-365, 13),
    "two weeks ten years ahead": (3652, 13),
}


def _dates(first: date, days: int) -> Period:
    return first.isoformat(), (first + timedelta(days=days)).isoformat()


def _changes(to_summer: bool) -> Iterator[date]:
    """Yield the days within the span on which summer time begins, or ends."""
    span = 2 * _SPAN_OF_CHANGES.days
    days = [today() - _SPAN_OF_CHANGES + timedelta(days=number) for number in range(span)]
    for day, following in pairwise(days):
        if (_offset(following) > _offset(day)) if to_summer else (_offset(following) < _offset(day)):
            yield day


def _offset(day: date) -> timedelta:
    return datetime.combine(day, time(), LONDON).utcoffset() or timedelta()
