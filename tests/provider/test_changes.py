"""Amend and cancel an appointment."""

import copy
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from appointment_book import (
    CANCELLATION_REASON,
    DELIVERY_CHANNEL,
    PRACTITIONER_ROLE,
    Body,
    booked,
    cancellation,
    change,
    read,
    slot_status,
    slots_of,
)
from provider_caller import Caller, calling, refused

from gpconnect.provider.settings import Settings

Change = Callable[[Body], Any]
_NOW = datetime(2026, 2, 3, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    with calling(Settings(now=_NOW)) as one:
        yield one


def _changes(appointment: Body, **members: object) -> Body:
    return copy.deepcopy(appointment) | members


def test_an_amendment(caller: Caller) -> None:
    slot = slots_of(caller)[0]
    appointment = booked(caller, slot)
    response = change(caller, "amend", _changes(appointment, description="Ankle pain", comment="Bring X-ray"))
    assert response.status_code == 200, response.text
    amended = response.json()
    assert response.headers["ETag"] == 'W/"2"'
    assert response.headers["Last-Modified"].endswith("GMT")
    assert amended == _changes(appointment, description="Ankle pain", comment="Bring X-ray") | {
        "meta": appointment["meta"] | {"versionId": "2"}
    }
    assert read(caller, appointment["id"]).json() == amended
    assert slot_status(caller, slot) == ["busy"]


def test_a_comment_can_be_taken_away_and_put_back(caller: Caller) -> None:
    appointment = booked(caller, slots_of(caller)[0])
    without = _changes(appointment)
    del without["comment"]
    amended = change(caller, "amend", without).json()
    assert "comment" not in amended
    amended = change(caller, "amend", _changes(amended, comment="x" * 500, description="é" * 100)).json()
    assert (amended["comment"], amended["description"]) == ("x" * 500, "é" * 100)


def test_what_the_provider_derives_need_not_be_sent(caller: Caller) -> None:
    body = _changes(booked(caller, slots_of(caller)[0]), description="Short")
    for name in ("serviceType", "serviceCategory"):
        del body[name]
    body["extension"] = [
        one for one in body["extension"] if one["url"] not in (DELIVERY_CHANNEL, PRACTITIONER_ROLE)
    ]
    body["participant"].reverse()
    body["participant"][0]["actor"]["reference"] = (
        f"{caller.provider.base_url}/{body['participant'][0]['actor']['reference']}"
    )
    body["start"] = body["start"].replace("+00:00", "Z")
    amended = change(caller, "amend", body).json()
    assert amended["serviceType"] == [{"text": "General GP appointment"}]
    assert len(amended["extension"]) == 3


def test_a_cancellation_frees_the_slots(caller: Caller) -> None:
    slots = slots_of(caller)[:2]
    appointment = booked(caller, *slots)
    body = cancellation(appointment)
    response = change(caller, "cancel", body)
    assert response.status_code == 200, response.text
    cancelled = response.json()
    assert response.headers["ETag"] == 'W/"2"'
    assert cancelled["status"] == "cancelled"
    reasons = [one["valueString"] for one in cancelled["extension"] if one["url"] == CANCELLATION_REASON]
    assert reasons == ["Feeling better"]
    for name in appointment.keys() - {"status", "meta", "extension"}:
        assert cancelled[name] == appointment[name], name
    assert slot_status(caller, *slots) == ["free", "free"]
    assert read(caller, appointment["id"]).json() == cancelled
    again = booked(caller, slots[1])
    assert again["id"] != appointment["id"]


@pytest.mark.parametrize("preference", ["return=minimal", "return=representation"])
@pytest.mark.parametrize("kind", ["amend", "cancel"])
def test_preferences(caller: Caller, kind: str, preference: str) -> None:
    appointment = booked(caller, slots_of(caller)[0])
    body = cancellation(appointment) if kind == "cancel" else _changes(appointment, comment="y")
    response = change(caller, kind, body, Prefer=preference)
    assert (response.status_code, response.headers["ETag"]) == (200, 'W/"2"')
    assert (response.content == b"") is (preference == "return=minimal")


def _participant(body: Body, **members: object) -> None:
    body["participant"][0].update(members)


OTHER_CHANGES: dict[str, Change] = {
    "created": lambda body: body.update(created="2026-01-01T09:00:00+00:00"),
    "no created": lambda body: body.pop("created"),
    "start": lambda body: body.update(start="2026-02-04T09:00:00+00:00"),
    "end": lambda body: body.update(end="2026-02-04T23:00:00+00:00"),
    "slot": lambda body: body["slot"][0].update(reference="Slot/1-0"),
    "another slot": lambda body: body["slot"].append({"reference": "Slot/1-0"}),
    "patient": lambda body: body["participant"][0]["actor"].update(reference="Patient/x"),
    "location": lambda body: body["participant"][1]["actor"].update(reference="Location/location-18"),
    "no practitioner": lambda body: body["participant"].pop(2),
    "participant status": lambda body: _participant(body, status="tentative"),
    "participant required": lambda body: _participant(body, required="optional"),
    "service type": lambda body: body["serviceType"][0].update(text="Something else"),
    "service category": lambda body: body["serviceCategory"].update(text="Something else"),
    "booking organisation": lambda body: body["contained"][0].update(name="Another hospital"),
    "no booking organisation": lambda body: [body.pop("contained"), body["extension"].pop(0)],
    "delivery channel": lambda body: [
        one.update(valueCode="Video") for one in body["extension"] if one["url"] == DELIVERY_CHANNEL
    ],
    "another extension": lambda body: body["extension"].append(
        {"url": "https://example.invalid/x", "valueString": "x"}
    ),
    "priority": lambda body: body.update(priority=1),
    "identifier": lambda body: body.update(identifier=[{"system": "https://example.invalid/x", "value": "1"}]),
    "length": lambda body: body.update(minutesDuration=10),
    "text": lambda body: body.update(
        text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}
    ),
    "reason": lambda body: body.update(reason=[{"text": "x"}]),
    "specialty": lambda body: body.update(specialty=[{"text": "x"}]),
    "no profile": lambda body: body["meta"].pop("profile"),
    "unknown element": lambda body: body.update(colour="red"),
}
AMENDMENTS: dict[str, Change] = {
    **OTHER_CHANGES,
    "cancelled": lambda body: body.update(status="cancelled"),
    "arrived": lambda body: body.update(status="arrived"),
    "cancellation reason": lambda body: body["extension"].append({"url": CANCELLATION_REASON, "valueString": "x"}),
    "no description": lambda body: body.pop("description"),
    "long description": lambda body: body.update(description="x" * 101),
    "long comment": lambda body: body.update(comment="x" * 501),
}
CANCELLATIONS: dict[str, Change] = {
    **OTHER_CHANGES,
    "description": lambda body: body.update(description="Another one"),
    "comment": lambda body: body.update(comment="Another one"),
    "no comment": lambda body: body.pop("comment"),
    "booked": lambda body: body.update(status="booked"),
    "no reason": lambda body: body["extension"].pop(),
    "empty reason": lambda body: body["extension"][-1].update(valueString=""),
    "two reasons": lambda body: body["extension"].append({"url": CANCELLATION_REASON, "valueString": "x"}),
}


def _refused_and_unchanged(caller: Caller, kind: str, appointment: Body, body: Body) -> None:
    refused(change(caller, kind, body), 422, "INVALID_RESOURCE")
    response = read(caller, appointment["id"])
    assert response.json() == appointment
    assert response.headers["ETag"] == 'W/"1"'


@pytest.mark.parametrize("name", AMENDMENTS)
def test_nothing_else_can_be_amended(caller: Caller, appointment: Body, name: str) -> None:
    body = _changes(appointment, comment="New comment")
    AMENDMENTS[name](body)
    _refused_and_unchanged(caller, "amend", appointment, body)


@pytest.mark.parametrize("name", CANCELLATIONS)
def test_nothing_else_can_be_changed_by_a_cancellation(caller: Caller, appointment: Body, name: str) -> None:
    body = cancellation(appointment)
    CANCELLATIONS[name](body)
    _refused_and_unchanged(caller, "cancel", appointment, body)


@pytest.fixture(scope="module")
def appointment(caller: Caller) -> Body:
    """An appointment that every attempt to change it leaves as it is."""
    return booked(caller, slots_of(caller)[0])


@pytest.mark.parametrize("kind", ["amend", "cancel"])
@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (None, 400, "BAD_REQUEST"),
        ("1", 400, "BAD_REQUEST"),
        ("*", 400, "BAD_REQUEST"),
        ('"1"', 400, "BAD_REQUEST"),
        ('W/"0"', 409, "DUPLICATE_REJECTED"),
        ('W/"nonsense"', 409, "DUPLICATE_REJECTED"),
    ],
)
def test_versions(caller: Caller, appointment: Body, kind: str, sent: str | None, status: int, code: str) -> None:
    body = cancellation(appointment) if kind == "cancel" else _changes(appointment, comment="New")
    refused(change(caller, kind, body, If_Match=sent), status, code)
    assert read(caller, appointment["id"]).json() == appointment


def test_a_stale_version_is_refused_and_a_fresh_one_is_not(caller: Caller) -> None:
    appointment = booked(caller, slots_of(caller)[0])
    amended = change(caller, "amend", _changes(appointment, comment="One")).json()
    assert "version" in refused(change(caller, "cancel", cancellation(appointment)), 409, "DUPLICATE_REJECTED")
    assert change(caller, "cancel", cancellation(amended)).json()["meta"]["versionId"] == "3"


def test_of_ten_amendments_of_one_version_one_wins(caller: Caller) -> None:
    appointment = booked(caller, slots_of(caller)[0])

    def one(number: int) -> int:
        with httpx.Client(trust_env=False) as http:
            body = _changes(appointment, comment=f"Number {number}")
            return change(Caller(caller.provider, http), "amend", body).status_code

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(one, range(10))) == [200] + [409] * 9


@pytest.mark.parametrize("kind", ["amend", "cancel"])
def test_ids(caller: Caller, appointment: Body, kind: str) -> None:
    refused(change(caller, kind, appointment, identity="none"), 404, "NO_RECORD_FOUND")
    body = cancellation(appointment) if kind == "cancel" else _changes(appointment, comment="New")
    refused(change(caller, kind, body | {"id": "another"}, identity=appointment["id"]), 400, "BAD_REQUEST")
    del body["id"]
    refused(change(caller, kind, body, identity=appointment["id"]), 400, "BAD_REQUEST")


@pytest.mark.parametrize("kind", ["amend", "cancel"])
def test_cancelled_appointments_stay_as_they_are(caller: Caller, kind: str) -> None:
    slot = slots_of(caller)[0]
    appointment = booked(caller, slot)
    cancelled = change(caller, "cancel", cancellation(appointment)).json()
    other = booked(caller, slot)
    refused(change(caller, kind, _changes(cancelled, comment="New")), 422, "INVALID_RESOURCE")
    refused(change(caller, kind, cancelled), 422, "INVALID_RESOURCE")
    assert read(caller, appointment["id"]).json() == cancelled
    assert read(caller, other["id"]).json() == other
    assert slot_status(caller, slot) == ["busy"]


@pytest.mark.parametrize("kind", ["amend", "cancel"])
def test_past_appointments_stay_as_they_are(kind: str) -> None:
    with calling(Settings(now=_NOW)) as caller:
        appointment = booked(caller, slots_of(caller)[0])
        store = caller.provider.services.store
        store.update("appointment", appointment["id"], start=caller.provider.services.clock.epoch() - 60)
        body = cancellation(appointment) if kind == "cancel" else _changes(appointment, comment="New")
        assert "past" in refused(change(caller, kind, body), 422, "INVALID_RESOURCE")
        row = store.by_id("appointment", appointment["id"])
        assert row is not None
        assert (row["version"], row["status"], row["comment"]) == (1, "booked", "Prefers mornings")


@pytest.mark.parametrize("kind", ["amend", "cancel"])
def test_appointments_that_were_booked_elsewhere(kind: str) -> None:
    with calling(Settings(now=_NOW)) as caller:
        appointment = read(caller, caller.role("appointments", "elsewhere")).json()
        assert "contained" not in appointment
        body = cancellation(appointment) if kind == "cancel" else _changes(appointment, comment="New")
        response = change(caller, kind, body)
        assert response.status_code == 200, response.text
        assert response.json()["meta"]["versionId"] == "2"


def test_the_interaction_id_has_to_be_that_of_the_change(caller: Caller, appointment: Body) -> None:
    refused(change(caller, "amend", cancellation(appointment)), 422, "INVALID_RESOURCE")
    refused(change(caller, "cancel", _changes(appointment, comment="New")), 422, "INVALID_RESOURCE")


def test_in_edition_1_0_0_the_status_tells_amendment_and_cancellation_apart() -> None:
    with calling(Settings(now=_NOW, edition="1.0.0")) as caller:
        slot = slots_of(caller)[0]
        appointment = booked(caller, slot)
        amended = change(caller, "amend", _changes(appointment, comment="New")).json()
        assert (amended["status"], amended["comment"]) == ("booked", "New")
        cancelled = change(caller, "amend", cancellation(amended)).json()
        assert cancelled["status"] == "cancelled"
        assert slot_status(caller, slot) == ["free"]
