"""Formats: JSON and XML, asked for and sent."""

import json

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.declared import judge_updates_readable, judge_xml_declared
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.xml_body import to_xml
from gpconnect.consumer.xml_faults import broken_xml
from gpconnect.target import formats
from gpconnect.target.prerequisites import Prerequisites


@given("a provider that declares XML")
def declares_xml(established: Prerequisites) -> None:
    formats.require_xml(established)


@given("a provider that does not declare XML")
def does_not_declare_xml(established: Prerequisites) -> None:
    formats.require_no_xml(established)


@given(parsers.parse("its Accept header asks for {name}"), target_fixture="draft")
def accepting(draft: Draft, name: str) -> Draft:
    return formats.accepting(draft, name)


@given(parsers.parse("its _format parameter asks for {name}"), target_fixture="draft")
def with_format(draft: Draft, name: str) -> Draft:
    return formats.with_format(draft, name)


@given(parsers.parse("its Content-Type says {name}"), target_fixture="draft")
def labelled(draft: Draft, name: str) -> Draft:
    return formats.labelled(draft, name)


@given("its _format is XML, with a plus that is not percent-encoded", target_fixture="draft")
def with_plain_plus(draft: Draft) -> Draft:
    return draft.with_raw_query(f"_format={formats.media_type('XML')}")


@given("its body is XML", target_fixture="draft")
def with_xml_body(draft: Draft) -> Draft:
    return formats.in_xml(draft)


@given(parsers.parse("its body is XML {fault}"), target_fixture="draft")
def with_broken_xml_body(draft: Draft, fault: str) -> Draft:
    written = broken_xml(to_xml(json.loads(draft.body)), fault)
    return formats.labelled(draft.with_content(written), "XML")


@then("it declares XML as well as JSON")
def declares_both(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_xml_declared(exchange, verdict.main_requirement))


@then("whatever can be updated can be read")
def updates_can_be_read(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_updates_readable(exchange, verdict.main_requirement))
