"""UK local time on the wire: ``yyyy-mm-ddThh:mm:ss+hh:mm``, with the offset of that very instant."""

from collections.abc import Iterator
from datetime import datetime

from gpconnect.conformance.rule import Problem, Resource, shorten, values_at
from gpconnect.consumer.local_time import local_text


def local_time_problems(resource: Resource, *paths: str) -> Iterator[Problem]:
    """Yield a problem for every value at these element paths that is not UK local time in the right format."""
    for path in paths:
        for at, value in values_at(resource, path):
            expected = _expected(value)
            if value != expected:
                yield Problem(at, expected, shorten(value))


def instant(value: object) -> datetime | None:
    """Return a date and time with an offset as an instant, or ``None`` when the value is nothing of the kind."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None


def _expected(value: object) -> str:
    """Return how the instant is to be written; where there is none, the format."""
    read = instant(value)
    if read is None:
        return "yyyy-mm-ddThh:mm:ss+hh:mm"
    try:
        return local_text(read)
    except OverflowError:  # the first or the last day that a datetime can hold, moved beyond it
        return "a date that UK local time can express"
