"""The clock and the chance of the consumer: what it takes the time to be, and what it makes up.

Both can be written down and brought back, so that a run can be gone through again later, request by request.
"""

from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from random import Random
from typing import Final
from uuid import UUID


class _Surroundings:
    """What a consumer cannot know beforehand: the instant, and what chance brings."""

    def __init__(self) -> None:
        self.random = Random()
        self.read: list[datetime] | None = None
        self.ahead: deque[datetime] | None = None
        self.shown: datetime | None = None


_SURROUNDINGS: Final = _Surroundings()


def utc_now() -> datetime:
    """Return the current instant, in UTC."""
    if _SURROUNDINGS.ahead:
        _SURROUNDINGS.shown = _SURROUNDINGS.ahead.popleft()
    instant = _SURROUNDINGS.shown or datetime.now(UTC)
    if _SURROUNDINGS.read is not None:
        _SURROUNDINGS.read.append(instant)
    return instant


def unique_id() -> UUID:
    """Return a random UUID (version 4)."""
    return UUID(int=_SURROUNDINGS.random.getrandbits(128), version=4)


def draw_from(seed: str) -> None:
    """Let chance bring what follows from a seed: the same each time."""
    _SURROUNDINGS.random.seed(seed)


def note_readings() -> list[datetime]:
    """Return a list into which every instant goes that the clock is asked for from here on."""
    _SURROUNDINGS.read = []
    return _SURROUNDINGS.read


def show_again(readings: Iterable[datetime]) -> None:
    """Let the clock show these instants, one each time it is asked, and then the last of them."""
    _SURROUNDINGS.ahead = deque(readings)
    _SURROUNDINGS.shown = None


def run_on() -> None:
    """Let the clock show the time that it is."""
    _SURROUNDINGS.ahead = _SURROUNDINGS.shown = None
