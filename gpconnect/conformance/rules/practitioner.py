"""Rules for a Practitioner (pages: find and read a practitioner).

An interaction that returns a Practitioner adds its key, with the requirement of its own page, to the rules that
its page repeats.
"""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rule import Problem, Resource, RuleSet, extensions, must_have, must_not_have, shorten
from gpconnect.conformance.rules import elements
from gpconnect.spec.vocabulary import EXTENSIONS, IDENTIFIER_SYSTEMS

RULES: Final = RuleSet("Practitioner")
DETAILS: Final = RuleSet("Practitioner whose details are all on record")


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-007",
        "read-a-practitioner": "RPRA-004",
        "search-for-free-slots": "SLOT-031",
    }
)
def conforms_to_profile(practitioner: Resource) -> Iterator[Problem]:
    """Find what CareConnect-GPC-Practitioner-1 does not allow."""
    yield from profile_problems(practitioner)


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-008",
        "read-a-practitioner": "RPRA-005",
        "search-for-free-slots": "SLOT-040",
    }
)
def names_profile(practitioner: Resource) -> Iterator[Problem]:
    """Find a Practitioner that does not name its profile."""
    yield from elements.names_profile(practitioner)


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-009",
        "read-a-practitioner": "RPRA-006",
        "search-for-free-slots": "SLOT-040",
    }
)
def says_version(practitioner: Resource) -> Iterator[Problem]:
    """Find a Practitioner without a versionId."""
    yield from elements.says_version(practitioner)


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-010",
        "read-a-practitioner": "RPRA-007",
        "search-for-free-slots": "SLOT-040",
    }
)
def has_business_identifier(practitioner: Resource) -> Iterator[Problem]:
    """Find a Practitioner without a business identifier."""
    yield from elements.has_business_identifier(practitioner, IDENTIFIER_SYSTEMS["sds_user"])


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-011",
        "read-a-practitioner": "RPRA-008",
        "search-for-free-slots": "SLOT-040",
    }
)
def has_name(practitioner: Resource) -> Iterator[Problem]:
    """Find a Practitioner without a name."""
    yield from must_have(practitioner, "name")


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-015",
        "read-a-practitioner": "RPRA-012",
        "search-for-free-slots": "SLOT-040",
    }
)
def has_no_contact_details(practitioner: Resource) -> Iterator[Problem]:
    """Find contact details, which the page excludes."""
    yield from must_not_have(practitioner, "telecom")


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-016",
        "read-a-practitioner": "RPRA-013",
        "search-for-free-slots": "SLOT-040",
    }
)
def has_no_address(practitioner: Resource) -> Iterator[Problem]:
    """Find an address, which the page excludes."""
    yield from must_not_have(practitioner, "address")


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-017",
        "read-a-practitioner": "RPRA-014",
        "search-for-free-slots": "SLOT-040",
    }
)
def has_no_birth_date(practitioner: Resource) -> Iterator[Problem]:
    """Find a date of birth, which the page excludes."""
    yield from must_not_have(practitioner, "birthDate")


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-018",
        "read-a-practitioner": "RPRA-015",
        "search-for-free-slots": "SLOT-040",
    }
)
def has_no_photo(practitioner: Resource) -> Iterator[Problem]:
    """Find a photo, which the page excludes."""
    yield from must_not_have(practitioner, "photo")


@RULES.rule(
    {
        "find-a-practitioner": "FPRA-019",
        "read-a-practitioner": "RPRA-016",
        "search-for-free-slots": "SLOT-040",
    }
)
def has_no_qualification(practitioner: Resource) -> Iterator[Problem]:
    """Find a qualification, which the page excludes."""
    yield from must_not_have(practitioner, "qualification")


@DETAILS.rule(
    {
        "find-a-practitioner": "FPRA-012",
        "read-a-practitioner": "RPRA-009",
    }
)
def comes_with_gender(practitioner: Resource) -> Iterator[Problem]:
    """Find that the gender on record is missing."""
    yield from must_have(practitioner, "gender")


@DETAILS.rule(
    {
        "find-a-practitioner": "FPRA-013",
        "read-a-practitioner": "RPRA-010",
    }
)
def comes_with_language(practitioner: Resource) -> Iterator[Problem]:
    """Find that the language on record is missing."""
    if not extensions(practitioner, EXTENSIONS["nhs_communication"]):
        yield Problem("extension", EXTENSIONS["nhs_communication"], "absent")


def has_role_profiles(practitioner: Resource, count: int) -> Iterator[Problem]:
    """Find a Practitioner with another number of SDS role profile IDs than the practitioner has on record."""
    found = elements.identifiers(practitioner, IDENTIFIER_SYSTEMS["sds_role_profile"])
    if len(found) != count:
        system = IDENTIFIER_SYSTEMS["sds_role_profile"]
        yield Problem("identifier", f"{count} in {system}", f"{len(found)} {shorten(found)}")
