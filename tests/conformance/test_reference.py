"""Which resource a reference names."""

import pytest

from gpconnect.conformance.reference import referenced_id, referenced_ids


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Location/17", "17"),
        ("https://provider.example/A1/STU3/1/gpconnect/Location/17", "17"),
        ("Location/17/_history/2", "17"),
        ("Practitioner/17", None),
        ("Location/", None),
        ("#17", None),
        (None, None),
    ],
)
def test_a_reference_names_a_resource(reference: object, expected: str | None) -> None:
    assert referenced_id(reference, "Location") == expected


def test_references_of_one_type_are_picked_out() -> None:
    schedule = {"actor": [{"reference": "Practitioner/1"}, {"reference": "Location/2"}, {"display": "Room 3"}]}
    assert referenced_ids(schedule, "actor", "Location") == ["2"]
