"""The judge: everything that can be told of one response, all findings at once."""

from collections.abc import Iterable, Iterator
from typing import Any

from gpconnect.conformance.answered import not_answered
from gpconnect.conformance.base import base_problems, parse_resource
from gpconnect.conformance.finding import Finding
from gpconnect.conformance.rule import Judgement, Problem, shorten
from gpconnect.conformance.rules import bundle, datatypes, judge_resource, operation_outcome, response, slot_search
from gpconnect.conformance.shape import is_resource
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import interaction, spine_error, spine_errors
from gpconnect.spec import requirement as catalogue_entry
from gpconnect.spec.refusals import Refusal, refusal
from gpconnect.spec.vocabulary import MIME_TYPES

BASE_FHIR = "FHIR-001"
MEDIA_TYPE = "GEN-010"
STATUS_OF_CODE = "ERR-007"
FAILED_OVER = "ERR-026"
ABOUT_CODES = ("ERR-003", "ERR-004", STATUS_OF_CODE)
UNAUTHORISED = 401
FORBIDDEN = 403
METHOD_NOT_ALLOWED = 405
SERVER_ERROR = 500
VERSION_CONFLICT = 409


def judge_success(exchange: Exchange, requirement: str, *, status: int = 200, resource: str) -> Judgement:
    """Judge a response that is to hold one resource, or a searchset, in full.

    ``requirement`` is the one that asks for this status; ``resource`` the type that the body is to hold. Rules
    of the response, base FHIR, profile and rules of every resource in it are all applied.
    """
    missing = _no_response(exchange)
    if missing is not None:
        return missing
    judgement = Judgement()
    judgement.add(requirement, _wrong_status(exchange, status))
    if judgement.findings:
        return judgement
    judgement.merge(response.RULES.judge(exchange.request.interaction, "", exchange))
    return judgement.merge(judge_body(exchange, resource))


def judge_status(exchange: Exchange, requirement: str, status: int) -> Judgement:
    """Judge nothing but the status, where the body says nothing or may be absent."""
    missing = _no_response(exchange)
    if missing is not None:
        return missing
    judgement = Judgement()
    judgement.add(requirement, _wrong_status(exchange, status))
    return judgement


def judge_body(exchange: Exchange, resource: str) -> Judgement:
    """Judge what the body holds: base FHIR, then profile and rules of the resource and of those inside it."""
    body, judgement = resource_of(exchange), Judgement()
    judgement.add(BASE_FHIR, _base(exchange))
    if body.get("resourceType") != resource:
        actual = str(body.get("resourceType", "absent"))
        judgement.add(BASE_FHIR, [Problem("resourceType", resource, actual, also=_instead(exchange))])
        return judgement
    key = exchange.request.interaction
    if resource == "Bundle":
        judgement.merge(bundle.judge_searchset(key, body))
        return judgement.merge(_judge_search(exchange, body))
    if resource in datatypes.RECORDS:
        judgement.merge(response.RESOURCE_RESPONSE_RULES.judge(key, "", exchange, body))
    return judgement.merge(judge_resource(key, resource, body))


def _judge_search(exchange: Exchange, searchset: dict[str, Any]) -> Judgement:
    """Judge a searchset as a whole, against what was searched for, where the interaction has rules for that."""
    if exchange.request.interaction != "search-for-free-slots":
        return Judgement()
    found = slot_search.SlotSearchset(searchset, exchange.request.url)
    return slot_search.RULES.judge(exchange.request.interaction, "Bundle", found)


def judge_refusal(exchange: Exchange, situation: str, requirement: str) -> Judgement:
    """Judge the answer to a request that the provider must refuse.

    ``situation`` names a row of ``gpconnect/spec/refusals.toml``, ``requirement`` the one that asks to refuse.
    """
    missing = _no_response(exchange)
    if missing is not None:
        return missing
    expected = refusal(situation)
    judgement = Judgement(decided={requirement, *expected.requirements})
    judgement.findings.extend(_wrong_refusal(exchange, expected, requirement))
    if (exchange.status or 0) < 400:
        if not judgement.findings:
            judgement.add(requirement, _not_as_asked(exchange, expected))
        return judgement
    key = exchange.request.interaction
    judgement.merge(response.RULES.judge(key, "", exchange))
    if exchange.status == UNAUTHORISED:
        judgement.merge(response.UNAUTHORISED_RULES.judge(key, "", exchange))
    if exchange.status == FORBIDDEN and expected.challenged:
        judgement.merge(response.FORBIDDEN_RULES.judge(key, "", exchange))
    if exchange.status == METHOD_NOT_ALLOWED:
        judgement.merge(response.METHOD_RULES.judge(key, "", exchange))
    # The only code with the status 409 is about duplicates, and says nothing of versions (AMB-001).
    of_versions = exchange.status == VERSION_CONFLICT and VERSION_CONFLICT in expected.expected_statuses
    return judgement.merge(judge_operation_outcome(exchange, coded=not of_versions))


def judge_operation_outcome(exchange: Exchange, *, coded: bool = True) -> Judgement:
    """Judge the OperationOutcome of an error in full: base FHIR, profile, severity, type, code, diagnostics.

    ``coded`` says whether the pages give the error a Spine error code.
    """
    judgement, outcome = Judgement(), resource_of(exchange)
    if outcome.get("resourceType") != "OperationOutcome":
        found = f"{exchange.status}{exchange.oddity}, {shorten(_body_text(exchange)) or 'no body'}"
        judgement.add("ERR-001", [Problem("body", "an OperationOutcome", found)])
        return judgement
    judgement.add(BASE_FHIR, _base(exchange))
    judgement.merge(operation_outcome.RULES.judge(exchange.request.interaction, "OperationOutcome", outcome))
    judgement.add(STATUS_OF_CODE, _status_of_code(exchange, outcome))
    if not coded or exchange.status not in {error.status for error in spine_errors().values()}:
        # The tables have no Spine error code for such a status, or for this use of it (AMB-004, AMB-009).
        judgement.leave_out(*ABOUT_CODES)
    return judgement


def judge_message(exchange: Exchange, requirement: str) -> Judgement:
    """Judge whether a refusal has a message for a reader; an answer that is no refusal is not looked at."""
    judgement = Judgement()
    if exchange.status is not None and 400 <= exchange.status < SERVER_ERROR:
        judgement.add(requirement, operation_outcome.says_nothing(resource_of(exchange)), "OperationOutcome")
    return judgement


def judge_readable(exchanges: Iterable[Exchange]) -> Judgement:
    """Judge whether every success holds a resource: a page of some other server is none, whatever was asked.

    A HEAD or an OPTIONS may be answered without one, and so may a change (``Prefer: return=minimal``).
    """
    unreadable = [one for one in exchanges if _should_hold_a_resource(one) and not is_resource(_kind_of(one))]
    judgement = Judgement()
    if unreadable:
        judgement.add(BASE_FHIR, [_no_resource(one) for one in unreadable])
    return judgement


def _should_hold_a_resource(exchange: Exchange) -> bool:
    if exchange.response is None or not 200 <= exchange.response.status < 300:
        return False
    method = exchange.request.method
    return method == "GET" or (method in ("POST", "PUT") and bool(exchange.response.body))


def _kind_of(exchange: Exchange) -> str:
    return str(resource_of(exchange).get("resourceType"))


def _no_resource(exchange: Exchange) -> Problem:
    actual = f"{exchange.status}{exchange.oddity}, {shorten(_body_text(exchange)) or 'no body'}"
    return Problem("body", "a FHIR resource", actual, also=unreadable(exchange))


def unreadable(exchange: Exchange) -> tuple[str, ...]:
    """Return the IDs of what a body breaks in which no resource is found: base FHIR, or what it is served as."""
    if is_resource(_kind_of(exchange)):
        return ()
    body, media_type = (exchange.response.body, exchange.response.media_type) if exchange.response else (b"", "")
    return (BASE_FHIR,) if media_type in MIME_TYPES.values() or not body else (BASE_FHIR, MEDIA_TYPE)


def resource_of(exchange: Exchange) -> dict[str, Any]:
    """Return the resource in the body in its JSON form, or an empty one when the body holds none.

    It is the same object at every call, so it is only for reading.
    """
    if exchange.response is None:
        return {}
    return parse_resource(exchange.response.body, exchange.response.media_type)


def sent_resource(exchange: Exchange) -> dict[str, Any]:
    """Return the resource that was sent in its JSON form, or an empty one; it is only for reading."""
    request = exchange.request
    label = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    return parse_resource(request.body, label.split(";")[0].strip().lower())


def _no_response(exchange: Exchange) -> Judgement | None:
    if exchange.response is not None:
        return None
    return Judgement([Finding(None, "response", "a response", exchange.failure or "none")])


def _body_text(exchange: Exchange) -> str:
    return exchange.response.body.decode("utf-8", errors="replace") if exchange.response else ""


def _wrong_status(exchange: Exchange, status: int) -> Iterator[Problem]:
    if exchange.status != status:
        told = operation_outcome.said(resource_of(exchange)) or _body_text(exchange)
        body = shorten(told, 600) or "no body"
        success = interaction(exchange.request.interaction).success
        yield Problem("status", str(status), f"{exchange.status}{exchange.oddity}, {body}", also=(success,))


def _base(exchange: Exchange) -> Iterator[Problem]:
    if exchange.response is not None:
        yield from base_problems(exchange.response.body, exchange.response.media_type)


def judge_answered(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that a success holds what the request asked for, where scenarios enough judge the rest of it."""
    judgement = Judgement(decided={requirement})
    problems = not_answered(exchange.request, resource_of(exchange))
    judgement.add(requirement, [one._replace(also=(*one.also, *_instead(exchange))) for one in problems])
    return judgement


def _instead(exchange: Exchange) -> tuple[str, ...]:
    """Return what a success breaks that holds an error, or nothing that can be read."""
    return (STATUS_OF_CODE,) if _kind_of(exchange) == "OperationOutcome" else unreadable(exchange)


def _not_as_asked(exchange: Exchange, expected: Refusal) -> Iterator[Problem]:
    """Find that a request which may be refused was neither refused nor answered."""
    if expected.answers:
        for one in not_answered(exchange.request, resource_of(exchange)):
            yield one._replace(also=(*one.also, *_instead(exchange)))
        return
    wanted, kind = interaction(exchange.request.interaction).resource, _kind_of(exchange)
    if kind != wanted:
        yield Problem("resourceType", wanted, kind, also=_instead(exchange))


def _wrong_refusal(exchange: Exchange, expected: Refusal, requirement: str) -> Iterator[Finding]:
    codes = operation_outcome.spine_codes(resource_of(exchange))
    if _answers(exchange.status, codes, expected.expected, expected.expected_statuses):
        return
    disputed = _answers(exchange.status, codes, expected.tolerated, expected.tolerated_statuses)
    yield Finding(
        requirement=requirement,
        where="status and Spine error code",
        expected=_describe(expected),
        actual=f"{exchange.status} {' '.join(dict.fromkeys(codes))}".strip(),
        level=catalogue_entry(requirement).level,
        ambiguity=expected.ambiguity if disputed else None,
        also=_of_the_situation(exchange, codes, expected),
    )


def _of_the_situation(exchange: Exchange, codes: list[str], expected: Refusal) -> tuple[str, ...]:
    """Return what a wrong refusal breaks besides: that a right code has its status, or what asks for the code.

    To fail over what a consumer gets wrong breaks a requirement of its own, and so does to answer what may be
    answered with another status than a success has.
    """
    status = exchange.status or 0
    wrong = (STATUS_OF_CODE,) if _with_another_status(status, codes, expected) else expected.requirements
    if status >= SERVER_ERROR:
        return (*wrong, FAILED_OVER)
    may_succeed = any(one < 300 for one in (*expected.expected_statuses, *expected.tolerated_statuses))
    if 200 <= status < 300 and may_succeed:
        return (*wrong, interaction(exchange.request.interaction).success)
    return wrong


def _with_another_status(status: int, codes: list[str], expected: Refusal) -> bool:
    """Say whether a code would do, had it come with the status that goes with it."""
    statuses = (*expected.expected_statuses, *expected.tolerated_statuses)
    named = {code: spine_errors()[code].status for code in codes if code in spine_errors()}
    fitting = [
        own for code, own in named.items() if code in (*expected.expected, *expected.tolerated) or own in statuses
    ]
    return any(own != status for own in fitting)


def _answers(status: int | None, codes: list[str], wanted: tuple[str, ...], statuses: tuple[int, ...]) -> bool:
    return status in statuses or any(code in codes and status == spine_error(code).status for code in wanted)


def _describe(expected: Refusal) -> str:
    with_code = [f"{spine_error(code).status} {code}" for code in expected.expected]
    return " or ".join([*with_code, *(str(status) for status in expected.expected_statuses)])


def _status_of_code(exchange: Exchange, outcome: dict[str, Any]) -> Iterator[Problem]:
    # 401, 405, 406, 412 and 415 stand in none of the provider's error tables: no code could fit them.
    if exchange.status not in {row.status for row in spine_errors().values()}:
        return
    statuses = {spine_errors()[code].status for code in operation_outcome.spine_codes(outcome)}
    if statuses and exchange.status not in statuses:
        yield Problem("status", " or ".join(str(status) for status in sorted(statuses)), str(exchange.status))
