"""The editions of the specification."""

import pytest

from gpconnect.spec import DEFAULT_EDITION, edition, interactions, known_editions

PREFIX = "urn:nhs:names:services:gpconnect:fhir:"


@pytest.mark.parametrize("version", known_editions())
def test_every_edition_has_an_id_for_every_interaction(version: str) -> None:
    ids = edition(version).interaction_ids
    assert set(ids) == set(interactions())
    assert all(one.startswith(PREFIX) for one in ids.values())


def test_the_default_edition_has_its_own_id_for_cancelling() -> None:
    default = edition()
    assert default.version == DEFAULT_EDITION == "1.2.7"
    assert default.interaction_id("cancel-an-appointment") == f"{PREFIX}rest:cancel:appointment-1"
    assert len(set(default.interaction_ids.values())) == len(interactions())
    assert all(one.endswith("-1") for one in default.interaction_ids.values())


def test_in_the_first_edition_amend_and_cancel_share_an_id() -> None:
    first = edition("1.0.0")
    amend, cancel = (first.interaction_id(f"{verb}-an-appointment") for verb in ("amend", "cancel"))
    assert amend == cancel == f"{PREFIX}rest:update:appointment"
    assert first.interaction_id("search-for-free-slots") == f"{PREFIX}rest:search:slot"


def test_an_edition_knows_what_it_includes() -> None:
    assert edition("1.2.7").includes("1.2.3")
    assert not edition("1.0.0").includes("1.2.3")
    assert not edition("1.2.7").includes(None, until="1.2.2")
    assert edition("1.0.0").includes("1.0.0", until="1.0.0")


def test_page_addresses_belong_to_the_edition() -> None:
    assert edition().page_url("foundations").endswith("gpconnect-1-2-7/foundations.html")


def test_an_unknown_edition_is_named_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"no edition '9\.9\.9' here; known: 1\.0\.0, 1\.2\.7"):
        edition("9.9.9")
