"""Free slots as a searchset holds them."""

from datetime import datetime
from typing import Any

import pytest

from gpconnect.spec.vocabulary import EXTENSIONS
from gpconnect.target.free_slots import free_slots


def slot(logical_id: str, start: str = "2026-07-01T09:00:00+01:00", **changes: object) -> dict[str, Any]:
    made = {
        "resourceType": "Slot",
        "id": logical_id,
        "extension": [{"url": EXTENSIONS["delivery_channel"], "valueCode": "Telephone"}],
        "serviceType": [{"text": "Telephone triage"}],
        "schedule": {"reference": "Schedule/s1"},
        "status": "free",
        "start": start,
        "end": "2026-07-01T09:10:00+01:00",
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not None}


SCHEDULE = {
    "resourceType": "Schedule",
    "id": "s1",
    "actor": [{"reference": "Practitioner/p1"}, {"reference": "https://provider.example/STU3/1/Location/l1"}],
}


def searchset(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def test_a_free_slot_tells_what_a_booking_needs() -> None:
    found = free_slots(searchset(slot("a"), SCHEDULE))[0]
    assert (found.id, found.location_id, found.practitioner_id) == ("a", "l1", "p1")
    assert (found.delivery_channel, found.service_type) == ("Telephone", "Telephone triage")
    assert found.start == datetime.fromisoformat("2026-07-01T08:00:00+00:00")
    assert (found.end - found.start).total_seconds() == 600


def test_actors_and_descriptions_may_be_absent() -> None:
    bare = {"resourceType": "Schedule", "id": "s1"}
    found = free_slots(searchset(slot("a", extension=None, serviceType=None), bare))[0]
    assert (found.location_id, found.practitioner_id) == (None, None)
    assert (found.delivery_channel, found.service_type) == (None, None)


def test_slots_come_in_the_order_of_their_start() -> None:
    late, early = slot("a", "2026-07-01T09:00:00+01:00"), slot("b", "2026-07-01T08:30:00+01:00")
    assert [one.id for one in free_slots(searchset(late, early, SCHEDULE))] == ["b", "a"]


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"start": "2026-07-01"},
        {"end": "soon"},
        {"schedule": None},
        {"schedule": {"reference": "S/1"}},
    ],
)
def test_slots_that_cannot_be_booked_are_left_out(changes: dict[str, Any]) -> None:
    assert free_slots(searchset({**slot("a"), **changes}, SCHEDULE)) == []


def test_an_empty_searchset_has_no_slots() -> None:
    assert free_slots({"resourceType": "Bundle", "type": "searchset"}) == []
