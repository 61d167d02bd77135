"""Faults that refuse, or fail over, whole kinds of requests which a provider has to cope with."""

import codecs
import json
from collections.abc import Callable

from starlette.requests import Request

from gpconnect.provider.fault_catalogue.building import violations
from gpconnect.provider.faults import Fault, Gate

_MUCH = 1_000_000
_SERVICE = "gpconnect/"


def _has(*names: str) -> Gate:
    return lambda request, _body: any(name in request.headers for name in names)


def _percent_encoded(request: Request, _body: bytes) -> bool:
    return b"%2D" in request.scope["query_string"].upper()


def _in(header: str, holds: Callable[[str], bool]) -> Gate:
    return lambda request, _body: holds(request.headers.get(header, ""))


def _trailing_slash(request: Request, _body: bytes) -> bool:
    return request.url.path.endswith("/")


def _other_verb(request: Request, _body: bytes) -> bool:
    return request.method in ("HEAD", "OPTIONS", "TRACE")


def _unknown_verb(request: Request, _body: bytes) -> bool:
    return request.method not in ("GET", "POST", "PUT", "HEAD", "OPTIONS", "TRACE")


def _wrong_verb(request: Request, _body: bytes) -> bool:
    return request.method in ("DELETE", "PATCH")


def _delete(request: Request, _body: bytes) -> bool:
    return request.method == "DELETE"


def _minimal_cancellation(request: Request, body: bytes) -> bool:
    return "minimal" in request.headers.get("prefer", "") and b'"cancelled"' in body


def _body_with_query(request: Request, body: bytes) -> bool:
    return request.method == "GET" and bool(body)


def _empty_body(request: Request, body: bytes) -> bool:
    return request.method in ("POST", "PUT") and not body


def _unreadable_body(request: Request, body: bytes) -> bool:
    return request.method in ("POST", "PUT") and not body.lstrip().startswith((b"{", b"<"))


def _not_utf8(_request: Request, body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _byte_order_mark(_request: Request, body: bytes) -> bool:
    return body.startswith(codecs.BOM_UTF8)


def _repeated_name(_request: Request, body: bytes) -> bool:
    repeated: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        names = [name for name, _ in pairs]
        repeated.extend(name for name in names if names.count(name) > 1)

    try:
        json.loads(body, object_pairs_hook=look)
    except (ValueError, RecursionError):
        return False  # what is no JSON is for other faults
    return bool(repeated)


def _truncated(_request: Request, body: bytes) -> bool:
    return body.lstrip().startswith(b"{") and not body.rstrip().endswith(b"}")


def _large_body(_request: Request, body: bytes) -> bool:
    return len(body) > _MUCH


def _xml_body(request: Request, body: bytes) -> bool:
    return bool(body) and "xml" in request.headers.get("content-type", "")


def _unknown_path(request: Request, _body: bytes) -> bool:
    return _SERVICE not in request.url.path or request.url.path.partition(_SERVICE)[2].partition("/")[0] not in (
        *("metadata", "Patient", "Practitioner", "Organization", "Location", "Slot", "Appointment"),
    )


def _plus_in_format(request: Request, _body: bytes) -> bool:
    return b"_format=application/fhir+" in request.scope["query_string"]


def _short_format(request: Request, _body: bytes) -> bool:
    query = request.scope["query_string"]
    return b"_format=json" in query or b"_format=xml" in query


def _other_format(request: Request, _body: bytes) -> bool:
    asked = (request.headers.get("accept", ""), request.query_params.get("_format", ""))
    return any(one and "fhir" not in one for one in asked)


def _padded_token(request: Request, _body: bytes) -> bool:
    return "=" in request.headers.get("authorization", "")


def _long_path(request: Request, _body: bytes) -> bool:
    return len(request.url.path.rpartition("/")[2]) > 64


_FAIL_OVER = {
    "percent-encoded-queries": ("a query that is percent-encoded throughout", _percent_encoded),
    "languages": ("an Accept-Language header", _has("accept-language")),
    "proxies": ("the headers that proxies add", _has("via", "x-forwarded-for", "forwarded")),
    "preferences": ("a Prefer header", _has("prefer")),
    "conditional-reads": ("the header If-None-Match", _has("if-none-match")),
    "chunked-bodies": ("a body in chunks", _has("transfer-encoding")),
    "accept-charset": ("the header Accept-Charset", _has("accept-charset")),
    "charset-in-accept": ("an Accept header with a charset", _in("accept", lambda text: "charset" in text)),
    "several-formats": ("an Accept header with several formats", _in("accept", lambda text: "," in text)),
    "quality-values": ("an Accept header with quality values", _in("accept", lambda text: "q=" in text)),
    "wildcards": ("an Accept header with a wildcard", _in("accept", lambda text: "*" in text)),
    "plain-formats": (
        "an Accept header with a plain format",
        _in("accept", lambda text: "application/json" in text),
    ),
    "short-formats": ("a short name in _format", _short_format),
    "plus-in-format": ("a plus sign in _format", _plus_in_format),
    "other-formats": ("a format that is none of FHIR's own names", _other_format),
    "padded-tokens": ("an audit token with padding", _padded_token),
    "trailing-slashes": ("a slash at the end of the path", _trailing_slash),
    "other-verbs": ("HEAD, OPTIONS and TRACE", _other_verb),
    "unknown-verbs": ("verbs that HTTP has not", _unknown_verb),
    "wrong-verbs": ("DELETE and PATCH", _wrong_verb),
    "bodies-of-queries": ("a body with a query", _body_with_query),
    "empty-bodies": ("an empty body", _empty_body),
    "unreadable-bodies": ("a body that is neither JSON nor XML", _unreadable_body),
    "truncated-bodies": ("JSON that breaks off", _truncated),
    "byte-order-marks": ("a body that begins with a byte order mark", _byte_order_mark),
    "repeated-names": ("JSON in which a name stands twice", _repeated_name),
    "bodies-not-in-utf8": ("a body that is not UTF-8", _not_utf8),
    "large-bodies": ("a body of more than a megabyte", _large_body),
    "xml-bodies": ("a body in XML", _xml_body),
    "unknown-paths": ("a path that means nothing", _unknown_path),
    "long-ids": ("a logical ID that is too long", _long_path),
}

# Where a fault shows in one interaction only.
_SHOWS_IN = {"plus-in-format": ("get-the-capability-statement",)}


def _fault(name: str, what: str, gate: Gate) -> Fault:
    full_name = f"fails-over-{name}"
    shows_in = _SHOWS_IN.get(name, ())
    return Fault(
        full_name, f"{what} is answered with 500", violations().get(full_name, ()), interactions=shows_in, gate=gate
    )


FAULTS = (
    *(_fault(name, what, gate) for name, (what, gate) in _FAIL_OVER.items()),
    Fault(
        "cancel-with-minimal-fails",
        "a cancellation with the preference return=minimal is answered with 500",
        violations().get("cancel-with-minimal-fails", ()),
        interactions=("cancel-an-appointment",),
        gate=_minimal_cancellation,
    ),
    Fault(
        "metadata-delete-fails-over",
        "DELETE is answered with 500",
        violations().get("metadata-delete-fails-over", ()),
        interactions=("get-the-capability-statement",),
        gate=_delete,
    ),
)
