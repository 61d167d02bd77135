"""The consumer: drafts requests to a provider, sends them over HTTP and records each exchange."""

import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from gpconnect import __version__
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange, Recorder, Request, Response
from gpconnect.consumer.identity import ConsumerIdentity
from gpconnect.consumer.token import build_claims, encode_token
from gpconnect.spec import Edition, interaction
from gpconnect.spec.vocabulary import MIME_TYPES


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


class Consumer:
    """A consumer of one provider. Keeps no cookies, follows no redirects and heeds no environment variables."""

    def __init__(
        self, endpoint: Endpoint, edition: Edition, identity: ConsumerIdentity, recorder: Recorder | None = None
    ) -> None:
        self.endpoint = endpoint
        self.edition = edition
        self.identity = identity
        self.recorder = recorder if recorder is not None else Recorder()
        self._http = httpx.Client(
            verify=endpoint.ssl_context or ssl.create_default_context(),
            proxy=endpoint.web_proxy,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(endpoint.read_timeout, connect=endpoint.connect_timeout),
        )

    def draft(
        self,
        key: str,
        *,
        logical_id: str = "",
        query: Sequence[tuple[str, str]] = (),
        body: Mapping[str, Any] | None = None,
        version: str | None = None,
    ) -> Draft:
        """Return a correct request to one interaction.

        ``logical_id`` fills the path template; ``version`` is the ``versionId`` that ``If-Match`` quotes.
        """
        target = interaction(key)
        claims = build_claims(self.identity, target.scope, self.endpoint.root, int(time.time()))
        headers = [
            ("Accept", MIME_TYPES["json"]),
            ("Accept-Encoding", "gzip"),
            ("User-Agent", f"gpconnect-conformance/{__version__}"),
            ("Authorization", f"Bearer {encode_token(claims)}"),
            ("Ssp-TraceID", str(uuid4())),
            ("Ssp-From", self.identity.asid),
            ("Ssp-To", self.endpoint.asid),
            ("Ssp-InteractionID", self.edition.interaction_id(key)),
        ]
        if version is not None:
            headers.append(("If-Match", f'W/"{version}"'))
        path = target.path.format(id=quote(logical_id, safe=""))
        root = self.endpoint.request_root
        made = Draft(target, root, target.method, path, tuple(headers), claims, tuple(query))
        return made.with_body(body) if body is not None else made

    def send(self, draft: Draft) -> Exchange:
        """Send one request and record the exchange, also when no response came."""
        return self.recorder.add(self._exchange(draft.request()))

    def _exchange(self, request: Request) -> Exchange:
        started, clock = datetime.now(UTC), time.perf_counter()
        response, failure = None, None
        try:
            response = self._receive(request, clock + self.endpoint.total_timeout)
        except (httpx.HTTPError, httpx.InvalidURL, ResponseTooLongError) as error:
            failure = f"{type(error).__name__}: {error}"
        finally:
            self._http.cookies.clear()
        return Exchange(request, response, started, (time.perf_counter() - clock) * 1000, failure)

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
        """Close the connections."""
        self._http.close()


class ResponseTooLongError(Exception):
    """The response is larger, or takes longer, than the harness is ready to read."""
