"""The judge of bookings: whether one was made as asked for, refused without traces, or came back whole."""

from collections.abc import Iterator

from gpconnect.conformance.judge import judge_success, resource_of
from gpconnect.conformance.rule import Judgement, Problem, shorten
from gpconnect.conformance.rules import booking as rules
from gpconnect.conformance.rules.booking import Booking
from gpconnect.consumer.exchange import Exchange

REFUSED_BOOKING_LEAVES_SLOTS = "BOOK-009"
BOOKED_SLOT_IS_TAKEN = "BOOK-067"
TEXTS_BEYOND_THE_LIMIT = "BOOK-023"


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


def judge_long_texts(exchange: Exchange, booking: Booking) -> Judgement:
    """Judge the answer to texts beyond the limits: an error is right, and so is a booking that holds them whole."""
    judgement = Judgement()
    if exchange.status is not None and exchange.status < 400:
        judgement.add(TEXTS_BEYOND_THE_LIMIT, _lost_texts(exchange, booking))
    return judgement


def judge_slots_untouched(exchange: Exchange, *, still_free: bool) -> Judgement:
    """Judge what became of the slots of a refused booking; one that was accepted has them rightly."""
    judgement = Judgement()
    if exchange.status is None or exchange.status >= 400:
        found = [] if still_free else [Problem("Slot", "free, as the booking was refused", "not offered any more")]
        judgement.add(REFUSED_BOOKING_LEAVES_SLOTS, found)
    return judgement


def judge_slots_taken(*, still_free: bool) -> Judgement:
    """Judge what became of the slots of a booking that was made."""
    judgement = Judgement()
    found = [Problem("Slot", "not offered, as it is booked", "still offered as free")] if still_free else []
    judgement.add(BOOKED_SLOT_IS_TAKEN, found)
    return judgement


def _lost_texts(exchange: Exchange, booking: Booking) -> Iterator[Problem]:
    for name in ("description", "comment"):
        text, answered = booking.sent.get(name), resource_of(exchange)
        held = any(str(text) in str(answered.get(place, "")) for place in ("description", "comment"))
        if text is not None and not held:
            yield Problem(name, f"an error, or all {len(text)} characters", shorten(answered.get(name, "absent")))
