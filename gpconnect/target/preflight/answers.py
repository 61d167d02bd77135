"""Preflight of the provider's answers as such: that it answers, its clock, its capability statement."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import values_at
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec.capability import declared_resources
from gpconnect.target.preflight.check import Check, State

KEY: Final = "get-the-capability-statement"
# The Date header has whole seconds, and the request takes its time.
_SAME_SECONDS: Final = 5
_BEARABLE_SECONDS: Final = 60


def answer_checks(consumer: Consumer) -> Iterator[Check]:
    """Yield what the capability statement and its headers tell; ``UNREACHABLE`` alone when nothing answers."""
    exchange = consumer.send(consumer.draft(KEY))
    if exchange.response is None:
        yield Check(
            State.UNREACHABLE,
            "answer",
            exchange.summary(),
            "Check provider_url, and that the provider speaks HTTP there.",
        )
        return
    yield _clock(exchange)
    yield from _statement(consumer, exchange)


def _clock(exchange: Exchange) -> Check:
    text = exchange.response.header("date") if exchange.response else None
    try:
        shown = parsedate_to_datetime(text or "")
    except ValueError:
        return Check(State.NOTE, "clock", f"the answer has no Date header that can be read ({text})")
    if shown.tzinfo is None:
        shown = shown.replace(tzinfo=UTC)
    ahead = (shown - datetime.now(UTC)).total_seconds()
    if abs(ahead) <= _SAME_SECONDS:
        return Check(State.READY, "clock", "the provider's clock shows the time of this machine")
    found = f"the provider's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} this machine's"
    state = State.NOTE if abs(ahead) <= _BEARABLE_SECONDS else State.PROBLEM
    return Check(state, "clock", found, "Set both clocks by NTP: audit tokens are good for five minutes only.")


def _statement(consumer: Consumer, exchange: Exchange) -> Iterator[Check]:
    statement = resource_of(exchange)
    if exchange.status != 200 or statement.get("resourceType") != "CapabilityStatement":
        yield Check(
            State.PROBLEM,
            "capability statement",
            exchange.summary(),
            "Check the path of provider_url, provider_asid and consumer_asid; then see what the provider logged.",
            interaction=KEY,
        )
        return
    yield _edition(consumer.edition.version, statement.get("version"))
    declared = {str(value) for _, value in values_at(statement, "rest.resource.type")}
    lacking = sorted({one.type for one in declared_resources()} - declared)
    found = f"declares {', '.join(sorted(declared)) or 'no resources'}"
    if lacking:
        told = "What is not declared may not work; scenarios will tell."
        yield Check(State.NOTE, "capability statement", f"{found}; not {', '.join(lacking)}", told)
    else:
        yield Check(State.READY, "capability statement", found)


def _edition(held_to: str, declared: object) -> Check:
    if declared == held_to:
        return Check(State.READY, "edition", f"{held_to} is declared")
    if declared is None:
        return Check(State.NOTE, "edition", f"none is declared (CapabilityStatement.version); held to {held_to}")
    told = f"Set edition (--spec) to what the provider implements, if that is not {held_to}."
    return Check(State.PROBLEM, "edition", f"{declared} is declared, but it is held to {held_to}", told)
