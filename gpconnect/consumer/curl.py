"""The curl command that repeats a request, safe to paste into a POSIX shell."""

import base64
import gzip
import shlex
import textwrap
from urllib.parse import urlsplit

from gpconnect.consumer.exchange import Request

# What curl sends unasked: each must be switched off when the request does not carry it.
_SENT_BY_CURL = ("Accept", "User-Agent")
_SENT_BY_CURL_WITH_A_BODY = ("Content-Type",)
# In bytes. A longer body is one that a scenario made long, and most of it says the same.
_LONGEST_INLINE = 32 * 1024


def curl_command(request: Request) -> str:
    """Return a command line that sends the same method, URL, headers and body as ``request``.

    A body of printable text stands in the command itself; any other is carried as Base64 in a here-document,
    compressed when it is a long one.
    Certificates and proxies are no part of a request, so the command names none. A message that no HTTP client
    sends is piped into a bare connection.
    """
    if request.message is not None:
        return _fed_with_base64(_bare_connection(request.url), request.message)
    inline = _printable_text(request.body)
    options = [*_transfer_options(request), *_header_options(request)]
    if inline:
        options.append(f"--data-raw {shlex.quote(inline)}")
    elif request.body:
        options.append("--data-binary @-")
    command = " \\\n  ".join([*options, shlex.quote(request.url)])
    return command if inline is not None else _fed_with_base64(command, request.body)


def _transfer_options(request: Request) -> list[str]:
    # --globoff and --path-as-is keep curl from rewriting the URL, --http1.1 from negotiating another protocol.
    method = "--head" if request.method == "HEAD" else f"--request {shlex.quote(request.method)}"
    compressed = any(name.lower() == "accept-encoding" for name, _ in request.headers)
    options = ["curl --silent --show-error --include --http1.1 --globoff --path-as-is", method]
    return [*options, "--compressed"] if compressed else options


def _header_options(request: Request) -> list[str]:
    sent = {name.lower() for name, _ in request.headers}
    unasked = _SENT_BY_CURL + (_SENT_BY_CURL_WITH_A_BODY if request.body else ())
    lines = [f"{name}: {value}" if value else f"{name};" for name, value in request.headers]
    lines += [f"{name}:" for name in unasked if name.lower() not in sent]
    return [f"--header {shlex.quote(line)}" for line in lines]


def _bare_connection(url: str) -> str:
    parts = urlsplit(url)
    host, secured = shlex.quote(parts.hostname or ""), parts.scheme == "https"
    port = parts.port or (443 if secured else 80)
    return f"openssl s_client -quiet -connect {host}:{port}" if secured else f"nc {host} {port}"


def _printable_text(body: bytes) -> str | None:
    """The body as text, or ``None`` when a shell could not carry it unchanged, or a reader not bear it."""
    if len(body) > _LONGEST_INLINE:
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(sign.isprintable() or sign in "\n\t" for sign in text) else None


def _fed_with_base64(command: str, body: bytes) -> str:
    long = len(body) > _LONGEST_INLINE
    carried = gzip.compress(body, mtime=0) if long else body
    encoded = "\n".join(textwrap.wrap(base64.b64encode(carried).decode("ascii"), 76))
    return f"base64 --decode <<'BODY' | {'gunzip | ' if long else ''}{command}\n{encoded}\nBODY"
