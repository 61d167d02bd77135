"""Whether a search that is correct in every way found anything, where nobody can say that it should have."""

from gpconnect.assurance.outcomes import Blocked
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.exchange import Exchange

SEARCH = "search-for-free-slots"


def require_some_slot(exchange: Exchange) -> None:
    """Raise ``Blocked`` when a search for free slots was answered with none: whether it works cannot be told."""
    searched = exchange.request.interaction == SEARCH and exchange.status == 200
    if searched and not resources_in(resource_of(exchange), "Slot"):
        raise Blocked(SEARCH, f"{exchange.summary()}, without a free slot: whether it was answered cannot be told")
