"""The dates of answers."""

from datetime import UTC, datetime, timedelta

import pytest

from gpconnect.conformance.dates import judge_clock, judge_date
from gpconnect.consumer.exchange import Exchange, Request, Response

STARTED = datetime(2027, 1, 20, 12, tzinfo=UTC)
REQUEST = Request("read-a-patient", "GET", "https://here/base/Patient/2", ())


def answered(*dates: str, milliseconds: float = 1) -> Exchange:
    headers = [("Date", one) for one in dates]
    return Exchange(REQUEST, Response(200, headers, b""), STARTED, milliseconds)


def off_by(milliseconds: float = 1, **difference: int) -> Exchange:
    shown = STARTED + timedelta(**difference)
    return answered(f"{shown:%a, %d %b %Y %H:%M:%S} GMT", milliseconds=milliseconds)


def test_an_answer_with_a_date_of_http_is_good() -> None:
    judgement = judge_date(off_by(), "GEN-001")
    assert judgement.decided == {"GEN-001"}
    assert judgement.findings == []


@pytest.mark.parametrize("dates", [(), ("2027-01-20T12:00:00Z",), ("",)])
def test_an_answer_without_a_date_of_http_fails(dates: tuple[str, ...]) -> None:
    found = judge_date(answered(*dates), "GEN-001").findings
    assert [(one.where, one.fails) for one in found] == [("Date", True)]


def test_no_answer_has_no_date() -> None:
    nothing = Exchange(REQUEST, None, STARTED, 1, "closed")
    assert [one.where for one in judge_date(nothing, "GEN-001").findings] == ["response"]
    assert judge_clock(nothing, "AUD-036").findings == []


@pytest.mark.parametrize(
    "exchange", [off_by(minutes=5), off_by(minutes=-5), off_by(minutes=6, milliseconds=60_000), answered("soon")]
)
def test_clocks_need_not_agree_to_the_second(exchange: Exchange) -> None:
    assert judge_clock(exchange, "AUD-036").findings == []


@pytest.mark.parametrize("exchange", [off_by(minutes=6), off_by(minutes=-6), off_by(hours=1), off_by(days=-400)])
def test_clocks_that_differ_are_disputed(exchange: Exchange) -> None:
    found = judge_clock(exchange, "AUD-036").findings
    assert [(one.where, one.ambiguity) for one in found] == [("Date", "AMB-063")]
