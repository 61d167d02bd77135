"""The exchange log."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.exchange_log import ExchangeLog, read_exchange_log

NOW = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
ANSWERED = Exchange(
    Request("find-a-patient", "GET", "http://127.0.0.1/Patient", [("Accept", "x")], b"\xff\x00"),
    Response(200, [("Set-Cookie", "a"), ("Set-Cookie", "b")], b'{"a": "\xc3\xa9"}'),
    NOW,
    12.5,
)
UNANSWERED = Exchange(ANSWERED.request, None, NOW, 3.0, "ConnectError: refused")


def test_what_is_written_is_read_back_byte_for_byte(tmp_path: Path) -> None:
    log = ExchangeLog(tmp_path / "reports" / "exchanges.jsonl")
    for exchange in (ANSWERED, UNANSWERED):
        log.write(exchange)
    log.close()
    assert list(read_exchange_log(tmp_path / "reports" / "exchanges.jsonl")) == [ANSWERED, UNANSWERED]


def test_a_line_that_is_no_exchange_is_named(tmp_path: Path) -> None:
    file = tmp_path / "exchanges.jsonl"
    file.write_text('{"request": 1}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"exchanges\.jsonl, line 1: not an exchange"):
        list(read_exchange_log(file))
