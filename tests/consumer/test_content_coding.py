"""Undoing content codings within a limit."""

import gzip
import zlib

import pytest

from gpconnect.consumer.content_coding import BodyError, read_body

BODY = b"a body that is repeated " * 50
# Without the time of its making, which is otherwise told in the stream, and so in the names of the tests.
GZIPPED = gzip.compress(BODY, mtime=0)


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", GZIPPED),
        (" GZIP", GZIPPED),
        ("deflate", zlib.compress(BODY)),
    ],
    ids=["no coding", "identity", "gzip", "gzip in other letters", "deflate"],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_body_comes_whole_in_whatever_pieces(coding: str, sent: bytes, size: int) -> None:
    chunks = [sent[start : start + size] for start in range(0, len(sent), size)]
    assert read_body(chunks, coding, len(BODY)) == BODY


def test_no_body_is_no_compressed_body_cut_short() -> None:
    assert read_body([], "gzip", 10) == b""


def test_a_coding_that_was_not_asked_for_is_left() -> None:
    assert read_body([b"\x0b\x02"], "br", 10) == b"\x0b\x02"


@pytest.mark.parametrize(
    ("coding", "sent", "limit", "reason"),
    [
        ("", BODY, len(BODY) - 1, "longer than"),
        ("gzip", GZIPPED, len(BODY) - 1, "longer than"),
        ("gzip", gzip.compress(b"", mtime=0) + bytes(500), 100, "longer than"),
        ("gzip", BODY, 10_000, "not compressed so"),
        ("gzip", GZIPPED[:-9], 10_000, "ends before"),
    ],
    ids=["too long", "too long unpacked", "too long behind", "not compressed", "cut short"],
)
def test_a_body_beyond_the_limit_or_not_as_it_says_is_refused(
    coding: str, sent: bytes, limit: int, reason: str
) -> None:
    with pytest.raises(BodyError, match=reason):
        read_body([sent], coding, limit)
