"""Bodies for an Appointment: to be booked, amended and cancelled (pages: book, amend, cancel an appointment)."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, Final

from fhir.resources.STU3.appointment import Appointment

from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, PROFILES

Resource = dict[str, Any]

BOOKING_ORGANISATION_ID: Final = "1"
SECOND_TELEPHONE: Final[Mapping[str, str]] = {"system": "phone", "value": "01134960001"}
ADDRESS: Final[Mapping[str, Any]] = {"line": ["1 Conformance Way"], "city": "Leeds", "postalCode": "LS1 6AE"}


def appointment_to_book(
    patient_id: str,
    slots: Sequence[Mapping[str, Any]],
    location_id: str,
    practitioner_id: str | None,
    organisation: ConsumerOrganisation,
    created: datetime,
    description: str,
    comment: str | None = None,
) -> Resource:
    """Return a correct Appointment that books these Slot resources, adjacent ones when there are several.

    ``created`` is an aware time; an ``organisation`` whose type is empty is sent without a type. Raises
    ``pydantic.ValidationError`` when what is handed in makes no valid FHIR Appointment.
    """
    body: Resource = {
        "resourceType": "Appointment",
        "meta": {"profile": [PROFILES["Appointment"]]},
        "contained": [booking_organisation(organisation)],
        "extension": [
            {
                "url": EXTENSIONS["booking_organisation"],
                "valueReference": {"reference": f"#{BOOKING_ORGANISATION_ID}"},
            }
        ],
        "status": "booked",
        "description": description,
        **_times(slots),
        "slot": [{"reference": f"Slot/{slot['id']}"} for slot in slots],
        "created": created.isoformat(timespec="seconds"),
        **({"comment": comment} if comment is not None else {}),
        "participant": _participants(patient_id, location_id, practitioner_id),
    }
    # The model checks; what it would write back turns the offset +00:00 into Z, which is not UK local time.
    Appointment.model_validate(body)
    return body


def amended(
    appointment: Mapping[str, Any], *, description: str | None = None, comment: str | None = None
) -> Resource:
    """Return a copy of the appointment with another description or comment; ``None`` leaves one as it is."""
    changes = {"description": description, "comment": comment}
    return {
        **deepcopy(dict(appointment)),
        **{name: text for name, text in changes.items() if text is not None},
    }


def cancelled(appointment: Mapping[str, Any], reason: str) -> Resource:
    """Return a copy of the appointment that is cancelled for this reason."""
    copy = deepcopy(dict(appointment))
    url = EXTENSIONS["cancellation_reason"]
    others = [one for one in copy.get("extension", ()) if one.get("url") != url]
    return {**copy, "status": "cancelled", "extension": [*others, {"url": url, "valueString": reason}]}


def with_organisation_in_detail(body: Mapping[str, Any]) -> Resource:
    """Return the booking with more of its booking organisation than a booking must have."""
    return {**body, "contained": [detailed(one) for one in body["contained"]]}


def detailed(organisation: Mapping[str, Any]) -> Resource:
    """Return a booking organisation with an address, a second telephone number, and the use of both numbers."""
    telecom = [*organisation["telecom"], SECOND_TELEPHONE]
    return {**organisation, "telecom": [{**one, "use": "work"} for one in telecom], "address": [ADDRESS]}


def repeating(appointment: Mapping[str, Any], name: str, source: Mapping[str, Any]) -> Resource:
    """Return a copy of the appointment with an extension, by its name in the vocabulary, of its slot or schedule.

    Raises ``LookupError`` when the ``source`` does not have it.
    """
    found = [one for one in source.get("extension", ()) if one.get("url") == EXTENSIONS[name]]
    if not found:
        told = f"{source.get('resourceType')}/{source.get('id')}"
        raise LookupError(f"{told} has no {name.replace('_', ' ')}")
    copy = deepcopy(dict(appointment))
    return {**copy, "extension": [*copy.get("extension", ()), *deepcopy(found)]}


def booking_organisation(organisation: ConsumerOrganisation) -> Resource:
    """Return the contained Organization that stands for the organisation that books."""
    coding = {"system": CODE_SYSTEMS["organisation_type"], "code": organisation.type}
    return {
        "resourceType": "Organization",
        "id": BOOKING_ORGANISATION_ID,
        "meta": {"profile": [PROFILES["Organization"]]},
        "identifier": [{"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": organisation.ods_code}],
        **({"type": [{"coding": [coding]}]} if organisation.type else {}),
        "name": organisation.name,
        "telecom": [{"system": "phone", "value": organisation.phone}],
    }


def _times(slots: Sequence[Mapping[str, Any]]) -> Resource:
    first = min(slots, key=lambda slot: datetime.fromisoformat(slot["start"]))
    last = max(slots, key=lambda slot: datetime.fromisoformat(slot["end"]))
    return {"start": first["start"], "end": last["end"]}


def _participants(patient_id: str, location_id: str, practitioner_id: str | None) -> list[Resource]:
    actors = [f"Patient/{patient_id}", f"Location/{location_id}"]
    if practitioner_id is not None:
        actors.append(f"Practitioner/{practitioner_id}")
    return [{"actor": {"reference": actor}, "status": "accepted"} for actor in actors]
