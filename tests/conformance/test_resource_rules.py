"""The rules for the resources of Foundations: a good one passes, each violation is found where it is."""

from typing import Any

import pytest
from good_resources import LOCATION, ORGANISATION, PATIENT, PHONE, PRACTITIONER, changed

from gpconnect.conformance.finding import Finding
from gpconnect.conformance.rules import DETAIL_RULES, judge_resource
from gpconnect.conformance.rules.patient import is_marked_as_verified
from gpconnect.conformance.rules.practitioner import has_role_profiles
from gpconnect.spec.vocabulary import EXTENSIONS, IDENTIFIER_SYSTEMS

READS = {
    "Patient": "read-a-patient",
    "Practitioner": "read-a-practitioner",
    "Organization": "read-an-organisation",
    "Location": "read-a-location",
}
# What the profiles forbid as well is found twice; these tests are about the rules.
PROFILE_REQUIREMENTS = {"RPAT-004", "RPRA-004", "RORG-003", "RLOC-004"}


def findings(resource: dict[str, Any]) -> list[Finding]:
    kind = resource["resourceType"]
    found = judge_resource(READS[kind], kind, resource).findings
    return [one for one in found if one.requirement not in PROFILE_REQUIREMENTS]


@pytest.mark.parametrize(
    "resource", [PATIENT, PRACTITIONER, ORGANISATION, LOCATION], ids=lambda one: one["resourceType"]
)
def test_a_good_resource_has_no_problem(resource: dict[str, Any]) -> None:
    kind = resource["resourceType"]
    assert judge_resource(READS[kind], kind, resource).findings == []


@pytest.mark.parametrize(
    ("resource", "path", "value", "requirement"),
    [
        (PATIENT, "id", ..., "RES-001"),
        (PATIENT, "id", "x" * 65, "RES-001"),
        (PATIENT, "id", "under_bar", "RES-001"),
        (PATIENT, "managingOrganization.reference", "https://p.example/Organization/14", "RES-006"),
        (PATIENT, "address.0", {"use": "home", "text": "1 High Street"}, "RES-010 RES-013"),
        (PATIENT, "address.0.line", ["1 High Street\nHyde Park"], "RES-011"),
        (PATIENT, "address.0.country", " ", "RES-012"),
        (PATIENT, "address.0.text", "1 High Street, Leeds", "RES-013"),
        (PATIENT, "address.0.use", ..., "RES-014"),
        (PATIENT, "contact.0.address.use", ..., "RES-014"),
        (LOCATION, "address.use", ..., "RES-015"),
        (PATIENT, "telecom.0.value", ..., "RES-020"),
        (ORGANISATION, "telecom.0.system", ..., "RES-021"),
        (PATIENT, "telecom.0.use", ..., "RES-022"),
        (PATIENT, "contact.0.telecom.0.use", ..., "RES-022"),
        (ORGANISATION, "telecom.0.use", ..., "RES-023"),
        (PATIENT, "contact.0.relationship.0.text", ..., "RES-031"),
        (PATIENT, "contact.0.relationship", ..., "RES-031"),
        (PATIENT, "contact.0.relationship.0.coding", [{"code": "N"}], "RES-032"),
        (PATIENT, "meta.profile", ["https://other.example/Patient"], "RPAT-005"),
        (PATIENT, "meta.versionId", ..., "RPAT-006"),
        (PATIENT, "identifier.0.value", "9990000019", "RPAT-007 FDES-001"),
        (PATIENT, "identifier", ..., "RPAT-007 FDES-001"),
        (PATIENT, "name.0.use", "usual", "RPAT-008"),
        (PATIENT, "name", PATIENT["name"] * 2, "RPAT-008"),
        (PATIENT, "birthDate", ..., "RPAT-010"),
        (PATIENT, "gender", ..., "RPAT-011"),
        (PATIENT, "extension.0.extension.0.valueReference.reference", "Organization/14", "RPAT-015"),
        (PATIENT, "managingOrganization", ..., "RPAT-017"),
        (PATIENT, "managingOrganization.reference", "Location/17", "RPAT-017"),
        (PATIENT, "extension.0", {"url": EXTENSIONS["ethnic_category"]}, "RPAT-015 RPAT-019"),
        (PATIENT, "extension.0", {"url": EXTENSIONS["religious_affiliation"]}, "RPAT-015 RPAT-020"),
        (PATIENT, "extension.0", {"url": EXTENSIONS["cadaveric_donor"]}, "RPAT-015 RPAT-021"),
        (PATIENT, "extension.0", {"url": EXTENSIONS["residential_status"]}, "RPAT-015 RPAT-022"),
        (PATIENT, "extension.0", {"url": EXTENSIONS["treatment_category"]}, "RPAT-015 RPAT-023"),
        (PATIENT, "extension.0", {"url": EXTENSIONS["birth_place"]}, "RPAT-015 RPAT-024"),
        (PATIENT, "maritalStatus", {"text": "Married"}, "RPAT-025"),
        (PATIENT, "multipleBirthBoolean", False, "RPAT-026"),
        (PRACTITIONER, "meta.profile", ..., "RPRA-005"),
        (PRACTITIONER, "meta.versionId", ..., "RPRA-006"),
        (PRACTITIONER, "identifier", ..., "RPRA-007"),
        (PRACTITIONER, "identifier.0.value", ..., "RPRA-007"),
        (PRACTITIONER, "name", ..., "RPRA-008"),
        (PRACTITIONER, "telecom", [PHONE], "RPRA-012"),
        (PRACTITIONER, "address", ORGANISATION["address"], "RPRA-013"),
        (PRACTITIONER, "birthDate", "1970-01-01", "RPRA-014"),
        (PRACTITIONER, "photo", [{"title": "portrait"}], "RPRA-015"),
        (PRACTITIONER, "qualification", [{"code": {"text": "MB"}}], "RPRA-016"),
        (ORGANISATION, "meta.profile", ..., "RORG-005"),
        (ORGANISATION, "meta.versionId", ..., "RORG-006"),
        (ORGANISATION, "identifier", ..., "RORG-007"),
        (ORGANISATION, "name", ..., "RORG-008"),
        (ORGANISATION, "contact", [{"name": {"text": "Manager"}}], "RORG-012"),
        (ORGANISATION, "endpoint", [{"reference": "Endpoint/1"}], "RORG-013"),
        (LOCATION, "meta.profile", ..., "RLOC-005"),
        (LOCATION, "meta.versionId", ..., "RLOC-006"),
        (LOCATION, "name", ..., "RLOC-007"),
        (LOCATION, "managingOrganization", ..., "RLOC-010"),
        (LOCATION, "endpoint", [{"reference": "Endpoint/1"}], "RLOC-012"),
        (LOCATION, "identifier", [{"system": "https://p.example/Id", "value": "1"}], "FDES-003"),
    ],
)  # fmt: skip
def test_a_violation_is_charged_to_its_requirement(
    resource: dict[str, Any], path: str, value: object, requirement: str
) -> None:
    found = findings(changed(resource, path, value))
    assert {one.requirement for one in found} == set(requirement.split())


def test_a_missing_preferred_branch_surgery_is_disputed() -> None:
    found = findings(changed(PATIENT, "extension", ...))
    assert [(one.requirement, one.ambiguity, one.fails) for one in found] == [("RPAT-015", "AMB-035", False)]


def test_an_address_without_use_fails_a_patient_only() -> None:
    assert all(one.fails for one in findings(changed(PATIENT, "address.0.use", ...)))
    assert not any(one.fails for one in findings(changed(LOCATION, "address.use", ...)))


def test_a_site_code_is_as_good_as_no_identifier() -> None:
    identifier = [{"system": IDENTIFIER_SYSTEMS["ods_site"], "value": "A20047001"}]
    assert findings(changed(LOCATION, "identifier", identifier)) == []
    further = [*identifier, {"system": "https://provider.example/Id/room", "value": "1"}]
    assert findings(changed(LOCATION, "identifier", further)) == []


@pytest.mark.parametrize(
    ("resource", "element", "requirements"),
    [
        (PATIENT, "address", {"RPAT-012"}),
        (PATIENT, "telecom", {"RPAT-013"}),
        (PATIENT, "contact", {"RPAT-014", "RES-033"}),
        (PRACTITIONER, "gender", {"RPRA-009"}),
        (ORGANISATION, "address", {"RORG-009"}),
        (ORGANISATION, "telecom", {"RORG-010"}),
        (LOCATION, "address", {"RLOC-008", "BRA-004"}),
        (LOCATION, "telecom", {"RLOC-009", "BRA-004"}),
    ],
)
def test_a_detail_on_record_must_come_with_its_resource(
    resource: dict[str, Any], element: str, requirements: set[str]
) -> None:
    kind = resource["resourceType"]
    language = {"url": EXTENSIONS["nhs_communication"]}
    whole = {**resource, "extension": [*resource.get("extension", ()), language]}
    rules = DETAIL_RULES[kind]
    assert rules.judge(READS[kind], kind, whole).findings == []
    found = rules.judge(READS[kind], kind, changed(whole, element, ...)).findings
    assert {one.requirement for one in found} == requirements


@pytest.mark.parametrize("kind", ["Patient", "Practitioner"])
def test_the_language_on_record_must_come_with_its_resource(kind: str) -> None:
    resource = PATIENT if kind == "Patient" else PRACTITIONER
    found = DETAIL_RULES[kind].judge(READS[kind], kind, resource).findings
    assert [one.expected for one in found] == [EXTENSIONS["nhs_communication"]]


@pytest.mark.parametrize("junk", [None, "text", 7, [], {}, [None], ["text"], [[]], {"extension": "text"}])
@pytest.mark.parametrize(
    "resource", [PATIENT, PRACTITIONER, ORGANISATION, LOCATION], ids=lambda one: one["resourceType"]
)
def test_rules_survive_values_of_the_wrong_type(resource: dict[str, Any], junk: object) -> None:
    kind = resource["resourceType"]
    for name in resource.keys() - {"resourceType"}:
        spoilt = {**resource, name: junk}
        assert judge_resource(READS[kind], kind, spoilt).decided
        DETAIL_RULES[kind].judge(READS[kind], kind, spoilt)


@pytest.mark.parametrize("code", ["02", "03", "08", None])
def test_only_one_status_says_that_an_nhs_number_is_verified(code: str | None) -> None:
    place = "identifier.0.extension.0.valueCodeableConcept.coding.0.code"
    assert list(is_marked_as_verified(PATIENT)) == []
    assert len(list(is_marked_as_verified(changed(PATIENT, place, code)))) == 1


def test_role_profiles_are_counted() -> None:
    assert list(has_role_profiles(PRACTITIONER, 1)) == []
    assert [one.expected[:1] for count in (0, 2) for one in has_role_profiles(PRACTITIONER, count)] == ["0", "2"]
