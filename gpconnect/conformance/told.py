"""What a provider told of a request in a few words, for lists and timelines."""

from typing import Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import shorten
from gpconnect.conformance.rules.operation_outcome import said, spine_codes
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import spine_error

TAKEN: Final = "DUPLICATE_REJECTED"


def outcome_of(exchange: Exchange) -> str:
    """Return the status with any Spine error codes, or why there was no response."""
    if exchange.response is None:
        return f"no response: {exchange.failure}"
    return " ".join([str(exchange.status), *spine_codes(resource_of(exchange))])


def refusal_of(exchange: Exchange) -> str:
    """Return the exchange in one line, with what the provider says of an error: Spine error codes, diagnostics."""
    return f"{exchange.summary()} {shorten(said(resource_of(exchange)), 160)}".rstrip()


def is_taken(exchange: Exchange) -> bool:
    """Whether a booking was refused because a slot is not free any more (page: Book an appointment, errors)."""
    return exchange.status == spine_error(TAKEN).status and TAKEN in spine_codes(resource_of(exchange))
