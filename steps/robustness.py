"""Robustness: requests that are correct but for one thing, and that change nothing."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.shown import Evidence
from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import judge_robustness as judging
from gpconnect.conformance.judge_robustness import Attempt
from gpconnect.consumer.mutations import Mutation
from gpconnect.target.robustness import Spoiler, Subject, account, bad_bodies


@given(parsers.parse("a correct request to {title}"), target_fixture="subject")
def a_correct_request(spoiler: Spoiler, title: str) -> Subject:
    return spoiler.subject(title.lower().replace(" ", "-"))


@given(parsers.parse("bad requests made of it, each with {kind}"), target_fixture="bad_requests")
def bad_requests_with(subject: Subject, kind: str, mutations_each: int) -> list[Mutation]:
    return bad_bodies(kind, subject.form, mutations_each)


@when("the consumer sends each of them", target_fixture="attempts")
def send_each(
    spoiler: Spoiler, subject: Subject, bad_requests: list[Mutation], evidence: Evidence
) -> list[Attempt]:
    attempts = spoiler.try_all(subject, bad_requests)
    evidence.show("what came of each", account(attempts))
    return attempts


@then("each is refused as a mistake of the consumer, with an OperationOutcome")
def each_is_refused(attempts: list[Attempt], verdict: Verdict) -> None:
    verdict.deliver(judging.judge_refused(attempts))


@then("none has changed anything")
def nothing_changed(attempts: list[Attempt], verdict: Verdict) -> None:
    verdict.deliver(judging.judge_nothing_changed(attempts))
