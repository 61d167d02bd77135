"""Content codings: a body is put together and its compression undone, within a limit of bytes."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

_PIECE_BYTES: Final = 64 * 1024
_WINDOWS: Final = {
    "gzip": zlib.MAX_WBITS | 16,
    "x-gzip": zlib.MAX_WBITS | 16,
    "deflate": zlib.MAX_WBITS,
}


class BodyError(Exception):
    """The body is too long, or is not compressed as its headers say."""


def read_body(chunks: Iterable[bytes], coding: str, limit: int) -> bytes:
    """Return the body that comes in these chunks, with its content coding undone.

    ``coding`` is the value of Content-Encoding; what is neither gzip nor deflate is left as it came. Raises
    ``BodyError`` when the body is longer than ``limit`` bytes, compressed or not, or not compressed as it says.
    """
    window = _WINDOWS.get(coding.strip().lower())
    came = _within(chunks, limit)
    if window is None:
        return b"".join(came)
    return b"".join(_within(_inflated(came, window, coding), limit))


def _within(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Yield the pieces for as long as they are not too many bytes together."""
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise BodyError(f"the body is longer than {limit} bytes")
        yield piece


def _inflated(chunks: Iterable[bytes], window: int, coding: str) -> Iterator[bytes]:
    """Yield what compressed chunks hold, in pieces of a bounded size: a few bytes may stand for gigabytes."""
    inflater = zlib.decompressobj(window)
    began = False
    try:
        for chunk in chunks:
            began = began or bool(chunk)
            piece = inflater.decompress(chunk, _PIECE_BYTES)
            while piece:
                yield piece
                piece = inflater.decompress(inflater.unconsumed_tail, _PIECE_BYTES)
    except zlib.error as error:
        raise BodyError(f"Content-Encoding is {coding}, but the body is not compressed so: {error}") from None
    if began and not inflater.eof:
        raise BodyError(f"Content-Encoding is {coding}, but the body ends before the compressed data does")
