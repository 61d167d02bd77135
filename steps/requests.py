"""Requests: a correct one to any interaction, altered on purpose, and sent."""

from urllib.parse import quote

from pytest_bdd import given, parsers, when

from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.requests import TypicalRequests


@given(parsers.parse("a request to {title}"), target_fixture="draft")
def a_request_to(typical: TypicalRequests, title: str) -> Draft:
    return typical.draft(title.lower().replace(" ", "-").replace("'", ""))


@given(parsers.parse('the request carries the interaction ID of "{key}"'), target_fixture="draft")
def with_interaction_id_of(draft: Draft, consumer: Consumer, key: str) -> Draft:
    return draft.with_header("Ssp-InteractionID", consumer.edition.interaction_id(key))


@given(parsers.parse('the request lacks the header "{name}"'), target_fixture="draft")
def without_header(draft: Draft, name: str) -> Draft:
    return draft.without_header(name)


@given(parsers.parse('the header "{name}" is "{value}"'), target_fixture="draft")
def with_header(draft: Draft, name: str, value: str) -> Draft:
    return draft.with_header(name, value)


@given(parsers.parse('the request lacks the parameter "{name}"'), target_fixture="draft")
def without_parameter(draft: Draft, name: str) -> Draft:
    return draft.without_parameter(name)


@given(parsers.parse('the parameter "{name}" is "{value}"'), target_fixture="draft")
def with_parameter(draft: Draft, name: str, value: str) -> Draft:
    return draft.with_parameter(name, value)


@given(
    parsers.parse('the request has one more parameter "{name}" with the value "{value}"'), target_fixture="draft"
)
def adding_parameter(draft: Draft, name: str, value: str) -> Draft:
    return draft.adding_parameter(name, value)


@when("the consumer sends it", target_fixture="exchange")
def send(consumer: Consumer, draft: Draft) -> Exchange:
    return consumer.send(draft)


@given(parsers.parse('the logical ID is "{logical_id}"'), target_fixture="draft")
def with_logical_id(draft: Draft, logical_id: str) -> Draft:
    return draft.with_path(draft.interaction.path.format(id=quote(logical_id, safe="")))
