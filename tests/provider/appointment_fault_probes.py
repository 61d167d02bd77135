"""One probe for each seeded fault of registration and appointments: the fault changes what it returns."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from appointment_book import (
    Body,
    book,
    booked,
    booking,
    cancellation,
    change,
    day,
    organisation,
    patient_id,
    read,
    retrieve,
    slot_status,
    slots_of,
)
from provider_caller import Caller, found
from registration_book import (
    address,
    candidates,
    communication,
    patient,
    phone,
    register,
    registered,
    registration,
)

from gpconnect.provider.clock import wire

Probe = Callable[[Caller], object]


def _status(caller: Caller, change: Callable[[Body], object], session: str = "Morning surgery") -> int:
    """Return the status of the answer to a booking with one change."""
    body = booking(caller, slots_of(caller, session)[0])
    change(body)
    return book(caller, body).status_code


def _returned(caller: Caller, **members: object) -> Body:
    """Return an appointment that was booked with these elements changed."""
    body = booking(caller, slots_of(caller)[0]) | members
    appointment: Body = book(caller, body).json()
    return appointment


def _together(first: tuple[str, int], second: tuple[str, int]) -> Probe:
    """Book two slots that one rule of adjacency keeps apart."""

    def probe(caller: Caller) -> object:
        slots = [slots_of(caller, session, first_day=2)[place] for session, place in (first, second)]
        return book(caller, booking(caller, *slots)).status_code

    return probe


def _one(session: str, place: int, first_day: int = 1) -> Probe:
    """Book one slot for an organisation without type."""

    def probe(caller: Caller) -> object:
        slot = slots_of(caller, session, first_day)[place]
        body = booking(caller, slot) | {"contained": [organisation("Z1", None)]}
        return book(caller, body).status_code

    return probe


def _with(**members: object) -> Probe:
    return lambda caller: _status(caller, lambda body: body.update(members))


def _at_once(caller: Caller) -> object:
    body = booking(caller, slots_of(caller)[0])
    with ThreadPoolExecutor(6) as pool:
        return [one.status_code for one in pool.map(lambda _: book(caller, body), range(6))].count(201)


def _twice(caller: Caller) -> object:
    body = booking(caller, slots_of(caller)[0])
    return [book(caller, body).status_code for _ in range(2)]


def _slot_afterwards(caller: Caller) -> object:
    slot = slots_of(caller)[0]
    booked(caller, slot)
    return slot_status(caller, slot)


def _amended(kind: str = "amend", **members: object) -> Probe:
    """Amend (or cancel) a fresh appointment with these elements changed; return status and what is read back."""

    def probe(caller: Caller) -> object:
        appointment = booked(caller, slots_of(caller)[0])
        body = cancellation(appointment) if kind == "cancel" else appointment
        status = change(caller, kind, body | members).status_code
        return status, [read(caller, appointment["id"]).json().get(name) for name in ("status", "comment", "meta")]

    return probe


def _matched(sent: str | None) -> Probe:
    """Amend a fresh appointment with this If-Match header; return status and comment afterwards."""

    def probe(caller: Caller) -> object:
        appointment = booked(caller, slots_of(caller)[0])
        status = change(caller, "amend", appointment | {"comment": "New"}, If_Match=sent).status_code
        return status, read(caller, appointment["id"]).json()["comment"]

    return probe


def _past(kind: str) -> Probe:
    """Change an appointment that has begun since it was booked."""

    def probe(caller: Caller) -> object:
        appointment = booked(caller, slots_of(caller)[0])
        begun = caller.provider.services.clock.epoch() - 60
        caller.provider.services.store.update("appointment", appointment["id"], start=begun)
        if kind == "read":
            return read(caller, appointment["id"]).status_code
        body = cancellation(appointment) if kind == "cancel" else appointment
        body["start"] = wire(begun)
        return change(caller, kind, body).status_code

    return probe


def _cancelled(kind: str) -> Probe:
    """Change a cancelled appointment."""

    def probe(caller: Caller) -> object:
        body = change(caller, "cancel", cancellation(booked(caller, slots_of(caller)[0]))).json()
        return change(caller, kind, body).status_code

    return probe


def _with_other_id(caller: Caller) -> object:
    appointment = booked(caller, slots_of(caller)[0])
    return change(caller, "amend", appointment | {"id": "other"}, identity=appointment["id"]).status_code


def _without_reason(caller: Caller) -> object:
    return change(caller, "cancel", cancellation(booked(caller, slots_of(caller)[0]), None)).status_code


def _reason(caller: Caller) -> object:
    cancelled = change(caller, "cancel", cancellation(booked(caller, slots_of(caller)[0]))).json()
    return [one.get("valueString") for one in cancelled["extension"]].count("Feeling better")


def _slot_after_cancelling(caller: Caller) -> object:
    slot = slots_of(caller)[0]
    change(caller, "cancel", cancellation(booked(caller, slot)))
    return slot_status(caller, slot)


def _retrieved(first: int, last: int, role: str = "appointments_elsewhere") -> Probe:
    """Return how many appointments a patient has in a range of days."""

    def probe(caller: Caller) -> object:
        bounds = (f"ge{day(caller, first)}", f"le{day(caller, last)}")
        response = retrieve(caller, patient_id(caller, role), *bounds)
        return len(found(response)) if response.status_code == 200 else response.status_code

    return probe


def _retrieval(*bounds: str) -> Probe:
    return lambda caller: retrieve(caller, patient_id(caller), *bounds).status_code


def _taken(caller: Caller) -> object:
    body = booking(caller, slots_of(caller)[0])
    return [book(caller, body).status_code for _ in range(2)]


def _booked(part: str) -> Probe:
    """Return what a fresh appointment has under one name, without what differs from slot to slot."""

    def probe(caller: Caller) -> object:
        appointment = booked(caller, slots_of(caller)[0])
        if part == "extension":
            return [one["url"] for one in appointment[part]]
        return len(appointment[part]) if part in appointment else None

    return probe


def _registering(role: str, **members: object) -> Probe:
    """Register someone of a role with these elements added; return status and error code."""

    def probe(caller: Caller) -> object:
        response = register(caller, patient(candidates(caller, role)[0], **members))
        return response.status_code

    return probe


def _registered(part: str, **members: object) -> Probe:
    """Return one element of a fresh registration."""

    def probe(caller: Caller) -> object:
        one = registered(caller, patient(candidates(caller, "verified")[0], **members))
        if part in ("registrationType", "registrationPeriod"):
            return registration(one).get(part, {}).keys(), registration(one).get("registrationType")
        return one.get(part)

    return probe


def _registered_twice(caller: Caller) -> object:
    body = patient(candidates(caller, "verified")[0])
    return [register(caller, body).status_code for _ in range(2)]


def _found_afterwards(caller: Caller) -> object:
    person = candidates(caller, "verified")[0]
    registered(caller, patient(person))
    return len(found(caller.find_patient(person["nhs_number"])))


def _bundle_type(caller: Caller) -> object:
    return register(caller, patient(candidates(caller, "verified")[0])).json()["type"]


_HOMES = [address("home"), address("home", "2 Low Street")]
_REASON = [{"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": "x"}]}]

PROBES: dict[str, Probe] = {
    "booking-race": _at_once,
    "double-booking-allowed": _twice,
    "slot-not-marked-busy": _slot_afterwards,
    "past-booked": _one("Morning surgery", 0, first_day=-2),
    "booking-times-not-checked": _with(end="2026-02-04T23:00:00+00:00"),
    "booking-status-not-checked": _with(status="pending"),
    "profile-claim-not-checked": _with(meta={"versionId": "1"}),
    "adjacency-schedule-ignored": _together(("Evening surgery", 5), ("Late calls", 0)),
    "adjacency-channel-ignored": _together(("Evening surgery", 1), ("Evening surgery", 2)),
    "adjacency-service-type-ignored": _together(("Evening surgery", 2), ("Evening surgery", 3)),
    "adjacency-gap-ignored": _together(("Evening surgery", 3), ("Evening surgery", 4)),
    "reason-accepted": _with(reason=_REASON),
    "specialty-accepted": _with(specialty=[{"text": "x"}]),
    "patient-participant-not-required": lambda caller: _status(caller, lambda body: body["participant"].pop(0)),
    "location-participant-not-required": lambda caller: _status(caller, lambda body: body["participant"].pop(1)),
    "participants-not-resolved": lambda caller: _status(
        caller, lambda body: body["participant"][1]["actor"].update(reference="Location/none")
    ),
    "booking-organisation-not-required": lambda caller: _status(caller, lambda body: body.pop("extension")),
    "booking-organisation-details-not-required": lambda caller: _status(
        caller, lambda body: body["contained"][0].pop("telecom")
    ),
    "booking-organisation-dropped": lambda caller: "contained" in _returned(caller),
    "booking-organisation-type-dropped": lambda caller: "type" in _returned(caller).get("contained", [{}])[0],
    "booking-organisation-trimmed": lambda caller: "use" in _returned(caller)["contained"][0]["telecom"][0],
    "booking-creation-time-lost": lambda caller: _returned(caller)["created"][:4],
    "reserved-slots-never-booked": lambda caller: _status(caller, lambda _: None, "Extended access"),
    "unoffered-slots-booked": _one("Not on offer", 0),
    "restricted-slots-booked": _one("Extended access", 0),
    "long-texts-truncated": _with(description="x" * 101),
    "description-truncated": lambda caller: len(_returned(caller, description="x" * 100)["description"]),
    "comment-dropped": lambda caller: "comment" in _returned(caller),
    "if-match-ignored": _matched('W/"7"'),
    "if-match-not-required": _matched(None),
    "version-not-moved": _amended(comment="New"),
    "body-id-not-checked": _with_other_id,
    "refused-changes-stored": _matched('W/"7"'),
    "amend-changes-anything": _amended(status="pending"),
    "past-amended": _past("amend"),
    "cancelled-amended": _cancelled("amend"),
    "cancel-changes-anything": _amended("cancel", comment="New"),
    "past-cancelled": _past("cancel"),
    "cancelled-twice": _cancelled("cancel"),
    "cancel-without-reason": _without_reason,
    "cancellation-reason-dropped": _reason,
    "slot-not-freed-on-cancel": _slot_after_cancelling,
    "past-read": _past("read"),
    "other-patients-appointments-returned": _retrieved(0, 40, "no_appointments"),
    "cancelled-left-out": _retrieved(4, 4),
    "earlier-today-left-out": _retrieved(0, 0),
    "last-day-left-out": _retrieved(3, 3),
    "booked-elsewhere-left-out": _retrieved(3, 12),
    "single-bound-accepted": _retrieval("ge2027-01-01"),
    "time-part-accepted": _retrieval("ge2027-01-01T00:00:00", "le2027-01-02"),
    "past-range-accepted": _retrieval("ge2026-01-01", "le2027-01-01"),
    "appointment-times-in-utc": lambda caller: booked(caller, slots_of(caller)[0])["created"][-6:],
    "appointment-servicetype-missing": _booked("serviceType"),
    "appointment-created-missing": _booked("created"),
    "appointment-delivery-channel-missing": _booked("extension"),
    "appointment-practitioner-missing": _booked("participant"),
    "appointment-specialty-populated": _booked("specialty"),
    "location-header-missing": lambda caller: (
        "Location" in book(caller, booking(caller, slots_of(caller)[0])).headers
    ),
    "conflict-as-bad-request": _taken,
    "registers-unverified": _registering("mismatch"),
    "registers-unknown-to-pds": _registering("not_on_pds"),
    "registers-deceased": _registering("deceased"),
    "registers-sensitive": _registering("sensitive"),
    "registers-flagged-numbers": _registering("superseded"),
    "registers-duplicates": _registered_twice,
    "registers-other-elements": _registering("verified", active=True),
    "registers-repeated-uses": _registering("verified", address=_HOMES),
    "registers-as-regular": _registered("registrationType"),
    "registration-without-period": _registered("registrationPeriod"),
    "registration-not-stored": _found_afterwards,
    "inactive-not-reactivated": _registering("inactive"),
    "sent-demographics-ignored": _registered("gender", gender="unknown"),
    "communication-dropped": lambda caller: len(_registered("extension", extension=communication("fr"))(caller)),
    "temporary-details-dropped": lambda caller: len(_registered("telecom", telecom=[phone("temp")])(caller)),
    "temporary-details-without-end": lambda caller: _registered("telecom", telecom=[phone("temp")])(caller)[
        0
    ].keys(),
    "registration-without-type": _registered("registrationType"),
    "registration-as-collection": _bundle_type,
    "patient-marital-status-populated": _registered("maritalStatus"),
}
