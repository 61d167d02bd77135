"""Changes of a booked appointment, each of a single element, by the words that features have for them.

Pages: appointments_use_case_amend_an_appointment and appointments_use_case_cancel_an_appointment. Apart from
description and comment, and status and cancellation reason when cancelling, no element may be changed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from gpconnect.consumer.alter import Resource, adding_element, element, with_element, without_element
from gpconnect.consumer.appointment_body import cancelled
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, ORGANISATION_TYPES, PROFILES

Change = Callable[[Resource], Resource]

NOWHERE: Final = "does-not-exist"
OTHER_ODS_CODE: Final = "Z99999"
ELSEWHERE: Final = "https://provider.example/STU3/1/Organization/1"
OTHER_TEXT: Final = "Changed by the consumer"
OTHER_CHANNEL: Final[Mapping[str, str]] = {"In-person": "Telephone"}


def changed(appointment: Resource, words: str) -> Resource:
    """Return a copy of the appointment with one change.

    Raises ``LookupError`` for words that name no change, and when the appointment lacks what is to be changed.
    """
    if words not in CHANGES:
        raise LookupError(f"no change is called {words!r}; known: {'; '.join(CHANGES)}")
    return CHANGES[words](appointment)


def location_replaced(appointment: Resource, location_id: str) -> Resource:
    """Return a copy of the appointment that takes place at this Location; raise ``LookupError`` without any."""
    return _replaced(appointment, "Location", location_id)


def badly_cancelled(appointment: Resource, words: str) -> Resource:
    """Return a copy of the appointment that is cancelled with something wrong about the cancellation reason.

    Raises ``LookupError`` for words that name no such mistake.
    """
    if words not in BAD_REASONS:
        raise LookupError(f"no cancellation reason is called {words!r}; known: {'; '.join(BAD_REASONS)}")
    return BAD_REASONS[words](appointment)


def patient_replaced(appointment: Resource, patient_id: str) -> Resource:
    """Return a copy of the appointment in which this patient takes part instead of the one who does."""
    return _replaced(appointment, "Patient", patient_id)


def moved(
    appointment: Resource, slot: Resource, schedule: Resource, location_id: str | None, practitioner_id: str | None
) -> Resource:
    """Return a copy of the appointment in another slot, with all that slot and schedule say of it."""
    taken_over = {"serviceType": slot.get("serviceType"), "serviceCategory": schedule.get("serviceCategory")}
    others = [one for one in appointment.get("participant", ()) if not _is_one_of(one, "Location", "Practitioner")]
    actors = {"Location": location_id, "Practitioner": practitioner_id}
    return {
        **_with_extensions_of(appointment, slot, schedule),
        **{name: value for name, value in taken_over.items() if value is not None},
        "start": slot["start"],
        "end": slot["end"],
        "slot": [{"reference": f"Slot/{slot['id']}"}],
        "participant": [
            *others,
            *(
                {"actor": {"reference": f"{kind}/{one}"}, "status": "accepted"}
                for kind, one in actors.items()
                if one
            ),
        ],
    }


def _with_extensions_of(appointment: Resource, *sources: Resource) -> Resource:
    urls = {EXTENSIONS["delivery_channel"], EXTENSIONS["practitioner_role"]}
    theirs = [one for source in sources for one in source.get("extension", ()) if one.get("url") in urls]
    replaced = {one["url"] for one in theirs}
    own = [one for one in appointment.get("extension", ()) if one.get("url") not in replaced]
    return {**appointment, "extension": [*own, *theirs]}


def _is_one_of(participant: Resource, *kinds: str) -> bool:
    reference = f"/{participant.get('actor', {}).get('reference', '')}"
    return any(f"/{kind}/" in reference for kind in kinds)


def _set(path: str, value: Any) -> Change:  # noqa: ANN401 - any JSON value
    return lambda appointment: with_element(appointment, path, value)


def _add(path: str, value: Any) -> Change:  # noqa: ANN401
    return lambda appointment: adding_element(appointment, path, value)


def _drop(path: str) -> Change:
    return lambda appointment: without_element(appointment, path)


def _place_of(appointment: Resource, kind: str) -> int:
    """Return the place of the first participant of a type; raise ``LookupError`` when none takes part."""
    for place, participant in enumerate(appointment.get("participant", ())):
        if f"/{kind}/" in f"/{participant.get('actor', {}).get('reference', '')}":
            return place
    raise LookupError(f"no {kind} takes part in the appointment")


def _replaced(appointment: Resource, kind: str, logical_id: str) -> Resource:
    path = f"participant[{_place_of(appointment, kind)}].actor.reference"
    return with_element(appointment, path, f"{kind}/{logical_id}")


def _absolute(kind: str) -> Change:
    def change(appointment: Resource) -> Resource:
        path = f"participant[{_place_of(appointment, kind)}].actor.reference"
        return with_element(appointment, path, f"https://provider.example/STU3/1/{element(appointment, path)}")

    return change


def _instead(kind: str) -> Change:
    return lambda appointment: _replaced(appointment, kind, NOWHERE)


def _without_participant(kind: str) -> Change:
    return lambda appointment: without_element(appointment, f"participant[{_place_of(appointment, kind)}]")


def _shift(name: str, by: timedelta) -> Change:
    def shift(appointment: Resource) -> Resource:
        moved = datetime.fromisoformat(appointment[name]) + by
        return with_element(appointment, name, moved.isoformat(timespec="seconds"))

    return shift


def _extension(name: str, value_name: str, value: Callable[[Any], Any]) -> Change:
    """Change the value of an extension, or add one where the appointment has none."""

    def change(appointment: Resource) -> Resource:
        url = EXTENSIONS[name]
        urls = [one.get("url") for one in appointment.get("extension", ())]
        if url not in urls:
            return adding_element(appointment, "extension", {"url": url, value_name: value(None)})
        path = f"extension[{urls.index(url)}]"
        there = appointment["extension"][urls.index(url)].get(value_name)
        return with_element(appointment, f"{path}.{value_name}", value(there))

    return change


def _booking_organisation(path: str, value: Any) -> Change:  # noqa: ANN401 - any JSON value
    def change(appointment: Resource) -> Resource:
        kinds = [one.get("resourceType") for one in appointment.get("contained", ())]
        if "Organization" not in kinds:
            raise LookupError("the appointment contains no booking organisation")
        return with_element(appointment, f"contained[{kinds.index('Organization')}].{path}", value)

    return change


def _organisation_type(appointment: Resource) -> Resource:
    types = [one for each in appointment.get("contained", ()) for one in each.get("type", ())]
    held = {coding.get("code") for one in types for coding in one.get("coding", ())}
    code = next(one for one in reversed([*ORGANISATION_TYPES.values()]) if one not in held)
    coding = {"system": CODE_SYSTEMS["organisation_type"], "code": code}
    return _booking_organisation("type", [{"coding": [coding]}])(appointment)


def _without_booking_organisation(appointment: Resource) -> Resource:
    others = [one for one in appointment["extension"] if one.get("url") != EXTENSIONS["booking_organisation"]]
    kept = {name: value for name, value in appointment.items() if name not in ("contained", "extension")}
    return {**kept, **({"extension": others} if others else {})}


def _role(_: object) -> Resource:
    return {"coding": [{"system": CODE_SYSTEMS["sds_job_role"], "code": "R0270", "display": OTHER_TEXT}]}


def _one_more(name: str) -> Change:
    return lambda appointment: with_element(appointment, name, appointment.get(name, 0) + 1)


def _reason_of_another_type(appointment: Resource) -> Resource:
    return _with_reason_extension(appointment, {"url": EXTENSIONS["cancellation_reason"], "valueInteger": 1})


def _reason_of_another_name(appointment: Resource) -> Resource:
    url = f"{EXTENSIONS['cancellation_reason']}-other"
    return _with_reason_extension(appointment, {"url": url, "valueString": OTHER_TEXT})


def _with_reason_extension(appointment: Resource, extension: Resource) -> Resource:
    return adding_element(with_element(appointment, "status", "cancelled"), "extension", extension)


_FIVE_MINUTES: Final = timedelta(minutes=5)

CHANGES: Final[Mapping[str, Change]] = {
    "the status becomes pending": _set("status", "pending"),
    "the status becomes arrived": _set("status", "arrived"),
    "the status becomes noshow": _set("status", "noshow"),
    "the status stays booked": _set("status", "booked"),
    "the status is no FHIR status": _set("status", "postponed"),
    "the status is left out": _drop("status"),
    "the start is later": _shift("start", _FIVE_MINUTES),
    "the end is later": _shift("end", _FIVE_MINUTES),
    "the start is left out": _drop("start"),
    "the start is no date": _set("start", "soon"),
    "it was created a day earlier": _shift("created", timedelta(days=-1)),
    "another slot takes the place of its own": _set("slot[0].reference", f"Slot/{NOWHERE}"),
    "a slot is added": _add("slot", {"reference": f"Slot/{NOWHERE}"}),
    "the slots are left out": _drop("slot"),
    "another patient takes part": _instead("Patient"),
    "the patient is left out": _without_participant("Patient"),
    "another location takes part": _instead("Location"),
    "the practitioner is left out": _without_participant("Practitioner"),
    "the location is left out": _without_participant("Location"),
    "a practitioner is added": _add(
        "participant", {"actor": {"reference": f"Practitioner/{NOWHERE}"}, "status": "accepted"}
    ),
    "a participant declines": _set("participant[0].status", "declined"),
    "the participants are left out": _drop("participant"),
    "its location is referenced by an absolute URL": _absolute("Location"),
    "the booking organisation has another name": _booking_organisation("name", OTHER_TEXT),
    "the booking organisation has another ODS code": _booking_organisation("identifier[0].value", OTHER_ODS_CODE),
    "the booking organisation has another telephone number": _booking_organisation(
        "telecom[0].value", "01130000000"
    ),
    "the booking organisation has another type": _organisation_type,
    "the booking organisation is referenced by an absolute URL": _extension(
        "booking_organisation", "valueReference", lambda _: {"reference": ELSEWHERE}
    ),
    "the booking organisation is left out": _without_booking_organisation,
    "the slot type is another": _set("serviceType", [{"text": OTHER_TEXT}]),
    "the schedule type is another": _set("serviceCategory", {"text": OTHER_TEXT}),
    "the delivery channel is another": _extension(
        "delivery_channel", "valueCode", lambda there: OTHER_CHANNEL.get(there, "In-person")
    ),
    "the practitioner role is another": _extension("practitioner_role", "valueCodeableConcept", _role),
    "a cancellation reason is added": _extension("cancellation_reason", "valueString", lambda _: OTHER_TEXT),
    "a reason is added": _set(
        "reason", [{"coding": [{"system": CODE_SYSTEMS["snomed_ct"], "code": "25064002", "display": "Headache"}]}]
    ),
    "a specialty is added": _set("specialty", [{"text": OTHER_TEXT}]),
    "a priority is added": _one_more("priority"),
    "an appointment type is added": _set("appointmentType", {"text": OTHER_TEXT}),
    "a business identifier is added": _add(
        "identifier", {"system": "https://consumer.example/Id/appointment", "value": OTHER_TEXT}
    ),
    "the duration is another": _one_more("minutesDuration"),
    "the description is another": _set("description", OTHER_TEXT),
    "the comment is another": _set("comment", OTHER_TEXT),
    "the description is left out": _drop("description"),
    # A provider may keep what was sent as the comment in the description (AMB-031).
    "the comment is left out": _drop("comment"),
    "the description is empty": _set("description", ""),
    "an element that FHIR does not know is added": _set("urgency", OTHER_TEXT),
    "the logical ID is left out": _drop("id"),
    "the logical ID is another": _set("id", NOWHERE),
    "no profile is named": _drop("meta.profile"),
    "another profile is named": _set("meta.profile", [PROFILES["Slot"]]),
    "it is no Appointment": _set("resourceType", "Slot"),
}

OPTIONAL: Final = frozenset({"the practitioner is left out", "the comment is left out"})
"""The changes that leave out what an appointment need not have."""

BAD_REASONS: Final[Mapping[str, Change]] = {
    "no reason": _set("status", "cancelled"),
    "an empty reason": partial(cancelled, reason=""),
    "a reason that is a number": _reason_of_another_type,
    "a reason in an extension of another name": _reason_of_another_name,
}
