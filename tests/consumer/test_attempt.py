"""Attempts to connect: who ended each is told apart."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import trustme

from gpconnect.consumer.attempt import Ending, Place, attempt, never_sent
from gpconnect.consumer.exchange import Request

REQUEST = Request("get-the-capability-statement", "GET", "https://127.0.0.1/metadata", [("Accept", "x")])
Behaviour = Callable[[socket.socket], None]


@contextmanager
def _listening(behave: Behaviour) -> Iterator[Place]:
    """Accept one connection and let it be treated like this."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                behave(connection)
                if behave is _hold:
                    over.wait(5)

        thread = threading.Thread(target=serve)
        thread.start()
        yield Place("127.0.0.1", listener.getsockname()[1], 0.3)
        over.set()
        thread.join()


def _hold(connection: socket.socket) -> None:
    connection.recv(4096)


def _close(connection: socket.socket) -> None:
    connection.recv(4096)


def _alert(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(bytes([21, 3, 3, 0, 2, 2, 40]))


def _answer(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 496 No Certificate\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno")


def _garbage(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"SSH-2.0-server\r\n")


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


@pytest.mark.parametrize(
    ("behave", "ending", "evidence"),
    [
        (_close, Ending.REFUSED, "closed the connection"),
        (_alert, Ending.REFUSED, "TLS alert from the provider: handshake failure"),
        (_hold, Ending.SILENT, "no answer within 0.3 s"),
        (_garbage, Ending.GAVE_UP, "our own client ended the handshake"),
    ],
)
def test_the_end_of_a_handshake_says_who_ended_it(behave: Behaviour, ending: Ending, evidence: str) -> None:
    with _listening(behave) as place:
        made = attempt(place, REQUEST, _context())
    assert made.ending is ending
    assert evidence in made.evidence
    assert made.exchange.failure == made.evidence


@pytest.mark.parametrize(
    ("behave", "ending", "evidence"),
    [
        (_close, Ending.REFUSED, "ended the connection without an answer"),
        (_answer, Ending.ANSWERED, "496, text/html"),
        (_garbage, Ending.REFUSED, "answered with what is not HTTP"),
        (_hold, Ending.SILENT, "no answer"),
    ],
)
def test_the_end_of_plain_http_says_who_ended_it(behave: Behaviour, ending: Ending, evidence: str) -> None:
    with _listening(behave) as place:
        made = attempt(place, REQUEST, None)
    assert made.ending is ending
    assert evidence in made.evidence


def test_a_server_that_we_do_not_trust_is_refused_by_ourselves() -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(server)

    def behave(connection: socket.socket) -> None:
        with pytest.raises(ssl.SSLError):
            server.wrap_socket(connection, server_side=True)

    with _listening(behave) as place:
        made = attempt(place, REQUEST, _context())
    assert made.ending is Ending.GAVE_UP
    assert "CERTIFICATE_VERIFY_FAILED" in made.evidence


def test_nothing_that_listens_is_no_refusal() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert attempt(Place("127.0.0.1", port, 1), REQUEST, _context()).ending is Ending.UNREACHABLE


def test_a_handshake_that_our_own_client_cannot_begin_is_never_sent() -> None:
    context = _context()
    context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")
    assert never_sent(context, "provider.example") is None
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert "did not begin a handshake" in (never_sent(context, "provider.example") or "")
    assert attempt(Place("127.0.0.1", 9, 1), REQUEST, context).ending is Ending.GAVE_UP
