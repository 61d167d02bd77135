"""Attempts to connect in a way that a provider may refuse: who ended each, and by what, told apart."""

import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.parse import urlsplit

from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.web_proxy import WebProxy, connect

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class Ending(Enum):
    """How an attempt ended."""

    ANSWERED = "an answer came"
    REFUSED = "the provider ended the connection"
    SILENT = "the provider neither answered nor ended the connection"
    UNREACHABLE = "nothing listens"
    GAVE_UP = "our own client ended the connection, or could not begin one"


@dataclass(frozen=True)
class Place:
    """Where attempts connect to, and how many seconds they wait for an answer.

    ``server_name`` is the FQDN that the server's certificate must carry, where it is not the host.
    """

    host: str
    port: int
    seconds: float
    web_proxy: WebProxy | None = None
    server_name: str | None = None

    @classmethod
    def of(
        cls, url: str, seconds: float, web_proxy: WebProxy | None = None, server_name: str | None = None
    ) -> "Place":
        """Return the place that a URL leads to."""
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        return cls(parts.hostname or "", port, seconds, web_proxy, server_name)

    @property
    def name(self) -> str:
        """The name that TLS expects of the server."""
        return self.server_name or self.host

    def connect(self) -> socket.socket:
        """Return a TCP connection; raise ``OSError`` when nothing listens."""
        connection = connect(self.host, self.port, self.seconds, self.web_proxy)
        connection.settimeout(self.seconds)
        return connection


@dataclass(frozen=True)
class Attempt:
    """What came of one attempt: how it ended, the evidence for that, and the exchange for the report."""

    ending: Ending
    evidence: str
    exchange: Exchange

    @property
    def response(self) -> Response | None:
        """The response, when one came."""
        return self.exchange.response


def attempt(place: Place, request: Request, context: ssl.SSLContext | None) -> Attempt:
    """Connect, over TLS when there is a context, send one request, and say what came of it."""
    started, clock = datetime.now(UTC), time.perf_counter()
    ending, evidence, response = _outcome(place, request, context)
    milliseconds = (time.perf_counter() - clock) * 1000
    failure = None if response else evidence
    return Attempt(ending, evidence, Exchange(request, response, started, milliseconds, failure))


def never_sent(context: ssl.SSLContext, host: str) -> str | None:
    """Return why this context cannot even begin a handshake, or ``None`` when it makes a ClientHello."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context.wrap_bio(incoming, outgoing, server_hostname=host).do_handshake()
    except ssl.SSLWantReadError:
        return None
    except ssl.SSLError as error:
        return f"{ssl.OPENSSL_VERSION} did not begin a handshake: {error.reason}"
    return None


Outcome = tuple[Ending, str, Response | None]


def _outcome(place: Place, request: Request, context: ssl.SSLContext | None) -> Outcome:
    impossible = never_sent(context, place.name) if context else None
    if impossible:
        return Ending.GAVE_UP, impossible, None
    try:
        plain = place.connect()
    except OSError as error:
        return Ending.UNREACHABLE, f"{place.host}:{place.port}: {error}", None
    with closing(plain):
        return _conversation(plain, place, request, context)


def _conversation(plain: socket.socket, place: Place, request: Request, context: ssl.SSLContext | None) -> Outcome:
    try:
        if context is None:
            return _answer(plain, request, "")
        with context.wrap_socket(plain, server_hostname=place.name) as secured:
            return _answer(secured, request, connection_facts(secured))
    except TimeoutError:
        return Ending.SILENT, f"no answer within {place.seconds:g} s", None
    except ssl.SSLError as error:
        return *_end_of_tls(error), None
    except (HTTPException, OSError) as error:
        return Ending.REFUSED, _end_of_connection(error), None


def _answer(connection: socket.socket, request: Request, facts: str) -> Outcome:
    connection.sendall(_message(request))
    answer = HTTPResponse(connection, method=request.method)
    answer.begin()
    response = Response(answer.status, answer.getheaders(), answer.read(), tls=facts)
    return Ending.ANSWERED, f"{response.status}, {response.media_type or 'no media type'}", response


def connection_facts(connection: ssl.SSLSocket | ssl.SSLObject) -> str:
    """Return the version and the cipher of a TLS connection, as evidence."""
    cipher = connection.cipher()
    return f"{connection.version()} {cipher[0] if cipher else ''}".strip()


def _message(request: Request) -> bytes:
    """Return a request as HTTP/1.1 on a connection of its own, without content encoding."""
    parts = urlsplit(request.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    kept = [(name, value) for name, value in request.headers if name.lower() != "accept-encoding"]
    headers = [("Host", parts.netloc), *kept, ("Connection", "close")]
    if request.body:
        headers.append(("Content-Length", str(len(request.body))))
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode() + request.body


def _end_of_tls(error: ssl.SSLError) -> tuple[Ending, str]:
    reason = error.reason or str(error)
    if "_ALERT_" in reason:
        # OpenSSL still names most alerts after SSL 3.0, in whatever version they came.
        alert = reason.split("_ALERT_")[1].replace("_", " ").lower()
        return Ending.REFUSED, f"TLS alert from the provider: {alert}"
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Ending.REFUSED, "the provider closed the connection during or after the handshake"
    detail = getattr(error, "verify_message", "")
    return Ending.GAVE_UP, f"our own client ended the handshake: {reason}{f' ({detail})' if detail else ''}"


def _end_of_connection(error: Exception) -> str:
    if isinstance(error, ConnectionError):  # http.client reports an end before the first byte as one, too
        return f"the provider ended the connection without an answer ({type(error).__name__})"
    return f"the provider answered with what is not HTTP ({error!r})"
