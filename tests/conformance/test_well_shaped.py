"""The JSON form of a resource, and what scenarios may build on."""

from typing import Any

import pytest
from good_resources import LOCATION, ORGANISATION, PATIENT, PRACTITIONER

from gpconnect.assurance.outcomes import Blocked
from gpconnect.conformance.well_shaped import misshapen
from gpconnect.target.usable import require_usable


@pytest.mark.parametrize("resource", [LOCATION, ORGANISATION, PATIENT, PRACTITIONER])
def test_a_good_resource_is_well_shaped(resource: dict[str, Any]) -> None:
    assert misshapen(resource) is None
    assert require_usable("find-a-patient", "GET x -> 200", resource) is resource


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": "Smith"}, "Patient.name"),
        ({"name": [{"family": 7}]}, "Patient.name.family"),
        ({"name": [None]}, "Patient.name"),
        ({"meta": []}, "Patient.meta"),
        ({"active": "true"}, "Patient.active"),
        ({"contained": [{}]}, "Patient.contained"),
        ({"resourceType": []}, "[]"),
    ],
)
def test_the_first_element_of_another_form_is_named(changes: dict[str, Any], place: str) -> None:
    assert misshapen({**PATIENT, **changes}) == place


@pytest.mark.parametrize("name", [None, 7, "", "x" * 65, ["1"], {"value": "1"}])
def test_without_an_id_that_is_text_nothing_is_built_on_it(name: object) -> None:
    with pytest.raises(Blocked, match=r"GET x -> 200, but the Patient has no id that is text"):
        require_usable("find-a-patient", "GET x -> 200", {**PATIENT, "id": name})


def test_the_element_of_another_form_blocks() -> None:
    with pytest.raises(Blocked, match=r"but Patient\.name has not the JSON form of its type"):
        require_usable("find-a-patient", "GET x -> 200", {**PATIENT, "name": {}})
