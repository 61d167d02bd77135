"""Rules for a Patient (pages: find, read and register a patient, FHIR resource guidance).

An interaction that returns a Patient adds its key, with the requirement of its own page, to the rules that its
page repeats.
"""

from collections.abc import Iterator
from typing import Final

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
from gpconnect.consumer.nhs_number import is_nhs_number
from gpconnect.spec.vocabulary import EXTENSIONS, IDENTIFIER_SYSTEMS, NHS_NUMBER_VERIFICATION

RULES: Final = RuleSet("Patient")
DETAILS: Final = RuleSet("Patient whose details are all on record")


@RULES.rule(
    {
        "find-a-patient": "FPAT-008",
        "read-a-patient": "RPAT-004",
        "register-a-patient": "REG-063",
    }
)
def conforms_to_profile(patient: Resource) -> Iterator[Problem]:
    """Find what CareConnect-GPC-Patient-1 does not allow."""
    yield from profile_problems(patient)


@RULES.rule(
    {
        "find-a-patient": "FPAT-009",
        "read-a-patient": "RPAT-005",
        "register-a-patient": "REG-061",
    }
)
def names_profile(patient: Resource) -> Iterator[Problem]:
    """Find a Patient that does not name its profile."""
    yield from elements.names_profile(patient)


@RULES.rule(
    {
        "find-a-patient": "FPAT-010",
        "read-a-patient": "RPAT-006",
        "register-a-patient": "REG-065",
    }
)
def says_version(patient: Resource) -> Iterator[Problem]:
    """Find a Patient without a versionId."""
    yield from elements.says_version(patient)


@RULES.rule(
    {
        "find-a-patient": "FPAT-011",
        "read-a-patient": "RPAT-007",
        "register-a-patient": "REG-066",
    }
)
def has_nhs_number(patient: Resource) -> Iterator[Problem]:
    """Find a Patient without a valid NHS number."""
    yield from _nhs_number(patient)


@RULES.rule("FDES-001")
def is_identified_by_nhs_number(patient: Resource) -> Iterator[Problem]:
    """Find a Patient whose NHS number is not in the identifier system of NHS numbers."""
    yield from _nhs_number(patient)


def _nhs_number(patient: Resource) -> Iterator[Problem]:
    system = IDENTIFIER_SYSTEMS["nhs_number"]
    found = elements.identifiers(patient, system)
    if not any(is_nhs_number(value) for value in found):
        yield Problem("identifier", f"a valid NHS number in {system}", shorten(found) if found else "absent")


@RULES.rule(
    {
        "find-a-patient": "FPAT-012",
        "read-a-patient": "RPAT-008",
        "register-a-patient": "REG-067",
    }
)
def has_one_official_name(patient: Resource) -> Iterator[Problem]:
    """Find a Patient with no official name, or with several."""
    uses = [use for _, use in values_at(patient, "name.use")]
    if uses.count("official") != 1:
        yield Problem("name", "exactly one with the use official", f"{uses.count('official')} of {len(uses)}")


@RULES.rule(
    {
        "find-a-patient": "FPAT-014",
        "read-a-patient": "RPAT-010",
        "register-a-patient": "REG-068",
    }
)
def has_birth_date(patient: Resource) -> Iterator[Problem]:
    """Find a Patient without a date of birth."""
    yield from must_have(patient, "birthDate")


@RULES.rule(
    {
        "find-a-patient": "FPAT-015",
        "read-a-patient": "RPAT-011",
        "register-a-patient": "REG-069",
    }
)
def has_gender(patient: Resource) -> Iterator[Problem]:
    """Find a Patient without a gender."""
    yield from must_have(patient, "gender")


@RULES.rule(
    {
        "find-a-patient": "FPAT-019",
        "read-a-patient": "RPAT-015",
    }
)
def has_preferred_branch_surgery(patient: Resource) -> Iterator[Problem]:
    """Find a Patient without a preferred branch surgery; disputed, as a temporary patient may have none."""
    found = preferred_branch_surgeries(patient)
    if not found:
        yield Problem("extension", "registration details with preferredBranchSurgery", "absent", disputed=True)
    for at, extension in found:
        for problem in elements.refers_to(extension, "valueReference", "Location"):
            yield problem._replace(where=f"{at}.{problem.where}")


def preferred_branch_surgeries(patient: Resource) -> list[tuple[str, Resource]]:
    """Return the preferredBranchSurgery extensions in a Patient's registration details, with their paths."""
    return [
        (f"{outer}.{inner}", one)
        for outer, details in extensions(patient, EXTENSIONS["registration_details"])
        for inner, one in extensions(details, "preferredBranchSurgery")
    ]


@RULES.rule(
    {
        "find-a-patient": "FPAT-021",
        "read-a-patient": "RPAT-017",
        "register-a-patient": "REG-077",
    }
)
def has_managing_organisation(patient: Resource) -> Iterator[Problem]:
    """Find a Patient whose managingOrganization refers to no Organization."""
    yield from elements.refers_to(patient, "managingOrganization", "Organization")


def _excluded_extension(name: str, **requirements: str) -> None:
    """Register the rule that an extension is not populated; requirements by interaction key, _ for -."""

    def check(patient: Resource) -> Iterator[Problem]:
        for at, extension in extensions(patient, EXTENSIONS[name]):
            yield Problem(at, f"no extension {EXTENSIONS[name]}", shorten(dict(extension)))

    check.__doc__ = f"Find the extension {name}, which the page excludes."
    RULES.rule({key.replace("_", "-"): one for key, one in requirements.items()})(check)


_excluded_extension(
    "ethnic_category", find_a_patient="FPAT-023", read_a_patient="RPAT-019", register_a_patient="REG-079"
)
_excluded_extension(
    "religious_affiliation", find_a_patient="FPAT-024", read_a_patient="RPAT-020", register_a_patient="REG-079"
)
_excluded_extension(
    "cadaveric_donor", find_a_patient="FPAT-025", read_a_patient="RPAT-021", register_a_patient="REG-079"
)
_excluded_extension(
    "residential_status", find_a_patient="FPAT-026", read_a_patient="RPAT-022", register_a_patient="REG-079"
)
_excluded_extension(
    "treatment_category", find_a_patient="FPAT-027", read_a_patient="RPAT-023", register_a_patient="REG-079"
)
_excluded_extension(
    "birth_place", find_a_patient="FPAT-028", read_a_patient="RPAT-024", register_a_patient="REG-079"
)


@RULES.rule(
    {
        "find-a-patient": "FPAT-029",
        "read-a-patient": "RPAT-025",
        "register-a-patient": "REG-079",
    }
)
def has_no_marital_status(patient: Resource) -> Iterator[Problem]:
    """Find a marital status, which the page excludes."""
    yield from must_not_have(patient, "maritalStatus")


@RULES.rule(
    {
        "find-a-patient": "FPAT-030",
        "read-a-patient": "RPAT-026",
        "register-a-patient": "REG-079",
    }
)
def has_no_multiple_birth(patient: Resource) -> Iterator[Problem]:
    """Find a statement about a multiple birth, which the page excludes."""
    yield from must_not_have(patient, "multipleBirthBoolean", "multipleBirthInteger")


@RULES.rule("RES-031")
def contact_relationship_has_text(patient: Resource) -> Iterator[Problem]:
    """Find a contact whose relationship is not said in text."""
    for at, contact in values_at(patient, "contact"):
        if not values_at(contact, "relationship"):
            yield Problem(f"{at}.relationship", "the type of the relationship in text", "absent")
        for place, relationship in values_at(contact, "relationship"):
            for problem in must_have(relationship, "text"):
                yield problem._replace(where=f"{at}.{place}.{problem.where}")


@RULES.rule("RES-032")
def contact_relationship_has_no_coding(patient: Resource) -> Iterator[Problem]:
    """Find a contact whose relationship is coded."""
    yield from must_not_have(patient, "contact.relationship.coding")


def is_marked_as_verified(patient: Resource) -> Iterator[Problem]:
    """Find a Patient whose NHS number is not marked as present and verified."""
    codes = [
        code
        for _, identifier in values_at(patient, "identifier")
        for _, extension in extensions(identifier, EXTENSIONS["nhs_number_verification_status"])
        for _, code in values_at(extension, "valueCodeableConcept.coding.code")
    ]
    if NHS_NUMBER_VERIFICATION["verified"] not in codes:
        expected = f"verification status {NHS_NUMBER_VERIFICATION['verified']}"
        yield Problem("identifier", expected, shorten(codes) if codes else "absent")


@DETAILS.rule(
    {
        "find-a-patient": "FPAT-016",
        "read-a-patient": "RPAT-012",
    }
)
def comes_with_address(patient: Resource) -> Iterator[Problem]:
    """Find that the address on record is missing."""
    yield from must_have(patient, "address")


@DETAILS.rule(
    {
        "find-a-patient": "FPAT-017",
        "read-a-patient": "RPAT-013",
    }
)
def comes_with_contact_details(patient: Resource) -> Iterator[Problem]:
    """Find that the contact details on record are missing."""
    yield from must_have(patient, "telecom")


@DETAILS.rule(
    {
        "find-a-patient": "FPAT-018",
        "read-a-patient": "RPAT-014",
    }
)
def comes_with_contacts(patient: Resource) -> Iterator[Problem]:
    """Find that the contacts on record are missing."""
    yield from must_have(patient, "contact")


@DETAILS.rule("RES-033")
def contact_comes_with_details(patient: Resource) -> Iterator[Problem]:
    """Find that name, contact details, address or gender of no contact on record are there."""
    yield from must_have(patient, "contact.name", "contact.telecom", "contact.address", "contact.gender")


@DETAILS.rule(
    {
        "find-a-patient": "FPAT-020",
        "read-a-patient": "RPAT-016",
    }
)
def comes_with_language(patient: Resource) -> Iterator[Problem]:
    """Find that the language on record is missing."""
    if not extensions(patient, EXTENSIONS["nhs_communication"]):
        yield Problem("extension", EXTENSIONS["nhs_communication"], "absent")
