"""What a provider told of a request in a few words, for lists and timelines."""

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules.operation_outcome import spine_codes
from gpconnect.consumer.exchange import Exchange


def outcome_of(exchange: Exchange) -> str:
    """Return the status with any Spine error codes, or why there was no response."""
    if exchange.response is None:
        return f"no response: {exchange.failure}"
    return " ".join([str(exchange.status), *spine_codes(resource_of(exchange))])
