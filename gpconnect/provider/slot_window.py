"""The window of a slot search: what `start` and `end` may look like, and which instants they mean."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gpconnect.provider.clock import UK, end_of_day, local_epoch
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.parameters import Parameters
from gpconnect.spec.vocabulary import LIMITS

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# A consumer that encodes the query as a form sends the offset's plus sign as a space.
_DATE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})[+ ](\d{2}:\d{2})", re.ASCII)
_LONGEST = timedelta(days=LIMITS["slot_search_days"])


@dataclass(frozen=True)
class Window:
    """Slots start at ``start`` or later and end at ``end`` or earlier (both in seconds since 1970 UTC)."""

    start: int
    end: int


@dataclass(frozen=True)
class _Bound:
    day: date
    moment: datetime | None


def slot_window(query: Parameters, *, limited: bool = True) -> Window:
    """Return the window that a slot search asks for.

    A date means the whole day in the UK; a date and time must be UK local time with its offset (page:
    appointments_use_case_search_for_free_slots). Raises ``ProviderError`` INVALID_PARAMETER for a bound that is
    missing, repeated, malformed or has the wrong prefix, for an end before the start, and, unless ``limited`` is
    off, for more than 14 days.
    """
    start = _bound(query, "start", "ge")
    end = _bound(query, "end", "le")
    window = Window(_first_instant(start), _last_instant(end))
    if window.end < window.start:
        raise ProviderError("INVALID_PARAMETER", "the end of the search is before its start")
    if limited and _length(start, end) > _LONGEST:
        raise ProviderError("INVALID_PARAMETER", f"the search covers more than {LIMITS['slot_search_days']} days")
    return window


def _bound(query: Parameters, name: str, prefix: str) -> _Bound:
    sent = query.values(name)
    if len(sent) != 1:
        raise ProviderError("INVALID_PARAMETER", f"exactly one {name} parameter is needed; {len(sent)} were sent")
    if not sent[0].startswith(prefix):
        raise ProviderError("INVALID_PARAMETER", f"{name}={sent[0]} does not have the search prefix {prefix}")
    text = sent[0].removeprefix(prefix)
    try:
        bound = _parsed(text)
    except ValueError as error:
        raise ProviderError("INVALID_PARAMETER", f"{name}={sent[0]}: {error}") from error
    if bound is None:
        form = "yyyy-mm-dd or yyyy-mm-ddThh:mm:ss+hh:mm"
        raise ProviderError("INVALID_PARAMETER", f"{name}={sent[0]} is not of the form {prefix}{form}")
    return bound


def _parsed(text: str) -> _Bound | None:
    if _DATE.fullmatch(text):
        return _Bound(date.fromisoformat(text), None)
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return None
    moment = datetime.fromisoformat(f"{found[1]}+{found[2]}")
    local = moment.astimezone(UK)
    if local.utcoffset() != moment.utcoffset():
        raise ValueError(f"UK local time at that instant is {local.isoformat()}")
    return _Bound(local.date(), local)


def _first_instant(bound: _Bound) -> int:
    return int(bound.moment.timestamp()) if bound.moment else local_epoch(bound.day)


def _last_instant(bound: _Bound) -> int:
    """A day ends just before the next one starts: a slot that ends at midnight ends on the next day."""
    return int(bound.moment.timestamp()) if bound.moment else end_of_day(bound.day) - 1


def _length(start: _Bound, end: _Bound) -> timedelta:
    """How long the window is by UK clocks and calendars, so that a clock change neither adds nor takes an hour."""
    if start.moment and end.moment:
        return end.moment.replace(tzinfo=None) - start.moment.replace(tzinfo=None)
    return end.day - start.day
