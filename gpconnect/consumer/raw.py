"""Raw messages: given bytes sent to the provider over a socket, for requests that an HTTP client will not send."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse, RemoteDisconnected
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from gpconnect.consumer.content_coding import BodyError, read_body
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.web_proxy import WebProxy, connect

if TYPE_CHECKING:
    from typing_extensions import Buffer

CLOSED: Final = "the connection was closed without an answer"
SILENT: Final = "no answer, and the connection was not closed, within"

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_CHUNK_BYTES: Final = 1024
_PIECE_BYTES: Final = 64 * 1024


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
    """How a socket is opened, how long it is waited for, in seconds, and how long a body may be, in bytes.

    ``server_name`` is the FQDN that the server's certificate must carry, where it is not the host of the URL.
    """

    connect_timeout: float
    read_timeout: float
    total_timeout: float
    body_limit: int
    ssl_context: ssl.SSLContext | None = None
    web_proxy: WebProxy | None = None
    server_name: str | None = None


def send_message(settings: SocketSettings, request: Request, message: bytes, *, cut: bool = False) -> Exchange:
    """Send these bytes to where a request's URL leads, in place of the request, and return the exchange.

    With ``cut`` the consumer ends the connection after the last byte, as if it had broken down. The failure of
    the exchange is ``CLOSED``, or begins with ``SILENT``, when no answer came.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    response, failure = None, None
    try:
        with _connected(settings, request.url) as connection:
            response = _converse(connection, request.method, message, settings, cut=cut)
    except TimeoutError as error:
        failure = f"{SILENT} {error}"
    except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
        failure = CLOSED
    except (OSError, HTTPException, BodyError) as error:
        failure = f"{type(error).__name__}: {error}"
    if response is None and failure is None:
        failure = CLOSED
    sent = replace(request, message=message)
    return Exchange(sent, response, started, (time.perf_counter() - clock) * 1000, failure)


@contextmanager
def _connected(settings: SocketSettings, url: str) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]
    with connect(host, port, settings.connect_timeout, settings.web_proxy) as plain:
        plain.settimeout(settings.read_timeout)
        if parts.scheme == "http":
            yield plain
            return
        context = settings.ssl_context or ssl.create_default_context()
        with context.wrap_socket(plain, server_hostname=settings.server_name or host) as secured:
            yield secured


def _converse(
    connection: socket.socket, method: str, message: bytes, settings: SocketSettings, *, cut: bool
) -> Response | None:
    try:
        connection.sendall(message)
    except (ConnectionResetError, BrokenPipeError):
        cut = False  # the provider has answered before it had read everything, and its answer may be there
    if cut and isinstance(connection, ssl.SSLSocket):
        return None  # TLS cannot be ended in one direction only, so no answer can come
    if cut:
        connection.shutdown(socket.SHUT_WR)
    answer = HTTPResponse(_Incoming(connection, settings), method=method)  # type: ignore[arg-type]
    try:
        answer.begin()
    except RemoteDisconnected:
        return None
    chunks = iter(lambda: answer.read(_PIECE_BYTES), b"")
    body = read_body(chunks, answer.getheader("content-encoding") or "", settings.body_limit)
    version = "HTTP/1.0" if answer.version == 10 else "HTTP/1.1"
    return Response(answer.status, answer.getheaders(), body, version)


class _Incoming(RawIOBase):
    """What comes over a socket, for as long as its settings allow: what ``HTTPResponse`` needs of a socket."""

    def __init__(self, connection: socket.socket, settings: SocketSettings) -> None:
        super().__init__()
        self._connection = connection
        self._settings = settings
        self._end = time.monotonic() + settings.total_timeout

    def makefile(self, mode: str) -> BufferedReader:
        """Return the stream that is read; ``mode`` is what ``HTTPResponse`` asks a socket for."""
        del mode
        return BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer") -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"{self._settings.total_timeout:g} s")
        self._connection.settimeout(min(left, self._settings.read_timeout))
        try:
            return self._connection.recv_into(buffer)
        except TimeoutError:
            over = (
                self._settings.total_timeout if left < self._settings.read_timeout else self._settings.read_timeout
            )
            raise TimeoutError(f"{over:g} s") from None


def _without_compression(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.headers if name.lower() != "accept-encoding"]


def _in_chunks(body: bytes) -> bytes:
    pieces = [body[start : start + _CHUNK_BYTES] for start in range(0, len(body), _CHUNK_BYTES)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
