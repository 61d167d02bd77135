"""Reachability: when a provider has stopped answering, the run stops asking."""

import threading
from collections.abc import Callable
from typing import Final

FAILURES_IN_A_ROW: Final = 5


class Reachability:
    """Counts requests that had no response, and gives the provider up after several of them in a row.

    ``attempt`` tries, once and before giving up, whether the provider answers at all, and returns why it does not:
    a provider that only drops the connection on bad requests is not given up.
    """

    def __init__(self, attempt: Callable[[], str | None]) -> None:
        self._attempt = attempt
        self._failures = 0
        self._lock = threading.Lock()
        self.given_up: str | None = None

    def note(self, failure: str | None) -> None:
        """Take note of how a request went: of why there was no response, or ``None`` when there was one."""
        with self._lock:
            self._failures = self._failures + 1 if failure is not None else 0
            if failure is None or self._failures < FAILURES_IN_A_ROW or self.given_up is not None:
                return
            still = self._attempt()
            if still is None:
                self._failures = 0
                return
            self.given_up = (
                f"the provider does not answer: {self._failures} requests in a row had no response, the last one: "
                f"{failure}; nor had a GET of the service root URL: {still}"
            )
