"""The rules for a CapabilityStatement."""

from typing import Any

import pytest
from good_resources import changed

from gpconnect.conformance.rules import judge_resource
from gpconnect.conformance.rules.capability import (
    declares_appointments,
    fhir_version_problems,
    version_problems,
)
from gpconnect.spec import edition
from gpconnect.spec.capability import PARAMETER_TYPES, declared_resources
from gpconnect.spec.vocabulary import OPERATION_DEFINITIONS, PROFILES

APPOINTMENTS = "Appointment Management"


def declared(capabilities: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "type": row.type,
            "interaction": [{"code": code} for code in row.interactions],
            "searchParam": [{"name": names[0], "type": PARAMETER_TYPES[names[0]]} for names in row.parameters],
            "searchInclude": list(row.includes),
        }
        for row in declared_resources()
        if row.capability in capabilities
    ]


STATEMENT: dict[str, Any] = {
    "resourceType": "CapabilityStatement",
    "version": "1.2.7",
    "status": "active",
    "date": "2020-01-15",
    "kind": "instance",
    "software": {"name": "Practice system", "version": "7"},
    "fhirVersion": "3.0.1",
    "acceptUnknown": "both",
    "format": ["application/fhir+json"],
    "profile": [{"reference": url} for url in PROFILES.values()],
    "rest": [
        {
            "mode": "server",
            "resource": declared({"Foundations", APPOINTMENTS}),
            "operation": [{"name": "gpc.registerpatient", "definition": {"reference": "OperationDefinition/1"}}],
        }
    ],
}

OWN_DEFINITION = OPERATION_DEFINITIONS["gpc.registerpatient"]
OTHER_DEFINITION = OWN_DEFINITION.replace("RegisterPatient", "GetStructuredRecord")


def requirements(statement: dict[str, Any]) -> set[str | None]:
    judged = judge_resource("get-the-capability-statement", "CapabilityStatement", statement)
    return {one.requirement for one in judged.findings}


def test_a_good_statement_has_no_problem() -> None:
    assert requirements(STATEMENT) == set()


def test_foundations_may_be_provided_alone() -> None:
    alone = changed(STATEMENT, "rest.0.resource", declared({"Foundations"}))
    alone["profile"] = [{"reference": url} for kind, url in PROFILES.items() if kind not in ("Slot", "Schedule")]
    assert requirements(alone) == set()
    assert declares_appointments(STATEMENT)
    assert not declares_appointments(alone)


@pytest.mark.parametrize(
    ("path", "value", "requirement"),
    [
        ("status", "live", "CAP-002"),
        ("kind", ..., "CAP-002"),
        ("rest.0.mode", "provider", "CAP-002 CAP-011"),
        ("rest.0.mode", "client", "CAP-011"),
        ("rest.0.interaction", [{"code": "search"}], "CAP-002"),
        ("rest.0.resource.0.versioning", "always", "CAP-002"),
        ("rest.0.resource.0.conditionalRead", "yes", "CAP-002"),
        ("rest.0.resource.3.type", "Patient", "CAP-002 CAP-008 CAP-011"),
        ("rest.0.resource.0.searchParam", [{"name": "identifier", "type": "token"}] * 2, "CAP-002"),
        ("rest.0.resource.0.searchParam.0.type", "string", "CAP-008"),
        ("rest.0.operation.0.definition.reference", OTHER_DEFINITION, "CAP-012"),
        ("publisher", "[Provider Software Vendor Name]", "CAP-017"),
        ("contact", [{"name": "[Contact]"}], "CAP-017"),
        ("software.name", "[Provider Software Name]", "CAP-017"),
        ("rest.0.resource.0.interaction.0.code", "find", "CAP-002 CAP-011"),
        ("software", ..., "CAP-002 CAP-006"),
        ("software.version", ..., "CAP-006"),
        ("acceptUnknown", "no", "CAP-007"),
        ("rest.0.resource.0.searchParam", [], "CAP-008"),
        ("rest.0.resource.5.searchInclude", [], "CAP-009"),
        ("profile", [], "CAP-010"),
        ("rest.0.resource.0.interaction", [{"code": "read"}], "CAP-011"),
        ("rest.0.resource.3", {"type": "Device", "interaction": [{"code": "read"}]}, "CAP-011"),
        ("rest.0.operation", [], "CAP-012"),
        ("format", ["xml"], "CAP-015"),
        ("rest", ["text"], "CAP-011 CAP-012"),
        ("rest", ..., "CAP-002 CAP-011 CAP-012"),
    ],
)
def test_a_violation_is_charged_to_its_requirement(path: str, value: object, requirement: str) -> None:
    assert requirements(changed(STATEMENT, path, value)) == set(requirement.split())


def test_a_profile_may_be_named_with_its_version() -> None:
    named = [{"reference": f"{url}/_history/1.8"} for url in PROFILES.values()]
    assert requirements(changed(STATEMENT, "profile", named)) == set()


@pytest.mark.parametrize(
    "reference",
    [
        OWN_DEFINITION,
        f"{OWN_DEFINITION}/_history/1.12",
        f"{OWN_DEFINITION}|1",
        "https://p.example/OperationDefinition/1",
    ],
)
def test_an_operation_refers_to_its_definition_in_any_version_or_to_the_providers_own(reference: str) -> None:
    path = "rest.0.operation.0.definition.reference"
    assert requirements(changed(STATEMENT, path, reference)) == set()


def test_a_statement_may_hold_codes_and_a_declaration_of_what_it_does_as_a_client() -> None:
    client = {"mode": "client", "resource": [{"type": "Patient", "interaction": [{"code": "read"}]}]}
    named = changed(STATEMENT, "rest", [*STATEMENT["rest"], client])
    named["rest"][0]["resource"][3]["versioning"] = "versioned-update"
    assert requirements(named) == set()


def test_appointment_may_declare_the_parameter_of_the_example() -> None:
    place = next(i for i, one in enumerate(STATEMENT["rest"][0]["resource"]) if one["type"] == "Appointment")
    path = f"rest.0.resource.{place}.searchParam"
    assert requirements(changed(STATEMENT, path, [{"name": "identifier", "type": "token"}])) == set()


def test_versions_are_those_of_the_edition() -> None:
    edition_under_test = edition("1.2.7")
    assert list(version_problems(STATEMENT, edition_under_test)) == []
    assert list(fhir_version_problems(STATEMENT, edition_under_test)) == []
    other = {**STATEMENT, "version": "1.2.6", "fhirVersion": "4.0.1"}
    assert [one.actual for one in version_problems(other, edition_under_test)] == ["1.2.6"]
    assert [one.actual for one in fhir_version_problems(other, edition_under_test)] == ["4.0.1"]
