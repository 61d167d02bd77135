"""Rules for what every resource has in common: id, references, addresses, contact points.

Page: development_fhir_resource_guidance.
"""

from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.reference import LOGICAL_ID, RELATIVE_REFERENCE, literal_references
from gpconnect.conformance.rule import Problem, Resource, RuleSet, must_have, must_not_have, shorten, values_at
from gpconnect.spec.vocabulary import PROFILES

RULES: Final = RuleSet("any resource")

# A Bundle and an OperationOutcome are messages about records, and have no identity of their own.
RECORDS: Final = frozenset(PROFILES) - {"Bundle", "OperationOutcome"}

ADDRESS_ELEMENTS: Final = ("line", "city", "district", "postalCode", "country")
OWNERS: Final = ("", "contact.")  # the resource itself, and each of a patient's contacts


def addresses(resource: Resource) -> list[tuple[str, Any]]:
    """Return the addresses of a resource and of its contacts, with their paths."""
    return [item for owner in OWNERS for item in values_at(resource, f"{owner}address")]


def contact_points(resource: Resource) -> list[tuple[str, Any]]:
    """Return the contact points of a resource and of its contacts, with their paths."""
    return [item for owner in OWNERS for item in values_at(resource, f"{owner}telecom")]


@RULES.rule("RES-001")
def has_logical_id(resource: Resource) -> Iterator[Problem]:
    """Find a resource without a logical ID, or with one that is none in FHIR."""
    logical_id = resource.get("id")
    if not isinstance(logical_id, str) or not LOGICAL_ID.fullmatch(logical_id):
        yield Problem("id", "a logical ID: 1 to 64 letters, digits, - and .", shorten(logical_id or "absent"))


@RULES.rule("RES-006")
def references_are_relative(resource: Resource) -> Iterator[Problem]:
    """Find a reference that is neither relative nor to a contained resource."""
    for at, reference in literal_references(resource):
        if not reference.startswith("#") and not RELATIVE_REFERENCE.fullmatch(reference):
            yield Problem(at, "a relative reference such as Organization/14", shorten(reference))


@RULES.rule("RES-010")
def address_uses_its_elements(resource: Resource) -> Iterator[Problem]:
    """Find an address that holds nothing in the elements that are meant for it."""
    for at, address in addresses(resource):
        if not any(values_at(address, name) for name in ADDRESS_ELEMENTS):
            yield Problem(at, f"one of {', '.join(ADDRESS_ELEMENTS)}", "none of them")


@RULES.rule("RES-011")
def address_lines_stand_apart(resource: Resource) -> Iterator[Problem]:
    """Find a line element that holds several lines."""
    for at, address in addresses(resource):
        for place, line in values_at(address, "line"):
            if isinstance(line, str) and len(line.strip().splitlines()) > 1:
                yield Problem(f"{at}.{place}", "one line", shorten(line))


@RULES.rule("RES-012")
def address_has_no_blanks(resource: Resource) -> Iterator[Problem]:
    """Find an element of an address that holds nothing but blanks."""
    for at, address in addresses(resource):
        for name in ADDRESS_ELEMENTS:
            for place, text in values_at(address, name):
                if isinstance(text, str) and not text.strip():
                    yield Problem(f"{at}.{place}", "not populated where there is nothing", repr(text))


@RULES.rule("RES-013")
def address_has_no_text(resource: Resource) -> Iterator[Problem]:
    """Find an address with text."""
    for at, address in addresses(resource):
        yield from _below(at, must_not_have(address, "text"))


@RULES.rule("RES-014")
def patient_address_says_use(resource: Resource) -> Iterator[Problem]:
    """Find an address of a patient or a patient's contact without its use."""
    if resource.get("resourceType") == "Patient":
        yield from _without("use", addresses(resource))


@RULES.rule("RES-015")
def other_address_says_use(resource: Resource) -> Iterator[Problem]:
    """Find an address of anyone but a patient without its use."""
    if resource.get("resourceType") != "Patient":
        yield from _without("use", addresses(resource))


@RULES.rule("RES-020")
def contact_point_has_value(resource: Resource) -> Iterator[Problem]:
    """Find a contact point without its value."""
    yield from _without("value", contact_points(resource))


@RULES.rule("RES-021")
def contact_point_has_system(resource: Resource) -> Iterator[Problem]:
    """Find a contact point without its system."""
    yield from _without("system", contact_points(resource))


@RULES.rule("RES-022")
def patient_contact_point_says_use(resource: Resource) -> Iterator[Problem]:
    """Find a contact point of a patient or a patient's contact without its use."""
    if resource.get("resourceType") == "Patient":
        yield from _without("use", contact_points(resource))


@RULES.rule("RES-023")
def other_contact_point_says_use(resource: Resource) -> Iterator[Problem]:
    """Find a contact point of anyone but a patient without its use."""
    if resource.get("resourceType") != "Patient":
        yield from _without("use", contact_points(resource))


def _without(element: str, found: list[tuple[str, Any]]) -> Iterator[Problem]:
    for at, one in found:
        yield from _below(at, must_have(one, element))


def _below(at: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield problem._replace(where=f"{at}.{problem.where}")
