"""The replay of a run: each request of a scenario gets the response that was recorded for it, and no other."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from gpconnect.consumer.connection import Connection, Endpoint
from gpconnect.consumer.exchange import Exchange, Request
from gpconnect.consumer.guard import Guard

# An audit token tells when it was made, and is redacted; a trace ID is new each time. No response depends on them.
_PASSING: Final = ("authorization", "ssp-traceid", "user-agent", "host")
_PASSING_LINES: Final = re.compile(rb"(?im)^(?:authorization|ssp-traceid|user-agent|host):[^\n]*\n")


class Divergence(Exception):  # noqa: N818 - it names what was found
    """The suite, gone through again, does not do what was recorded of it; the message says what differs."""


class Recording:
    """The exchanges of a run by the scenario that they were made for, each to be taken once.

    ``shared`` are the scenarios that are not gone through again: what they established, others may have used.
    """

    def __init__(self, exchanges: Iterable[tuple[str, Exchange]], shared: Iterable[str] = ()) -> None:
        self._left: dict[str, list[Exchange]] = defaultdict(list)
        for scenario, exchange in exchanges:
            self._left[scenario].append(exchange)
        self._shared = tuple(shared)
        self._scenario = ""
        self.divergences: list[str] = []

    def begin(self, scenario: str) -> None:
        """Go on with this scenario."""
        self._scenario = scenario

    def take(self, request: Request) -> Exchange:
        """Return the next exchange recorded for such a request.

        Raises ``Divergence`` when there is none.
        """
        wanted = _gist(request)
        for scenario in (self._scenario, *self._shared):
            for place, made in enumerate(self._left.get(scenario, ())):
                if _gist(made.request) == wanted:
                    del self._left[scenario][place]
                    return Exchange(request, made.response, made.started, made.milliseconds, made.failure)
        told = f"{self._scenario}: {request.method} {request.url} is not recorded, or not as it is sent now"
        self.divergences.append(told)
        raise Divergence(told)

    def has(self, request: Request) -> bool:
        """Say whether the next exchange of the scenario was made for such a request."""
        recorded = self._left.get(self._scenario)
        return recorded is not None and recorded != [] and _gist(recorded[0].request) == _gist(request)

    def left_over(self) -> list[str]:
        """Return what is recorded for a scenario and was not sent when it was gone through again."""
        shown: Mapping[str, list[Exchange]] = {
            scenario: left for scenario, left in self._left.items() if scenario not in ("", *self._shared)
        }
        return [
            f"{scenario}: {made.request.method} {made.request.url} is recorded, but is not sent now"
            for scenario, left in shown.items()
            for made in left
        ]


class ReplayedConnection(Connection):
    """A connection to nobody: it answers with what was recorded."""

    def __init__(self, endpoint: Endpoint, recording: Recording, guard: Guard | None = None) -> None:
        super().__init__(endpoint, guard=guard)
        self._recording = recording

    def failure_to_connect(self) -> str | None:
        """Take note of what came of the first attempt to connect, if that was anything but an answer."""
        if self._recording.has(self._root_request):
            self._reachability.note(self._recording.take(self._root_request).failure)
        return None

    def _exchanged(self, request: Request) -> Exchange:
        return self._recording.take(request)

    def _sent(self, request: Request, message: bytes, *, cut: bool) -> Exchange:
        del cut
        return self._recording.take(Request(**{**vars(request), "message": message}))


def _gist(request: Request) -> tuple[object, ...]:
    """Return what a request is known again by."""
    headers = tuple((name, value) for name, value in request.headers if name.lower() not in _PASSING)
    message = None if request.message is None else _PASSING_LINES.sub(b"", request.message)
    return request.interaction, request.method, request.url, headers, request.body, message
