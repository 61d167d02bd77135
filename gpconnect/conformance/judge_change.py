"""The judge of changes: an appointment amended or cancelled as asked for, and what reading it back shows.

Pages: appointments_use_case_amend_an_appointment, appointments_use_case_cancel_an_appointment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from gpconnect.conformance import appointment_state as state
from gpconnect.conformance.judge import judge_refusal, judge_success, resource_of, sent_resource
from gpconnect.conformance.rule import Judgement, Problem, Resource, judged, shorten
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.spec import interaction

APPOINTMENT: Final = "Appointment"
NOTHING_ELSE: Final = "AMND-002"
NOT_ALLOWED: Final = "a change that is not allowed"


def judge_amended(exchange: Exchange, before: Resource, requirement: str) -> Judgement:
    """Judge the answer to an amendment that must succeed; ``before`` is the appointment that was amended."""
    judgement = judge_success(exchange, requirement, resource=APPOINTMENT)
    if not _succeeded(exchange):
        return judgement
    answered = resource_of(exchange)
    judgement.add(requirement, state.other_id(before, answered), APPOINTMENT)
    judgement.add("AMND-007", state.holds_texts(_sent(exchange), answered), APPOINTMENT)
    judgement.add("AMND-025", state.version_moved(before, answered), APPOINTMENT)
    judgement.add("AMND-031", _lost(state.kept(before, answered, *state.TEXTS)), APPOINTMENT)
    return judgement


def judge_amended_state(exchange: Exchange, before: Resource, now: Resource, requirement: str) -> Judgement:
    """Judge what reading back shows of an amendment that succeeded: the texts in full and nothing else changed."""
    if not _succeeded(exchange):
        return Judgement()  # that it was refused has been told
    judgement = judged("AMND-006", state.holds_texts(_sent(exchange), now), APPOINTMENT)
    judgement.decided.add(requirement)
    judgement.add(NOTHING_ELSE, state.kept(before, now, *state.TEXTS), APPOINTMENT)
    judgement.add("AMND-017", _other_version(resource_of(exchange), now), APPOINTMENT)
    return judgement


def judge_comment_taken_away(now: Resource, requirement: str) -> Judgement:
    """Judge whether a comment that an amendment left out is gone; disputed, as no page says what it means."""
    left = [Problem("comment", "absent", shorten(now["comment"]), disputed=True)] if "comment" in now else []
    return judged(requirement, left, APPOINTMENT)


def judge_too_long(exchange: Exchange, before: Resource, requirement: str) -> Judgement:
    """Judge the answer to a text beyond the limits: an error, or an amendment like any other (AMB-030)."""
    if _succeeded(exchange):
        return judge_amended(exchange, before, requirement)
    return judge_refusal(exchange, NOT_ALLOWED, requirement)


def judge_too_long_state(exchange: Exchange, before: Resource, now: Resource, requirement: str) -> Judgement:
    """Judge what reading back shows of a text beyond the limits: all of it, or nothing of it."""
    if _succeeded(exchange):
        return judge_amended_state(exchange, before, now, requirement)
    return judged(requirement, state.unchanged(before, now), APPOINTMENT)


def judge_cancelled(exchange: Exchange, before: Resource, requirement: str) -> Judgement:
    """Judge the answer to a cancellation that must succeed; ``before`` is the appointment that was cancelled."""
    judgement = judge_success(exchange, requirement, resource=APPOINTMENT)
    if not _succeeded(exchange):
        return judgement
    answered = resource_of(exchange)
    judgement.add(requirement, state.other_id(before, answered), APPOINTMENT)
    judgement.add("CANC-022", state.version_moved(before, answered), APPOINTMENT)
    judgement.add("CANC-028", state.kept_when_cancelled(before, answered), APPOINTMENT)
    return judgement.merge(_cancelled_as_asked(exchange, answered))


def judge_cancelled_for_long_reason(exchange: Exchange, before: Resource, requirement: str) -> Judgement:
    """Judge the answer to a cancellation whose reason may be longer than what a provider can store.

    ``requirement`` is the one that lets a provider truncate it: how it marks what it cut is its own affair.
    """
    if not _succeeded(exchange):
        judgement = judge_refusal(exchange, NOT_ALLOWED, requirement)
        judgement.add(requirement, [Problem("status", "200, the reason whole or truncated", str(exchange.status))])
        return judgement
    answered, sent = resource_of(exchange), state.cancellation_reason(_sent(exchange)) or ""
    judgement = judge_success(exchange, requirement, resource=APPOINTMENT)
    judgement.add("CANC-012", state.is_cancelled(answered), APPOINTMENT)
    judgement.add("CANC-013", state.has_reason(answered), APPOINTMENT)
    judgement.add(requirement, state.begins_with_reason(answered, sent), APPOINTMENT)
    judgement.add("CANC-028", state.kept_when_cancelled(before, answered), APPOINTMENT)
    return judgement


def judge_cancelled_state(exchange: Exchange, before: Resource, now: Resource) -> Judgement:
    """Judge what reading back shows of a cancellation that succeeded: status, reason, and nothing else changed."""
    if not _succeeded(exchange):
        return Judgement()  # that it was refused has been told
    judgement = _cancelled_as_asked(exchange, now)
    judgement.add("CANC-016", state.kept_when_cancelled(before, now), APPOINTMENT)
    judgement.add("CANC-011", _other_version(resource_of(exchange), now), APPOINTMENT)
    return judgement


def judge_cancelled_twice(exchange: Exchange, requirement: str) -> Judgement:
    """Judge the answer to a second cancellation: no page decides whether it succeeds, so that is only reported."""
    judgement = judge_either(exchange, requirement)
    if _succeeded(exchange):
        judgement.add("CANC-012", state.is_cancelled(resource_of(exchange)), APPOINTMENT)
        judgement.add(requirement, [Problem("status", "an error", "200, as if for the first time", disputed=True)])
    return judgement


def judge_still_cancelled(now: Resource, requirement: str) -> Judgement:
    """Judge whether an appointment that was cancelled before is so still."""
    return judged(requirement, state.is_cancelled(now), APPOINTMENT)


def judge_either(exchange: Exchange, requirement: str) -> Judgement:
    """Judge the answer to a change that a provider may take or refuse."""
    if _succeeded(exchange):
        return judge_success(exchange, requirement, resource=APPOINTMENT)
    judgement = judge_refusal(exchange, NOT_ALLOWED, requirement)
    taken = interaction(exchange.request.interaction).success
    judgement.findings = [replace(one, also=(*one.also, taken)) for one in judgement.findings]
    return judgement


def judge_organisation(appointment: Resource, organisation: ConsumerOrganisation, requirement: str) -> Judgement:
    """Judge whether an appointment still has all of the organisation that booked it."""
    return judged(requirement, state.holds_booking_organisation(appointment, organisation), APPOINTMENT)


def judge_content_location(exchange: Exchange, requirement: str) -> Judgement:
    """Judge whether a response says where its resource is kept; disputed (AMB-041)."""
    there = exchange.response is not None and exchange.response.header("content-location")
    missing = [] if there else [Problem("Content-Location", "present", "absent", disputed=True)]
    return judged(requirement, missing)


def _cancelled_as_asked(exchange: Exchange, appointment: Resource) -> Judgement:
    reason = state.cancellation_reason(_sent(exchange)) or ""
    judgement = judged("CANC-012", state.is_cancelled(appointment), APPOINTMENT)
    judgement.add("CANC-013", state.is_cancelled_for(appointment, reason), APPOINTMENT)
    return judgement


def _succeeded(exchange: Exchange) -> bool:
    return exchange.status == 200 and resource_of(exchange).get("resourceType") == APPOINTMENT


def _sent(exchange: Exchange) -> dict[str, Any]:
    return sent_resource(exchange)


def _lost(changes: Iterable[Problem]) -> Iterator[Problem]:
    """Add to each element of which an answer has nothing at all that it was to be populated."""
    for change in changes:
        yield change._replace(also=("AMND-020",)) if change.actual == "absent" else change


def _other_version(one: Resource, other: Resource) -> Iterator[Problem]:
    if state.version_of(one) != state.version_of(other):
        yield Problem("meta.versionId", state.version_of(one), state.version_of(other))
