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
_INSTANTS: Final = ("start", "end", "created")
_REASON_PLACE: Final = f"extension({EXTENSIONS['cancellation_reason']}).valueString"


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

    A type of the booking organisation that comes only afterwards is no change: an answer may lack it (AMB-036).
    """
    before = _with_organisation_type_of(after, before)
    for name in sorted({*before, *after} - {"meta", "text", *besides}):
        if _differ(before, after, name):
            place, was, came = difference(name, before.get(name), after.get(name))
            yield Problem(place, f"as before: {was}", came)


def difference(path: str, before: Any, after: Any) -> tuple[str, str, str]:  # noqa: ANN401 - any JSON value
    """Return the innermost place that holds all that differs, and what stands there in both, as text."""
    inner = _differing(before, after)
    if len(inner) != 1:
        return path, _text(before), _text(after)
    (step,) = inner
    return difference(path + step, *inner[step])


def _differing(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:  # noqa: ANN401
    """Return what differs one level below, by its step in a path; nothing where the two cannot be held together."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted({*before, *after})
        return {f".{key}": (before.get(key), after.get(key)) for key in keys if _differ(before, after, key)}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return {f"[{place}]": (one, other) for place, (one, other) in pairs if in_order(one) != in_order(other)}
    return {}


def _differ(before: Resource, after: Resource, name: str) -> bool:
    return bool(in_order(before.get(name), name) != in_order(after.get(name), name))


def _text(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return "absent"
    return shorten(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), 300)


def _with_organisation_type_of(other: Resource, appointment: Resource) -> Resource:
    own, others = booking_organisation(appointment), booking_organisation(other)
    if not own or not others or "type" in own or "type" not in others:
        return appointment
    filled = {**own, "type": others["type"]}
    contained = [filled if one == own else one for one in appointment["contained"]]
    return {**appointment, "contained": contained}


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
            yield Problem(name, shorten(text, 600), _text(stored.get(name)), disputed=text in everything)


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
    """Find a cancellation reason that is not the one given; the beginning of that one is disputed (AMB-059)."""
    found = cancellation_reason(appointment)
    if found != reason:
        cut = bool(_beginning(found)) and reason.startswith(_beginning(found))
        yield Problem(_REASON_PLACE, reason, shorten(found or "absent"), disputed=cut)


def begins_with_reason(appointment: Resource, reason: str) -> Iterator[Problem]:
    """Find a cancellation reason that is there and not the one given, whole or truncated with or without dots."""
    found = cancellation_reason(appointment)
    if found is not None and not reason.startswith(_beginning(found)):
        yield Problem(_REASON_PLACE, f"{shorten(reason)}, whole or truncated", shorten(found))


def has_reason(appointment: Resource) -> Iterator[Problem]:
    """Find a cancelled appointment without a cancellation reason."""
    if not _beginning(cancellation_reason(appointment)):
        yield Problem(_REASON_PLACE, "the reason given, whole or truncated", "absent or empty")


def cancellation_reason(appointment: Resource) -> str | None:
    """Return the cancellation reason of an appointment, or ``None`` when it has none."""
    found = extensions(appointment, EXTENSIONS["cancellation_reason"])
    return next((str(one["valueString"]) for _, one in found if "valueString" in one), None)


def version_of(appointment: Resource) -> str:
    """Return the versionId of a resource, or ``absent``."""
    return next((str(version) for _, version in values_at(appointment, "meta.versionId")), "absent")


def _beginning(reason: str | None) -> str:
    """Return a reason without the dots that may say that it was cut."""
    return (reason or "").strip().rstrip(" .…")


def _without_reason(appointment: Resource) -> Resource:
    others = [
        one for one in appointment.get("extension", ()) if one.get("url") != EXTENSIONS["cancellation_reason"]
    ]
    rest = {name: value for name, value in appointment.items() if name != "extension"}
    return {**rest, "extension": others} if others else rest


def in_order(value: Any, name: str = "") -> Any:  # noqa: ANN401 - any JSON value
    """Return a value with its lists in one order, and its instants in one form: FHIR gives neither a meaning."""
    if isinstance(value, list):
        return sorted((in_order(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, dict):
        return {key: in_order(one, key) for key, one in value.items()}
    return _in_utc(value) if name in _INSTANTS else value


def _in_utc(text: Any) -> Any:  # noqa: ANN401 - any JSON value
    read = instant(text)
    return text if read is None else read.timestamp()
