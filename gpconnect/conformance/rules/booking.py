"""Rules for the answer to a booking: what came back against what was sent and what the slots had said."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from gpconnect.conformance.local_time import instant
from gpconnect.conformance.reference import referenced_ids, references_at
from gpconnect.conformance.rule import Problem, Resource, RuleSet, extensions, shorten, values_at
from gpconnect.conformance.rules.appointment import PARTICIPANTS, booking_organisation
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec.vocabulary import EXTENSIONS

RULES: Final = RuleSet("booking")
CREATION_RULES: Final = RuleSet("response to a creation")

# The elements of the booking organisation that the page names for consumers to send: all come back (must-support).
ORGANISATION_ELEMENTS: Final = ("identifier.value", "type.coding.code", "name", "telecom.value")
# Those that the page does not name: they come back too, if the flag of the extension holds for what it refers to.
FURTHER_ORGANISATION_ELEMENTS: Final = ("telecom.use", "address.line", "address.city", "address.postalCode")

# How far a provider's clock may be from the harness's; a time in the wrong zone is off by more.
CLOCKS_APART: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class Booking:
    """What a consumer asked for: the Appointment it sent, the Slot resources and the Schedule they belong to."""

    sent: Resource
    slots: Sequence[Resource]
    schedule: Resource


@CREATION_RULES.rule("BOOK-051")
def location_names_version(exchange: Exchange, created: Resource) -> Iterator[Problem]:
    """Find a Location header that is absent or does not lead to the version in the body."""
    location = exchange.response.header("location") if exchange.response else None
    version = next((one for _, one in values_at(created, "meta.versionId")), None)
    wanted = f"{created.get('resourceType')}/{created.get('id')}/_history/{version}"
    if not re.search(rf"(^|/){re.escape(wanted)}$", location or ""):
        yield Problem("Location", f"[base]/{wanted}", location or "absent")


@CREATION_RULES.rule("BOOK-052")
def says_last_modified(exchange: Exchange, created: Resource) -> Iterator[Problem]:  # noqa: ARG001 - as its sibling
    """Find a creation without a Last-Modified header."""
    if exchange.response and exchange.response.header("last-modified") is None:
        yield Problem("Last-Modified", "present", "absent")


@RULES.rule("BOOK-062")
def books_what_was_asked(answered: Resource, booking: Booking) -> Iterator[Problem]:
    """Find another status, other slots, times or participants than those that were asked for."""
    if answered.get("status") != "booked":
        yield Problem("status", "booked", str(answered.get("status", "absent")))
    wanted, got = (sorted(referenced_ids(one, "slot", "Slot")) for one in (booking.sent, answered))
    if wanted != got:
        yield Problem("slot", f"Slot {', '.join(wanted)}", ", ".join(got) or "none")
    for name in ("start", "end"):
        if not _same_instant(answered.get(name), booking.sent.get(name)):
            yield Problem(name, str(booking.sent.get(name)), str(answered.get(name, "absent")))
    for kind in ("Patient", "Location", "Practitioner"):
        asked, came = (set(referenced_ids(one, PARTICIPANTS, kind)) for one in (booking.sent, answered))
        if not asked <= came:
            yield Problem("participant", f"{kind} {', '.join(sorted(asked - came))}", _actors(answered))


@RULES.rule("BOOK-021")
def texts_are_whole(answered: Resource, booking: Booking) -> Iterator[Problem]:
    """Find a description or comment that did not come back whole; one that moved into the other is disputed."""
    for name in ("description", "comment"):
        text = booking.sent.get(name)
        if text is None or answered.get(name) == text:
            continue
        merged = any(text in str(answered.get(place, "")) for place in ("description", "comment"))
        yield Problem(name, shorten(text, 600), shorten(answered.get(name, "absent"), 600), disputed=merged)


@RULES.rule("BOOK-022")
def texts_are_those_stored(answered: Resource, booking: Booking) -> Iterator[Problem]:
    """Find a comment that nobody sent; one that holds the description is disputed."""
    comment = answered.get("comment")
    if comment and booking.sent.get("comment") is None:
        merged = str(booking.sent.get("description", "")) in str(comment)
        yield Problem("comment", "not populated: none was sent", shorten(comment), disputed=merged)


@RULES.rule("BOOK-016")
def booking_organisation_comes_back(answered: Resource, booking: Booking) -> Iterator[Problem]:
    """Find elements of the booking organisation that did not come back; for its type that is disputed."""
    for problem in organisation_problems(booking_organisation(booking.sent) or {}, answered):
        lacks_type = problem.where == "contained.type.coding.code" and problem.actual == "absent"
        yield problem._replace(disputed=True) if lacks_type else problem


@RULES.rule("BOOK-063")
def was_created_when_booked(answered: Resource, booking: Booking) -> Iterator[Problem]:
    """Find a time of creation that is neither the one sent nor the provider's own, which may lie a little off."""
    sent, came = (instant(one.get("created")) for one in (booking.sent, answered))
    if sent is not None and came is not None and abs(came - sent) > CLOCKS_APART:
        yield Problem("created", f"{booking.sent['created']}, or a time close to it", str(answered["created"]))


def organisation_problems(sent: Resource, appointment: Resource) -> Iterator[Problem]:
    """Find elements of a booking organisation that an appointment lacks.

    Disputed where no page names them, as it is when some of several telephone numbers came back.
    """
    came = booking_organisation(appointment) or {}
    for path in (*ORGANISATION_ELEMENTS, *FURTHER_ORGANISATION_ELEMENTS):
        wanted, got = (_values(one, path) for one in (sent, came))
        if not set(wanted) <= set(got):
            some_came = len(wanted) > 1 and not set(wanted).isdisjoint(got)
            disputed = path in FURTHER_ORGANISATION_ELEMENTS or some_came
            yield Problem(f"contained.{path}", ", ".join(wanted), ", ".join(got) or "absent", disputed=disputed)


@RULES.rule("BOOK-057")
def describes_schedule_type(answered: Resource, booking: Booking) -> Iterator[Problem]:
    """Find an appointment that does not give the description of the schedule type, where there is one."""
    yield from _not_taken_over(answered, "serviceCategory.text", [booking.schedule])


@RULES.rule("BOOK-060")
def is_populated_from_slots(answered: Resource, booking: Booking) -> Iterator[Problem]:
    """Find an appointment that lacks what its slots and their schedule say: type, channel, practitioner role."""
    yield from _not_taken_over(answered, "serviceType.text", booking.slots)
    wanted = {
        "delivery_channel": ([*booking.slots], "valueCode"),
        "practitioner_role": ([booking.schedule], "valueCodeableConcept.coding.code"),
    }
    for name, (sources, path) in wanted.items():
        known = {one for source in sources for one in _in_extensions(source, name, path)}
        if not known <= set(_in_extensions(answered, name, path)):
            got = ", ".join(_in_extensions(answered, name, path)) or "absent"
            yield Problem(f"extension({name}).{path}", ", ".join(sorted(known)), got)


def _not_taken_over(answered: Resource, path: str, sources: Sequence[Resource]) -> Iterator[Problem]:
    known = {one for source in sources for one in _values(source, path)}
    got = _values(answered, path)
    if not known <= set(got):
        yield Problem(path, ", ".join(sorted(known)), ", ".join(got) or "absent")


def _in_extensions(resource: Resource, name: str, path: str) -> list[str]:
    return [value for _, one in extensions(resource, EXTENSIONS[name]) for value in _values(one, path)]


def _values(resource: Mapping[str, Any], path: str) -> list[str]:
    return [str(value) for _, value in values_at(dict(resource), path)]


def _actors(appointment: Resource) -> str:
    return ", ".join(str(one) for _, one in references_at(appointment, PARTICIPANTS)) or "none"


def _same_instant(one: object, other: object) -> bool:
    try:
        return datetime.fromisoformat(str(one)) == datetime.fromisoformat(str(other))
    except (TypeError, ValueError):
        return False
