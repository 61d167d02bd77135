"""Retrieve a patient's appointments, and read one."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from appointment_book import (
    BOOKING_ORGANISATION,
    CANCELLATION_REASON,
    PROFILE,
    booked,
    cancellation,
    change,
    day,
    patient_id,
    read,
    retrieve,
    slots_of,
)
from provider_caller import Caller, calling, found, refused

from gpconnect.provider.settings import Settings


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    with calling(Settings(now=datetime(2026, 3, 24, 11, tzinfo=UTC))) as one:
        yield one


def test_every_appointment_of_the_patient_and_nobody_elses(caller: Caller) -> None:
    patient = patient_id(caller, "temporary")
    slots = slots_of(caller)
    kept = booked(caller, slots[0], patient=patient)
    cancelled = change(caller, "cancel", cancellation(booked(caller, slots[1], patient=patient))).json()
    booked(caller, slots[2])
    bounds = (f"ge{day(caller, 0)}", f"le{day(caller, 30)}")
    assert found(retrieve(caller, patient, *bounds)) == [kept, cancelled]
    assert found(retrieve(caller, patient, *reversed(bounds))) == [kept, cancelled]
    assert read(caller, cancelled["id"]).json() == cancelled
    assert found(retrieve(caller, patient_id(caller, "no_appointments"), *bounds)) == []


def test_both_days_of_the_range_belong_to_it(caller: Caller) -> None:
    patient = patient_id(caller, "no_consent")
    late = booked(caller, slots_of(caller, "Midnight calls", first_day=3)[0], patient=patient)
    early = booked(caller, slots_of(caller, "Night calls", first_day=4)[0], patient=patient)
    last, first = (one["start"][:10] for one in (late, early))
    assert found(retrieve(caller, patient, f"ge{last}", f"le{last}")) == [late]
    assert found(retrieve(caller, patient, f"ge{first}", f"le{first}")) == [early]
    assert found(retrieve(caller, patient, f"ge{last}", "le9999-12-31")) == [late, early]


def test_appointments_that_were_booked_elsewhere(caller: Caller) -> None:
    patient = patient_id(caller, "appointments_elsewhere")
    appointments = found(retrieve(caller, patient, f"ge{day(caller, 0)}", f"le{day(caller, 13)}"))
    by_id = {one["id"]: one for one in appointments}
    assert by_id.keys() >= {caller.role("appointments", name) for name in ("elsewhere", "cancelled")}
    assert caller.role("appointments", "past") not in by_id
    for one in appointments:
        assert one["meta"]["profile"] == [PROFILE]
        assert "contained" not in one
        assert BOOKING_ORGANISATION not in [extension["url"] for extension in one["extension"]]
        assert one.keys() >= {"serviceType", "serviceCategory", "description", "created", "participant", "slot"}
    offsets = {one["start"][-6:] for one in appointments}
    assert offsets == {"+00:00", "+01:00"}
    cancelled = by_id[caller.role("appointments", "cancelled")]
    assert cancelled["status"] == "cancelled"
    assert CANCELLATION_REASON in [extension["url"] for extension in cancelled["extension"]]


def test_today_counts_from_midnight(caller: Caller) -> None:
    patient, today = patient_id(caller, "appointments_elsewhere"), day(caller, 0)
    (one,) = found(retrieve(caller, patient, f"ge{today}", f"le{today}"))
    assert one["start"] == f"{today}T00:50:00+00:00"
    refused(read(caller, one["id"]), 404, "NO_RECORD_FOUND")


@pytest.mark.parametrize(
    "bounds",
    [
        (),
        ("ge{1}",),
        ("le{1}",),
        ("ge{1}", "ge{2}"),
        ("le{1}", "le{2}"),
        ("ge{1}", "le{2}", "le{2}"),
        ("ge{1}", "le{2}", "le{3}"),
        ("{1}", "{2}"),
        ("gt{1}", "lt{2}"),
        ("eq{1}", "le{2}"),
        ("ge{2}", "le{1}"),
        ("ge{-1}", "le{1}"),
        ("ge{-3}", "le{-1}"),
        ("ge{0}T00:00:00", "le{1}"),
        ("ge{0}", "le{1}T23:59:59+00:00"),
        ("ge{0}", "le2026-04"),
        ("ge{0}", "le2027"),
        ("ge{0}", "le2026-02-30"),
        ("ge{0}", "le2026-4-30"),
        ("ge{0}", "left"),
        ("ge{0}", ""),
    ],
)
def test_ranges_that_are_refused(caller: Caller, bounds: tuple[str, ...]) -> None:
    patient = patient_id(caller)
    days = {str(number): day(caller, number) for number in range(-3, 4)}
    sent = []
    for bound in bounds:
        for number, text in days.items():
            bound = bound.replace(f"{{{number}}}", text)
        sent.append(bound)
    refused(retrieve(caller, patient, *sent), 422, "INVALID_PARAMETER")


def test_a_range_in_the_past_is_named_as_such(caller: Caller) -> None:
    response = retrieve(caller, patient_id(caller), f"ge{day(caller, -1)}", f"le{day(caller, 1)}")
    assert "past" in refused(response, 422, "INVALID_PARAMETER")


@pytest.mark.parametrize("role", [None, "inactive", "deceased", "sensitive"])
def test_patients_who_are_not_found(caller: Caller, role: str | None) -> None:
    patient = patient_id(caller, role) if role else "nobody"
    bounds = (f"ge{day(caller, 0)}", f"le{day(caller, 1)}")
    refused(retrieve(caller, patient, *bounds), 404, "PATIENT_NOT_FOUND")


def test_reading_an_appointment(caller: Caller) -> None:
    appointment = booked(caller, slots_of(caller, "Telephone clinic")[0])
    response = read(caller, appointment["id"])
    assert response.status_code == 200
    assert response.json() == appointment
    assert response.headers["ETag"] == 'W/"1"'
    assert response.headers["Cache-Control"] == "no-store"


def test_appointments_that_cannot_be_read(caller: Caller) -> None:
    refused(read(caller, "none"), 404, "NO_RECORD_FOUND")
    assert "past" in refused(read(caller, caller.role("appointments", "past")), 404, "NO_RECORD_FOUND")


def test_appointments_of_sensitive_patients_are_withheld(caller: Caller) -> None:
    patient = patient_id(caller, "registered")
    appointment = booked(caller, slots_of(caller)[0], patient=patient)
    store = caller.provider.services.store
    number = caller.role("patients", "registered")
    store.run("UPDATE pds SET sensitive = 1 WHERE nhs_number = ?", number)
    try:
        refused(read(caller, appointment["id"]), 404, "PATIENT_NOT_FOUND")
        refused(change(caller, "cancel", cancellation(appointment)), 404, "PATIENT_NOT_FOUND")
    finally:
        store.run("UPDATE pds SET sensitive = 0 WHERE nhs_number = ?", number)


def test_an_appointment_shows_the_practitioner_of_its_schedule_now(caller: Caller) -> None:
    slot = slots_of(caller)[0]
    appointment = booked(caller, slot)
    caller.provider.services.store.update("schedule", slot["schedule_id"], practitioner_id="practitioner-3")
    actors = [one["actor"]["reference"] for one in read(caller, appointment["id"]).json()["participant"]]
    assert actors[2] == "Practitioner/practitioner-3"
