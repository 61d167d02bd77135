"""The connection to a provider: sends requests over HTTP and makes an exchange of each, whatever comes of it."""

import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.exchange_log import ExchangeLog
from gpconnect.consumer.raw import SocketSettings, send_message


class ResponseTooLongError(Exception):
    """The response is larger, or takes longer, than the harness is ready to read."""


@dataclass(frozen=True)
class Endpoint:
    """Where and how the provider is reached.

    ``root`` is the provider's service root URL, which the audit token names as its audience; ``proxy_root`` the
    Spine Secure Proxy that requests go through, if any. Times are in seconds, ``body_limit`` in bytes.
    """

    root: str
    asid: str
    proxy_root: str | None = None
    web_proxy: str | None = None
    ssl_context: ssl.SSLContext | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 60.0
    body_limit: int = 64 * 1024 * 1024

    @property
    def request_root(self) -> str:
        """What the requests' URLs begin with: the service root URL, behind the proxy's when there is one."""
        return f"{self.proxy_root.rstrip('/')}/{self.root}" if self.proxy_root else self.root


class Connection:
    """HTTP to one provider. Keeps no cookies, follows no redirects and heeds no environment variables."""

    def __init__(self, endpoint: Endpoint, log: ExchangeLog | None = None) -> None:
        self.endpoint = endpoint
        self._log = log
        self._http = httpx.Client(
            verify=endpoint.ssl_context or ssl.create_default_context(),
            proxy=endpoint.web_proxy,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(endpoint.read_timeout, connect=endpoint.connect_timeout),
        )

    def failure_to_connect(self) -> str | None:
        """Return why nothing answers at the provider's address, or ``None`` when something does."""
        try:
            self._http.get(self.endpoint.request_root)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            return f"{type(error).__name__}: {error}"
        return None

    def exchange(self, request: Request) -> Exchange:
        """Send one request, byte for byte as it says, and return it with its response or the failure."""
        started, clock = datetime.now(UTC), time.perf_counter()
        response, failure = None, None
        try:
            response = self._receive(request, clock + self.endpoint.total_timeout)
        except (httpx.HTTPError, httpx.InvalidURL, ResponseTooLongError) as error:
            failure = f"{type(error).__name__}: {error}"
        finally:
            self._http.cookies.clear()
        made = Exchange(request, response, started, (time.perf_counter() - clock) * 1000, failure)
        if self._log is not None:
            self._log.write(made)
        return made

    def exchange_message(self, request: Request, message: bytes, *, cut: bool = False) -> Exchange:
        """Send these bytes in place of a request, over a socket of their own, and return the exchange.

        With ``cut``, end the connection after the last byte.
        """
        target = self.endpoint
        settings = SocketSettings(target.connect_timeout, target.read_timeout, target.ssl_context)
        made = send_message(settings, request, message, cut=cut)
        if self._log is not None:
            self._log.write(made)
        return made

    def _receive(self, request: Request, deadline: float) -> Response:
        sent = self._http.build_request(request.method, request.url, content=request.body or None)
        # httpx adds headers of its own; a scenario about a missing header needs exactly those that it names.
        for name in ("accept", "accept-encoding", "user-agent"):
            del sent.headers[name]
        sent.headers = httpx.Headers([*sent.headers.multi_items(), *request.headers])
        answer = self._http.send(sent, stream=True)
        try:
            body = self._read(answer, deadline)
        finally:
            answer.close()
        return Response(answer.status_code, answer.headers.multi_items(), body, answer.http_version)

    def _read(self, answer: httpx.Response, deadline: float) -> bytes:
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > self.endpoint.body_limit:
                raise ResponseTooLongError(f"the body is longer than {self.endpoint.body_limit} bytes")
            if time.perf_counter() > deadline:
                raise ResponseTooLongError(f"the body took longer than {self.endpoint.total_timeout:g} s")
        return bytes(body)

    def close(self) -> None:
        """Close the connections, and the log when there is one."""
        self._http.close()
        if self._log is not None:
            self._log.close()
