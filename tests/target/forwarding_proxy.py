"""A small forwarding proxy in the place of the Spine Secure Proxy: http://proxy/http://provider/..."""

import gzip
import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "content-length"}
Refusal = tuple[int, str]


@dataclass
class ForwardingProxy:
    """Where the proxy listens, what it forwarded, and which requests it refuses itself.

    ``refuses`` gets the headers of a request and says status and issue type of the refusal, or ``None``; ``alters``
    gets the body of a response and says what is handed on, and ``adds`` are headers of every response.
    """

    root: str = ""
    forwarded: list[str] = field(default_factory=list)
    refuses: Callable[[dict[str, str]], Refusal | None] = lambda _headers: None
    alters: Callable[[bytes], bytes] | None = None
    adds: tuple[tuple[str, str], ...] = ()
    to_provider: ssl.SSLContext | None = None


@contextmanager
def forwarding_proxy(
    to_consumer: ssl.SSLContext | None = None, to_provider: ssl.SSLContext | None = None
) -> Iterator[ForwardingProxy]:
    """Run a proxy in a thread of this process; with the contexts it speaks TLS to the one side and the other."""
    proxy = ForwardingProxy(to_provider=to_provider)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": proxy}))
    if to_consumer is not None:
        # The handshake is for the thread of each connection: one that makes none must not keep others out.
        server.socket = to_consumer.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "http" if to_consumer is None else "https"
    proxy.root = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of everything but a consumer that hung up, or made no handshake."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    proxy: ForwardingProxy
    upstream: HTTPConnection | None = None

    def handle_any(self) -> None:
        try:
            body = self._body()
        except ValueError:
            self.close_connection = True
            self._refuse(400, "invalid")
            return
        refusal = self.proxy.refuses({name.lower(): value for name, value in self.headers.items()})
        if refusal is not None:
            self._refuse(*refusal)
            return
        target = self.path.removeprefix("/")
        try:
            answer = self._forward(target, body)
            content = answer.read()
        except (OSError, HTTPException):
            self._forget_upstream()
            self._refuse(502, "transient")
            return
        self.proxy.forwarded.append(target)
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
        if self.proxy.alters is not None:
            coded = answer.headers.get("Content-Encoding") == "gzip"
            altered = self.proxy.alters(gzip.decompress(content) if coded else content)
            content = gzip.compress(altered) if coded else altered
        self._answer(answer.status, [*kept, *self.proxy.adds], content)

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # what the provider makes of a verb is for it to say
            return self.handle_any
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""

    def _forget_upstream(self) -> None:
        if self.upstream is not None:
            self.upstream.close()
            self.upstream = None

    def _forward(self, target: str, body: bytes) -> HTTPResponse:
        parts = urlsplit(target)
        if self.upstream is None:
            self.upstream = self._connection(parts.hostname or "", parts.port)
        path = target[len(f"{parts.scheme}://{parts.netloc}") :]
        self.upstream.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        self.upstream.putheader("Host", parts.netloc)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.upstream.putheader(name, value)
        if body:
            self.upstream.putheader("Content-Length", str(len(body)))
        self.upstream.endheaders(body)
        return self.upstream.getresponse()

    def _connection(self, host: str, port: int | None) -> HTTPConnection:
        secured = self.proxy.to_provider
        if secured is None:
            return HTTPConnection(host, port, timeout=10)
        return HTTPSConnection(host, port, timeout=10, context=secured)

    def _body(self) -> bytes:
        """Return the body; raise ``ValueError`` when the message does not say in one way how long it is."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            lengths = set(self.headers.get_all("Content-Length", ["0"]))
            if len(lengths) > 1:
                raise ValueError(f"lengths {lengths}")
            return self.rfile.read(max(int(lengths.pop()), 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _refuse(self, status: int, kind: str) -> None:
        details = {"coding": [{"system": "http://proxy.example/codes", "code": str(status), "display": "NO"}]}
        issue = {"severity": "error", "code": kind, "details": details, "diagnostics": "NO"}
        content = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]}).encode()
        self._answer(status, [("Content-Type", "application/fhir+json")], content)

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
