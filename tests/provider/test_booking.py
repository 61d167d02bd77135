"""Book an appointment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest
from appointment_book import (
    BOOKING_ORGANISATION,
    CANCELLATION_REASON,
    DELIVERY_CHANNEL,
    PRACTITIONER_ROLE,
    PROFILE,
    Body,
    book,
    booked,
    booking,
    organisation,
    patient_id,
    slot_status,
    slots_of,
)
from provider_caller import Caller, calling, refused

from gpconnect.provider.settings import Settings

Change = Callable[[Body], Any]
_BEFORE_SUMMER_TIME = datetime(2026, 3, 20, 11, tzinfo=UTC)


def test_a_booking(caller: Caller) -> None:
    slot, *_ = slots_of(caller)
    sent = booking(caller, slot)
    response = book(caller, sent)
    assert response.status_code == 201, response.text
    appointment = response.json()
    identity = appointment["id"]
    assert response.headers["Location"] == f"{caller.provider.base_url}/Appointment/{identity}/_history/1"
    assert response.headers["ETag"] == 'W/"1"'
    assert response.headers["Last-Modified"].endswith("GMT")
    assert appointment["meta"] == {"versionId": "1", "profile": [PROFILE]}
    for name in ("contained", "status", "description", "comment", "start", "end", "slot", "created"):
        assert appointment[name] == sent[name], name
    assert appointment["serviceType"] == [{"text": "General GP appointment"}]
    assert appointment["serviceCategory"] == {"text": "Morning surgery"}
    extensions = {one["url"]: one for one in appointment["extension"]}
    assert extensions.keys() == {BOOKING_ORGANISATION, PRACTITIONER_ROLE, DELIVERY_CHANNEL}
    assert extensions[DELIVERY_CHANNEL]["valueCode"] == "In-person"
    assert extensions[PRACTITIONER_ROLE]["valueCodeableConcept"]["coding"][0]["code"] == "R0260"
    assert appointment["participant"] == [
        *sent["participant"],
        {"actor": {"reference": f"Practitioner/{slot['practitioner_id']}"}, "status": "accepted"},
    ]
    assert not appointment.keys() & {"reason", "specialty"}
    assert slot_status(caller, slot) == ["busy"]


def test_slots_side_by_side_are_booked_together_in_any_order(caller: Caller) -> None:
    slots = slots_of(caller)[3:6]
    body = booking(caller, *slots)
    body["slot"].reverse()
    response = book(caller, body)
    assert response.status_code == 201, response.text
    assert response.json()["slot"] == [{"reference": f"Slot/{slot['id']}"} for slot in slots]
    assert slot_status(caller, *slots) == ["busy"] * 3


def test_texts_of_the_full_length_are_stored_whole(caller: Caller) -> None:
    body = booking(caller, slots_of(caller)[0])
    body |= {"description": "é" * 100, "comment": "&" * 500}
    appointment = book(caller, body).json()
    assert (appointment["description"], appointment["comment"]) == ("é" * 100, "&" * 500)


def test_the_booking_organisation_is_kept_with_all_it_has(caller: Caller) -> None:
    body = booking(caller, slots_of(caller)[0])
    body["contained"][0] |= {"address": [{"postalCode": "LS1 6AE", "city": "Leeds"}], "active": True, "id": "org"}
    body["extension"][0]["valueReference"]["reference"] = "#org"
    appointment = book(caller, body).json()
    assert appointment["contained"] == body["contained"]
    assert appointment["extension"][0] == body["extension"][0]


def test_a_practitioner_and_details_of_participants_are_kept(caller: Caller) -> None:
    slot = slots_of(caller)[0]
    body = booking(caller, slot)
    actor = {"reference": f"{caller.provider.base_url}/Practitioner/{slot['practitioner_id']}"}
    body["participant"].append({"actor": actor, "required": "required", "status": "tentative"})
    assert book(caller, body).json()["participant"][2] == {
        "actor": {"reference": f"Practitioner/{slot['practitioner_id']}"},
        "required": "required",
        "status": "tentative",
    }


def test_what_the_server_decides_is_not_taken_from_the_consumer(caller: Caller) -> None:
    body = booking(caller, slots_of(caller)[0]) | {"id": "mine"}
    body["meta"] |= {"versionId": "77", "lastUpdated": "2020-01-01T00:00:00Z"}
    appointment = book(caller, body).json()
    assert appointment["id"] != "mine"
    assert appointment["meta"] == {"versionId": "1", "profile": [PROFILE]}


def test_xml(caller: Caller) -> None:
    from gpconnect.provider.xml_format import from_xml, to_xml

    sent = booking(caller, slots_of(caller)[0])
    response = caller.submit(
        "book-an-appointment", "/Appointment", to_xml(sent), Content_Type="application/fhir+xml"
    )
    assert response.status_code == 201, response.text
    appointment = from_xml(response.content)
    assert appointment["contained"] == sent["contained"]
    assert appointment["start"] == sent["start"]


@pytest.mark.parametrize(("preference", "empty"), [("return=minimal", True), ("return=representation", False)])
def test_preferences(caller: Caller, preference: str, empty: bool) -> None:
    response = book(caller, booking(caller, slots_of(caller)[0]), Prefer=preference)
    assert response.status_code == 201
    assert response.headers["Location"]
    assert (response.content == b"") is empty


def test_times_are_uk_local_time_on_both_sides_of_the_clock_change() -> None:
    with calling(Settings(now=_BEFORE_SUMMER_TIME)) as caller:
        for first_day, offset in ((1, "+00:00"), (12, "+01:00")):
            slot = slots_of(caller, first_day=first_day)[0]
            body = booking(caller, slot)
            instants = [datetime.fromtimestamp(slot[name], UTC) for name in ("start", "end")]
            body["start"], body["end"] = (one.strftime("%Y-%m-%dT%H:%M:%SZ") for one in instants)
            appointment = book(caller, body).json()
            assert appointment["start"].endswith(offset)
            assert datetime.fromisoformat(appointment["start"]) == instants[0]
            assert appointment["created"].endswith("+00:00")


def _without(name: str) -> Change:
    return lambda body: body.pop(name)


def _with(**members: object) -> Change:
    return lambda body: body.update(members)


def _in_organisation(**members: object) -> Change:
    return lambda body: body["contained"][0].update(members)


INVALID: dict[str, Change] = {
    "another resource type": _with(resourceType="Slot"),
    "an element that FHIR does not have": _with(colour="red"),
    "an element that FHIR does not have in a participant": lambda body: body["participant"][0].update(mood="low"),
    "a modifier": _with(modifierExtension=[{"url": "https://example.invalid/x", "valueBoolean": True}]),
    "implicit rules": _with(implicitRules="https://example.invalid/rules"),
    "no profile": lambda body: body["meta"].pop("profile"),
    "another profile": _with(meta={"profile": ["https://example.invalid/StructureDefinition/x"]}),
    "no status": _without("status"),
    "a status FHIR does not have": _with(status="imaginary"),
    "another status": _with(status="proposed"),
    "cancelled": _with(status="cancelled"),
    "a cancellation reason": lambda body: body["extension"].append(
        {"url": CANCELLATION_REASON, "valueString": "x"}
    ),
    "no start": _without("start"),
    "no end": _without("end"),
    "no slot": _without("slot"),
    "an empty list of slots": _with(slot=[]),
    "the same slot twice": lambda body: body["slot"].append(body["slot"][0]),
    "a slot without a reference": _with(slot=[{"display": "the first one"}]),
    "no created": _without("created"),
    "created on a day": _with(created="2026-02-03"),
    "no description": _without("description"),
    "an empty description": _with(description=""),
    "a description beyond the limit": _with(description="x" * 101),
    "a comment beyond the limit": _with(comment="x" * 501),
    "a reason": _with(reason=[{"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": "x"}]}]),
    "a specialty": _with(specialty=[{"text": "General medicine"}]),
    "an indication": _with(indication=[{"reference": "Condition/1"}]),
    "no participants": _without("participant"),
    "no patient": lambda body: body["participant"].pop(0),
    "no location": lambda body: body["participant"].pop(1),
    "a participant without an actor": lambda body: body["participant"][0].pop("actor"),
    "a participant without a status": lambda body: body["participant"][0].pop("status"),
    "two patients": lambda body: body["participant"].append(body["participant"][0]),
    "the other surgery": lambda body: body["participant"][1]["actor"].update(reference="Location/location-18"),
    "another practitioner": lambda body: body["participant"].append(
        {"actor": {"reference": "Practitioner/practitioner-3"}, "status": "accepted"}
    ),
    "no booking organisation extension": _without("extension"),
    "no contained organisation": _without("contained"),
    "a booking organisation that is not contained": lambda body: body["extension"][0].update(
        valueReference={"reference": "Organization/organisation-14"}
    ),
    "a reference to something else": lambda body: body["extension"][0].update(valueReference={"reference": "#2"}),
    "another contained resource": lambda body: body["contained"].append({"resourceType": "Location", "id": "2"}),
    "a contained practitioner": _with(contained=[{"resourceType": "Practitioner", "id": "1"}]),
    "an organisation without identifier": lambda body: body["contained"][0].pop("identifier"),
    "an organisation without ODS code": _in_organisation(identifier=[{"system": "urn:x", "value": "A11111"}]),
    "an organisation without name": lambda body: body["contained"][0].pop("name"),
    "an organisation without telecom": lambda body: body["contained"][0].pop("telecom"),
    "an organisation with something unknown": _in_organisation(colour="red"),
    "a wrong length": _with(minutesDuration=11),
    "an earlier start": _with(start="2026-02-04T09:20:00+00:00"),
    "a later end": _with(end="2026-02-04T23:50:00+00:00"),
    "a start that is no instant": _with(start="2026-02-04"),
    "a day that does not exist": _with(start="2026-02-30T09:30:00+00:00"),
}


@pytest.fixture(scope="module")
def fixed() -> Iterator[Caller]:
    with calling(Settings(now=datetime(2026, 2, 3, 11, tzinfo=UTC))) as one:
        yield one


@pytest.mark.parametrize("name", INVALID)
def test_invalid_resources(fixed: Caller, name: str) -> None:
    slot = slots_of(fixed)[0]
    body = booking(fixed, slot)
    INVALID[name](body)
    refused(book(fixed, body), 422, "INVALID_RESOURCE")
    assert slot_status(fixed, slot) == ["free"]


@pytest.mark.parametrize(
    ("where", "reference"),
    [
        (("slot", 0), "Slot/none"),
        (("slot", 0), "https://example.invalid/fhir/Slot/1-0"),
        (("participant", 0, "actor"), "Patient/none"),
        (("participant", 0, "actor"), "RelatedPerson/1"),
        (("participant", 1, "actor"), "Location/none"),
        (("participant", 2, "actor"), "Practitioner/none"),
    ],
)
def test_references_to_nothing(fixed: Caller, where: tuple[str | int, ...], reference: str) -> None:
    body = booking(fixed, slots_of(fixed)[0])
    body["participant"].append({"actor": {"reference": "Practitioner/practitioner-1"}, "status": "accepted"})
    if reference == "RelatedPerson/1":
        body["participant"].append({"actor": dict(body["participant"][0]["actor"]), "status": "accepted"})
    element: Any = body
    for step in where:
        element = element[step]
    element["reference"] = reference
    assert reference in refused(book(fixed, body), 422, "REFERENCE_NOT_FOUND")


@pytest.mark.parametrize("role", ["inactive", "deceased", "superseded", "unverified_mismatch"])
def test_patients_who_cannot_be_found_cannot_be_booked_for(fixed: Caller, role: str) -> None:
    body = booking(fixed, slots_of(fixed)[0], patient=patient_id(fixed, role))
    refused(book(fixed, body), 422, "REFERENCE_NOT_FOUND")


def test_sensitive_patients_are_not_found(fixed: Caller) -> None:
    body = booking(fixed, slots_of(fixed)[0], patient=patient_id(fixed, "sensitive"))
    refused(book(fixed, body), 404, "PATIENT_NOT_FOUND")


@pytest.mark.parametrize("role", ["temporary", "no_consent", "unverified_match"])
def test_patients_who_can_be_found_can_be_booked_for(fixed: Caller, role: str) -> None:
    slot = slots_of(fixed, "Telephone clinic")[0]
    assert booked(fixed, slot, patient=patient_id(fixed, role))["slot"] == [{"reference": f"Slot/{slot['id']}"}]


@pytest.mark.parametrize(
    ("places", "rule"),
    [((1, 2), "delivery channel"), ((2, 3), "service type"), ((3, 4), "gap"), ((0, 4), "delivery channel")],
)
def test_slots_that_do_not_fit_together(fixed: Caller, places: tuple[int, int], rule: str) -> None:
    slots = [slots_of(fixed, "Evening surgery")[place] for place in places]
    assert rule in refused(book(fixed, booking(fixed, *slots)), 422, "INVALID_RESOURCE")
    assert slot_status(fixed, *slots) == ["free", "free"]


def test_slots_of_two_schedules(fixed: Caller) -> None:
    slots = [slots_of(fixed, "Evening surgery")[5], slots_of(fixed, "Late calls")[0]]
    assert slots[0]["end"] == slots[1]["start"]
    assert "schedule" in refused(book(fixed, booking(fixed, *slots)), 422, "INVALID_RESOURCE")


def test_a_taken_slot(fixed: Caller) -> None:
    first, second = slots_of(fixed, "Nurse clinic")[:2]
    booked(fixed, first)
    assert first["id"] in refused(book(fixed, booking(fixed, first, second)), 409, "DUPLICATE_REJECTED")
    assert slot_status(fixed, second) == ["free"]
    booked(fixed, second)


def test_past_slots(fixed: Caller) -> None:
    slot = slots_of(fixed, first_day=-1)[0]
    assert "past" in refused(book(fixed, booking(fixed, slot)), 422, "INVALID_RESOURCE")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_slots_that_are_not_on_offer(fixed: Caller, place: int) -> None:
    slot = slots_of(fixed, "Not on offer", first_day=3)[place]
    refused(book(fixed, booking(fixed, slot)), 422, "INVALID_RESOURCE")
    assert slot_status(fixed, slot) == ["free"]


@pytest.mark.parametrize(
    ("place", "kind", "code", "allowed"),
    [
        (0, "urgent-care", "X1", True),
        (1, "gp-practice", "A11111", False),
        (1, None, "A11111", False),
        (2, None, "A11111", True),
        (3, "urgent-care", "X1", False),
        (4, "urgent-care", "A11111", True),
        (5, "urgent-care", "X1", False),
        (5, "gp-practice", "A11111", False),
    ],
)
def test_slots_for_certain_organisations(
    fixed: Caller, place: int, kind: str | None, code: str, allowed: bool
) -> None:
    slot = slots_of(fixed, "Extended access")[0]
    store = fixed.provider.services.store
    slot = store.all(
        "SELECT slot.*, location_id FROM slot JOIN schedule ON schedule.id = schedule_id WHERE schedule_id = ?"
        " ORDER BY slot.start",
        slot["schedule_id"],
    )[place]
    body = booking(fixed, slot) | {"contained": [organisation(code, kind)]}
    response = book(fixed, body)
    if allowed:
        assert response.status_code == 201, response.text
    else:
        assert "organisation" in refused(response, 422, "INVALID_RESOURCE")
        assert slot_status(fixed, slot) == ["free"]


def test_malformed_bodies(fixed: Caller) -> None:
    refused(fixed.submit("book-an-appointment", "/Appointment", b"{"), 400, "BAD_REQUEST")
    refused(fixed.submit("book-an-appointment", "/Appointment", []), 400, "BAD_REQUEST")


def _race(callers: list[Caller], body: Body, times: int) -> list[int]:
    """Send a booking so many times at once; return the statuses."""
    start = Barrier(times)
    with ExitStack() as stack, ThreadPoolExecutor(times) as pool:
        shared = httpx.create_ssl_context()
        clients = [
            Caller(one.provider, stack.enter_context(httpx.Client(trust_env=False, timeout=20, verify=shared)))
            for one in islice(cycle(callers), times)
        ]

        def one(caller: Caller) -> int:
            start.wait()
            return book(caller, body).status_code

        return sorted(pool.map(one, clients))


def test_of_twenty_bookings_at_once_one_wins(caller: Caller) -> None:
    slots = slots_of(caller, "Video clinic")[:2]
    assert _race([caller], booking(caller, *slots), 20) == [201] + [409] * 19
    rows = caller.provider.services.store.all("SELECT * FROM slot_booking WHERE slot_id = ?", slots[0]["id"])
    assert len(rows) == 1


def test_two_providers_on_one_database_book_a_slot_once(tmp_path: Path) -> None:
    settings = Settings(database=str(tmp_path / "provider.sqlite"))
    with calling(settings) as one, calling(settings) as other:
        assert _race([one, other], booking(one, slots_of(one)[0]), 20) == [201] + [409] * 19


def test_the_race_is_lost_without_a_transaction() -> None:
    with calling(Settings(faults=("booking-race",))) as caller:
        slots = slots_of(caller)
        assert _race([caller], booking(caller, slots[0]), 8).count(201) > 1
        refused(book(caller, booking(caller, slots[0])), 409, "DUPLICATE_REJECTED")
