"""What a capability statement declares, held against the general and the FHIR guidance."""

from collections.abc import Iterator

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import Judgement, Problem, Resource, shorten, values_at
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec.vocabulary import MIME_TYPES


def judge_xml_declared(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that the capability statement declares XML."""
    judgement = Judgement()
    judgement.add(requirement, xml_missing(resource_of(exchange)), "CapabilityStatement")
    return judgement


def judge_updates_readable(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that every resource type which can be updated can be read as well."""
    judgement = Judgement()
    judgement.add(requirement, updates_without_read(resource_of(exchange)), "CapabilityStatement")
    return judgement


def xml_missing(statement: Resource) -> Iterator[Problem]:
    """Find that XML is not among the formats, by its MIME type or its short name."""
    formats = [str(value) for _, value in values_at(statement, "format")]
    if not any("xml" in one.lower() for one in formats):
        yield Problem("format", MIME_TYPES["xml"], shorten(formats))


def updates_without_read(statement: Resource) -> Iterator[Problem]:
    """Find a resource type that declares the interaction update, but not read."""
    for at, resource in values_at(statement, "rest.resource"):
        codes = [value for _, value in values_at(resource, "interaction.code")]
        if "update" in codes and "read" not in codes:
            yield Problem(f"{at}.interaction", "read, because update is there", shorten(codes))
