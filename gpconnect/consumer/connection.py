"""The connection to a provider: sends requests over HTTP and makes an exchange of each, whatever comes of it."""

import ssl
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import httpx

from gpconnect.consumer.attempt import connection_facts
from gpconnect.consumer.content_coding import BodyError, read_body
from gpconnect.consumer.deadline import Deadline, DeadlineBackend
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.exchange_log import ExchangeLog
from gpconnect.consumer.guard import Guard
from gpconnect.consumer.pacing import Pacing
from gpconnect.consumer.raw import SILENT, SocketSettings, send_message
from gpconnect.consumer.reachability import Reachability
from gpconnect.consumer.web_proxy import WebProxy

NOT_SENT: Final = "not sent: "
"""What the failure of an exchange begins with when nothing has left, because the provider was given up."""
BODY_LIMIT_BYTES: Final = 16 * 1024 * 1024
_NOT_CONNECTED: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class _NoCookies(httpx.Cookies):
    """A jar that takes no cookies."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave the cookies of a response where they are."""


class PartOfResponseError(Exception):
    """A status came, but the rest of the response did not."""


@dataclass(frozen=True)
class Endpoint:
    """Where and how the provider is reached.

    ``root`` is the provider's service root URL, which the audit token names as its audience; ``proxy_root`` the
    Spine Secure Proxy that requests go through, if any. Times are in seconds: ``read_timeout`` for each wait,
    ``total_timeout`` for the whole response. ``body_limit`` is in bytes, after decompression too. ``server_name``
    is the FQDN that the server's certificate must carry, where it is not the host of the URL. ``delay`` and
    ``pace`` are those of ``Pacing``.
    """

    root: str
    asid: str
    proxy_root: str | None = None
    web_proxy: WebProxy | None = None
    ssl_context: ssl.SSLContext | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 60.0
    body_limit: int = BODY_LIMIT_BYTES
    server_name: str | None = None
    delay: float = 0.0
    pace: float | None = None

    @property
    def request_root(self) -> str:
        """What the requests' URLs begin with: the service root URL, behind the proxy's when there is one."""
        return f"{self.proxy_root.rstrip('/')}/{self.root}" if self.proxy_root else self.root


class Connection:
    """HTTP to one provider. Keeps no cookies, follows no redirects and heeds no environment variables.

    Nothing is sent that the guard refuses: whatever sends raises ``UnsafeRequestError``. ``requests`` counts.
    """

    def __init__(self, endpoint: Endpoint, log: ExchangeLog | None = None, guard: Guard | None = None) -> None:
        self.endpoint = endpoint
        self.guard = guard if guard is not None else Guard()
        self.requests = 0
        # What a request that changes something is sent within, where several workers test one provider.
        self.turn: Callable[[Request], AbstractContextManager[None]] = lambda _: nullcontext()
        self.pacing = Pacing(endpoint.delay, endpoint.pace)
        self._log = log
        self._deadline = Deadline()
        self._http = httpx.Client(
            transport=_transport(endpoint, self._deadline),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(endpoint.read_timeout, connect=endpoint.connect_timeout),
        )
        self._http._cookies = _NoCookies()
        self._reachability = Reachability(lambda: self._exchanged(self._root_request).failure)

    @property
    def given_up(self) -> str | None:
        """Why nothing is sent to the provider any more, or ``None`` while it is worth trying."""
        return self._reachability.given_up

    def failure_to_connect(self) -> str | None:
        """Return why no connection to the provider's address can be made, or ``None`` when one can.

        What the provider answers, if anything, is for the scenarios to judge.
        """
        self.guard.check_url(self.endpoint.request_root)
        self._deadline.set(self.endpoint.total_timeout)
        try:
            with self._http.stream("GET", self.endpoint.request_root):
                return None
        except _NOT_CONNECTED as error:
            return self._explain(error)
        except httpx.HTTPError as error:
            failure = self._explain(error)
            self.logged(Exchange(self._root_request, None, datetime.now(UTC), 0.0, failure))
            self._reachability.note(failure)
            return None

    def exchange(self, request: Request) -> Exchange:
        """Send one request, byte for byte as it says, and return it with its response or the failure.

        Nothing is sent to a provider that was given up; the failure says so.
        """
        self.guard.check(request)
        if self.given_up is not None:
            return _not_sent(request, self.given_up)
        self.requests += 1
        with self.turn(request):
            self.pacing.wait()
            made = self._exchanged(request)
            self.pacing.answered()
        self._reachability.note(made.failure)
        return made

    def exchange_message(self, request: Request, message: bytes, *, cut: bool = False) -> Exchange:
        """Send these bytes in place of a request, over a socket of their own, and return the exchange.

        With ``cut``, end the connection after the last byte.
        """
        self.guard.check(replace(request, message=message))
        if self.given_up is not None:
            return _not_sent(request, self.given_up)
        self.requests += 1
        with self.turn(request):
            self.pacing.wait()
            made = self._sent(request, message, cut=cut)
            self.pacing.answered()
        # To close the connection on a broken message is an answer of sorts.
        silent = made.failure is not None and made.failure.startswith(SILENT)
        self._reachability.note(made.failure if silent else None)
        return made

    @property
    def _root_request(self) -> Request:
        return Request("", "GET", self.endpoint.request_root, ())

    def _exchanged(self, request: Request) -> Exchange:
        started, clock = datetime.now(UTC), time.perf_counter()
        response, failure = self._attempt(request)
        milliseconds = (time.perf_counter() - clock) * 1000
        return self.logged(Exchange(request, response, started, milliseconds, failure))

    def _sent(self, request: Request, message: bytes, *, cut: bool) -> Exchange:
        target = self.endpoint
        settings = SocketSettings(
            target.connect_timeout,
            target.read_timeout,
            target.total_timeout,
            target.body_limit,
            target.ssl_context,
            target.web_proxy,
            target.server_name,
        )
        return self.logged(send_message(settings, request, message, cut=cut))

    def logged(self, made: Exchange) -> Exchange:
        """Let the guard hear an exchange, write it to the log when there is one, and hand it back."""
        if made.response is not None:
            self.guard.hear(made.response.body)
        if self._log is not None:
            self._log.write(made)
        return made

    def _attempt(self, request: Request) -> tuple[Response | None, str | None]:
        self._deadline.set(self.endpoint.total_timeout)
        try:
            return self._receive(request), None
        except (httpx.HTTPError, httpx.InvalidURL, PartOfResponseError) as error:
            return None, self._explain(error)

    def _receive(self, request: Request) -> Response:
        sent = self._http.build_request(request.method, request.url, content=request.body or None)
        # httpx adds headers of its own; a scenario about a missing header needs exactly those that it names.
        for name in ("accept", "accept-encoding", "user-agent"):
            del sent.headers[name]
        sent.headers = httpx.Headers([*sent.headers.multi_items(), *request.headers])
        answer = self._http.send(sent, stream=True)
        secured = answer.extensions["network_stream"].get_extra_info("ssl_object")
        facts = connection_facts(secured) if secured is not None else ""
        try:
            coding = answer.headers.get("content-encoding", "")
            body = read_body(answer.iter_raw(), coding, self.endpoint.body_limit)
        except (httpx.HTTPError, BodyError) as error:
            reason = self._explain(error)
            part = f"status {answer.status_code} came, but not all of its body"
            raise PartOfResponseError(f"{part}: {reason}") from None
        finally:
            answer.close()
        return Response(answer.status_code, answer.headers.multi_items(), body, answer.http_version, facts)

    def _explain(self, error: Exception) -> str:
        text = str(error)
        if isinstance(error, httpx.ConnectTimeout):
            text = f"no connection within {self.endpoint.connect_timeout:g} s"
        elif isinstance(error, httpx.ReadTimeout) and text == "timed out":
            text = f"nothing came for {self.endpoint.read_timeout:g} s"
        elif isinstance(error, httpx.RemoteProtocolError):
            text = f"what came is no HTTP response: {text}"
        return text if isinstance(error, PartOfResponseError | BodyError) else f"{type(error).__name__}: {text}"

    def bypassed(self) -> None:
        """Take note that the provider is being reached in another way than over this connection."""
        if self._log is not None:
            self._log.bypass()

    def close(self) -> None:
        """Close the connections, and the log when there is one."""
        self._http.close()
        if self._log is not None:
            self._log.close()


def _transport(endpoint: Endpoint, deadline: Deadline) -> httpx.HTTPTransport:
    transport = httpx.HTTPTransport(verify=endpoint.ssl_context or ssl.create_default_context(), trust_env=False)
    # httpx has no parameter for the network that httpcore lets its users choose; it is pinned for this line.
    pool = transport._pool
    pool._network_backend = DeadlineBackend(
        pool._network_backend, deadline, endpoint.web_proxy, endpoint.server_name
    )
    return transport


def _not_sent(request: Request, reason: str) -> Exchange:
    return Exchange(request, None, datetime.now(UTC), 0.0, f"{NOT_SENT}{reason}")
