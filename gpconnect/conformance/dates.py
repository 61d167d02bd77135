"""The date of an answer: that it is told, as HTTP writes it, and whether the clocks of both sides agree."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from gpconnect.conformance.rule import Judgement, Problem, judged
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec.vocabulary import LIMITS

# A clock that is further off makes a correct audit token one that has expired, or is yet to be issued.
BEARABLE_SECONDS: Final = LIMITS["token_lifetime_seconds"]
_EXAMPLE: Final = "a date such as Sat, 02 Feb 2013 12:02:47 GMT"


def judge_date(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that an answer tells when it was made (RFC 7231, section 7.1.1.2)."""
    return judged(requirement, _untold(exchange))


def judge_clock(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that the date of an answer is that of this machine, give or take the lifetime of an audit token.

    Which of the two clocks is wrong cannot be told from here, so a difference is disputed. An answer without a
    readable date is not looked at.
    """
    return judged(requirement, _off(exchange))


def _untold(exchange: Exchange) -> Iterator[Problem]:
    if exchange.response is None:
        yield Problem("response", "a response", exchange.failure or "none")
        return
    written = exchange.response.header("date")
    if _read(written) is None:
        yield Problem("Date", _EXAMPLE, written or "absent")


def _off(exchange: Exchange) -> Iterator[Problem]:
    shown = _read(exchange.response.header("date")) if exchange.response else None
    if shown is None:
        return
    ahead = (shown - exchange.started).total_seconds() - exchange.milliseconds / 1000
    if ahead > BEARABLE_SECONDS or (shown - exchange.started).total_seconds() < -BEARABLE_SECONDS:
        wanted = f"within {BEARABLE_SECONDS} s of {exchange.started:%a, %d %b %Y %H:%M:%S} GMT"
        yield Problem("Date", wanted, f"{shown:%a, %d %b %Y %H:%M:%S} GMT", disputed=True)


def _read(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
