"""Whether a search that is correct in every way found anything, where nobody can say that it should have."""

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.slot_references import named_ids
from gpconnect.consumer.exchange import Exchange

SEARCH = "search-for-free-slots"


def require_some_slot(exchange: Exchange) -> None:
    """Raise ``Blocked`` when a search for free slots was answered with none: whether it works cannot be told."""
    searched = exchange.request.interaction == SEARCH and exchange.status == 200
    if searched and not resources_in(resource_of(exchange), "Slot"):
        raise Blocked(SEARCH, f"{exchange.summary()}, without a free slot: whether it was answered cannot be told")


def require_slot_to_tell_by(exchange: Exchange) -> None:
    """Raise ``NotApplicable`` when a search was answered, but no slot shows what a scenario is about.

    It is for periods in which a practice need not have free slots.
    """
    if exchange.status == 200 and not resources_in(resource_of(exchange), "Slot"):
        raise NotApplicable(f"{exchange.request.url} finds no slot: with a free one in this period it can be told")


def require_practitioner_to_tell_by(exchange: Exchange) -> None:
    """Raise ``NotApplicable`` when a search was answered, but no schedule in the answer names a practitioner.

    A session need not have one: where none has, nothing shows how practitioners are returned.
    """
    if exchange.status == 200 and not named_ids(resource_of(exchange), "Practitioner"):
        raise NotApplicable(f"{exchange.request.url} finds no schedule that names a practitioner")
