"""The connection: what it takes from one exchange to the next."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gpconnect.consumer.connection import Connection, Endpoint
from gpconnect.consumer.exchange import Request


class _GivesLeave(BaseHTTPRequestHandler):
    """Sends 100 Continue before it reads a body, as HTTP/1.1 servers do, and sends the body back."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class _HandsOutCookies(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Set-Cookie", "session=1; Path=/")
        self.end_headers()
        self.wfile.write(str(self.headers["Cookie"]).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _HandsOutCookies) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_no_cookie_goes_from_one_exchange_into_the_next(url: str) -> None:
    connection = Connection(Endpoint(url, "1"))
    bodies = [connection.exchange(Request("", "GET", url, ())).response for _ in range(2)]
    connection.close()
    assert [one.body for one in bodies if one] == [b"None", b"None"]


def test_leave_to_send_a_body_is_not_taken_for_the_response() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _GivesLeave) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        connection = Connection(Endpoint(url, "1"))
        sent = Request("", "POST", url, (("Expect", "100-continue"),), b"body")
        answers = [connection.exchange(sent).response for _ in range(2)]
        connection.close()
        server.shutdown()
    assert [(one.status, one.body) for one in answers if one] == [(200, b"body")] * 2
