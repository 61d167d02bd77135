"""What redaction replaces in one text, and what it leaves."""

import json
from datetime import UTC, datetime

import pytest

from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.redaction import Redactor

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
PATIENT = {
    "resourceType": "Patient",
    "identifier": [{"system": NHS_NUMBER, "value": "9990000018"}],
    "name": [{"use": "official", "family": "O'Brien", "given": ["Zoë", "Li"], "prefix": ["Mrs"]}],
    "telecom": [{"system": "phone", "value": "01132000000"}],
    "address": [{"line": ["1 High Street"], "city": "Leeds", "postalCode": "LS1 4AP"}],
    "birthDate": "1952-05-31",
    "_birthDate": {"extension": [{"url": "patient-birthTime", "valueDateTime": "1952-05-31T03:14:15Z"}]},
}
PERSONAL = ("9990000018", "O'Brien", "Zoë", 'Li"', "01132000000", "High Street", "Leeds", "LS1 4AP", "1952-05-31")
XML = (
    f'<Patient><identifier><system value="{NHS_NUMBER}"/><value value="9990000018"/></identifier>'
    '<name><family value="O\'Brien"/><given value="Zoë"/></name><telecom><value value="01132000000"/></telecom>'
    '<address><line value="1 High Street"/><city value="Leeds"/><postalCode value="LS1 4AP"/></address>'
    '<birthDate value="1952-05-31"><extension url="patient-birthTime"><valueDateTime value="1952-05-31T03:14:15Z"/>'
    "</extension></birthDate></Patient>"
)


@pytest.fixture
def redactor() -> Redactor:
    return Redactor("a key")


@pytest.mark.parametrize("text", [json.dumps(PATIENT), json.dumps(PATIENT, indent=2, ensure_ascii=False), XML])
def test_what_identifies_a_person_is_replaced(redactor: Redactor, text: str) -> None:
    redacted = redactor.text(text)
    assert not [one for one in PERSONAL if one in redacted or json.dumps(one)[1:-1] in redacted]


def test_json_stays_json_and_keeps_what_is_not_personal(redactor: Redactor) -> None:
    redacted = json.loads(redactor.text(json.dumps(PATIENT)))
    assert redacted["resourceType"] == "Patient"
    assert redacted["identifier"][0]["system"] == NHS_NUMBER
    assert redacted["name"][0]["use"] == "official"
    assert redacted["name"][0]["prefix"] == ["Mrs"]
    assert redacted["telecom"][0]["system"] == "phone"


@pytest.mark.parametrize("length", range(120, len(json.dumps(PATIENT)), 7))
def test_a_body_that_is_cut_off_is_redacted_to_its_end(length: int) -> None:
    redacted = Redactor("a key").text(json.dumps(PATIENT)[:length])
    shown = [
        one
        for one in ("9990000018", "O'Brien", "01132000000", "High Str", "Leed", "LS1 ", "1952")
        if one in redacted
    ]
    assert not shown


def test_one_value_has_one_pseudonym_in_a_run_and_another_in_the_next(redactor: Redactor) -> None:
    in_url = redactor.text("/Patient?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C9990000018")
    in_body = redactor.text(json.dumps(PATIENT))
    made = redactor.pseudonym("nhs-number", "9990000018")
    assert made in in_url
    assert made in in_body
    assert Redactor("a key").pseudonym("nhs-number", "9990000018") == made
    assert Redactor("another").pseudonym("nhs-number", "9990000018") != made


def test_what_an_exchange_has_shown_is_replaced_in_free_text(redactor: Redactor) -> None:
    redactor.text(json.dumps(PATIENT))
    redacted = redactor.text("expected O'Brien, born 1952-05-31 in 1 High Street; actual: O'Briens, Leeds")
    assert "O'Brien," not in redacted
    assert "1952" not in redacted
    assert "High Street" not in redacted
    assert "O'Briens" in redacted


def test_a_patient_called_patient_does_not_spoil_the_reports(redactor: Redactor) -> None:
    redactor.text('{"family": "Patient"}')
    assert redactor.text('{"resourceType": "Patient"}') == '{"resourceType": "Patient"}'


def test_headers_that_carry_secrets_keep_their_scheme(redactor: Redactor) -> None:
    token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."
    headers = [("Authorization", f"Bearer {token}"), ("Cookie", "session=42"), ("Ssp-From", "200000000359")]
    shown = redactor.request(Request("find-a-patient", "GET", "https://user:word@host/", headers))
    assert token not in repr(shown)
    assert "session=42" not in repr(shown)
    assert "user:word" not in repr(shown)
    assert dict(shown.headers)["Authorization"].startswith("Bearer [token-")
    assert dict(shown.headers)["Ssp-From"] == "200000000359"
    assert token not in redactor.text(f"the claim of {token} is wrong")


def test_keys_are_replaced(redactor: Redactor) -> None:
    key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----"
    assert "MHcCAQ" not in redactor.text(f"cannot use {key}")


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "f79fd5d5-f0f8-5cb0-8c9b-6af9d21c8735", "lastUpdated": "2026-11-22T19:40:00+00:00"}',
        '{"name": "The Surgery", "code": "01", "display": "Number present and verified"}',
        '{"reference": "Slot/142-3"}',
        "urn:nhs:names:services:gpconnect:fhir:rest:read:patient-1",
    ],
)
def test_what_is_not_personal_stays(redactor: Redactor, text: str) -> None:
    assert redactor.text(text) == text


def test_without_redaction_an_exchange_stays_as_it_is() -> None:
    request = Request("read-a-patient", "GET", "https://host/Patient/1", [("Authorization", "Bearer x")])
    exchange = Exchange(request, Response(200, [], json.dumps(PATIENT).encode()), datetime.now(UTC), 1.0)
    assert Redactor(enabled=False).exchange(exchange) is exchange
    assert b"Leeds" not in Redactor().exchange(exchange).response.body  # type: ignore[union-attr]
