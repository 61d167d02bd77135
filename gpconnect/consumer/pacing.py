"""Pacing: how soon one request may follow another, so that a small test system is not overrun."""

import threading
import time
from collections.abc import Callable


class Pacing:
    """Makes requests wait: ``delay`` seconds after each response, and at most ``pace`` of them a second."""

    def __init__(
        self,
        delay: float = 0.0,
        pace: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._delay = delay
        self._interval = 1 / pace if pace else 0.0
        self._clock = clock
        self._sleep = sleep
        self._earliest = clock()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait until the next request may be sent."""
        with self._lock:
            now = self._clock()
            start = max(now, self._earliest)
            self._earliest = start + self._interval
        if start > now:
            self._sleep(start - now)

    def answered(self) -> None:
        """Take note that a request is over, with or without a response."""
        with self._lock:
            self._earliest = max(self._earliest, self._clock() + self._delay)
