"""Audit tokens: absent, malformed, wrong or unusual on purpose."""

import json

from pytest_bdd import given, parsers

from gpconnect.consumer.draft import Draft
from gpconnect.consumer.token_claims import of_organisation, with_content
from gpconnect.consumer.token_forms import in_form
from gpconnect.target.prerequisites import Prerequisites


@given("it has no audit token", target_fixture="draft")
def no_token(draft: Draft) -> Draft:
    return draft.without_header("Authorization")


@given(parsers.parse("its audit token comes {form}"), target_fixture="draft")
def form_of_token(draft: Draft, form: str) -> Draft:
    return in_form(draft, form)


@given(parsers.parse("its audit token has {content}"), target_fixture="draft")
def content_of_token(draft: Draft, content: str) -> Draft:
    return with_content(draft, content)


@given(parsers.parse('its audit token lacks the claim "{claim}"'), target_fixture="draft")
def lacks_claim(draft: Draft, claim: str) -> Draft:
    return draft.with_claims({claim: ...})


@given(parsers.parse('the claim "{claim}" of its audit token is {value}'), target_fixture="draft")
def claim_is(draft: Draft, claim: str, value: str) -> Draft:
    return draft.with_claims({claim: json.loads(value)})


@given(
    parsers.parse('the request comes from the organisation in the role "{role}"'),
    target_fixture="draft",
)
def from_another_organisation(draft: Draft, established: Prerequisites, role: str) -> Draft:
    return of_organisation(draft, established.data.code("organisations", role))


@given("it has two audit tokens", target_fixture="draft")
def two_tokens(draft: Draft) -> Draft:
    other = draft.with_claims({"sub": "another"})
    return draft.adding_header("Authorization", dict(other.headers)["Authorization"])
