"""Measurements: how long calls took, by interaction and moment, added up over any number of processes."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from gpconnect.spec import interaction
from gpconnect.spec.vocabulary import RESPONSE_TIME_MILLISECONDS

_TENTHS = 10
_KEPT_REASONS = 20


@dataclass(frozen=True)
class Call:
    """One call: its interaction, milliseconds from the first byte sent to the last one read, and sizes in bytes.

    ``failure`` says why it was no success, or is ``None``; ``contended`` that another user had just been faster.
    """

    interaction: str
    milliseconds: float
    sent: int
    received: int
    failure: str | None = None
    contended: bool = False


@dataclass
class Cell:
    """What one interaction did in one window of time, or in several that were added up.

    ``tenths`` counts calls by their time in tenths of a millisecond. Only calls that were answered have a time.
    """

    calls: int = 0
    failed: int = 0
    contended: int = 0
    slow: int = 0
    too_slow: int = 0
    longest: float = 0.0
    sent: int = 0
    received: int = 0
    largest: int = 0
    tenths: Counter[int] = field(default_factory=Counter)

    def note(self, call: Call) -> None:
        """Add one call; the limits are those of its kind, and a call that takes as long as one is over it."""
        self.calls += 1
        if call.failure is not None:
            self.failed += 1
            return
        limits = RESPONSE_TIME_MILLISECONDS[interaction(call.interaction).kind]
        self.contended += call.contended
        self.slow += call.milliseconds >= limits["should"]
        self.too_slow += call.milliseconds >= limits["shall"]
        self.longest = max(self.longest, call.milliseconds)
        self.sent += call.sent
        self.received += call.received
        self.largest = max(self.largest, call.received)
        self.tenths[round(call.milliseconds * _TENTHS)] += 1

    def add(self, other: "Cell") -> None:
        """Add what another cell holds."""
        for name in ("calls", "failed", "contended", "slow", "too_slow", "sent", "received"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.longest = max(self.longest, other.longest)
        self.largest = max(self.largest, other.largest)
        self.tenths.update(other.tenths)

    @property
    def answered(self) -> int:
        """How many calls came back as they should."""
        return self.calls - self.failed

    def percentile(self, percent: float) -> float:
        """Return the milliseconds that so many per cent of the answered calls took at most; 0 without any."""
        if percent >= 100 or not self.tenths:
            return self.longest
        wanted = max(1, math.ceil(self.answered * percent / 100))
        for tenths in sorted(self.tenths):
            wanted -= self.tenths[tenths]
            if wanted <= 0:
                return min(tenths / _TENTHS, self.longest)
        return self.longest

    def mean_sizes(self) -> tuple[float, float]:
        """Return the mean size of a request's and of a response's body, in bytes."""
        answered = max(1, self.answered)
        return self.sent / answered, self.received / answered


Place = tuple[int, str]


class Measurements:
    """Cells by window of time and interaction; windows are counted from the start of the test."""

    def __init__(self, window_seconds: float) -> None:
        self.window_seconds = window_seconds
        self.cells: dict[Place, Cell] = defaultdict(Cell)
        self.failures: Counter[str] = Counter()

    def note(self, second: float, call: Call) -> None:
        """Add a call that began so many seconds after the start of the test."""
        self.cells[int(max(0.0, second) / self.window_seconds), call.interaction].note(call)
        if call.failure is not None and (call.failure in self.failures or len(self.failures) < _KEPT_REASONS):
            self.failures[call.failure] += 1

    def add(self, other: Self) -> None:
        """Add what another process measured in windows of the same length."""
        for place, cell in other.cells.items():
            self.cells[place].add(cell)
        self.failures.update(other.failures)

    def taken(self) -> dict[str, Any]:
        """Return all that is here in a form that can be sent to another process, and forget it."""
        cells = [[window, key, _plain(cell)] for (window, key), cell in self.cells.items()]
        message = {"window_seconds": self.window_seconds, "cells": cells, "failures": dict(self.failures)}
        self.cells.clear()
        self.failures.clear()
        return message

    @classmethod
    def received(cls, message: Mapping[str, Any]) -> Self:
        """Return what ``taken`` made a message of."""
        made = cls(message["window_seconds"])
        for window, key, plain in message["cells"]:
            tenths = Counter({int(one): count for one, count in plain["tenths"].items()})
            made.cells[window, key] = Cell(**{**plain, "tenths": tenths})
        made.failures.update(message["failures"])
        return made

    def by_interaction(self, windows: Iterable[int] | None = None) -> dict[str, Cell]:
        """Return one cell for each interaction, over all windows or over these."""
        wanted = None if windows is None else set(windows)
        found: dict[str, Cell] = defaultdict(Cell)
        for (window, key), cell in self.cells.items():
            if wanted is None or window in wanted:
                found[key].add(cell)
        return dict(found)

    def windows(self) -> Iterator[tuple[int, Cell]]:
        """Yield each window with all its interactions added up, in the order of time."""
        found: dict[int, Cell] = defaultdict(Cell)
        for (window, _), cell in self.cells.items():
            found[window].add(cell)
        yield from sorted(found.items())


def _plain(cell: Cell) -> dict[str, Any]:
    return {**vars(cell), "tenths": {str(one): count for one, count in cell.tenths.items()}}
