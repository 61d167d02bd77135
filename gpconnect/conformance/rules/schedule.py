"""Rules for a Schedule (pages: search for free slots, slot availability management)."""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.local_time import local_time_problems
from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.reference import referenced_ids
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

RULES: Final = RuleSet("Schedule")

HORIZON: Final = ("planningHorizon.start", "planningHorizon.end")


@RULES.rule({"search-for-free-slots": "SLOT-031"})
def conforms_to_profile(schedule: Resource) -> Iterator[Problem]:
    """Find what GPConnect-Schedule-1 does not allow."""
    yield from profile_problems(schedule)


@RULES.rule({"search-for-free-slots": "SLOT-042"})
def names_location(schedule: Resource) -> Iterator[Problem]:
    """Find a schedule that does not say where its appointments take place."""
    if not referenced_ids(schedule, "actor", "Location"):
        yield Problem("actor", "a reference to Location", "absent")


@RULES.rule({"search-for-free-slots": "SLOT-053"})
def horizon_is_local(schedule: Resource) -> Iterator[Problem]:
    """Find a planning horizon that lacks a bound, or is not in UK local time."""
    yield from must_have(schedule, *HORIZON)
    yield from local_time_problems(schedule, *HORIZON)


@RULES.rule({"search-for-free-slots": "SLOT-055"})
def description_is_text(schedule: Resource) -> Iterator[Problem]:
    """Find a category that carries no description."""
    for at, category in values_at(schedule, "serviceCategory"):
        if not (isinstance(category, dict) and str(category.get("text") or "").strip()):
            yield Problem(f"{at}.text", "the practice's description of the schedule type", "absent")


@RULES.rule({"search-for-free-slots": "SLOT-057"})
def says_version_and_profile(schedule: Resource) -> Iterator[Problem]:
    """Find a schedule without its version or the name of its profile."""
    yield from elements.says_version(schedule)
    yield from elements.names_profile(schedule)


@RULES.rule({"search-for-free-slots": "SLOT-058"})
def has_no_specialty(schedule: Resource) -> Iterator[Problem]:
    """Find a specialty."""
    yield from must_not_have(schedule, "specialty")


@RULES.rule({"search-for-free-slots": "AVL-031"})
def has_practitioner_role(schedule: Resource) -> Iterator[Problem]:
    """Find a schedule without a practitioner role."""
    if not _roles(schedule):
        expected = f"{EXTENSIONS['practitioner_role']} with a coded valueCodeableConcept"
        yield Problem("extension", expected, "absent")


@RULES.rule({"search-for-free-slots": "AVL-032"})
def practitioner_role_is_published(schedule: Resource) -> Iterator[Problem]:
    """Find a practitioner role that the value set does not have."""
    allowed = codes(VALUE_SETS["practitioner_role"])
    for at, code in _roles(schedule):
        if code not in allowed:
            yield Problem(at, f"a code of {VALUE_SETS['practitioner_role']}", shorten(code))


def _roles(schedule: Resource) -> list[tuple[str, object]]:
    found = extensions(schedule, EXTENSIONS["practitioner_role"])
    return [
        (f"{at}.{place}", code)
        for at, one in found
        for place, code in values_at(one, "valueCodeableConcept.coding.code")
    ]
