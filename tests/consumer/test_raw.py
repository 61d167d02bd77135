"""Raw messages over a socket: what is sent arrives byte for byte, and what comes of it is told."""

import base64
import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import trustme

from gpconnect.consumer.curl import curl_command
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.raw import CLOSED, SILENT, SocketSettings, message_of, send_message

Answer = Callable[[socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nfine"
CHUNKED = b"HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"


def request_to(url: str, body: bytes = b"") -> Request:
    return Request("find-a-patient", "POST", url, [("Accept", "x"), ("Accept-Encoding", "gzip")], body)


@contextmanager
def server(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """Answer one connection, and tell what was received."""
    received: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        plain, _ = listener.accept()
        connection = context.wrap_socket(plain, server_side=True) if context else plain
        with connection:
            received.append(connection.recv(65536))
            answer(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    yield listener.getsockname()[1], received
    thread.join(timeout=5)
    listener.close()


def answering(content: bytes) -> Answer:
    return lambda connection: connection.sendall(content)


def test_a_message_is_what_http_makes_of_a_request() -> None:
    message = message_of(request_to("http://here:81/base/Patient?a=b", b"{}"))
    assert message.startswith(b"POST /base/Patient?a=b HTTP/1.1\r\nHost: here:81\r\nAccept: x\r\n")
    assert message.endswith(b"Content-Length: 2\r\n\r\n{}")
    assert b"Accept-Encoding" not in message


def test_a_body_can_go_in_chunks() -> None:
    message = message_of(request_to("http://here/", b"x" * 1500), chunked=True)
    assert b"Content-Length" not in message
    assert message.endswith(b"\r\n400\r\n" + b"x" * 1024 + b"\r\n1dc\r\n" + b"x" * 476 + b"\r\n0\r\n\r\n")


@pytest.mark.parametrize(("content", "status", "body"), [(OK, 200, b"fine"), (CHUNKED, 400, b"no")])
def test_the_answer_is_read(content: bytes, status: int, body: bytes) -> None:
    with server(answering(content)) as (port, received):
        exchange = send_message(SocketSettings(1, 1, 2, 1000), request_to(f"http://127.0.0.1:{port}/"), b"hello")
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body, exchange.failure) == (status, body, None)
    assert received == [b"hello"]
    assert exchange.request.message == b"hello"


def test_a_closed_connection_is_told_from_silence() -> None:
    with server(lambda _: None) as (port, _):
        closed = send_message(SocketSettings(1, 1, 2, 1000), request_to(f"http://127.0.0.1:{port}/"), b"hello")
    over = threading.Event()
    with server(lambda _: bool(over.wait(5)) and None) as (port, _):
        silent = send_message(SocketSettings(1, 0.1, 2, 1000), request_to(f"http://127.0.0.1:{port}/"), b"hello")
        over.set()
    assert closed.failure == CLOSED
    assert str(silent.failure).startswith(SILENT)


def test_a_cut_connection_can_still_be_answered() -> None:
    def until_the_end(connection: socket.socket) -> None:
        assert connection.recv(10) == b""
        connection.sendall(CHUNKED)

    with server(until_the_end) as (port, _):
        exchange = send_message(
            SocketSettings(1, 1, 2, 1000), request_to(f"http://127.0.0.1:{port}/"), b"hel", cut=True
        )
    assert exchange.status == 400


def test_tls_is_spoken_where_the_url_says_so() -> None:
    authority = trustme.CA()
    at_server, at_client = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(at_server)
    authority.configure_trust(at_client)
    settings = SocketSettings(1, 1, 2, 1000, at_client)
    with server(answering(OK), at_server) as (port, received):
        answered = send_message(settings, request_to(f"https://localhost:{port}/"), b"hello")
    with server(lambda _: None, at_server) as (port, _):
        cut = send_message(settings, request_to(f"https://localhost:{port}/"), b"hello", cut=True)
    assert answered.status == 200
    assert received == [b"hello"]
    assert cut.failure == CLOSED


def test_nobody_there_is_a_failure_of_its_own() -> None:
    exchange = send_message(SocketSettings(1, 1, 2, 1000), request_to("http://127.0.0.1:1/"), b"hello")
    assert "ConnectionRefusedError" in str(exchange.failure)


def test_the_command_that_repeats_it_pipes_the_bytes() -> None:
    request = Request("find-a-patient", "GET", "https://here/", (), message=b"hello")
    assert curl_command(request).startswith(
        "base64 --decode <<'BODY' | openssl s_client -quiet -connect here:443\naGVs"
    )


def test_the_command_that_repeats_a_long_body_stays_short() -> None:
    body = b'{"a": "' + b"x" * 3_000_000 + b'"}'
    command = curl_command(request_to("http://here/", body))
    assert len(command) < 10_000
    assert command.startswith("base64 --decode <<'BODY' | gunzip | curl")
    carried = command.partition("http://here/\n")[2].removesuffix("\nBODY")
    assert gzip.decompress(base64.b64decode(carried)) == body
