"""The Foundations reads and searches of the provider."""

from typing import Any

import httpx
import pytest
from provider_caller import ODS_CODE, SDS_USER, Caller, calling, found, refused


def _check_versioned(response: httpx.Response, profile: str) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    resource: dict[str, Any] = response.json()
    assert resource["meta"]["profile"] == [f"https://fhir.nhs.uk/STU3/StructureDefinition/{profile}"]
    assert response.headers["ETag"] == f'W/"{resource["meta"]["versionId"]}"'
    assert response.headers["Last-Modified"].endswith("GMT")
    assert response.headers["Cache-Control"] == "no-store"
    return resource


def test_the_capability_statement(caller: Caller) -> None:
    statement = caller.send("get-the-capability-statement", "/metadata").json()
    assert statement["version"] == "1.2.7"
    assert statement["format"] == ["application/fhir+json", "application/fhir+xml"]
    assert {one["type"] for one in statement["rest"][0]["resource"]} >= {"Patient", "Slot", "Appointment"}


@pytest.mark.parametrize(
    "role",
    ["registered", "no_appointments", "temporary", "no_consent", "unverified_match", "unverified_partial_match"],
)
def test_active_patients_are_found_and_read(caller: Caller, role: str) -> None:
    number = caller.role("patients", role)
    (patient,) = found(caller.find_patient(number))
    assert patient["identifier"][0]["value"] == number
    assert [name["use"] for name in patient["name"]] == ["official"]
    assert patient.keys() >= {"birthDate", "gender", "address", "telecom", "contact", "managingOrganization"}
    assert all("coding" not in one for contact in patient["contact"] for one in contact["relationship"])
    status = patient["identifier"][0]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
    assert status == "01"
    response = caller.send("read-a-patient", f"/Patient/{patient['id']}")
    assert _check_versioned(response, "CareConnect-GPC-Patient-1") == patient


def test_of_a_record_without_a_name_no_patient_is_made(caller: Caller) -> None:
    read = caller.send("read-a-patient", f"/Patient/{caller.role('patient_ids', 'incomplete')}")
    for response in (caller.find_patient(caller.role("patients", "incomplete")), read):
        assert response.status_code == 500
        assert "has no name" in response.json()["issue"][0]["diagnostics"]


def test_marking_a_number_as_verified_changes_the_version() -> None:
    with calling() as caller:
        (patient,) = found(caller.find_patient(caller.role("patients", "unverified_match")))
        assert patient["meta"]["versionId"] == "2"
        (again,) = found(caller.find_patient(caller.role("patients", "unverified_match")))
        assert again == patient


@pytest.mark.parametrize(
    "role",
    [
        *("inactive", "deceased", "sensitive", "superseded", "invalid_on_pds", "not_in_system"),
        *("unverified_mismatch", "unverified_deceased", "unverified_sensitive"),
    ],
)
def test_other_patients_are_neither_found_nor_read(caller: Caller, role: str) -> None:
    number = caller.role("patients", role)
    assert found(caller.find_patient(number)) == []
    row = caller.provider.services.store.one("SELECT id FROM patient WHERE nhs_number = ?", number)
    if row is not None:
        refused(caller.send("read-a-patient", f"/Patient/{row['id']}"), 404, "PATIENT_NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/Patient", 400, "BAD_REQUEST"),
        ("/Patient?Identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018", 400, "BAD_REQUEST"),
        ("/Patient?identifier=x|1&identifier=x|1", 400, "BAD_REQUEST"),
        ("/Patient?identifier=9990000018", 422, "INVALID_PARAMETER"),
        ("/Patient?identifier=|9990000018", 422, "INVALID_PARAMETER"),
        ("/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|", 422, "INVALID_PARAMETER"),
        ("/Patient?identifier=https://example.invalid/Id|9990000018", 400, "INVALID_IDENTIFIER_SYSTEM"),
        ("/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990000019", 400, "INVALID_NHS_NUMBER"),
        ("/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|999000001", 400, "INVALID_NHS_NUMBER"),
        ("/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|99900000l8", 400, "INVALID_NHS_NUMBER"),
    ],
)
def test_patient_searches_that_are_refused(caller: Caller, path: str, status: int, code: str) -> None:
    refused(caller.send("find-a-patient", path), status, code)


@pytest.mark.parametrize(
    ("role", "profiles"), [("no_role_profile", 0), ("one_role_profile", 1), ("two_role_profiles", 2)]
)
def test_practitioners(caller: Caller, role: str, profiles: int) -> None:
    user = caller.role("practitioners", role)
    (practitioner,) = found(caller.send("find-a-practitioner", f"/Practitioner?identifier={SDS_USER}|{user}"))
    systems = [one["system"] for one in practitioner["identifier"]]
    assert systems == [SDS_USER] + ["https://fhir.nhs.uk/Id/sds-role-profile-id"] * profiles
    assert not practitioner.keys() & {"telecom", "address", "birthDate", "photo", "qualification"}
    response = caller.send("read-a-practitioner", f"/Practitioner/{practitioner['id']}")
    assert _check_versioned(response, "CareConnect-GPC-Practitioner-1") == practitioner


@pytest.mark.parametrize("role", ["practice", "other"])
def test_organisations(caller: Caller, role: str) -> None:
    code = caller.role("organisations", role)
    (organisation,) = found(caller.send("find-an-organisation", f"/Organization?identifier={ODS_CODE}|{code}"))
    assert organisation["identifier"] == [{"system": ODS_CODE, "value": code}]
    assert organisation.keys() >= {"name", "telecom", "address"}
    response = caller.send("read-an-organisation", f"/Organization/{organisation['id']}")
    assert _check_versioned(response, "CareConnect-GPC-Organization-1") == organisation


@pytest.mark.parametrize("role", ["practice", "branch"])
def test_locations(caller: Caller, role: str) -> None:
    response = caller.send("read-a-location", f"/Location/{caller.role('locations', role)}")
    location = _check_versioned(response, "CareConnect-GPC-Location-1")
    organisation = location["managingOrganization"]["reference"]
    assert caller.send("read-an-organisation", f"/{organisation}").status_code == 200


@pytest.mark.parametrize(
    ("key", "path", "system", "role"),
    [
        ("find-a-practitioner", "Practitioner", SDS_USER, ("practitioners", "unknown")),
        ("find-an-organisation", "Organization", ODS_CODE, ("organisations", "unknown")),
    ],
)
def test_nothing_found_is_no_error(caller: Caller, key: str, path: str, system: str, role: tuple[str, str]) -> None:
    assert found(caller.send(key, f"/{path}?identifier={system}|{caller.role(*role)}")) == []


@pytest.mark.parametrize(
    ("key", "path", "status", "code"),
    [
        ("find-a-practitioner", "/Practitioner", 400, "BAD_REQUEST"),
        ("find-a-practitioner", f"/Practitioner?identifier={ODS_CODE}|A1", 400, "INVALID_IDENTIFIER_SYSTEM"),
        ("find-a-practitioner", f"/Practitioner?identifier={SDS_USER}|a b", 400, "INVALID_IDENTIFIER_VALUE"),
        ("find-an-organisation", f"/Organization?identifier={ODS_CODE}|", 422, "INVALID_PARAMETER"),
        ("find-an-organisation", f"/Organization?identifier={ODS_CODE}|A-1", 400, "INVALID_IDENTIFIER_VALUE"),
        ("read-a-practitioner", "/Practitioner/nobody", 404, "PRACTITIONER_NOT_FOUND"),
        ("read-an-organisation", "/Organization/none", 404, "ORGANISATION_NOT_FOUND"),
        ("read-a-location", "/Location/z.as.e", 404, "NO_RECORD_FOUND"),
    ],
)
def test_directory_requests_that_are_refused(caller: Caller, key: str, path: str, status: int, code: str) -> None:
    refused(caller.send(key, path), status, code)


def test_all_references_of_a_patient_can_be_read(caller: Caller) -> None:
    (patient,) = found(caller.find_patient(caller.role("patients", "registered")))
    registration = {one["url"]: one for one in patient["extension"][0]["extension"]}
    branch = registration["preferredBranchSurgery"]["valueReference"]["reference"]
    assert caller.send("read-a-location", f"/{branch}").status_code == 200
    doctor = patient["generalPractitioner"][0]["reference"]
    assert caller.send("read-a-practitioner", f"/{doctor}").status_code == 200
    practice = patient["managingOrganization"]["reference"]
    assert caller.send("read-an-organisation", f"/{practice}").status_code == 200
