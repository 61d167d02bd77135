"""Rules for a Slot (pages: search for free slots, slot availability management)."""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.local_time import local_time_problems
from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rule import (
    Problem,
    Resource,
    RuleSet,
    extensions,
    must_have,
    must_not_have,
    shorten,
    values_at,
)
from gpconnect.conformance.rules import elements
from gpconnect.spec.value_set import codes
from gpconnect.spec.vocabulary import EXTENSIONS, VALUE_SETS

RULES: Final = RuleSet("Slot")


@RULES.rule({"search-for-free-slots": "SLOT-031"})
def conforms_to_profile(slot: Resource) -> Iterator[Problem]:
    """Find what GPConnect-Slot-1 does not allow."""
    yield from profile_problems(slot)


@RULES.rule({"search-for-free-slots": "SLOT-033"})
def is_free(slot: Resource) -> Iterator[Problem]:
    """Find a slot that is not free."""
    if slot.get("status") != "free":
        yield Problem("status", "free", str(slot.get("status", "absent")))


@RULES.rule({"search-for-free-slots": "SLOT-053"})
def times_are_local(slot: Resource) -> Iterator[Problem]:
    """Find a start or an end that is absent, or not in UK local time."""
    yield from must_have(slot, "start", "end")
    yield from local_time_problems(slot, "start", "end")


@RULES.rule({"search-for-free-slots": "SLOT-054"})
def type_is_described(slot: Resource) -> Iterator[Problem]:
    """Find a slot without a description of its type."""
    if not any(isinstance(text, str) and text.strip() for _, text in values_at(slot, "serviceType.text")):
        yield Problem("serviceType.text", "the practice's description of the slot type", "absent")


@RULES.rule({"search-for-free-slots": "SLOT-057"})
def says_version_and_profile(slot: Resource) -> Iterator[Problem]:
    """Find a slot without its version or the name of its profile."""
    yield from elements.says_version(slot)
    yield from elements.names_profile(slot)


@RULES.rule({"search-for-free-slots": "SLOT-058"})
def has_no_specialty(slot: Resource) -> Iterator[Problem]:
    """Find a specialty."""
    yield from must_not_have(slot, "specialty")


@RULES.rule({"search-for-free-slots": "AVL-030"})
def has_delivery_channel(slot: Resource) -> Iterator[Problem]:
    """Find a slot without a delivery channel."""
    if not _delivery_channels(slot):
        yield Problem("extension", f"{EXTENSIONS['delivery_channel']} with a valueCode", "absent")


@RULES.rule({"search-for-free-slots": "AVL-033"})
def delivery_channel_is_published(slot: Resource) -> Iterator[Problem]:
    """Find a delivery channel that the value set does not have."""
    allowed = codes(VALUE_SETS["delivery_channel"])
    for at, code in _delivery_channels(slot):
        if code not in allowed:
            yield Problem(f"{at}.valueCode", " or ".join(allowed), shorten(code))


def _delivery_channels(slot: Resource) -> list[tuple[str, object]]:
    found = extensions(slot, EXTENSIONS["delivery_channel"])
    return [(at, one["valueCode"]) for at, one in found if one.get("valueCode")]
