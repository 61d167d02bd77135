"""Content compression: responses go out as gzip where the consumer takes it, and plain where it rules gzip out."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gpconnect.provider.faults import Faults

_LEVEL = 1
_NAMES = ("gzip", "x-gzip")  # RFC 7230 (section 4.2.3) has the second one mean the first


class Compression:
    """Compresses what an application answers (page: development_general_api_guidance, Content compression)."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=1, compresslevel=_LEVEL)
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and compress the response where that is asked for."""
        app = self._compressing if scope["type"] == "http" and self._wanted(scope) else self._app
        await app(scope, receive, send)

    def _wanted(self, scope: Scope) -> bool:
        if scope["method"] != "GET" and self._faults.on("commands-never-compressed"):
            return False
        accepted = ",".join(Headers(scope=scope).getlist("accept-encoding"))
        return takes_gzip(accepted) or ("gzip" in accepted and self._faults.on("zero-quality-ignored"))


def takes_gzip(accept_encoding: str) -> bool:
    """Say whether an Accept-Encoding header names gzip, with a quality above zero (RFC 7231, section 5.3.4)."""
    for one in accept_encoding.lower().split(","):
        name, _, parameters = one.partition(";")
        if name.strip() in _NAMES:
            return _quality(parameters) > 0
    return False


def _quality(parameters: str) -> float:
    weight = parameters.replace(" ", "").partition("q=")[2]
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
