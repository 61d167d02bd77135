"""Rules for a Location (pages: read a location, branch surgeries).

An interaction that returns a Location adds its key, with the requirement of its own page, to the rules that its
page repeats.
"""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rule import Problem, Resource, RuleSet, must_have, must_not_have, shorten, values_at
from gpconnect.conformance.rules import elements
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS

RULES: Final = RuleSet("Location")
DETAILS: Final = RuleSet("Location whose details are all on record")


@RULES.rule(
    {
        "read-a-location": "RLOC-004",
        "search-for-free-slots": "SLOT-031",
    }
)
def conforms_to_profile(location: Resource) -> Iterator[Problem]:
    """Find what CareConnect-GPC-Location-1 does not allow."""
    yield from profile_problems(location)


@RULES.rule(
    {
        "read-a-location": "RLOC-005",
        "search-for-free-slots": "SLOT-044",
    }
)
def names_profile(location: Resource) -> Iterator[Problem]:
    """Find a Location that does not name its profile."""
    yield from elements.names_profile(location)


@RULES.rule(
    {
        "read-a-location": "RLOC-006",
        "search-for-free-slots": "SLOT-044",
    }
)
def says_version(location: Resource) -> Iterator[Problem]:
    """Find a Location without a versionId."""
    yield from elements.says_version(location)


@RULES.rule(
    {
        "read-a-location": "RLOC-007",
        "search-for-free-slots": "SLOT-044",
    }
)
def has_name(location: Resource) -> Iterator[Problem]:
    """Find a Location without a name."""
    yield from must_have(location, "name")


@RULES.rule(
    {
        "read-a-location": "RLOC-010",
        "search-for-free-slots": "SLOT-043",
    }
)
def has_managing_organisation(location: Resource) -> Iterator[Problem]:
    """Find a Location whose managingOrganization refers to no Organization."""
    yield from elements.refers_to(location, "managingOrganization", "Organization")


@RULES.rule(
    {
        "read-a-location": "RLOC-012",
        "search-for-free-slots": "SLOT-044",
    }
)
def has_no_endpoint(location: Resource) -> Iterator[Problem]:
    """Find an endpoint, which the page excludes."""
    yield from must_not_have(location, "endpoint")


@RULES.rule("FDES-003")
def is_identified_by_site_code(location: Resource) -> Iterator[Problem]:
    """Find identifiers with no ODS site code among them; disputed, as no identifier is asked for at all."""
    systems = [str(system) for _, system in values_at(location, "identifier.system")]
    if systems and IDENTIFIER_SYSTEMS["ods_site"] not in systems:
        expected = f"{IDENTIFIER_SYSTEMS['ods_site']} among them"
        yield Problem("identifier.system", expected, shorten(", ".join(systems)), disputed=True)


@DETAILS.rule(
    {
        "read-a-location": "RLOC-008",
    }
)
def comes_with_address(location: Resource) -> Iterator[Problem]:
    """Find that the address on record is missing."""
    yield from must_have(location, "address")


@DETAILS.rule(
    {
        "read-a-location": "RLOC-009",
    }
)
def comes_with_contact_details(location: Resource) -> Iterator[Problem]:
    """Find that the contact details on record are missing."""
    yield from must_have(location, "telecom")


@DETAILS.rule("BRA-004")
def surgery_can_be_reached(location: Resource) -> Iterator[Problem]:
    """Find that name, address or contact details of a surgery are missing."""
    yield from must_have(location, "name", "address", "telecom")
