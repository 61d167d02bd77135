"""Providers that no harness should have to meet: each a small server on loopback, its docstring says its sin."""

import gzip
import os
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import ClassVar, Self

import trustme

DRIP_SECONDS = 0.05
MEGABYTE = bytes(1024 * 1024)
FHIR = "application/fhir+json"


def http_answer(
    status: int, body: bytes = b"", media_type: str = FHIR, *headers: str, version: str = "1.1"
) -> bytes:
    lines = [f"HTTP/{version} {status} {HTTPStatus(status).phrase}", "Connection: close", *headers]
    if body:
        lines += [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class HostileProvider:
    """Listens on a free port and talks to each connection in a thread of its own."""

    scheme: ClassVar = "http"
    accepts: ClassVar = True

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64 if self.accepts else 0)
        self.over = threading.Event()
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/A20047/STU3/1/gpconnect"

    def __enter__(self) -> Self:
        if self.accepts:
            threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # whoever is hostile is hung up on
            connection.settimeout(10)
            self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        connection.sendall(self.answer())

    @staticmethod
    def read_request(connection: socket.socket) -> bytes:
        request = b""
        while b"\r\n\r\n" not in request and (more := connection.recv(65536)):
            request += more
        return request

    def answer(self) -> bytes:
        raise NotImplementedError

    def endlessly(self) -> Iterator[None]:
        end = time.monotonic() + 60
        while not self.over.is_set() and time.monotonic() < end:
            yield


class NeverAccepts(HostileProvider):
    """Listens and accepts no connection."""

    accepts = False


class NeverAnswers(HostileProvider):
    """Accepts, reads the request and says nothing."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        self.over.wait(60)


class Resets(HostileProvider):
    """Resets the connection once the request is there."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


class HangsUp(HostileProvider):
    """Closes the connection without an answer."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)


class DripsHeaders(HostileProvider):
    """Sends its headers byte by byte, each just before the consumer would give up."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        for byte in http_answer(200, b"{}"):
            connection.sendall(bytes([byte]))
            self.over.wait(DRIP_SECONDS)


class DripsBody(HostileProvider):
    """Answers at once and sends a body of a kilobyte byte by byte."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        headers, _, body = http_answer(200, b'{"resourceType":"Bundle"}'.ljust(1024)).partition(b"\r\n\r\n")
        connection.sendall(headers + b"\r\n\r\n")
        for byte in body:
            connection.sendall(bytes([byte]))
            self.over.wait(DRIP_SECONDS)


class Babbles(HostileProvider):
    """Answers with random bytes."""

    def answer(self) -> bytes:
        return os.urandom(4096)


class SpeaksSsh(HostileProvider):
    """Is another server altogether: it greets as SSH does."""

    def answer(self) -> bytes:
        return b"SSH-2.0-OpenSSH_9.6\r\n"


class HtmlPage(HostileProvider):
    """Answers everything with the HTML page of a portal, as if all were well."""

    def answer(self) -> bytes:
        return http_answer(200, b"<!DOCTYPE html><html><title>Log in</title></html>", "text/html; charset=utf-8")


class HtmlError(HostileProvider):
    """Answers everything with the HTML error page of its gateway."""

    def answer(self) -> bytes:
        return http_answer(500, b"<html><body><h1>Internal Server Error</h1></body></html>", "text/html")


class EndlessBody(HostileProvider):
    """Sends a body in chunks that never ends."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        connection.sendall(
            f"HTTP/1.1 200 OK\r\nContent-Type: {FHIR}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        for _ in self.endlessly():
            connection.sendall(b"%x\r\n%s\r\n" % (len(MEGABYTE), MEGABYTE))


class HugeBundle(HostileProvider):
    """Answers with a searchset of 200 megabytes."""

    entry = b'{"resource":{"resourceType":"Slot","id":"1"}},'

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        start, end = b'{"resourceType":"Bundle","type":"searchset","entry":[', b"{}]}"
        piece = self.entry * (len(MEGABYTE) // len(self.entry))
        length = len(start) + 200 * len(piece) + len(end)
        connection.sendall(
            f"HTTP/1.1 200 OK\r\nContent-Type: {FHIR}\r\nContent-Length: {length}\r\n\r\n".encode() + start
        )
        for _ in range(200):
            connection.sendall(piece)
        connection.sendall(end)


class GzipBomb(HostileProvider):
    """Answers with a few kilobytes that are 64 megabytes once decompressed."""

    def __init__(self) -> None:
        super().__init__()
        inner = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        self.bomb = b"".join([*(inner.compress(MEGABYTE) for _ in range(64)), inner.flush()])

    def answer(self) -> bytes:
        return http_answer(200, self.bomb, FHIR, "Content-Encoding: gzip")


class GzipInGzip(HostileProvider):
    """Answers with a bomb in a bomb: each of two content codings multiplies the size by a thousand."""

    def answer(self) -> bytes:
        return http_answer(200, gzip.compress(gzip.compress(MEGABYTE)), FHIR, "Content-Encoding: gzip, gzip")


class NotGzip(HostileProvider):
    """Says that its body is compressed, and it is not."""

    def answer(self) -> bytes:
        return http_answer(200, b'{"resourceType":"Bundle"}', FHIR, "Content-Encoding: gzip")


class InvalidUtf8(HostileProvider):
    """Answers with text that is no UTF-8."""

    def answer(self) -> bytes:
        return http_answer(200, '{"resourceType":"Organization","id":"1","name":"Bört"}'.encode("latin-1"))


class HalfCharacters(HostileProvider):
    """Answers with halves of characters, and with codes that move a terminal's cursor, wherever text may stand."""

    def answer(self) -> bytes:
        name = r'"\ud800 \u001b[2J"'
        return http_answer(200, f'{{"resourceType":{name},"id":{name},"{name[1:-1]}":1}}'.encode())


class DeepJson(HostileProvider):
    """Answers with JSON that is nested a hundred thousand levels deep."""

    def answer(self) -> bytes:
        return http_answer(200, b'{"entry":[' * 50_000 + b"]}" * 50_000)


class RatherDeepJson(HostileProvider):
    """Answers with JSON as deep as a parser just bears, so that whatever walks it afterwards may not."""

    def answer(self) -> bytes:
        return http_answer(200, b'{"resourceType":"Bundle","contained":[' * 400 + b"]}" * 400)


class RedirectsAway(HostileProvider):
    """Redirects every request to a page to log in."""

    def answer(self) -> bytes:
        return http_answer(302, b"", FHIR, "Location: https://login.example/start", "Content-Length: 0")


class RedirectsToItself(HostileProvider):
    """Redirects every request to the same address again."""

    def answer(self) -> bytes:
        return http_answer(307, b"", FHIR, f"Location: {self.url}", "Content-Length: 0")


class RedirectsNowhere(HostileProvider):
    """Redirects to what is no URL."""

    def answer(self) -> bytes:
        return http_answer(301, b"", FHIR, "Location: https://[:::", "Content-Length: 0")


class OldHttp(HostileProvider):
    """Speaks HTTP/1.0, without a length, and ends the connection after an empty searchset."""

    def answer(self) -> bytes:
        return b"HTTP/1.0 200 OK\r\nContent-Type: " + FHIR.encode() + b"\r\n\r\n" + b'{"resourceType":"Bundle"}'


class NoContent(HostileProvider):
    """Answers everything with 204 and no body."""

    def answer(self) -> bytes:
        return http_answer(204)


class PromisesMore(HostileProvider):
    """Announces more bytes than it sends."""

    def answer(self) -> bytes:
        return http_answer(200, b'{"resourceType":"Bundle"}').replace(b"Length: 25", b"Length: 2500")


class SendsMore(HostileProvider):
    """Sends more bytes than it announces, and keeps the connection."""

    def talk(self, connection: socket.socket) -> None:
        answer = http_answer(200, b'{"resourceType":"Bundle"}').replace(b"Connection: close\r\n", b"")
        while self.read_request(connection):
            connection.sendall(answer + b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore and more")


class HeaderFlood(HostileProvider):
    """Sends headers without an end."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in self.endlessly():
            connection.sendall(b"X-Flood: water\r\n" * 1000)


class AlwaysContinues(HostileProvider):
    """Says 100 Continue again and again, and nothing else."""

    def talk(self, connection: socket.socket) -> None:
        self.read_request(connection)
        for _ in self.endlessly():
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


class TooManyRequests(HostileProvider):
    """Answers everything with 429 and asks to come back in an hour."""

    def answer(self) -> bytes:
        return http_answer(429, b"{}", FHIR, "Retry-After: 3600")


class Unavailable(HostileProvider):
    """Answers everything with 503 and no body."""

    def answer(self) -> bytes:
        return http_answer(503, b"", FHIR, "Retry-After: 3600", "Content-Length: 0")


class ForeignCertificate(HostileProvider):
    """Shows a certificate that nobody trusts."""

    scheme = "https"

    def talk(self, connection: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        with context.wrap_socket(connection, server_side=True) as secured:
            super().talk(secured)

    def answer(self) -> bytes:
        return http_answer(200, b'{"resourceType":"Bundle"}')


class PlainForTls(HostileProvider):
    """Answers in plain HTTP where TLS is spoken."""

    scheme = "https"

    def talk(self, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(http_answer(400, b"This is plain HTTP", "text/plain"))


class StallsTls(HostileProvider):
    """Accepts, and never takes its turn in the TLS handshake."""

    scheme = "https"

    def talk(self, connection: socket.socket) -> None:
        connection.recv(65536)
        self.over.wait(60)


class TlsForPlain(ForeignCertificate):
    """Speaks TLS where plain HTTP is asked for."""

    scheme = "http"
