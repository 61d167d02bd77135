"""Broken messages: requests that are no HTTP any more, each broken in one named way."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from gpconnect.consumer.exchange import Request
from gpconnect.consumer.raw import message_of


class BrokenMessage(NamedTuple):
    """The bytes to send, and whether the consumer cuts the connection after the last one."""

    message: bytes
    cut: bool = False


def broken_message(request: Request, fault: str) -> BrokenMessage:
    """Return a request broken as ``BROKEN_MESSAGES`` names it; raise ``LookupError`` for a fault it has not."""
    if fault not in BROKEN_MESSAGES:
        raise LookupError(f"no message is broken by {fault!r}; known: {', '.join(BROKEN_MESSAGES)}")
    return BROKEN_MESSAGES[fault](request)


def _head_with(line: bytes) -> Callable[[Request], BrokenMessage]:
    """Put one more line behind the request line."""

    def broken(request: Request) -> BrokenMessage:
        first, rest = message_of(request).split(b"\r\n", 1)
        return BrokenMessage(b"\r\n".join([first, line, rest]))

    return broken


def _without_host(request: Request) -> BrokenMessage:
    lines = message_of(request).split(b"\r\n")
    return BrokenMessage(b"\r\n".join(line for line in lines if not line.startswith(b"Host:")))


def _with_request_line(change: Callable[[bytes], bytes]) -> Callable[[Request], BrokenMessage]:
    def broken(request: Request) -> BrokenMessage:
        first, rest = message_of(request).split(b"\r\n", 1)
        return BrokenMessage(change(first) + b"\r\n" + rest)

    return broken


def _with_body_length(change: Callable[[int], object]) -> Callable[[Request], BrokenMessage]:
    def broken(request: Request) -> BrokenMessage:
        length = len(request.body)
        right, wrong = (f"Content-Length: {one}\r\n".encode() for one in (length, change(length)))
        return BrokenMessage(message_of(request).replace(right, wrong, 1))

    return broken


def _cut(message: Callable[[Request], bytes]) -> Callable[[Request], BrokenMessage]:
    return lambda request: BrokenMessage(message(request), cut=True)


def _half(request: Request) -> bytes:
    return message_of(request)[: -(len(request.body) // 2)]


def _chunks_without_end(request: Request) -> bytes:
    return message_of(request, chunked=True).removesuffix(b"0\r\n\r\n")


def _bad_chunk_size(request: Request) -> BrokenMessage:
    head, _, chunks = message_of(request, chunked=True).partition(b"\r\n\r\n")
    return BrokenMessage(head + b"\r\n\r\nzz" + chunks)


def _in_the_head(request: Request) -> bytes:
    return message_of(request).partition(b"\r\nSsp-")[0]


BROKEN_MESSAGES: Final[Mapping[str, Callable[[Request], BrokenMessage]]] = {
    "bytes that are no HTTP": lambda _: BrokenMessage(bytes(range(128, 256)) + b"\r\n\r\n"),
    "a request line of one word": _with_request_line(lambda line: line.split(b" ")[0]),
    "a space inside the path": _with_request_line(lambda line: line.replace(b" HTTP/", b" more HTTP/")),
    "a control character in the path": _with_request_line(lambda line: line.replace(b" HTTP/", b"\x01 HTTP/")),
    "a header line without a colon": _head_with(b"Ssp-Nonsense"),
    "a space before the colon of a header": _head_with(b"X-Nonsense : 1"),
    "a NUL byte in a header": _head_with(b"X-Nonsense: a\x00b"),
    "a header name with a space in it": _head_with(b"X Nonsense: 1"),
    "no Host header": _without_host,
    "two Host headers": _head_with(b"Host: elsewhere.example"),
    "a Content-Length that is no number": _with_body_length(lambda _: "many"),
    "a negative Content-Length": _with_body_length(lambda length: -length),
    "two different lengths": _with_body_length(lambda length: f"{length}\r\nContent-Length: {length + 7}"),
    "a Content-Length shorter than the body": _with_body_length(lambda length: length // 2),
    "a chunk size that is no number": _bad_chunk_size,
    "chunks that break off": _cut(_chunks_without_end),
    "a connection cut in the body": _cut(_half),
    "a connection cut in the headers": _cut(_in_the_head),
}
