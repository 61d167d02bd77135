"""Wrong bookings: what scenarios leave out of a booking, add to it or change in it, by the words features use.

The places are those of a body that ``appointment_to_book`` made (page: appointments_use_case_book_an_appointment).
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from gpconnect.consumer.alter import Resource, with_element, without_element
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, PROFILES

NOWHERE: Final = "does-not-exist"
ELSEWHERE: Final = "https://provider.invalid/STU3/1/gpconnect"
MINUTE: Final = timedelta(minutes=1)

PARTS: Final[Mapping[str, str]] = {
    "start": "start",
    "end": "end",
    "status": "status",
    "description": "description",
    "slots": "slot",
    "participants": "participant",
    "patient": "participant[0]",
    "patient's actor": "participant[0].actor",
    "patient's participation status": "participant[0].status",
    "location": "participant[1]",
    "location's actor": "participant[1].actor",
    "location's participation status": "participant[1].status",
    "practitioner": "participant[2]",
    "created": "created",
    "profile": "meta.profile",
    "booking organisation": "contained",
    "reference to the booking organisation": "extension",
    "booking organisation's identifier": "contained[0].identifier",
    "booking organisation's name": "contained[0].name",
    "booking organisation's telecom": "contained[0].telecom",
    "booking organisation's type": "contained[0].type",
}

_TEXT: Final = {"text": "Conformance"}
# Right in every way but that it is there: nothing else may be what it is refused for.
_REASON: Final = {
    "coding": [
        {"system": CODE_SYSTEMS["snomed_ct"], "code": "185349003", "display": "Encounter for check up"},
    ]
}
_IDENTIFIER: Final = {"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": "CONFORMANCE"}
_PARTICIPATION: Final = {"coding": [{"system": CODE_SYSTEMS["participation_type"], "code": "PART"}]}
_DAY: Final = {"start": "2017-05-30T09:00:00+01:00", "end": "2017-05-30T17:00:00+01:00"}

ADDITIONS: Final[Mapping[str, tuple[str, Any]]] = {
    "reason": ("reason", [_REASON]),
    "specialty": ("specialty", [_TEXT]),
    "appointment type": ("appointmentType", _TEXT),
    "indication": ("indication", [{"reference": "Condition/1"}]),
    "supporting information": ("supportingInformation", [{"reference": "DocumentReference/1"}]),
    "incoming referral": ("incomingReferral", [{"reference": "ReferralRequest/1"}]),
    "requested period": ("requestedPeriod", [_DAY]),
    "identifier without a value": ("identifier", [{"system": _IDENTIFIER["system"]}]),
    "identifier without a system": ("identifier", [{"value": _IDENTIFIER["value"]}]),
    "identifier with a use": ("identifier", [{**_IDENTIFIER, "use": "usual"}]),
    "element that FHIR does not know": ("conformanceTest", "unknown"),
    "element that FHIR does not know in a participant": ("participant[0].conformanceTest", "unknown"),
    "logical ID": ("id", NOWHERE),
    "service type": ("serviceType", [_TEXT]),
    "service category": ("serviceCategory", _TEXT),
    "comment": ("comment", "Needs an interpreter"),
    "participant's type": ("participant[0].type", [_PARTICIPATION]),
}

REFERENCES: Final[Mapping[str, tuple[str, Any]]] = {
    "unknown slot": ("slot[0].reference", f"Slot/{NOWHERE}"),
    "unknown slot beside the free one": ("slot[1].reference", f"Slot/{NOWHERE}"),
    "slot at another provider": ("slot[0].reference", f"{ELSEWHERE}/Slot/{NOWHERE}"),
    "slot by a malformed ID": ("slot[0].reference", "Slot/45555555##"),
    "unknown patient": ("participant[0].actor.reference", f"Patient/{NOWHERE}"),
    "unknown location": ("participant[1].actor.reference", f"Location/{NOWHERE}"),
    "unknown practitioner": (
        "participant[2]",
        {"actor": {"reference": f"Practitioner/{NOWHERE}"}, "status": "accepted"},
    ),
    "patient as its slot": ("slot[0].reference", f"Patient/{NOWHERE}"),
    "organisation as a participant": ("participant[1].actor.reference", f"Organization/{NOWHERE}"),
    "booking organisation that is not contained": ("extension[0].valueReference.reference", "#nowhere"),
    "booking organisation by an absolute address": ("extension[0].valueReference.reference", f"{ELSEWHERE}/#1"),
}

VALUES: Final[Mapping[str, tuple[str, Any]]] = {
    "another resource's profile": ("meta.profile", [PROFILES["Slot"]]),
    "patient's participation status that FHIR does not know": ("participant[0].status", "conformance"),
    "start that is no time": ("start", "half past nine"),
    "start without an offset": ("start", "2017-05-30T10:00:00"),
    "end that is a date": ("end", "2017-05-30"),
    "empty description": ("description", ""),
    "slots that are no list": ("slot", {"reference": f"Slot/{NOWHERE}"}),
    "second booking organisation": (
        "extension[1]",
        {"url": EXTENSIONS["booking_organisation"], "valueReference": {"reference": "#1"}},
    ),
    "no ODS code but another identifier of the booking organisation": (
        "contained[0].identifier",
        [{"system": f"{ELSEWHERE}/Id", "value": "1"}],
    ),
}

Alteration = Callable[[Resource], Resource]


def _moved(start: timedelta = timedelta(), end: timedelta = timedelta()) -> Alteration:
    return lambda body: {**body, "start": _later(body["start"], start), "end": _later(body["end"], end)}


def _swapped(body: Resource) -> Resource:
    return {**body, "start": body["end"], "end": body["start"]}


def _later(instant: str, by: timedelta) -> str:
    return (datetime.fromisoformat(instant) + by).isoformat(timespec="seconds")


TIMES: Final[Mapping[str, Alteration]] = {
    "starts a minute before its slot": _moved(start=-MINUTE),
    "starts a minute after its slot": _moved(start=MINUTE),
    "ends a minute before its slot": _moved(end=-MINUTE),
    "ends a minute after its slot": _moved(end=MINUTE),
    "lies a day after its slot": _moved(start=timedelta(days=1), end=timedelta(days=1)),
    "ends before it starts": _swapped,
}

# What stands in place of the body; each takes the bytes of a correct one.
BODIES: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "nothing": lambda _: b"",
    "a body that breaks off": lambda body: body[:-20],
    "words": lambda _: b"book an appointment",
    "a list of one appointment": lambda body: b"[" + body + b"]",
    "a Slot": lambda body: _as_type(body, "Slot"),
    "a resource of a type that FHIR does not know": lambda body: _as_type(body, "Booking"),
    "a Bundle with the appointment": lambda body: json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": json.loads(body)}]}
    ).encode(),
    "an empty Appointment": lambda _: b'{"resourceType": "Appointment"}',
    "an appointment without its type": lambda body: json.dumps(
        without_element(json.loads(body), "resourceType")
    ).encode(),
}


def lacking(body: Resource, part: str) -> Resource:
    """Return the booking without one of ``PARTS``; raise ``LookupError`` when it has no such part."""
    return without_element(body, PARTS[part])


def altered(body: Resource, words: str) -> Resource:
    """Return the booking with an addition, a wrong reference or a wrong value, by the words that name it.

    Raises ``LookupError`` for words that stand in none of the tables.
    """
    for table in (ADDITIONS, REFERENCES, VALUES):
        if words in table:
            path, value = table[words]
            return with_element(body, path, value)
    raise LookupError(f"no alteration of a booking is called {words!r}; see {__name__}")


def _as_type(body: bytes, kind: str) -> bytes:
    return json.dumps({**json.loads(body), "resourceType": kind}).encode()
