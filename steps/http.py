"""HTTP: requests written, sent and broken in ways that most requests are not."""

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import answers
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.service_root import judge_other_practice, judge_service_root
from gpconnect.consumer import paths
from gpconnect.consumer.broken_bodies import broken_body
from gpconnect.consumer.broken_messages import broken_message
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.connections import require_direct_https, require_published_root
from gpconnect.target.other_practice import naming_practice
from gpconnect.target.prerequisites import Prerequisites


@given("a direct HTTPS connection")
def direct_https(consumer: Consumer) -> None:
    require_direct_https(consumer.connection.endpoint)


@given("a service root URL that is published")
def published_root(consumer: Consumer) -> None:
    require_published_root(consumer.connection.endpoint)


@given(parsers.parse('the path is "{path}"'), target_fixture="draft")
def with_path(draft: Draft, path: str) -> Draft:
    return draft.with_path(path)


@given(parsers.parse('its service root URL names the organisation in the role "{role}"'), target_fixture="draft")
def root_of_another(draft: Draft, consumer: Consumer, established: Prerequisites, role: str) -> Draft:
    practice, other = (established.data.code("organisations", one) for one in ("practice", role))
    return naming_practice(draft, consumer.connection.endpoint, practice, other)


@given("the path is written in the other case", target_fixture="draft")
def path_in_other_case(draft: Draft) -> Draft:
    return paths.in_the_other_case(draft)


@given("the path ends with a slash", target_fixture="draft")
def path_with_slash(draft: Draft) -> Draft:
    return paths.with_slash_at_the_end(draft)


@given("every character of its parameters is percent-encoded", target_fixture="draft")
def encoded_to_the_last_character(draft: Draft) -> Draft:
    return paths.with_every_character_encoded(draft)


@given("every character of its logical ID is percent-encoded", target_fixture="draft")
def encoded_logical_id(draft: Draft) -> Draft:
    return paths.with_every_character_of_the_id_encoded(draft)


@given(parsers.parse("the verb is {verb:w}, without a body"), target_fixture="draft")
def with_verb(draft: Draft, verb: str) -> Draft:
    return draft.with_method(verb).without_body()


@given(parsers.parse("the request has a body {fault}"), target_fixture="draft")
def with_broken_body(draft: Draft, fault: str) -> Draft:
    return draft.with_content(broken_body(draft.body, fault))


@given("it has a body that nobody asked for", target_fixture="draft")
def with_needless_body(draft: Draft) -> Draft:
    return draft.with_body({"resourceType": "Parameters"})


@given("it quotes the version that is known", target_fixture="draft")
def with_known_version(draft: Draft, known_answer: Exchange) -> Draft:
    version = (resource_of(known_answer).get("meta") or {}).get("versionId")
    return draft.with_header("If-None-Match", f'W/"{version}"')


@when("the consumer sends it in chunks", target_fixture="exchange")
def send_in_chunks(consumer: Consumer, draft: Draft) -> Exchange:
    return consumer.send_in_chunks(draft)


@when(parsers.parse("the consumer sends it with {fault}"), target_fixture="exchange")
def send_broken(consumer: Consumer, draft: Draft, fault: str) -> Exchange:
    message, cut = broken_message(draft.request(), fault)
    return consumer.send_message(draft, message, cut=cut)


@then("the provider turns the message away")
def turns_away(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_broken_message(exchange, verdict.main_requirement))


@then("the answer holds nothing of this practice")
def holds_nothing_of_this_practice(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_other_practice(exchange, verdict.main_requirement))


@then("the service root URL names the FHIR version and the major version")
def root_names_versions(consumer: Consumer, verdict: Verdict) -> None:
    root = consumer.connection.endpoint.root
    verdict.deliver(judge_service_root(root, consumer.edition, verdict.main_requirement))


@given("the version that it amends is known", target_fixture="amended_version")
def amended_version(draft: Draft) -> dict[str, Any]:
    return dict(json.loads(draft.body))


@then("the answer holds another version")
def holds_another_version(amended_version: dict[str, Any], exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_change(amended_version, exchange, verdict.main_requirement))
