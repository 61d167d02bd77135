"""Faults of a registration: each breaks what its name says, and nothing else."""

from copy import deepcopy

import pytest

from gpconnect.conformance.profile import profile_problems
from gpconnect.consumer import registration_faults
from gpconnect.consumer.alter import element
from gpconnect.consumer.registration_body import PATIENT, typical_registration
from gpconnect.consumer.registration_faults import FAULTS, faulty, with_wrong_check_digit
from gpconnect.target.testdata import RegistrationCandidate

JANE = RegistrationCandidate("verified", "9449305552", "Jackson", "Jane", "1952-05-31", "female")
BODY = typical_registration(JANE)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_a_copy(fault: str) -> None:
    before = deepcopy(BODY)
    assert faulty(BODY, JANE, fault) != BODY
    assert before == BODY


@pytest.mark.parametrize("fault", registration_faults._AGAINST_THE_PROFILE)
def test_what_is_said_to_break_the_profile_does(fault: str) -> None:
    assert profile_problems(element(faulty(BODY, JANE, fault), PATIENT))


@pytest.mark.parametrize(
    "fault",
    [
        *registration_faults._MUST_NOT_BE_SENT,
        *registration_faults._TOO_MANY,
        *registration_faults._NHS_NUMBERS,
        *registration_faults._OF_NO_CONSEQUENCE,
    ],
)
def test_what_breaks_a_rule_of_the_page_keeps_to_the_profile(fault: str) -> None:
    patient = element(faulty(BODY, JANE, fault), PATIENT)
    complaints = [finding for finding in profile_problems(patient) if "profile" not in finding.where]
    assert complaints == []


@pytest.mark.parametrize("nhs_number", ["9449305552", "9000000009", "9990000000"])
def test_a_wrong_check_digit_differs_in_the_last_digit_only(nhs_number: str) -> None:
    wrong = with_wrong_check_digit(nhs_number)
    assert wrong[:-1] == nhs_number[:-1]
    assert wrong[-1] != nhs_number[-1]
    assert len(wrong) == 10


def test_an_unknown_fault_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match="no family name"):
        faulty(BODY, JANE, "no manners")
