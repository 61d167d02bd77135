"""Rules for the Patient that Register a patient returns."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gpconnect.conformance.rule import extensions
from gpconnect.conformance.rules.registration import RULES
from gpconnect.consumer.alter import adding_element, element, with_element, without_element
from gpconnect.consumer.registration_body import CONTENTS, PATIENT, registration_with
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS
from gpconnect.target.testdata import RegistrationCandidate

Resource = dict[str, Any]

JANE = RegistrationCandidate("verified", "9449305552", "Jackson", "Jane", "1952-05-31", "female")
ONE_OF_EACH = [one for one in CONTENTS if "physical" not in one and "ASCII" not in one]
SENT = element(registration_with(JANE, *ONE_OF_EACH), PATIENT)
TODAY = datetime.now(UTC).date()


def registered(code: str = "T", text: str | None = None, **period: str) -> Resource:
    """The Patient that a correct provider returns, with these registration details."""
    kind = {"coding": [{"system": CODE_SYSTEMS["registration_type"], "code": code}]}
    details = {
        "url": EXTENSIONS["registration_details"],
        "extension": [
            {"url": "registrationPeriod", "valuePeriod": period or {"start": TODAY.isoformat()}},
            {"url": "registrationType", "valueCodeableConcept": {**kind, **({"text": text} if text else {})}},
        ],
    }
    patient = adding_element({**SENT, "id": "1", "active": True}, "extension", details)
    for place in ("address", "telecom"):
        for position, one in enumerate(patient[place]):
            if one["use"] == "temp":
                patient = with_element(patient, f"{place}[{position}].period.end", TODAY.isoformat())
    return patient


def broken_rules(patient: Resource, sent: Resource = SENT) -> list[tuple[str | None, str]]:
    findings = RULES.judge("register-a-patient", "", patient, sent).findings
    return [(finding.requirement, finding.where) for finding in findings]


def test_a_temporary_registration_breaks_no_rule() -> None:
    assert broken_rules(registered()) == []


def test_a_type_of_other_that_is_named_breaks_no_rule() -> None:
    assert broken_rules(registered("O", "Walk-in")) == []


def test_other_letter_case_and_white_space_are_no_difference() -> None:
    shouted = with_element(registered(), "name[0].family", "JACKSON")
    postcode = shouted["address"][0]["postalCode"].replace(" ", "").lower()
    assert broken_rules(with_element(shouted, "address[0].postalCode", postcode)) == []


TYPE = "extension[1].extension[1].valueCodeableConcept"


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (lambda: with_element(registered(), "identifier[0].value", "9449305560"), ("REG-064", "identifier")),
        (lambda: without_element(registered(), "identifier"), ("REG-064", "identifier")),
        (lambda: with_element(registered(), "active", False), ("REG-064", "active")),
        (
            lambda: without_element(registered(), "extension[1]"),
            ("REG-074", "extension(registrationDetails)"),
        ),
        (
            lambda: without_element(registered(), "extension[1].extension[1]"),
            ("REG-074", "extension[1].extension(registrationType)"),
        ),
        (
            lambda: without_element(registered(), "extension[1].extension[0]"),
            ("REG-078", "extension[1].extension(registrationPeriod)"),
        ),
        (lambda: without_element(registered(), f"{TYPE}.coding"), ("REG-074", f"{TYPE}.coding.code")),
        (lambda: registered("E"), ("REG-025", f"{TYPE}.coding[0].code")),
        (lambda: registered("R"), ("REG-026", f"{TYPE}.coding[0].code")),
        (lambda: registered("O"), ("REG-075", f"{TYPE}.text")),
        (
            lambda: registered(start=(TODAY + timedelta(days=9)).isoformat()),
            ("REG-078", "extension[1].extension[0].valuePeriod.start"),
        ),
        (lambda: with_element(registered(), "name[0].family", "Jones"), ("REG-030", "name")),
        (lambda: with_element(registered(), "name[0].given", ["Joan"]), ("REG-030", "name")),
        (lambda: with_element(registered(), "birthDate", "1952-06-01"), ("REG-030", "birthDate")),
        (lambda: without_element(registered(), "gender"), ("REG-030", "gender")),
        (lambda: with_element(registered(), "address[0].line", ["Elsewhere"]), ("REG-030", "address")),
        (lambda: without_element(registered(), "address[0].district"), ("REG-030", "address")),
        (
            lambda: with_element(registered(), "address[0].line", [" ".join(SENT["address"][0]["line"])]),
            ("RES-011", "address[0].line[0]"),
        ),
        (lambda: with_element(registered(), "telecom[1].value", "01632960000"), ("REG-030", "telecom")),
        (lambda: without_element(registered(), "extension[0]"), ("REG-030", "extension(nhsCommunication)")),
        (
            lambda: with_element(registered(), "extension[0].extension[1].valueBoolean", False),
            ("REG-030", "extension(nhsCommunication)"),
        ),
        (lambda: without_element(registered(), "address[1].period"), ("REG-032", "address[1].period.end")),
        (lambda: without_element(registered(), "telecom[3].period.end"), ("REG-032", "telecom[3].period.end")),
    ],
)
def test_each_violation_is_charged_to_its_requirement(
    broken: Callable[[], Resource], expected: tuple[str, str]
) -> None:
    assert broken_rules(broken()) == [expected]


def test_temporary_details_end_with_the_registration_where_that_is_told() -> None:
    start, expiry = TODAY.isoformat(), TODAY + timedelta(days=90)
    ending = registered(start=start, end=expiry.isoformat())
    assert broken_rules(ending) == [("REG-032", "address[1].period.end"), ("REG-032", "telecom[3].period.end")]
    for days in (89, 91):
        end = (TODAY + timedelta(days=days)).isoformat()
        same = with_element(ending, "address[1].period.end", f"{end}T18:00:00+00:00")
        assert broken_rules(with_element(same, "telecom[3].period.end", end)) == []


def test_a_registration_that_has_ended_is_told() -> None:
    ended = registered(start="2001-01-01", end="2001-02-01T00:00:00+00:00")
    assert ("REG-078", "extension[1].extension[0].valuePeriod.end") in broken_rules(ended)


def test_a_code_outside_the_value_set_is_no_registration_type() -> None:
    assert ("REG-074", f"{TYPE}.coding[0].code") in broken_rules(registered("X"))


def test_what_was_not_sent_need_not_be_returned_as_sent() -> None:
    sent = element(registration_with(JANE), PATIENT)
    assert broken_rules(registered(), sent) == []
    assert extensions(sent, EXTENSIONS["nhs_communication"]) == []
