"""Undoing content codings within a limit."""

import gzip
import zlib

import pytest

from gpconnect.consumer.content_coding import BodyError, read_body

BODY = b"a body that is repeated " * 50


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", gzip.compress(BODY)),
        (" GZIP", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
    ],
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
        ("gzip", gzip.compress(BODY), len(BODY) - 1, "longer than"),
        ("gzip", gzip.compress(b"") + bytes(500), 100, "longer than"),
        ("gzip", BODY, 10_000, "not compressed so"),
        ("gzip", gzip.compress(BODY)[:-9], 10_000, "ends before"),
    ],
)
def test_a_body_beyond_the_limit_or_not_as_it_says_is_refused(
    coding: str, sent: bytes, limit: int, reason: str
) -> None:
    with pytest.raises(BodyError, match=reason):
        read_body([sent], coding, limit)
