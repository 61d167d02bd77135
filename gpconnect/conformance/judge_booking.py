"""The judge of bookings: whether one was made as asked for, refused without traces, or came back whole."""

from collections.abc import Sequence

from gpconnect.conformance.appointment_state import holds_texts
from gpconnect.conformance.judge import judge_refusal, judge_success, resource_of, sent_resource
from gpconnect.conformance.rule import Judgement, Problem, Resource, judged
from gpconnect.conformance.rules import booking as rules
from gpconnect.conformance.rules.booking import Booking
from gpconnect.consumer.exchange import Exchange

REFUSED_BOOKING_LEAVES_SLOTS = "BOOK-009"
BOOKED_SLOT_IS_TAKEN = "BOOK-067"
TEXTS_ARE_WHOLE = "BOOK-021"
TEXTS_ARE_STORED = ("BOOK-020", "BOOK-022")


def judge_booking(exchange: Exchange, booking: Booking, requirement: str) -> Judgement:
    """Judge the answer to a booking that must succeed: status, headers, and the very booking asked for.

    ``requirement`` is the one that asks for the booking to succeed.
    """
    judgement = judge_success(exchange, requirement, status=201, resource="Appointment")
    answered = resource_of(exchange)
    if exchange.status != 201 or answered.get("resourceType") != "Appointment":
        return judgement
    key = exchange.request.interaction
    judgement.merge(rules.CREATION_RULES.judge(key, "", exchange, answered))
    return judgement.merge(rules.RULES.judge(key, "Appointment", answered, booking))


def judge_in_other_order(exchange: Exchange, booking: Booking, requirement: str) -> Judgement:
    """Judge the answer to a booking whose slots are named in another order than by time: a refusal is disputed."""
    if exchange.status is None or exchange.status < 400:
        return judge_booking(exchange, booking, requirement)
    judgement = judge_refusal(exchange, "a booking that breaks a rule", requirement)
    refused = Problem("status", "201, whatever the order of the slots", str(exchange.status), disputed=True)
    return judgement.merge(judged(requirement, [refused]))


def judge_stored_texts(booked: Resource, found: Resource) -> Judgement:
    """Judge whether a booking, found again, has its description and comment as its answer returned them."""
    problems = (one._replace(also=TEXTS_ARE_STORED) for one in holds_texts(booked, found))
    return judged(TEXTS_ARE_WHOLE, problems, "Appointment")


def judge_organisation_in_detail(sent: Resource, appointment: Resource, requirement: str) -> Judgement:
    """Judge whether an appointment that is found again has all that was sent of its booking organisation."""
    return judged(requirement, rules.organisation_problems(sent, appointment), "Appointment")


def judge_own_id(exchange: Exchange, requirement: str) -> Judgement:
    """Judge the answer to a booking that names a logical ID: an error, or an appointment with another one."""
    if exchange.status is not None and exchange.status >= 400:
        return judge_refusal(exchange, "a booking in which consumers got something wrong", requirement)
    judgement = judge_success(exchange, requirement, status=201, resource="Appointment")
    sent, given = (one.get("id") for one in (sent_resource(exchange), resource_of(exchange)))
    if given == sent:
        judgement.add(requirement, [Problem("Appointment.id", "an ID that the provider gives", str(given))])
    return judgement


def judge_slots_untouched(exchange: Exchange, *, still_free: bool) -> Judgement:
    """Judge what became of the slots of a refused booking; one that was accepted has them rightly."""
    judgement = Judgement()
    if exchange.status is None or exchange.status >= 400:
        found = [] if still_free else [Problem("Slot", "free, as the booking was refused", "not offered any more")]
        judgement.add(REFUSED_BOOKING_LEAVES_SLOTS, found)
    return judgement


def judge_slots_taken(*, offered: Sequence[str]) -> Judgement:
    """Judge what became of the slots of a booking that was made; ``offered`` are the IDs of those still free."""
    judgement = Judgement()
    judgement.add(
        BOOKED_SLOT_IS_TAKEN, [Problem(f"Slot/{one}", "not offered, as it is booked", "free") for one in offered]
    )
    return judgement
