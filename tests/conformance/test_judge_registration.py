"""Judging registrations: the person, the record that other endpoints tell of, refusals."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gpconnect.conformance.registration import (
    judge_begins_now,
    judge_diagnostics,
    judge_nobody_registered,
    judge_person,
    judge_reactivated,
    judge_read_as_utf8,
    judge_registration,
    judge_same_record,
    judge_supplemented,
    judge_unchanged,
    sent_patient,
)
from gpconnect.conformance.rule import Judgement
from gpconnect.consumer.alter import with_element, without_element
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.registration_body import registration_with, typical_registration
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, PROFILES
from gpconnect.target.testdata import RegistrationCandidate

JANE = RegistrationCandidate("verified", "9449305552", "Jackson", "Jane", "1952-05-31", "female")
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "7",
    "meta": {"versionId": "1"},
    "identifier": [{"system": IDENTIFIER_SYSTEMS["nhs_number"], "value": "9449305552"}],
    "name": [{"use": "official", "family": "JACKSON", "given": ["Jane", "Ann"]}],
    "gender": "female",
    "birthDate": "1952-05-31",
    "telecom": [{"system": "phone", "value": "1", "use": "home"}, {"system": "phone", "value": "2", "use": "work"}],
    "managingOrganization": {"reference": "Organization/14"},
}


def exchange(body: Mapping[str, Any], status: int = 200, key: str = "register-a-patient") -> Exchange:
    request = Request(
        key, "POST", "https://provider.example/x", (), json.dumps(typical_registration(JANE)).encode()
    )
    headers = (("Content-Type", "application/fhir+json;charset=utf-8"), ("Cache-Control", "no-store"))
    return Exchange(request, Response(status, headers, json.dumps(body).encode()), datetime.now(UTC), 1.0)


def searchset(*patients: Mapping[str, Any]) -> dict[str, Any]:
    entries = [{"resource": one} for one in patients]
    return {
        "resourceType": "Bundle",
        "meta": {"profile": [PROFILES["Bundle"]]},
        "type": "searchset",
        "entry": entries,
    }


def places(judgement: Judgement) -> list[tuple[str | None, str]]:
    return [(finding.requirement, finding.where) for finding in judgement.findings]


def test_the_person_is_recognised_in_any_letter_case() -> None:
    assert places(judge_person(PATIENT, JANE)) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("name[0].family", "Jones", "Patient.name[0].family"),
        ("name[0].given", ["Ann", "Jane"], "Patient.name[0].given"),
        ("name[0].use", "usual", "Patient.name"),
        ("birthDate", "1952-05-30", "Patient.birthDate"),
        ("gender", "male", "Patient.gender"),
    ],
)
def test_another_person_is_told(path: str, value: object, where: str) -> None:
    assert places(judge_person(with_element(PATIENT, path, value), JANE)) == [("REG-064", where)]


def test_a_registration_returns_one_patient() -> None:
    assert ("REG-062", "Bundle.entry") in places(judge_registration(exchange(searchset()), "REG-060"))
    assert ("REG-062", "Bundle.entry") in places(
        judge_registration(exchange(searchset(PATIENT, PATIENT)), "REG-060")
    )
    assert ("REG-062", "Bundle.entry") not in places(judge_registration(exchange(searchset(PATIENT)), "REG-060"))


def test_the_bundle_names_its_profile() -> None:
    unnamed = without_element(searchset(PATIENT), "meta")
    assert ("REG-062", "Bundle.meta.profile") in places(judge_registration(exchange(unnamed), "REG-060"))
    assert ("REG-062", "Bundle.meta.profile") not in places(
        judge_registration(exchange(searchset(PATIENT)), "REG-060")
    )


def test_the_rules_are_applied_to_the_patient_that_was_sent() -> None:
    found = places(judge_registration(exchange(searchset(PATIENT)), "REG-060"))
    assert ("REG-074", "Bundle.entry[0].resource.extension(registrationDetails)") in found
    assert sent_patient(exchange({}))["name"][0]["family"] == "Jackson"


def test_another_status_is_charged_to_the_requirement_that_asks_for_success() -> None:
    assert places(judge_registration(exchange({}, status=422), "REG-001")) == [("REG-001", "status")]


def test_the_same_record_may_list_its_telecom_in_another_order() -> None:
    turned = {**PATIENT, "telecom": PATIENT["telecom"][::-1]}
    assert places(judge_same_record(PATIENT, [turned])) == []
    assert places(judge_unchanged(PATIENT, [turned])) == []


@pytest.mark.parametrize("path", ["id", "meta.versionId", "birthDate", "telecom[1]", "gender"])
def test_another_record_is_told(path: str) -> None:
    changed = without_element(PATIENT, path)
    where = f"Patient.{path.removesuffix('[1]')}"
    assert places(judge_same_record(PATIENT, [changed])) == [("REG-035", where)]
    assert places(judge_unchanged(PATIENT, [changed])) == [("REG-027", where)]


def detailed(code: str = "T", language: str = "de", **period: str) -> dict[str, Any]:
    """The patient with registration details and a language."""
    kind = {"coding": [{"system": CODE_SYSTEMS["registration_type"], "code": code}]}
    details = [
        {"url": "registrationPeriod", "valuePeriod": period or {"start": "2026-02-03T09:00:00+00:00"}},
        {"url": "registrationType", "valueCodeableConcept": kind},
    ]
    spoken = {"coding": [{"system": CODE_SYSTEMS["human_language"], "code": language}]}
    parts = [
        {"url": "language", "valueCodeableConcept": spoken},
        {"url": "interpreterRequired", "valueBoolean": True},
    ]
    extension = [
        {"url": EXTENSIONS["registration_details"], "extension": details},
        {"url": EXTENSIONS["nhs_communication"], "extension": parts},
    ]
    return {**PATIENT, "extension": extension}


DETAILS = "Patient.extension(registrationDetails)"
TYPE = f"{DETAILS}.extension(registrationType)"
PERIOD = f"{DETAILS}.extension(registrationPeriod)"


@pytest.mark.parametrize(
    "now",
    [
        detailed(),
        detailed(start="2026-02-03"),
        detailed(start="2026-02-03", end="2026-05-04"),
        {**detailed(), "managingOrganization": {"reference": "Organization/14/_history/2"}},
        without_element(detailed(), "managingOrganization"),
    ],
)
def test_details_that_are_told_otherwise_are_the_same(now: dict[str, Any]) -> None:
    assert places(judge_same_record(detailed(), [now])) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (detailed("R"), [("REG-035", TYPE), ("REG-026", TYPE)]),
        (detailed("O"), [("REG-035", TYPE)]),
        (detailed(start="1990-01-01"), [("REG-035", f"{PERIOD}.start")]),
        (detailed(language="fr"), [("REG-035", "Patient.extension(nhsCommunication)")]),
        (without_element(detailed(), "extension[1]"), [("REG-035", "Patient.extension(nhsCommunication)")]),
        (
            without_element(detailed(), "extension[1].extension[1]"),
            [("REG-035", "Patient.extension(nhsCommunication)")],
        ),
        (
            {**detailed(), "managingOrganization": {"reference": "Organization/23"}},
            [("REG-035", "Patient.managingOrganization")],
        ),
    ],
)
def test_details_that_were_lost_or_changed_are_told(now: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    judgement = judge_same_record(detailed(), [now])
    assert places(judgement) == expected
    assert all(finding.fails for finding in judgement.findings)


@pytest.mark.parametrize(("part", "where"), [(0, f"{PERIOD}.start"), (1, TYPE)])
def test_whether_type_and_period_are_told_later_is_disputed(part: int, where: str) -> None:
    judgement = judge_same_record(detailed(), [without_element(detailed(), f"extension[0].extension[{part}]")])
    assert [(one.where, one.ambiguity) for one in judgement.findings] == [(where, "AMB-035")]
    assert not any(one.fails for one in judgement.findings)


def test_a_new_registration_that_began_long_ago_is_disputed() -> None:
    today = datetime.now(UTC).date()
    for start in (today, today - timedelta(days=1), today + timedelta(days=1)):
        assert places(judge_begins_now(detailed(start=start.isoformat()))) == []
    assert places(judge_begins_now(PATIENT)) == []
    (finding,) = judge_begins_now(detailed(start="1990-01-02")).findings
    assert (finding.requirement, finding.where, finding.fails) == ("REG-078", f"{PERIOD}.start", False)


@pytest.mark.parametrize(
    ("city", "misread"),
    [
        ("Bryn Sïon", False),
        ("BRYN SÏON", False),
        ("Bryn Sion", False),
        ("Bryn S?on", False),
        ("Bryn Sn", False),
        ("Bryn SÃ¯on", True),
        ("Bryn S\ufffd\ufffdon", True),
        ("Bryn S??on", True),
    ],
)
def test_a_text_whose_bytes_were_misread_is_told(city: str, misread: bool) -> None:
    body = registration_with(JANE, "home address beyond ASCII")
    sent = Request("register-a-patient", "POST", "https://provider.example/x", (), json.dumps(body).encode())
    patient = {**PATIENT, "address": [{"line": ["1 Heol y Môr"], "city": city, "district": "Powys"}]}
    found = places(judge_read_as_utf8(Exchange(sent, None, datetime.now(UTC), 1.0), patient))
    assert found == [("GEN-023", "Patient.address[0].city")] * misread


def test_somebody_who_was_regular_before_has_not_become_so() -> None:
    assert places(judge_same_record(detailed("R"), [detailed("R")])) == []


def test_a_record_that_is_not_found_or_found_twice_is_told() -> None:
    assert places(judge_same_record(PATIENT, [])) == [("REG-035", "Patient")]
    assert places(judge_same_record(PATIENT, [PATIENT, PATIENT])) == [("REG-035", "Patient")]


def test_a_new_record_in_place_of_the_inactive_one_is_told() -> None:
    assert places(judge_reactivated(PATIENT, "7")) == []
    (finding,) = judge_reactivated(PATIENT, "6").findings
    assert (finding.requirement, finding.where, finding.also) == ("REG-023", "Patient.id", ("GEN-047",))


def test_what_pds_has_and_the_patient_lacks_is_told() -> None:
    home = {**PATIENT, "address": [{"use": "temp"}, {"use": "home", "postalCode": "LS1 6AE"}]}
    assert places(judge_supplemented(home, "female", "ls16ae")) == []
    assert places(judge_supplemented(PATIENT, "female", "")) == []
    assert places(judge_supplemented(PATIENT, "female", "LS1 6AE")) == [("REG-031", "Patient.address.postalCode")]
    assert places(judge_supplemented(home, "male", "LS2 6AE")) == [
        ("REG-031", "Patient.gender"),
        ("REG-031", "Patient.address.postalCode"),
    ]


def test_a_refusal_that_registers_somebody_is_told() -> None:
    assert places(judge_nobody_registered([])) == []
    assert places(judge_nobody_registered([PATIENT])) == [("REG-027", "Patient")]


@pytest.mark.parametrize(
    ("code", "fails"), [("INVALID_RESOURCE", True), ("INVALID_NHS_NUMBER", False), ("UNKNOWN", False)]
)
def test_missing_diagnostics_fail_only_where_the_tables_demand_them(code: str, fails: bool) -> None:
    issue = {"details": {"coding": [{"code": code}]}}
    findings = judge_diagnostics(exchange({"issue": [issue]}, 422)).findings
    assert [finding.fails for finding in findings] == [fails]
    assert judge_diagnostics(exchange({"issue": [{**issue, "diagnostics": "name"}]}, 422)).findings == []
