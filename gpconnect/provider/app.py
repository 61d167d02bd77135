"""The provider as an ASGI application: every request goes through the same checks before its handler sees it."""

import gzip
import logging
import sqlite3
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gpconnect.provider.answer import Answer
from gpconnect.provider.audit_token import check_audit_token
from gpconnect.provider.audit_trail import Event, record
from gpconnect.provider.call import Call, Services
from gpconnect.provider.clock import Clock, http_date
from gpconnect.provider.compression import Compression
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Faults
from gpconnect.provider.formats import JSON, command_format, read_body, request_format, response_format, written
from gpconnect.provider.handlers import HANDLERS
from gpconnect.provider.parameters import Parameters, decode_reserved
from gpconnect.provider.routing import resolve
from gpconnect.provider.seed import seed
from gpconnect.provider.settings import Settings
from gpconnect.provider.spine_headers import check_addressing, meant_interactions
from gpconnect.provider.store import Store
from gpconnect.spec import edition, interaction

_HSTS = "max-age=31536000"
_GZIP_LEVEL = 1
_ERROR = 400
_LOG = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> Starlette:
    """Return a provider; an empty database is filled with the seed data.

    Raises ``LookupError`` for an edition or a fault that does not exist and for a database of another practice,
    ``sqlite3.Error`` for a database that cannot be opened. The services are at ``app.state.services``.
    """
    services = create_services(settings or Settings())
    gateway = Gateway(services)
    app = Starlette(
        routes=[Route("/{path:path}", gateway)],
        middleware=_compression(services.faults),
        exception_handlers={Exception: gateway.unexpected},
    )
    app.state.services = services
    return app


def _compression(faults: Faults) -> list[Middleware]:
    if faults.on("never-compressed") or faults.on("always-compressed"):
        return []
    return [Middleware(Compression, faults)]


def create_services(settings: Settings) -> Services:
    """Return clock, store and faults of a provider; an empty database is filled with the seed data.

    Raises as ``create_app`` does.
    """
    clock = Clock(settings.now)
    faults = Faults(settings.faults)
    spoken = edition(settings.edition)
    store = Store(settings.database)
    if store.empty:
        with store.transaction():
            seed(store, clock, settings)
    if store.one("SELECT 1 FROM organisation WHERE ods_code = ?", settings.ods_code) is None:
        raise LookupError(f"the database {settings.database} does not hold the practice {settings.ods_code}")
    return Services(settings, spoken, clock, store, faults)


@dataclass
class _Progress:
    """How far a request got: what is known of it when it is refused half-way."""

    mime_type: str = JSON
    interaction: str | None = None
    claims: dict[str, Any] = field(default_factory=dict)


class Gateway:
    """One endpoint for every method and path: checks, dispatch, errors, and what all responses have in common."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope, receive)
        progress = request.state.progress = _Progress()
        try:
            body = await request.body()
        except ClientDisconnect:
            _LOG.info("%s %s: the consumer has gone before its request was complete", request.method, request.url)
            return
        try:
            answer = await self._answer(request, body, progress)
        except ProviderError as refusal:
            answer = refusal.answer()
        self._note(request, answer, progress)
        await self._response(request, answer, progress)(scope, receive, send)

    async def unexpected(self, request: Request, error: Exception) -> Response:
        """Return the answer to an exception that nothing caught; the server logs it and closes the connection.

        The exception may be that the store cannot be written, which must not keep the consumer from an answer.
        """
        what = f"{type(error).__name__} while answering {request.method} {request.url.path}"
        answer = ProviderError("INTERNAL_SERVER_ERROR", what).answer()
        answer.headers["Connection"] = "close"
        progress: _Progress = request.state.progress
        try:
            self._note(request, answer, progress)
        except sqlite3.Error:
            _LOG.exception("%s: the audit trail cannot be written", what)
        return self._response(request, answer, progress)

    async def _answer(self, request: Request, body: bytes, progress: _Progress) -> Answer:
        services = self._services
        decode = decode_reserved if services.faults.on("needless-encoding-not-understood") else unquote
        query = Parameters(request.scope["query_string"].decode("latin-1"), decode)
        progress.mime_type = response_format(request.headers, query, services.faults)
        root = services.settings.service_root
        services.faults.guard(request, body)
        _refuse_encoded(request, services.faults)
        endpoint = resolve(request.method, request.scope["path"], root, services.faults)
        progress.interaction = endpoint.keys[0]
        check_addressing(request.headers, services.settings.asid, services.faults)
        meant = meant_interactions(request.headers, endpoint.keys, services.edition, services.faults)
        progress.interaction = meant[0]
        if services.faults.any:
            progress.mime_type = command_format(progress.mime_type, meant[0], request.headers, services.faults)
        progress.claims.update(check_audit_token(request.headers, meant[0], services.clock, services.faults))
        handler = HANDLERS.get(meant[0])
        if handler is None:
            raise ProviderError(
                "NOT_IMPLEMENTED", f"this provider does not implement: {interaction(meant[0]).title}"
            )
        call = Call(
            services=services,
            interactions=meant,
            ids=endpoint.ids,
            query=query,
            headers=dict(request.headers),
            claims=progress.claims,
            base_url=f"{request.url.scheme}://{request.url.netloc}{root}",
            body=_resource(request, body, meant[0], services.faults),
        )
        answer = services.faults.around(handler)(call)
        return answer if isinstance(answer, Answer) else await answer

    def _response(self, request: Request, answer: Answer, progress: _Progress) -> Response:
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["Date"] = http_date(self._services.clock.epoch())
        if request.url.scheme == "https":
            answer.headers["Strict-Transport-Security"] = _HSTS
        answer.headers["Content-Type"] = f"{progress.mime_type};charset=utf-8"
        faults = self._services.faults
        faults.spoil(answer, progress.interaction)
        if answer.resource is None:
            del answer.headers["Content-Type"]
            return Response(b"", answer.status, answer.headers)
        written_as = JSON if faults.on("errors-always-in-json") and answer.status >= _ERROR else progress.mime_type
        body = written(answer.resource, written_as)
        if faults.on("compression-not-labelled") and request.headers.get("accept-encoding") == "gzip":
            body = gzip.compress(body, _GZIP_LEVEL)
        if faults.on("always-compressed"):
            answer.headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, _GZIP_LEVEL)
        return Response(body, answer.status, answer.headers)

    def _note(self, request: Request, answer: Answer, progress: _Progress) -> None:
        record(
            self._services.store,
            Event(
                at=self._services.clock.epoch(),
                method=request.method,
                target=request.url.path,
                headers=request.headers,
                interaction=progress.interaction,
                claims=progress.claims,
                answer=answer,
            ),
        )


def _refuse_encoded(request: Request, faults: Faults) -> None:
    """Refuse a path with anything percent-encoded in it, where a fault says so."""
    if faults.on("encoded-paths-refused") and b"%" in request.scope["raw_path"]:
        raise ProviderError("BAD_REQUEST", "a percent sign stands in the path")


def _resource(request: Request, body: bytes, key: str, faults: Faults) -> dict[str, Any] | None:
    """Return the body of a command as a resource; queries have none, and what is sent with one is not looked at."""
    if interaction(key).method == "GET":
        return None
    if faults.on("content-type-not-checked"):
        return read_body(body, JSON)
    return read_body(body, request_format(request.headers))
