"""The audit token."""

import jwt

from gpconnect.consumer.identity import ConsumerIdentity, ConsumerOrganisation, ConsumerUser
from gpconnect.consumer.token import build_claims, encode_token
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS

IDENTITY = ConsumerIdentity(
    asid="200000000359",
    endpoint="https://consumer.example/",
    device_id="DEVICE-1",
    product="Product",
    version="1.0",
    organisation=ConsumerOrganisation("A11111", "An organisation", "gp-practice", "01130000000"),
    user=ConsumerUser("10019", "Family", "Given", "Dr", "111222333444", "444555666777", "local-1"),
)
CLAIMS = build_claims(IDENTITY, "patient/*.read", "https://provider.example/A1/STU3/1/gpconnect", 1_700_000_000)


def test_every_claim_of_the_specification_is_there() -> None:
    assert set(CLAIMS) == {
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "reason_for_request",
        "requested_scope",
        "requesting_device",
        "requesting_organization",
        "requesting_practitioner",
    }


def test_the_token_expires_five_minutes_after_it_was_made() -> None:
    assert (CLAIMS["iat"], CLAIMS["exp"]) == (1_700_000_000, 1_700_000_300)


def test_the_subject_is_the_practitioner() -> None:
    assert CLAIMS["sub"] == CLAIMS["requesting_practitioner"]["id"] == "10019"
    systems = [one["system"] for one in CLAIMS["requesting_practitioner"]["identifier"]]
    assert systems[:2] == [IDENTIFIER_SYSTEMS["sds_user"], IDENTIFIER_SYSTEMS["sds_role_profile"]]
    assert systems[2].startswith("https://consumer.example/")


def test_the_token_is_unsecured_and_ends_with_an_empty_signature() -> None:
    token = encode_token(CLAIMS)
    assert token.count(".") == 2
    assert token.endswith(".")
    assert jwt.get_unverified_header(token) == {"alg": "none", "typ": "JWT"}
    assert (
        jwt.decode(token, options={"verify_signature": False, "verify_exp": False, "verify_aud": False}) == CLAIMS
    )
