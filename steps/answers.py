"""Answers: whether they are those to a correct request, the same as before, and how they are sent."""

from pytest_bdd import given, parsers, then

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import answers
from gpconnect.conformance.dates import judge_clock, judge_date
from gpconnect.conformance.same_answer import judge_same_answer
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.requests import TypicalRequests
from gpconnect.target.something_found import require_some_slot


@given("the answer to it is known", target_fixture="known_answer")
def known_answer(consumer: Consumer, draft: Draft) -> Exchange:
    return consumer.send(draft)


@then("the provider answers it as a correct request")
def as_correct_request(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_correct_request(exchange, verdict.main_requirement))
    require_some_slot(exchange)


@then("the provider answers it")
def answers_it(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_success_status(exchange, verdict.main_requirement))
    require_some_slot(exchange)


@then("the answer is the same")
def same_answer(known_answer: Exchange, exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_same_answer(known_answer, exchange, verdict.main_requirement))
    require_some_slot(known_answer)


@then("the provider does not fail over it")
def does_not_fail(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_sturdy(exchange, verdict.main_requirement))


@then(parsers.parse("the answer is in {name:w}"))
def in_format(exchange: Exchange, verdict: Verdict, name: str) -> None:
    verdict.deliver(answers.judge_format(exchange, verdict.main_requirement, name))


@then("nothing on the way may store the answer")
def not_stored(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_not_stored(exchange, verdict.main_requirement))


@then("the answer is compressed")
def compressed(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_compressed(exchange, verdict.main_requirement))


@then("the answer is not compressed")
def not_compressed(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_uncompressed(exchange, verdict.main_requirement))


@then("the answer demands HTTPS from then on")
def demands_https(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_strict_transport(exchange, verdict.main_requirement))


@then("the answer says where its resource is found")
def says_content_location(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_content_location(exchange, verdict.main_requirement))


@then("the date of the last change, if any, is one that HTTP knows")
def valid_last_modified(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_last_modified(exchange, verdict.main_requirement))


@then("the answer tells when it was made")
def tells_date(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_date(exchange, verdict.main_requirement))


@then("the provider's clock shows the time of this machine, give or take five minutes")
def shows_the_time(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_clock(exchange, verdict.main_requirement))


@then("its Content-Type has no space before the charset")
def no_space_before_charset(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(answers.judge_no_space_before_charset(exchange, verdict.main_requirement))


@then(parsers.parse("every record in the answer has {what}"))
def records_have(exchange: Exchange, verdict: Verdict, what: str) -> None:
    verdict.deliver(answers.judge_records(exchange, verdict.main_requirement, what))
    require_some_slot(exchange)


@then("the provider still answers a correct request")
def still_answers(typical: TypicalRequests, consumer: Consumer, verdict: Verdict) -> None:
    exchange = consumer.send(typical.draft("get-the-capability-statement"))
    verdict.deliver(answers.judge_success_status(exchange, verdict.main_requirement))
