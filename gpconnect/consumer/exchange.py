"""Exchanges: one recorded request with the response it got, as raw bytes, with timings."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

Headers = Sequence[tuple[str, str]]

_HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
_LONGEST_SHOWN: Final = 200


@dataclass(frozen=True)
class Request:
    """What the consumer sent, byte for byte; ``interaction`` is the key of the interaction it was meant for.

    ``message`` holds the whole message when bytes were sent that no HTTP client makes of the rest.
    """

    interaction: str
    method: str
    url: str
    headers: Headers
    body: bytes = b""
    message: bytes | None = None


@dataclass(frozen=True)
class Response:
    """What the provider answered, byte for byte; the body has its content encoding undone.

    ``tls`` names version and cipher of the connection that it came over; empty for plain HTTP.
    """

    status: int
    headers: Headers
    body: bytes
    http_version: str = "HTTP/1.1"
    tls: str = ""

    def values(self, name: str) -> list[str]:
        """Return every value of one header, in the order they came."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """Return the first value of one header, or ``None`` when the response lacks it."""
        return next(iter(self.values(name)), None)

    @property
    def media_type(self) -> str:
        """The media type of the body in lower case, without its parameters."""
        return (self.header("content-type") or "").split(";")[0].strip().lower()


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it: a response, or the reason why there is none.

    ``milliseconds`` runs from the first byte sent to the last byte read.
    """

    request: Request
    response: Response | None
    started: datetime
    milliseconds: float
    failure: str | None = None

    @cached_property
    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        """The body read as JSON, or ``None`` when there is no body that is JSON."""
        try:
            return json.loads(self.response.body) if self.response else None
        except (ValueError, RecursionError):
            return None

    @property
    def status(self) -> int | None:
        """The HTTP status, or ``None`` when no response came."""
        return self.response.status if self.response else None

    @property
    def oddity(self) -> str:
        """What tells, to be put behind the status, that no FHIR server answered: a redirect or an HTML page."""
        if self.response is None:
            return ""
        target = self.response.header("location")
        if 300 <= self.response.status < 400 and target:
            return f", a redirect to {target[:_LONGEST_SHOWN]} (redirects are not followed)"
        if self.response.media_type in _HTML_TYPES:
            return ", an HTML page, which is no FHIR resource"
        return ""

    def summary(self) -> str:
        """The exchange in one line: method, URL, status and time."""
        result = f"{self.status}{self.oddity}" if self.response else f"no response: {self.failure}"
        return f"{self.request.method} {self.request.url} -> {result} ({self.milliseconds:.0f} ms)"


class Recorder:
    """Keeps the exchanges of a scenario in the order they were made, for whoever reports them."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []

    def add(self, exchange: Exchange) -> Exchange:
        """Record one exchange and hand it back."""
        self._exchanges.append(exchange)
        return exchange

    def since(self, position: int) -> Sequence[Exchange]:
        """Return the exchanges recorded from this position on."""
        return self._exchanges[position:]

    def clear(self) -> None:
        """Forget what was recorded: a new scenario begins."""
        self._exchanges.clear()

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)
