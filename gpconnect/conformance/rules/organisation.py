"""Rules for an Organization (pages: find and read an organisation, branch surgeries).

An interaction that returns an Organization adds its key, with the requirement of its own page, to the rules that
its page repeats.
"""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rule import Problem, Resource, RuleSet, must_have, must_not_have, objects_at
from gpconnect.conformance.rules import elements
from gpconnect.spec.vocabulary import CODE_SYSTEMS, IDENTIFIER_SYSTEMS, ORGANISATION_TYPES

RULES: Final = RuleSet("Organization")
DETAILS: Final = RuleSet("Organization whose details are all on record")


@RULES.rule(
    {
        "find-an-organisation": "FORG-005",
        "read-an-organisation": "RORG-003",
        "search-for-free-slots": "SLOT-031",
    }
)
def conforms_to_profile(organisation: Resource) -> Iterator[Problem]:
    """Find what CareConnect-GPC-Organization-1 does not allow."""
    yield from profile_problems(organisation)


@RULES.rule(
    {
        "find-an-organisation": "FORG-008",
        "read-an-organisation": "RORG-005",
        "search-for-free-slots": "SLOT-047",
    }
)
def names_profile(organisation: Resource) -> Iterator[Problem]:
    """Find an Organization that does not name its profile."""
    yield from elements.names_profile(organisation)


@RULES.rule(
    {
        "find-an-organisation": "FORG-009",
        "read-an-organisation": "RORG-006",
        "search-for-free-slots": "SLOT-047",
    }
)
def says_version(organisation: Resource) -> Iterator[Problem]:
    """Find an Organization without a versionId."""
    yield from elements.says_version(organisation)


@RULES.rule(
    {
        "find-an-organisation": "FORG-010",
        "read-an-organisation": "RORG-007",
        "search-for-free-slots": "SLOT-047",
    }
)
def has_business_identifier(organisation: Resource) -> Iterator[Problem]:
    """Find an Organization without a business identifier."""
    yield from elements.has_business_identifier(organisation, IDENTIFIER_SYSTEMS["ods_organisation"])


@RULES.rule(
    {
        "find-an-organisation": "FORG-011",
        "read-an-organisation": "RORG-008",
        "search-for-free-slots": "SLOT-047",
    }
)
def has_name(organisation: Resource) -> Iterator[Problem]:
    """Find an Organization without a name."""
    yield from must_have(organisation, "name")


@RULES.rule(
    {
        "find-an-organisation": "FORG-015",
        "read-an-organisation": "RORG-012",
        "search-for-free-slots": "SLOT-047",
    }
)
def has_no_contact(organisation: Resource) -> Iterator[Problem]:
    """Find a contact, which the page excludes."""
    yield from must_not_have(organisation, "contact")


@RULES.rule(
    {
        "find-an-organisation": "FORG-016",
        "read-an-organisation": "RORG-013",
        "search-for-free-slots": "SLOT-047",
    }
)
def has_no_endpoint(organisation: Resource) -> Iterator[Problem]:
    """Find an endpoint, which the page excludes."""
    yield from must_not_have(organisation, "endpoint")


@DETAILS.rule(
    {
        "find-an-organisation": "FORG-012",
        "read-an-organisation": "RORG-009",
    }
)
def comes_with_address(organisation: Resource) -> Iterator[Problem]:
    """Find that the address on record is missing."""
    yield from must_have(organisation, "address")


@DETAILS.rule(
    {
        "find-an-organisation": "FORG-013",
        "read-an-organisation": "RORG-010",
    }
)
def comes_with_contact_details(organisation: Resource) -> Iterator[Problem]:
    """Find that the contact details on record are missing."""
    yield from must_have(organisation, "telecom")


def is_gp_practice(organisation: Resource) -> bool:
    """Say whether an Organization tells, by its type, that it is a GP practice."""
    practice = {"system": CODE_SYSTEMS["organisation_type"], "code": ORGANISATION_TYPES["gp_practice"]}
    return any(practice.items() <= coding.items() for _, coding in objects_at(organisation, "type.coding"))


def ods_codes(organisation: Resource) -> list[str]:
    """Return the ODS organisation codes that identify an Organization."""
    return [str(value) for value in elements.identifiers(organisation, IDENTIFIER_SYSTEMS["ods_organisation"])]
