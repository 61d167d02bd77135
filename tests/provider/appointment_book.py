"""Bodies of appointment requests, made from what a provider's seed data offer."""

import copy
from datetime import timedelta
from typing import Any

import httpx
from provider_caller import ODS_CODE, Caller

from gpconnect.provider.clock import wire
from gpconnect.provider.store import Row

Body = dict[str, Any]
PROFILES = "https://fhir.nhs.uk/STU3/StructureDefinition"
PROFILE = f"{PROFILES}/GPConnect-Appointment-1"
BOOKING_ORGANISATION = f"{PROFILES}/Extension-GPConnect-BookingOrganisation-1"
CANCELLATION_REASON = f"{PROFILES}/Extension-GPConnect-AppointmentCancellationReason-1"
DELIVERY_CHANNEL = f"{PROFILES}/Extension-GPConnect-DeliveryChannel-2"
PRACTITIONER_ROLE = f"{PROFILES}/Extension-GPConnect-PractitionerRole-1"
ORGANISATION_TYPE = "https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-OrganisationType-1"

_FREE = """
SELECT slot.*, location_id, schedule.practitioner_id FROM slot JOIN schedule ON schedule.id = schedule_id
WHERE status = 'free' AND service_category = ? AND slot.start > ? AND slot.start < ? ORDER BY slot.start"""
_DAY = 24 * 3600


def slots_of(caller: Caller, session: str = "Morning surgery", first_day: int = 1, days: int = 40) -> list[Row]:
    """Return the free slots of a session (a schedule type of the seed data), tomorrow's first."""
    services = caller.provider.services
    now = services.clock.epoch()
    return services.store.all(_FREE, session, now + first_day * _DAY, now + (first_day + days) * _DAY)


def patient_id(caller: Caller, role: str = "registered") -> str:
    """Return the logical id of the patient who plays a role."""
    number = caller.role("patients", role)
    row = caller.provider.services.store.one("SELECT id FROM patient WHERE nhs_number = ?", number)
    assert row is not None
    return str(row["id"])


def organisation(code: str = "A11111", kind: str | None = "urgent-care") -> Body:
    """Return a contained booking organisation."""
    resource: Body = {
        "resourceType": "Organization",
        "id": "1",
        "meta": {"profile": [f"{PROFILES}/CareConnect-GPC-Organization-1"]},
        "identifier": [{"system": ODS_CODE, "value": code}],
        "name": "Test hospital",
        "telecom": [{"system": "phone", "value": "01132490000", "use": "work"}],
    }
    if kind is not None:
        resource["type"] = [{"coding": [{"system": ORGANISATION_TYPE, "code": kind}]}]
    return resource


def booking(caller: Caller, *slots: Row, patient: str | None = None) -> Body:
    """Return a correct booking of these slots; the practitioner is not named."""
    return {
        "resourceType": "Appointment",
        "meta": {"profile": [PROFILE]},
        "contained": [organisation()],
        "extension": [{"url": BOOKING_ORGANISATION, "valueReference": {"reference": "#1"}}],
        "status": "booked",
        "description": "Knee pain",
        "start": wire(slots[0]["start"]),
        "end": wire(slots[-1]["end"]),
        "slot": [{"reference": f"Slot/{slot['id']}"} for slot in slots],
        "created": wire(caller.provider.services.clock.epoch()),
        "comment": "Prefers mornings",
        "participant": [
            {"actor": {"reference": f"Patient/{patient or patient_id(caller)}"}, "status": "accepted"},
            {"actor": {"reference": f"Location/{slots[0]['location_id']}"}, "status": "accepted"},
        ],
    }


def book(caller: Caller, body: Body, **headers: str | None) -> httpx.Response:
    """Send a booking."""
    return caller.submit("book-an-appointment", "/Appointment", body, **headers)


def booked(caller: Caller, *slots: Row, patient: str | None = None) -> Body:
    """Book these slots; return the appointment."""
    response = book(caller, booking(caller, *slots, patient=patient))
    assert response.status_code == 201, response.text
    appointment: Body = response.json()
    return appointment


def slot_status(caller: Caller, *slots: Row) -> list[str]:
    """Return the statuses that the provider has for these slots now."""
    rows = [caller.provider.services.store.by_id("slot", slot["id"]) for slot in slots]
    return [row["status"] for row in rows if row is not None]


def change(
    caller: Caller, kind: str, body: Body, identity: str | None = None, **headers: str | None
) -> httpx.Response:
    """Amend or cancel (``kind``) an appointment; If-Match has the body's version unless told otherwise."""
    sent = {"If_Match": f'W/"{body["meta"]["versionId"]}"'} | headers
    path = f"/Appointment/{identity or body['id']}"
    return caller.submit(f"{kind}-an-appointment", path, body, "PUT", **sent)


def cancellation(appointment: Body, reason: str | None = "Feeling better") -> Body:
    """Return the body that cancels an appointment."""
    body = copy.deepcopy(appointment) | {"status": "cancelled"}
    if reason is not None:
        body["extension"].append({"url": CANCELLATION_REASON, "valueString": reason})
    return body


def read(caller: Caller, identity: str) -> httpx.Response:
    """Read an appointment."""
    return caller.send("read-an-appointment", f"/Appointment/{identity}")


def retrieve(caller: Caller, patient: str, *bounds: str) -> httpx.Response:
    """Retrieve a patient's appointments; each bound is the value of one ``start`` parameter."""
    query = "&".join(f"start={bound}" for bound in bounds)
    return caller.send("retrieve-a-patients-appointments", f"/Patient/{patient}/Appointment?{query}")


def day(caller: Caller, number: int) -> str:
    """Return the date that is so many days from the provider's today."""
    return (caller.provider.services.clock.today() + timedelta(days=number)).isoformat()
