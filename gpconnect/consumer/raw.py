"""Raw messages: given bytes sent to the provider over a socket, for requests that an HTTP client will not send."""

import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse, RemoteDisconnected
from typing import Final
from urllib.parse import urlsplit

from gpconnect.consumer.exchange import Exchange, Request, Response

CLOSED: Final = "the connection was closed without an answer"
SILENT: Final = "no answer, and the connection was not closed, within"

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_CHUNK_BYTES: Final = 1024


def message_of(request: Request, *, chunked: bool = False) -> bytes:
    """Return the bytes of a request as HTTP/1.1 writes it; with ``chunked``, its body goes in chunks."""
    parts = urlsplit(request.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = [("Host", parts.netloc), *_without_compression(request), ("Connection", "close")]
    if chunked:
        headers.append(("Transfer-Encoding", "chunked"))
    elif request.body:
        headers.append(("Content-Length", str(len(request.body))))
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode() + (_in_chunks(request.body) if chunked else request.body)


@dataclass(frozen=True)
class SocketSettings:
    """How a socket is opened, and how long it is waited for: times in seconds."""

    connect_timeout: float
    read_timeout: float
    ssl_context: ssl.SSLContext | None = None


def send_message(settings: SocketSettings, request: Request, message: bytes, *, cut: bool = False) -> Exchange:
    """Send these bytes to where a request's URL leads, in place of the request, and return the exchange.

    With ``cut`` the consumer ends the connection after the last byte, as if it had broken down. The failure of
    the exchange is ``CLOSED``, or begins with ``SILENT``, when no answer came.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    response, failure = None, None
    try:
        with _connected(settings, request.url) as connection:
            response = _converse(connection, request.method, message, cut=cut)
    except TimeoutError:
        failure = f"{SILENT} {settings.read_timeout:g} s"
    except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
        failure = CLOSED
    except (OSError, HTTPException) as error:
        failure = f"{type(error).__name__}: {error}"
    if response is None and failure is None:
        failure = CLOSED
    sent = replace(request, message=message)
    return Exchange(sent, response, started, (time.perf_counter() - clock) * 1000, failure)


@contextmanager
def _connected(settings: SocketSettings, url: str) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme])
    with socket.create_connection(address, timeout=settings.connect_timeout) as plain:
        plain.settimeout(settings.read_timeout)
        if parts.scheme == "http":
            yield plain
            return
        context = settings.ssl_context or ssl.create_default_context()
        with context.wrap_socket(plain, server_hostname=parts.hostname) as secured:
            yield secured


def _converse(connection: socket.socket, method: str, message: bytes, *, cut: bool) -> Response | None:
    try:
        connection.sendall(message)
    except (ConnectionResetError, BrokenPipeError):
        cut = False  # the provider has answered before it had read everything, and its answer may be there
    if cut and isinstance(connection, ssl.SSLSocket):
        return None  # TLS cannot be ended in one direction only, so no answer can come
    if cut:
        connection.shutdown(socket.SHUT_WR)
    answer = HTTPResponse(connection, method=method)
    try:
        answer.begin()
    except RemoteDisconnected:
        return None
    body = answer.read()
    if (answer.getheader("content-encoding") or "").lower() == "gzip":
        body = zlib.decompress(body, wbits=zlib.MAX_WBITS | 16)
    version = "HTTP/1.0" if answer.version == 10 else "HTTP/1.1"
    return Response(answer.status, answer.getheaders(), body, version)


def _without_compression(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.headers if name.lower() != "accept-encoding"]


def _in_chunks(body: bytes) -> bytes:
    pieces = [body[start : start + _CHUNK_BYTES] for start in range(0, len(body), _CHUNK_BYTES)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
