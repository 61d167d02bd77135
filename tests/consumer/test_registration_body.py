"""Bodies for Register a patient: correct ones, with every content that a registration may have."""

import pytest

from gpconnect.conformance.profile import profile_problems
from gpconnect.consumer.alter import element
from gpconnect.consumer.registration_body import (
    CONTENTS,
    PATIENT,
    minimal_registration,
    registration_with,
    typical_registration,
)
from gpconnect.target.testdata import RegistrationCandidate

JANE = RegistrationCandidate("verified", "9449305552", "Jackson", "Jane", "1952-05-31", "female")
JOHN = RegistrationCandidate("verified", "9449305560", "Jackson", "John", "1952-05-31", "male")


def test_the_minimum_holds_nothing_more() -> None:
    patient = element(minimal_registration(JANE), PATIENT)
    assert set(patient) == {"resourceType", "meta", "identifier", "name", "birthDate"}
    assert patient["identifier"][0]["value"] == "9449305552"
    assert patient["name"] == [{"use": "official", "family": "Jackson", "given": ["Jane"]}]
    assert patient["birthDate"] == "1952-05-31"


def test_there_is_one_parameter_of_the_name_that_the_operation_defines() -> None:
    body = minimal_registration(JANE)
    assert body["resourceType"] == "Parameters"
    assert [one["name"] for one in body["parameter"]] == ["registerPatient"]


@pytest.mark.parametrize("content", CONTENTS)
def test_each_content_keeps_to_the_profile(content: str) -> None:
    with_it = element(registration_with(JANE, content), PATIENT)
    assert profile_problems(with_it) == []
    assert with_it != element(minimal_registration(JANE), PATIENT)


def test_several_contents_are_kept_side_by_side() -> None:
    patient = element(registration_with(JANE, "home address", "temporary address", "email address"), PATIENT)
    assert [one["use"] for one in patient["address"]] == ["home", "temp"]
    assert [one["system"] for one in patient["telecom"]] == ["email"]


def test_what_is_invented_is_the_same_for_the_same_person_only() -> None:
    assert typical_registration(JANE) == typical_registration(JANE)
    other = element(typical_registration(JOHN), f"{PATIENT}.address")
    assert other != element(typical_registration(JANE), f"{PATIENT}.address")


def test_an_unknown_content_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match="home address"):
        registration_with(JANE, "favourite colour")
