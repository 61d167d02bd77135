"""What became of an appointment: two states of it compared, after a change and after a change that was refused.

Pages: appointments_use_case_amend_an_appointment, appointments_use_case_cancel_an_appointment.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.local_time import instant
from gpconnect.conformance.rule import Problem, Resource, extensions, shorten, values_at
from gpconnect.conformance.rules.appointment import booking_organisation
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.spec.vocabulary import EXTENSIONS

TEXTS: Final = ("description", "comment")
TIMES: Final = ("start", "end", "created")


def unchanged(before: Resource, after: Resource) -> Iterator[Problem]:
    """Find what differs between two states of an appointment that must not have changed, the version included."""
    yield from unchanged_besides(before, after)


def unchanged_besides(before: Resource, after: Resource, *besides: str) -> Iterator[Problem]:
    """Find what differs between two states, the version included, apart from the elements named."""
    yield from kept(before, after, *besides)
    if version_of(before) != version_of(after):
        yield Problem("meta.versionId", version_of(before), version_of(after), also=("FHIR-016",))


def other_id(before: Resource, after: Resource) -> Iterator[Problem]:
    """Find a logical ID that is not the one it was."""
    if before.get("id") != after.get("id"):
        yield Problem("id", str(before.get("id")), str(after.get("id", "absent")))


def kept(before: Resource, after: Resource, *besides: str) -> Iterator[Problem]:
    """Find elements that differ between two states, apart from the metadata, the narrative and those named.

    Times are compared as instants: how they are written is for other requirements. The type of the booking
    organisation may turn up later, as the answer to a booking may lack it (AMB-036).
    """
    for name in sorted({*before, *after} - {"meta", "text", *besides}):
        if _in_order(_meant(before, name)) != _in_order(_meant(after, name, before)):
            yield Problem(name, f"as before: {_shown(before, name)}", _shown(after, name))


def kept_when_cancelled(before: Resource, after: Resource) -> Iterator[Problem]:
    """Find what a cancellation changed besides the status and the cancellation reason."""
    yield from kept(_without_reason(before), _without_reason(after), "status")


def version_moved(before: Resource, after: Resource) -> Iterator[Problem]:
    """Find a version that a change has left as it was."""
    if version_of(before) == version_of(after):
        yield Problem("meta.versionId", f"another version than {version_of(before)}", version_of(after))


def holds_texts(sent: Resource, stored: Resource) -> Iterator[Problem]:
    """Find a description or comment that was sent and is not stored in full.

    A provider may keep both in one text (AMB-031): a text that is found inside the other one is disputed.
    """
    everything = "\n".join(str(stored.get(name, "")) for name in TEXTS)
    for name in TEXTS:
        text = sent.get(name)
        if text is not None and text != stored.get(name):
            yield Problem(name, shorten(text, 600), _shown(stored, name), disputed=text in everything)


def holds_booking_organisation(appointment: Resource, organisation: ConsumerOrganisation) -> Iterator[Problem]:
    """Find what is missing of the organisation that booked: ODS code, type, name, telephone number."""
    there = booking_organisation(appointment) or {}
    sent = {
        "identifier.value": organisation.ods_code,
        "type.coding.code": organisation.type,
        "name": organisation.name,
        "telecom.value": organisation.phone,
    }
    for path, value in sent.items():
        found = [str(one) for _, one in values_at(there, path)]
        if value and value not in found:
            yield Problem(f"contained.{path}", value, ", ".join(found) or "absent")


def is_cancelled(appointment: Resource) -> Iterator[Problem]:
    """Find an appointment whose status is not cancelled."""
    if appointment.get("status") != "cancelled":
        yield Problem("status", "cancelled", str(appointment.get("status", "absent")))


def is_cancelled_for(appointment: Resource, reason: str) -> Iterator[Problem]:
    """Find a cancellation reason that is not the one given."""
    found = cancellation_reason(appointment)
    if found != reason:
        yield Problem(
            f"extension({EXTENSIONS['cancellation_reason']}).valueString", reason, shorten(found or "absent")
        )


def cancellation_reason(appointment: Resource) -> str | None:
    """Return the cancellation reason of an appointment, or ``None`` when it has none."""
    found = extensions(appointment, EXTENSIONS["cancellation_reason"])
    return next((str(one["valueString"]) for _, one in found if "valueString" in one), None)


def version_of(appointment: Resource) -> str:
    """Return the versionId of a resource, or ``absent``."""
    return str((appointment.get("meta") or {}).get("versionId", "absent"))


def _without_reason(appointment: Resource) -> Resource:
    others = [
        one for one in appointment.get("extension", ()) if one.get("url") != EXTENSIONS["cancellation_reason"]
    ]
    rest = {name: value for name, value in appointment.items() if name != "extension"}
    return {**rest, "extension": others} if others else rest


def _shown(appointment: Resource, name: str) -> str:
    return shorten(appointment.get(name, "absent"), 300)


def _meant(appointment: Resource, name: str, earlier: Resource | None = None) -> Any:  # noqa: ANN401 - any JSON value
    """Return what an element says: times as instants, organisations without a type that the earlier state lacks."""
    value = appointment.get(name)
    if name in TIMES:
        read = instant(value)
        return value if read is None else read.timestamp()
    if name == "contained" and earlier is not None and not _types(earlier):
        return [{inner: one for inner, one in each.items() if inner != "type"} for each in value or ()] or None
    return value


def _types(appointment: Resource) -> list[Any]:
    return [one for _, one in values_at(appointment, "contained.type")]


def _in_order(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with its lists in one order: FHIR gives the order of these elements no meaning."""
    if isinstance(value, list):
        return sorted((_in_order(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, dict):
        return {name: _in_order(one) for name, one in value.items()}
    return value
