"""The profile compiler: what is in the project is what the published definitions compile to, byte for byte."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gpconnect.conformance.profile import profile_problems
from gpconnect.spec.compiler import SPEC_FOLDER, main
from gpconnect.spec.errors import code_systems, spine_error, spine_errors
from gpconnect.spec.profile import profile_schema, profiled_types
from gpconnect.spec.value_set import codes, value_set, value_sets
from gpconnect.spec.vocabulary import PROFILES

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
DEFINITIONS = Path(os.environ.get("GPCONNECT_DEFINITIONS", SHARED / "definitions"))
EXAMPLES = DEFINITIONS.parent / "spec-examples"

needs_definitions = pytest.mark.skipif(
    not (DEFINITIONS / "structure-definitions").is_dir(),
    reason=f"no published definitions in {DEFINITIONS}: set GPCONNECT_DEFINITIONS to their folder",
)
needs_examples = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason=f"no published examples in {EXAMPLES}: set GPCONNECT_DEFINITIONS beside them"
)

# AMB-033, and code systems whose URLs lack the path that the published code systems have.
WRONG_IN_EXAMPLES = {
    "find_patient_response_example.json": ["Patient.identifier[0].extension[0].valueCodeableConcept.coding"],
    "read_location_response_example.json": ["Location.address"],
    "read_patient_response_example.json": ["Patient.identifier[0].extension[0].valueCodeableConcept.coding"],
    "register_patient_request_example.json": ["Patient.identifier[0].extension[0].valueCodeableConcept.coding"],
    "register_patient_response_example.json": [
        "Patient.extension[0].extension[1].valueCodeableConcept.coding",
        "Patient.identifier[0].extension[0].valueCodeableConcept.coding",
    ],
    "search_for_free_slots_response_example.json": [
        "Location.telecom",
        "Organization.address",
        "Organization.telecom",
    ],
}


@needs_definitions
def test_compiling_again_gives_the_same_bytes(tmp_path: Path) -> None:
    written = main(DEFINITIONS, tmp_path)
    assert len(written) == len(profiled_types()) + 1
    for path in written:
        kept = SPEC_FOLDER / path.relative_to(tmp_path)
        assert path.read_bytes() == kept.read_bytes(), f"{kept} is not what the definitions compile to"


@needs_definitions
def test_a_definition_that_is_missing_is_named(tmp_path: Path) -> None:
    for folder in ("structure-definitions", "value-sets", "code-systems"):
        (tmp_path / folder).mkdir()
    with pytest.raises(FileNotFoundError, match="GPConnect-Appointment-1"):
        main(tmp_path, tmp_path / "out")


@needs_examples
def test_published_examples_differ_from_the_profiles_only_where_they_are_wrong() -> None:
    found: dict[str, list[str]] = {}
    for path in sorted(EXAMPLES.glob("*.json")):
        for resource in resources_in(json.loads(path.read_text(encoding="utf-8"))):
            problems = profile_problems(resource)
            places = [f"{resource['resourceType']}.{one.where}" for one in problems]
            if places:
                found.setdefault(path.name, []).extend(places)
    assert {name: sorted(places) for name, places in found.items()} == WRONG_IN_EXAMPLES


def resources_in(value: object) -> Iterator[dict[str, Any]]:
    """Yield every resource in a JSON value, those in Bundles too; contained ones are judged with the one around."""
    if isinstance(value, dict):
        if value.get("resourceType") in profiled_types() - {"Bundle"}:
            yield value
            return
        for inner in value.values():
            yield from resources_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from resources_in(inner)


@pytest.mark.parametrize("resource_type", sorted(profiled_types()))
def test_a_schema_is_valid_and_refers_to_nothing_outside_itself(resource_type: str) -> None:
    schema = profile_schema(resource_type)
    Draft202012Validator.check_schema(schema)
    for reference in values_of(schema, "$ref"):
        assert reference.removeprefix("#/$defs/") in schema["$defs"], reference


@pytest.mark.parametrize("resource_type", sorted(profiled_types()))
def test_a_schema_holds_facts_and_no_prose(resource_type: str) -> None:
    schema = profile_schema(resource_type)
    for keyword in ("title", "description", "$comment"):
        assert not [one for one in values_of(schema, keyword) if isinstance(one, str)], keyword


@pytest.mark.parametrize("resource_type", sorted(profiled_types()))
def test_every_definition_in_a_schema_is_used(resource_type: str) -> None:
    schema = profile_schema(resource_type)
    used = {one.removeprefix("#/$defs/") for one in values_of(schema, "$ref")}
    assert used == set(schema["$defs"])


def values_of(node: object, keyword: str) -> Iterator[Any]:
    if isinstance(node, dict):
        if keyword in node:
            yield node[keyword]
        for value in node.values():
            yield from values_of(value, keyword)
    elif isinstance(node, list):
        for value in node:
            yield from values_of(value, keyword)


def test_a_value_set_takes_a_code_system_whole() -> None:
    assert codes("https://fhir.nhs.uk/STU3/ValueSet/GPConnect-DeliveryChannel-1") == (
        "In-person",
        "Telephone",
        "Video",
    )


def test_a_value_set_of_a_terminology_lists_no_codes() -> None:
    religion = value_set("https://fhir.nhs.uk/STU3/ValueSet/CareConnect-ReligiousAffiliation-1")
    assert [(one.system, one.codes) for one in religion] == [("http://snomed.info/sct", None)]


def test_no_value_set_lists_a_code_twice() -> None:
    for url, lists in value_sets().items():
        for one in lists:
            assert one.codes is None or len(set(one.codes)) == len(one.codes) > 0, url


def test_an_unknown_profile_or_value_set_is_named() -> None:
    with pytest.raises(LookupError, match="Basic"):
        profile_schema("Basic")
    with pytest.raises(LookupError, match=r"example\.org"):
        value_set("https://example.org/none")


@pytest.mark.parametrize("code", spine_errors())
def test_every_code_of_the_error_page_conforms(code: str) -> None:
    coding = [{"system": code_systems()[0], "code": code, "display": spine_error(code).display}]
    issue = [{"severity": "error", "code": "invalid", "details": {"coding": coding}}]
    outcome = {
        "resourceType": "OperationOutcome",
        "meta": {"profile": [PROFILES["OperationOutcome"]]},
        "issue": issue,
    }
    assert list(profile_problems(outcome)) == []
    coding[0]["code"] = f"{code}_ELSE"
    assert list(profile_problems(outcome)) != []
