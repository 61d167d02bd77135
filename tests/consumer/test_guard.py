"""What the guard refuses, and what it lets pass although it looks alike."""

import json

import pytest

from gpconnect.consumer.exchange import Request
from gpconnect.consumer.guard import Guard, NumberRange, UnsafeRequestError
from gpconnect.consumer.token import encode_token

ROOT = "https://provider.example/A20047/STU3/1/gpconnect"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
GUARD = Guard(ods_codes=frozenset({"A20047", "A11111"}))


def request(
    path: str = "/metadata", body: object = None, claims: dict[str, object] | None = None, root: str = ROOT
) -> Request:
    text = body if isinstance(body, str) else json.dumps(body) if body else ""
    token = [("Authorization", f"Bearer {encode_token(claims)}")] if claims else []
    return Request("find-a-patient", "GET", root + path, token, text.encode())


@pytest.mark.parametrize(
    "unsafe",
    [
        request(f"/Patient?identifier={NHS_NUMBER}|4000000004"),
        request("/Patient?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C4000000004"),
        request(f"/Patient?identifier={NHS_NUMBER}|1234567881"),
        request(f"/Patient?identifier={NHS_NUMBER}|400%20000%200004"),
        request("/Patient/4000000004"),
        request(body={"identifier": [{"system": NHS_NUMBER, "value": "1234567881"}]}),
        request(body=f'<identifier><system value="{NHS_NUMBER}"/><value value="4000000004"/></identifier>'),
        request(claims={"sub": "4000000004", "iat": 1795377054}),
    ],
)
def test_an_nhs_number_that_may_be_somebodys_is_refused_wherever_it_stands(unsafe: Request) -> None:
    with pytest.raises(UnsafeRequestError, match="nhs_number_ranges") as refused:
        GUARD.check(unsafe)
    assert "4000000004" not in str(refused.value)
    assert "1234567881" not in str(refused.value)


@pytest.mark.parametrize(
    "safe",
    [
        request(f"/Patient?identifier={NHS_NUMBER}|9990000018"),
        request(f"/Patient?identifier={NHS_NUMBER}|4000000005"),
        request("/Slot?searchFilter=https://example.invalid/Id/service-id|2000012345"),
        request(claims={"iat": 1795377054, "exp": 1795377354}),
        request(body={"telecom": [{"system": "phone", "value": "01132000000"}]}),
    ],
)
def test_test_patients_wrong_check_digits_and_other_numbers_pass(safe: Request) -> None:
    GUARD.check(safe)


def test_a_number_that_the_settings_list_passes() -> None:
    listed = Guard(nhs_numbers=(NumberRange.of("4000000004"), NumberRange.of("4000000100-4000000200")))
    listed.check(request(f"/Patient?identifier={NHS_NUMBER}|4000000004"))
    with pytest.raises(UnsafeRequestError):
        listed.check(request(f"/Patient?identifier={NHS_NUMBER}|9990000018"))


@pytest.mark.parametrize("text", ["9xx", "", "900-999", "9000000000-"])
def test_a_range_is_two_numbers_or_one(text: str) -> None:
    if text == "9000000000-":
        assert NumberRange.of(text) == NumberRange.of("9000000000")
        return
    with pytest.raises(ValueError, match="neither"):
        NumberRange.of(text)


@pytest.mark.parametrize(
    "unsafe",
    [
        request(f"/Organization?identifier={ODS_CODE}|B82617"),
        request("/Organization?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fods-site-code%7CB82617"),
        request(body={"identifier": [{"system": ODS_CODE, "value": "B82617"}]}),
        request(body={"identifier": [{"value": "B82617", "system": ODS_CODE}]}),
        request(body=f'<identifier><system value="{ODS_CODE}"/><value value="B82617"/></identifier>'),
        request(claims={"requesting_organization": {"identifier": [{"system": ODS_CODE, "value": "B82617"}]}}),
        request(root="https://provider.example/B82617/STU3/1/gpconnect"),
    ],
)
def test_an_ods_code_that_is_not_listed_is_refused_wherever_it_stands(unsafe: Request) -> None:
    with pytest.raises(UnsafeRequestError, match="B82617 is not listed"):
        GUARD.check(unsafe)


def test_a_code_that_the_provider_wrote_into_an_appointment_may_go_back_in_a_body_only() -> None:
    guard = Guard(ods_codes=frozenset({"A20047"}))
    identified = {"identifier": [{"system": ODS_CODE, "value": "B82617"}]}
    guard.hear(json.dumps({"resourceType": "Organization", **identified}).encode())
    with pytest.raises(UnsafeRequestError):
        guard.check(request(body=identified))
    guard.hear(json.dumps({"resourceType": "Appointment", "contained": [identified]}).encode())
    guard.check(request(body=identified))
    with pytest.raises(UnsafeRequestError):
        guard.check(request(f"/Organization?identifier={ODS_CODE}|B82617"))


@pytest.mark.parametrize("value", ["A20047", "a11111", "222233334444", "", "9990000018", "NOBODY"])
def test_listed_codes_and_what_is_no_ods_code_pass(value: str) -> None:
    GUARD.check(request(f"/Organization?identifier={ODS_CODE}|{value}"))


@pytest.mark.parametrize(
    "url",
    [
        "https://spineservices.nhs.uk/metadata",
        "https://SPINESERVICES.nhs.uk:443/metadata",
        f"https://proxy.national.ncrs.nhs.uk/{ROOT}",
        "https://proxy.example/https://gp.practice.nhs.uk/metadata",
        "https://proxy.example/https%3A%2F%2Fgp.practice.nhs.uk/metadata",
    ],
)
def test_a_live_host_is_refused(url: str) -> None:
    with pytest.raises(UnsafeRequestError, match="live"):
        GUARD.check_url(url)


def test_hosts_of_test_environments_pass_and_the_live_spine_cannot_be_listed() -> None:
    listed = Guard(hosts=frozenset({"gp.practice.nhs.uk", "spineservices.nhs.uk"}))
    for host in ("int.spineservices.nhs.uk", "testspineproxy.nhs.uk", "gp.practice.nhs.uk", "nhs.uk.example"):
        listed.check_url(f"https://{host}/metadata")
    with pytest.raises(UnsafeRequestError, match="never called"):
        listed.check_url("https://spineservices.nhs.uk/metadata")
