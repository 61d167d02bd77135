"""Contents of an audit token: each one changes what its name says, and nothing else."""

import pytest
from audit_token_draft import NOW, ROOT, claims_of, correct_draft
from fhir.resources.STU3 import get_fhir_model_class
from pydantic import ValidationError

from gpconnect.consumer.token_claims import CONTENTS, of_organisation, with_content

RESOURCES = {
    "requesting_device": "Device",
    "requesting_organization": "Organization",
    "requesting_practitioner": "Practitioner",
}
TIMES = [
    ("an expiry two minutes ago", -420, -120),
    ("an expiry six minutes ago", -660, -360),
    ("an expiry ten minutes ago", -900, -600),
    ("an expiry an hour ago", -3600, -3600),
    ("an expiry in 1970", -NOW, -NOW),
    ("a time of issue in three minutes", 180, 300),
    ("a time of issue and an expiry that are three minutes late", 180, 480),
    ("a time of issue after its expiry", 3600, 300),
    ("a time of issue an hour ago", -3600, 300),
    ("a lifetime of 299 seconds", 0, 299),
    ("a lifetime of 301 seconds", 0, 301),
    ("a lifetime of an hour", 0, 3600),
]
CHANGED = [
    ("a list of one audience", {"aud"}),
    ("an audience without the last segment", {"aud"}),
    ("a subject who is not its practitioner", {"sub"}),
    ("a Practitioner for a device", {"requesting_device"}),
    ("an organisation without a name", {"requesting_organization"}),
    ("a practitioner without an SDS user ID", {"requesting_practitioner"}),
    ("a practitioner without a title", {"requesting_practitioner"}),
    ("a token ID", {"jti"}),
    ("a claim that nobody has defined", {"conformance_test"}),
]
AGAINST_FHIR = [
    "a device with an element that FHIR does not know",
    "a device whose model is an object",
    "a device whose identifier is a text",
    "an organisation with an element that FHIR does not know",
    "an organisation whose name is an object",
    "an organisation whose identifier is a text",
    "a practitioner with an element that FHIR does not know",
    "a practitioner whose name is a text",
    "a practitioner whose date of birth is no date",
]
CONFORMS = [
    "a practitioner with an SDS user ID only",
    "a practitioner without a smartcard",
    "a practitioner without a title",
    "a practitioner with a gender",
    "a device with an id",
    "a device with a manufacturer",
    "an organisation with an id",
    "an organisation that is said to be active",
    "a device without a version",
    "an organisation without an identifier",
    "a practitioner without a name",
]


def _conforms(content: str) -> bool:
    claims = claims_of(with_content(correct_draft(), content))
    try:
        for claim, kind in RESOURCES.items():
            get_fhir_model_class(kind).model_validate(claims[claim])
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("content", "issued", "expires"), TIMES)
def test_times_are_counted_from_now(content: str, issued: int, expires: int) -> None:
    claims = claims_of(with_content(correct_draft(), content))
    assert (claims["iat"], claims["exp"]) == (NOW + issued, NOW + expires)


@pytest.mark.parametrize(("content", "changed"), CHANGED)
def test_only_what_is_named_changes(content: str, changed: set[str]) -> None:
    before, after = correct_draft().claims, claims_of(with_content(correct_draft(), content))
    assert {name for name in before | after if before.get(name) != after.get(name)} == changed


@pytest.mark.parametrize("content", CONTENTS)
def test_every_content_changes_something(content: str) -> None:
    assert claims_of(with_content(correct_draft(), content)) != correct_draft().claims


@pytest.mark.parametrize("content", AGAINST_FHIR)
def test_what_is_said_to_be_against_fhir_is(content: str) -> None:
    assert not _conforms(content)


@pytest.mark.parametrize("content", CONFORMS)
def test_what_is_unusual_or_incomplete_conforms_to_fhir_all_the_same(content: str) -> None:
    assert _conforms(content)


def test_a_user_without_a_smartcard_keeps_the_local_identifier() -> None:
    claims = claims_of(with_content(correct_draft(), "a practitioner without a smartcard"))
    identifiers = claims["requesting_practitioner"]["identifier"]
    assert [one["value"] for one in identifiers] == ["UNK", "UNK", "local-1"]


def test_audiences_start_from_the_service_root_url() -> None:
    claims = claims_of(with_content(correct_draft(), "an audience without the last segment"))
    assert claims["aud"] == ROOT.removesuffix("/gpconnect")


def test_an_unknown_content_is_refused() -> None:
    with pytest.raises(LookupError, match="cannot have 'a sense of humour'; known: an expiry"):
        with_content(correct_draft(), "a sense of humour")


def test_a_request_of_another_organisation_has_its_ods_code_alone_changed() -> None:
    sound, altered = claims_of(correct_draft()), claims_of(of_organisation(correct_draft(), "B82617"))
    organisation = altered.pop("requesting_organization")
    own = sound.pop("requesting_organization")
    assert altered == sound
    assert organisation["identifier"] == [{**own["identifier"][0], "value": "B82617"}]
    assert organisation["name"] == own["name"]
