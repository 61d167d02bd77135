"""The provider's clock, and UK local time on the wire."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


class Clock:
    """Time as the provider sees it: the computer's, or one that starts at a chosen instant and then runs on."""

    def __init__(self, start: datetime | None = None) -> None:
        """``start`` is an aware datetime; without it the clock shows the computer's time."""
        self._offset = start.timestamp() - time.time() if start else 0.0

    def epoch(self) -> int:
        """Return the present as whole seconds since 1970-01-01T00:00:00Z."""
        return int(time.time() + self._offset)

    def now(self) -> datetime:
        """Return the present as an aware datetime in UK local time."""
        return datetime.fromtimestamp(time.time() + self._offset, UK)

    def today(self) -> date:
        """Return today's date in the UK."""
        return self.now().date()


@lru_cache(maxsize=16384)
def wire(epoch: int) -> str:
    """Return an instant in UK local time with its offset: ``2026-07-01T09:00:00+01:00``."""
    return datetime.fromtimestamp(epoch, UK).isoformat()


def local_epoch(day: date, hour: int = 0, minute: int = 0) -> int:
    """Return the instant at which UK clocks show this time (the earlier one where they show it twice)."""
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=UK).timestamp())


def end_of_day(day: date) -> int:
    """Return the instant at which this day ends in the UK: the first one of the next day, if there is one.

    UK clocks never change at midnight, so the last minute of a day is never cut short or repeated.
    """
    return local_epoch(day, 23, 59) + 60


def clock_changes(first: date, last: date) -> list[date]:
    """Return the days from ``first`` to ``last`` on which UK clocks change."""
    days = (days_after(first, number) for number in range((last - first).days + 1))
    return [day for day in days if _offset(day) != _offset(days_after(day, 1))]


def _offset(day: date) -> timedelta | None:
    return datetime(day.year, day.month, day.day, tzinfo=UK).utcoffset()


def http_date(epoch: int) -> str:
    """Return an instant as HTTP writes dates (RFC 7231, section 7.1.1.1)."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def days_after(day: date, number: int) -> date:
    """Return the day that comes ``number`` days later (earlier where negative)."""
    return day + timedelta(days=number)
