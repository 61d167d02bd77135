"""Exchanges as text for a reader: the bytes that were sent and received, laid out but never reworded."""

import re
from collections.abc import Callable
from functools import lru_cache

from gpconnect.consumer.exchange import Exchange, Headers, Request, Response

ATTACHMENT_LIMIT = 8 * 1024
DEEPEST = 40

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_PUNCTUATION = frozenset("{}[],:")


def request_text(request: Request) -> str:
    """Return the request line, the headers that the consumer set, and the body; or the raw message."""
    if request.message is not None:
        shown = request.message[: ATTACHMENT_LIMIT + 1].decode("utf-8", "backslashreplace")
        return f"{len(request.message)} bytes sent to {request.url} as they stand here:\n\n{shown}"
    return _message(f"{request.method} {request.url}", request.headers, request.body)


def response_text(exchange: Exchange, redact: Callable[[str], str] = str, size: int | None = None) -> str:
    """Return the status line, every header and the body; or why no response came.

    ``redact`` is given what is shown of the message, before it is cut. ``size`` is how many bytes the body had,
    when there is only its beginning here.
    """
    timing = f"{exchange.started.isoformat(timespec='milliseconds')}, {exchange.milliseconds:.0f} ms"
    if exchange.response is None:
        return redact(f"no response: {exchange.failure}\n(sent {timing})\n")
    response: Response = exchange.response
    carried = f", over {response.tls}" if response.tls else ""
    start = f"{response.http_version} {response.status}\n(sent {timing}{carried})"
    return _message(start, response.headers, response.body, redact, size)


def cut(text: str, limit: int = ATTACHMENT_LIMIT) -> str:
    """Return the text, ended at ``limit`` bytes of UTF-8 with a note that says how much was left out."""
    encoded = text.encode("utf-8", "backslashreplace")
    if len(encoded) <= limit:
        return text
    kept = encoded[:limit].decode("utf-8", "ignore")
    return f"{kept}\n\n[cut here: the first {limit} of {len(encoded)} bytes are shown]\n"


def _message(
    start: str, headers: Headers, body: bytes, redact: Callable[[str], str] = str, size: int | None = None
) -> str:
    size = len(body) if size is None else size
    lines = [start, *(f"{name}: {value}" for name, value in headers), ""]
    if size > ATTACHMENT_LIMIT:  # said before the body, whose end is cut off
        lines.append(f"[the body has {size} bytes]")
    # More than the limit is never shown, so there is no use in laying out more than that.
    shown = body[: ATTACHMENT_LIMIT + 1].decode("utf-8", "backslashreplace")
    return redact("\n".join([*lines, laid_out(shown) if body else "(no body)"]))


@lru_cache(maxsize=128)
def laid_out(body: str) -> str:
    """Return a JSON body on one line per member, changing white space between tokens only.

    Anything that has lines already, or is not JSON, comes back as it is. Duplicate keys, number formats and
    mistakes stay as they were sent.
    """
    if "\n" in body.strip() or body.lstrip()[:1] not in ("{", "["):
        return body
    out: list[str] = []
    depth = 0
    previous = ""
    for token in _JSON_TOKEN.findall(body):
        if token in ("}", "]"):
            depth = max(depth - 1, 0)
        out.append(_space(previous, token, depth))
        out.append(token)
        if token in ("{", "["):
            depth = min(depth + 1, DEEPEST)  # deeper than any resource: only a broken body goes on from there
        previous = token
    return "".join(out)


def _space(previous: str, token: str, depth: int) -> str:
    """The white space that stands before a token."""
    opened, closes = previous in ("{", "["), token in ("}", "]")
    if previous == ",":
        return "\n" + "  " * depth
    if opened != closes and (opened or closes):
        return "\n" + "  " * depth
    adjacent_values = previous and previous not in _PUNCTUATION and token not in _PUNCTUATION
    return " " if previous == ":" or adjacent_values else ""
