"""The clock and the chance of the consumer: what it takes the time to be, and what it makes up.

Both can be set, so that what a run did can be gone through again later, request by request.
"""

from datetime import UTC, datetime
from random import Random
from typing import Final
from uuid import UUID


class _Surroundings:
    """What a consumer cannot know beforehand: the instant, and what chance brings."""

    def __init__(self) -> None:
        self.instant: datetime | None = None
        self.random = Random()


_SURROUNDINGS: Final = _Surroundings()


def utc_now() -> datetime:
    """Return the current instant, in UTC."""
    return _SURROUNDINGS.instant or datetime.now(UTC)


def unique_id() -> UUID:
    """Return a random UUID (version 4)."""
    return UUID(int=_SURROUNDINGS.random.getrandbits(128), version=4)


def stop_clock(instant: datetime | None) -> None:
    """Let the clock show this instant and no other, or run again when there is none."""
    _SURROUNDINGS.instant = instant


def draw_from(seed: str) -> None:
    """Let chance bring what follows from a seed: the same each time."""
    _SURROUNDINGS.random.seed(seed)
