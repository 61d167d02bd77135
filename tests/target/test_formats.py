"""Formats as requests ask for them, and as a provider declares them; connections that scenarios need."""

from types import SimpleNamespace
from typing import Any

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.connection import Endpoint
from gpconnect.consumer.draft import Draft
from gpconnect.spec import interaction
from gpconnect.target import formats
from gpconnect.target.connections import require_direct_https, require_published_root

DRAFT = Draft(interaction("find-a-patient"), "http://here", "GET", "Patient", (("Accept", "x"),), {})


def established(*declared: str) -> Any:  # noqa: ANN401 - stands in for the prerequisites
    return SimpleNamespace(capability_statement=lambda: {"format": list(declared)})


def test_a_format_is_asked_for_by_its_mime_type() -> None:
    assert formats.accepting(DRAFT, "XML").headers == (("Accept", "application/fhir+xml"),)
    assert formats.with_format(DRAFT, "JSON").url.endswith("?_format=application/fhir%2Bjson")
    assert formats.labelled(DRAFT, "text/plain").headers[-1] == ("Content-Type", "text/plain;charset=utf-8")


def test_nothing_is_asked_for_by_nothing() -> None:
    assert formats.accepting(DRAFT, "nothing").headers == ()
    assert formats.with_format(formats.with_format(DRAFT, "XML"), "nothing").url == "http://here/Patient"
    assert "Content-Type" not in dict(formats.labelled(formats.labelled(DRAFT, "XML"), "nothing").headers)


@pytest.mark.parametrize("declared", ["application/fhir+xml", "xml"])
def test_xml_may_be_declared_by_either_name(declared: str) -> None:
    formats.require_xml(established("json", declared))
    with pytest.raises(NotApplicable, match="declares XML"):
        formats.require_no_xml(established("json", declared))


def test_xml_that_is_not_declared_is_not_asked_for() -> None:
    formats.require_no_xml(established("json"))
    with pytest.raises(NotApplicable, match="declares no XML"):
        formats.require_xml(established("json"))


def test_headers_of_https_are_judged_on_a_direct_connection_only() -> None:
    require_direct_https(Endpoint("https://here/A1/STU3/1/x", "1"))
    require_published_root(Endpoint("https://here/A1/STU3/1/x", "1"))
    with pytest.raises(NotApplicable, match="plain HTTP"):
        require_direct_https(Endpoint("http://here", "1"))
    with pytest.raises(NotApplicable, match="plain HTTP"):
        require_published_root(Endpoint("http://here", "1"))
    with pytest.raises(NotApplicable, match="proxy"):
        require_direct_https(Endpoint("https://here", "1", proxy_root="https://proxy"))
