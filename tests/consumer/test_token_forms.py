"""Forms of an audit token: each one is wrong, or unusual, in just the way that its name says."""

import pytest
from audit_token_draft import authorisation, claims_of, correct_draft, decoded

from gpconnect.consumer.token_forms import FORMS, in_form

WELL_FORMED = (
    "with the scheme in lower case",
    "with the scheme in upper case",
    "with a header that has no typ",
    "with white space in its payload",
    "with its claims in another order",
)
READABLE = ("with a signature though its algorithm is none", "signed")
NO_BEARER = ("with the scheme Basic", "without a scheme", "with nothing after the scheme")
MALFORMED = sorted(set(FORMS) - {*WELL_FORMED, *READABLE, *NO_BEARER, "with padding"})


def _is_unsecured_token(token: str) -> bool:
    """Decide from RFC 7515 and RFC 7519 whether a text is an unsecured JSON Web Token with claims."""
    parts = token.split(".")
    if len(parts) != 3 or parts[2]:
        return False
    try:
        header, claims = decoded(parts[0]), decoded(parts[1])
    except ValueError:
        return False
    return isinstance(header, dict) and header.get("alg") == "none" and isinstance(claims, dict)


@pytest.mark.parametrize("form", MALFORMED)
def test_a_malformed_token_is_a_bearer_token_but_no_unsecured_jwt(form: str) -> None:
    scheme, _, token = authorisation(in_form(correct_draft(), form)).partition(" ")
    assert scheme == "Bearer"
    assert not _is_unsecured_token(token)


@pytest.mark.parametrize("form", NO_BEARER)
def test_some_forms_are_no_bearer_token(form: str) -> None:
    scheme, _, token = authorisation(in_form(correct_draft(), form)).partition(" ")
    assert scheme.lower() != "bearer" or not token


@pytest.mark.parametrize("form", WELL_FORMED)
def test_an_unusual_form_says_the_same(form: str) -> None:
    draft = correct_draft()
    scheme, _, token = authorisation(in_form(draft, form)).partition(" ")
    assert scheme.lower() == "bearer"
    assert _is_unsecured_token(token)
    assert decoded(token.split(".")[1]) == draft.claims
    assert authorisation(in_form(draft, form)) != authorisation(draft)


@pytest.mark.parametrize("form", READABLE)
def test_a_token_that_is_more_than_unsecured_has_a_signature(form: str) -> None:
    altered = in_form(correct_draft(), form)
    assert authorisation(altered).split(".")[2]
    assert claims_of(altered) == altered.claims


def test_padding_is_there_whatever_the_length_of_the_claims() -> None:
    for issuer in ("a", "ab", "abc"):
        token = authorisation(in_form(correct_draft().with_claims({"iss": issuer}), "with padding"))
        assert token.split(".")[1].endswith("=")


def test_every_form_can_be_sent_in_a_header() -> None:
    for form in FORMS:
        authorisation(in_form(correct_draft(), form)).encode("ascii")


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(LookupError, match="known: with the scheme Basic"):
        in_form(correct_draft(), "in blue")
