"""Exchanges as a reader sees them."""

import json
from datetime import UTC, datetime

import pytest

from gpconnect.assurance.exchange_text import ATTACHMENT_LIMIT, cut, laid_out, request_text, response_text
from gpconnect.consumer.exchange import Exchange, Request, Response


def exchange(body: bytes) -> Exchange:
    request = Request(
        "find-a-patient", "POST", "https://provider.example/Patient?a=%7C", [("Accept", "x")], b"\xff<a>"
    )
    response = Response(201, [("ETag", 'W/"1"'), ("etag", "again")], body, "HTTP/1.1")
    return Exchange(request, response, datetime(2026, 1, 2, 3, 4, 5, 678901, UTC), 12.6)


def test_a_request_shows_line_headers_and_body() -> None:
    shown = request_text(exchange(b"").request)
    assert shown == "POST https://provider.example/Patient?a=%7C\nAccept: x\n\n\\xff<a>"


def test_a_response_shows_status_time_every_header_and_body() -> None:
    assert response_text(exchange(b"<html>")) == (
        'HTTP/1.1 201\n(sent 2026-01-02T03:04:05.678+00:00, 13 ms)\nETag: W/"1"\netag: again\n\n<html>'
    )


def test_an_empty_body_is_said_to_be_empty() -> None:
    assert response_text(exchange(b"")).endswith("\n\n(no body)")


def test_a_long_body_is_cut_with_a_note() -> None:
    shown = cut(response_text(exchange(b"x" * (3 * ATTACHMENT_LIMIT))))
    assert len(shown) < ATTACHMENT_LIMIT + 200
    assert f"[cut here: the first {ATTACHMENT_LIMIT} of " in shown
    assert cut("short") == "short"


def test_a_cut_never_splits_a_character() -> None:
    assert cut("äää", limit=3).startswith("ä\n")


def test_a_body_longer_than_the_limit_tells_its_size() -> None:
    long = exchange(b"x" * (2 * ATTACHMENT_LIMIT))
    assert f"\n\n[the body has {2 * ATTACHMENT_LIMIT} bytes]\nxx" in cut(response_text(long))


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"a":1,"b":[]}', '{\n  "a": 1,\n  "b": []\n}'),
        ('{"a":1.50,"a":null,"a":{}}', '{\n  "a": 1.50,\n  "a": null,\n  "a": {}\n}'),
        ('[{"x":"a, b: {c}\\""},-1e5]', '[\n  {\n    "x": "a, b: {c}\\""\n  },\n  -1e5\n]'),
        ("[1 2]", "[\n  1 2\n]"),
        ('{"cut":"in the  mid, d', '{\n  "cut": "in the  mid, d'),
        ('{\n"a":1}', '{\n"a":1}'),
        ("<a b='{'/>", "<a b='{'/>"),
        ("", ""),
    ],
)
def test_json_is_laid_out_by_white_space_only(body: str, shown: str) -> None:
    assert laid_out(body) == shown


def test_laying_out_keeps_the_meaning() -> None:
    body = json.dumps({"list": [1, {"k": ["v w", "{", '"', "\\"]}], "n": {}, "t": True}, separators=(",", ":"))
    assert json.loads(laid_out(body)) == json.loads(body)
    assert "".join(laid_out(body).split()) == "".join(body.split())
