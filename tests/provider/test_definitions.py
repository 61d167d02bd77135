"""What the provider sends conforms to the published definitions, in JSON and in XML."""

from datetime import timedelta
from typing import Any

import pytest
from fhir.resources.STU3 import get_fhir_model_class
from jsonschema import Draft202012Validator
from provider_caller import NHS_NUMBER, ODS_CODE, SDS_USER, Caller

from gpconnect.provider.xml_format import from_xml
from gpconnect.spec.profile import profile_schema, profiled_types


def _requests(caller: Caller) -> dict[str, tuple[str, str]]:
    today = caller.provider.services.clock.today()
    numbers = ("registered", "temporary", "no_consent", "unverified_partial_match", "not_in_system")
    patients = {
        f"find {name}": ("find-a-patient", f"/Patient?identifier={NHS_NUMBER}|{caller.role('patients', name)}")
        for name in numbers
    }
    recurse = ("Schedule:actor:Practitioner", "Schedule:actor:Location", "Location:managingOrganization")
    includes = "&".join(f"_include:recurse={one}" for one in recurse)
    window = f"start=ge{today}&end=le{today + timedelta(days=7)}"
    user = caller.role("practitioners", "two_role_profiles")
    return patients | {
        "organisation": ("find-an-organisation", f"/Organization?identifier={ODS_CODE}|A20047"),
        "practitioner": ("find-a-practitioner", f"/Practitioner?identifier={SDS_USER}|{user}"),
        "location": ("read-a-location", "/Location/location-18"),
        "slots": (
            "search-for-free-slots",
            f"/Slot?{window}&status=free&_include=Slot:schedule&{includes}",
        ),
        "metadata": ("get-the-capability-statement", "/metadata"),
        "error": ("read-a-location", "/Location/none"),
    }


def _resources(resource: dict[str, Any]) -> list[dict[str, Any]]:
    return [resource, *(entry["resource"] for entry in resource.get("entry", []))]


_NAMES = (
    *("find registered", "find temporary", "find no_consent", "find unverified_partial_match"),
    *("find not_in_system", "organisation", "practitioner", "location", "slots", "metadata", "error"),
)


@pytest.mark.parametrize("name", _NAMES)
def test_resources_conform_to_base_fhir_and_profile(caller: Caller, name: str) -> None:
    resource = caller.send(*_requests(caller)[name]).json()
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    problems = []
    for one in _resources(resource):
        # The Bundle profile wants an entry, the pages want an empty bundle where nothing is found.
        if one["resourceType"] in profiled_types() and not (one["resourceType"] == "Bundle" and "entry" not in one):
            validator = Draft202012Validator(profile_schema(one["resourceType"]))
            problems += [f"{error.json_path}: {error.message}" for error in validator.iter_errors(one)]
    assert problems == []


@pytest.mark.parametrize("name", _NAMES)
def test_xml_and_json_say_the_same(caller: Caller, name: str) -> None:
    key, path = _requests(caller)[name]
    in_json = caller.send(key, path, Accept="application/fhir+json").json()
    in_xml = caller.send(key, path, Accept="application/fhir+xml").content
    assert from_xml(in_xml) == in_json
    get_fhir_model_class(in_json["resourceType"]).model_validate_xml(in_xml)
