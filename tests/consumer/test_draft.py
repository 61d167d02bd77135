"""Drafts and how a scenario alters them."""

import json

import jwt
import pytest

from gpconnect.consumer.draft import Draft
from gpconnect.spec import interaction

DRAFT = Draft(
    interaction=interaction("find-a-patient"),
    root="https://provider.example/A1/STU3/1/gpconnect",
    method="GET",
    path="Patient",
    headers=(("Accept", "application/fhir+json"), ("Ssp-From", "1")),
    claims={"sub": "1", "iat": 5},
    query=(("identifier", "https://fhir.nhs.uk/Id/nhs-number|9000000009"),),
)


def test_the_url_is_percent_encoded() -> None:
    assert DRAFT.url.endswith("/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C9000000009")
    assert DRAFT.with_parameter("start", "ge2026-03-29T00:00:00+00:00").url.endswith("%2B00:00")


def test_a_raw_query_is_sent_as_it_stands() -> None:
    assert DRAFT.with_raw_query("identifier=a|b+c").url.endswith("/Patient?identifier=a|b+c")


def test_headers_are_replaced_added_and_left_out_whatever_their_case() -> None:
    assert DRAFT.with_header("ssp-from", "2").headers == (("Accept", "application/fhir+json"), ("ssp-from", "2"))
    assert [name for name, _ in DRAFT.adding_header("Ssp-From", "2").headers].count("Ssp-From") == 2
    assert DRAFT.without_header("SSP-FROM").headers == (("Accept", "application/fhir+json"),)


def test_parameters_are_replaced_added_and_left_out() -> None:
    assert DRAFT.with_parameter("identifier", "x").query == (("identifier", "x"),)
    assert len(DRAFT.adding_parameter("identifier", "x").query) == 2
    assert DRAFT.without_parameter("identifier").url.endswith("/Patient")


def test_claims_are_changed_and_left_out_and_the_token_follows() -> None:
    altered = DRAFT.with_claims({"sub": ..., "iat": "soon"})
    token = dict(altered.headers)["Authorization"].removeprefix("Bearer ")
    with pytest.raises(jwt.InvalidIssuedAtError):
        jwt.decode(token, options={"verify_signature": False, "verify_iat": True})
    assert altered.claims == {"iat": "soon"}


def test_a_resource_becomes_a_json_body() -> None:
    altered = DRAFT.with_body({"resourceType": "Patient", "name": [{"family": "Ó Briain"}]})
    assert json.loads(altered.body)["name"][0]["family"] == "Ó Briain"
    assert dict(altered.headers)["Content-Type"] == "application/fhir+json;charset=utf-8"
    assert DRAFT.with_body(b"{", "text/plain").request().body == b"{"


def test_altering_leaves_the_first_draft_as_it_was() -> None:
    before = DRAFT.url, DRAFT.headers
    DRAFT.with_header("Accept", "x").with_path("y").with_method("POST").without_parameter("identifier")
    assert (DRAFT.url, DRAFT.headers) == before
