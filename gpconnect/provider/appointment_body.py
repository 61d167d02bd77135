"""The body of a booking: what it has to contain, and what it may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gpconnect.provider.call import Call
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Faults
from gpconnect.provider.references import target
from gpconnect.provider.resource import Resource
from gpconnect.provider.validation import check_profile_claim, check_resource, ordered
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, LIMITS

PLACE = "Appointment"
KEPT = ("identifier", "priority", "minutesDuration")
_PROHIBITED = (("reason", "reason-accepted"), ("specialty", "specialty-accepted"))
_PARTICIPATION = ("type", "required", "status")
_NEEDED = (("Patient", "patient-participant-not-required"), ("Location", "location-participant-not-required"))


@dataclass(frozen=True)
class Participant:
    """Who takes part: logical id, and the elements besides the actor; ``place`` is where the body has it."""

    identity: str
    place: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Organisation:
    """The organisation that books: the contained resource, its ODS code and its organisation types."""

    resource: Resource
    ods_code: str
    types: frozenset[str]


@dataclass(frozen=True)
class Booking:
    """What a consumer asks for; ``start`` and ``end`` are in seconds since 1970 UTC.

    ``participants`` are by resource type, ``kept`` holds the other elements that are returned as they were sent.
    """

    slots: tuple[str, ...]
    start: float
    end: float
    created: float
    description: str
    comment: str | None
    organisation: Organisation | None
    participants: Mapping[str, Participant]
    kept: Mapping[str, Any]


def read_booking(call: Call) -> Booking:
    """Return what the request body books (page: appointments_use_case_book_an_appointment, payload request body).

    Raises ``ProviderError``: INVALID_RESOURCE for a body that breaks the profile or a rule of the page,
    REFERENCE_NOT_FOUND for a reference to another server.
    """
    body = valid_appointment(call)
    if body["status"] != "booked" and not call.faults.on("booking-status-not-checked"):
        raise _invalid("status has to be booked")
    if cancellation_reason(body) is not None:
        raise _invalid("extension: an appointment that is booked has no cancellation reason")
    return Booking(
        slots=slot_ids(body, call.base_url),
        start=moment(body, "start"),
        end=moment(body, "end"),
        created=moment(body, "created"),
        description=body["description"],
        comment=body.get("comment"),
        organisation=booking_organisation(body, call.faults),
        participants=_participants(body, call),
        kept={name: body[name] for name in KEPT if name in body},
    )


def valid_appointment(call: Call) -> Resource:
    """Return the request body as an appointment that fits its profile, has its texts and nothing prohibited."""
    let_pass = [name for name, fault in _PROHIBITED if call.faults.on(fault)]
    sent = {name: value for name, value in (call.body or {}).items() if name not in let_pass}
    body = check_resource(sent, "Appointment", PLACE)
    if not call.faults.on("profile-claim-not-checked"):
        check_profile_claim(body, PLACE)
    for name, _ in _PROHIBITED:
        if name in body:
            raise _invalid(f"{name} must not be populated")
    for name in ("status", "description"):
        if name not in body:
            raise _invalid(f"{name} is missing")
    if not call.faults.on("long-texts-truncated"):
        check_length(body, "description", LIMITS["description_characters"])
        check_length(body, "comment", LIMITS["comment_characters"])
    return body


def check_length(body: Resource, name: str, limit: int) -> None:
    """Refuse a text that has more characters than this provider stores."""
    length = len(body.get(name, ""))
    if length > limit:
        raise _invalid(f"{name} has {length} characters; no more than {limit} can be stored")


def moment(body: Resource, name: str) -> float:
    """Return a date and time of the body in seconds since 1970 UTC."""
    text = body.get(name)
    if text is None:
        raise _invalid(f"{name} is missing")
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise _invalid(f"{name}: {error}") from error
    if parsed.tzinfo is None:
        raise _invalid(f"{name} is not a date and time with its offset")
    return parsed.timestamp()


def slot_ids(body: Resource, base_url: str) -> tuple[str, ...]:
    """Return the logical ids of the slots; each may be named once."""
    places = [(one, f"{PLACE}.slot[{number}]") for number, one in enumerate(body["slot"])]
    found = tuple(target(one, place, base_url)[1] for one, place in places)
    if len(set(found)) < len(found):
        raise _invalid("slot names the same slot twice")
    return found


def cancellation_reason(body: Resource) -> str | None:
    """Return the text of the cancellation reason extension, if there is one."""
    found = _extension(body, "cancellation_reason")
    return None if found is None else found.get("valueString")


def booking_organisation(body: Resource, faults: Faults) -> Organisation | None:
    """Return the contained organisation that the booking organisation extension refers to.

    Raises INVALID_RESOURCE when extension or organisation are missing, when the organisation has no ODS code, name
    or telecom, or when something else is contained.
    """
    found = _extension(body, "booking_organisation")
    contained = body.get("contained", [])
    if found is None and faults.on("booking-organisation-not-required"):
        return None
    if found is None:
        raise _invalid("extension: the booking organisation is missing")
    wanted = found.get("valueReference", {}).get("reference")
    if len(contained) != 1 or wanted is None or wanted != f"#{contained[0].get('id')}":
        raise _invalid("contained has to be the one organisation that the booking organisation extension refers to")
    place = f"{PLACE}.contained[0]"
    organisation = ordered(check_resource(contained[0], "Organization", place))
    _check_organisation(organisation, place, faults)
    return Organisation(organisation, _ods_code(organisation), _types(organisation))


def _check_organisation(organisation: Resource, place: str, faults: Faults) -> None:
    if faults.on("booking-organisation-details-not-required"):
        return
    if not _ods_code(organisation):
        raise ProviderError("INVALID_RESOURCE", f"{place}.identifier has no ODS code")
    if not organisation.get("name"):
        raise ProviderError("INVALID_RESOURCE", f"{place}.name is missing")
    if not any(one.get("value") for one in organisation.get("telecom", [])):
        raise ProviderError("INVALID_RESOURCE", f"{place}.telecom is missing")


def _ods_code(organisation: Resource) -> str:
    system = IDENTIFIER_SYSTEMS["ods_organisation"]
    codes = [one.get("value", "") for one in organisation.get("identifier", []) if one.get("system") == system]
    return codes[0] if codes else ""


def _types(organisation: Resource) -> frozenset[str]:
    codings = [coding for one in organisation.get("type", []) for coding in one.get("coding", [])]
    system = CODE_SYSTEMS["organisation_type"]
    return frozenset(one["code"] for one in codings if one.get("system") == system and "code" in one)


def _participants(body: Resource, call: Call) -> dict[str, Participant]:
    found: dict[str, Participant] = {}
    for number, one in enumerate(body["participant"]):
        place = f"{PLACE}.participant[{number}].actor"
        kind, identity = target(one["actor"], place, call.base_url)
        if kind in found:
            raise _invalid(f"participant has more than one {kind}")
        found[kind] = Participant(identity, place, {name: one[name] for name in _PARTICIPATION if name in one})
    for kind, fault in _NEEDED:
        if kind not in found and not call.faults.on(fault):
            raise _invalid(f"participant has no {kind}")
    return found


def _extension(body: Resource, name: str) -> dict[str, Any] | None:
    found = [one for one in body.get("extension", []) if one.get("url") == EXTENSIONS[name]]
    return found[0] if found else None


def _invalid(what: str) -> ProviderError:
    return ProviderError("INVALID_RESOURCE", f"{PLACE}.{what}")
