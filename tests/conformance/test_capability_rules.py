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
from gpconnect.spec.capability import declared_resources
from gpconnect.spec.vocabulary import PROFILES

APPOINTMENTS = "Appointment Management"


def declared(capabilities: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "type": row.type,
            "interaction": [{"code": code} for code in row.interactions],
            "searchParam": [{"name": names[0], "type": "token"} for names in row.parameters],
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
        ("rest.0.mode", "provider", "CAP-002"),
        ("rest.0.resource.0.interaction.0.code", "find", "CAP-002 CAP-011"),
        ("software", ..., "CAP-006"),
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
    ],
)
def test_a_violation_is_charged_to_its_requirement(path: str, value: object, requirement: str) -> None:
    assert requirements(changed(STATEMENT, path, value)) == set(requirement.split())


def test_a_profile_may_be_named_with_its_version() -> None:
    named = [{"reference": f"{url}/_history/1.8"} for url in PROFILES.values()]
    assert requirements(changed(STATEMENT, "profile", named)) == set()


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
