"""Free slots: what a slot search found, each slot with its schedule, as a booking needs them."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from gpconnect.conformance.local_time import instant
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rule import Resource, extensions, values_at
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.spec.vocabulary import EXTENSIONS
from gpconnect.target.testdata import TestData
from gpconnect.target.usable import unusable


@dataclass(frozen=True)
class FreeSlot:
    """One free Slot of a searchset, with its Schedule and the actors that the Schedule names."""

    slot: dict[str, Any]
    schedule: dict[str, Any]
    location_id: str | None
    practitioner_id: str | None

    @cached_property
    def id(self) -> str:
        """The logical ID of the Slot."""
        return str(self.slot["id"])

    @cached_property
    def start(self) -> datetime:
        """When the slot starts; the offset is the one that the provider wrote."""
        return datetime.fromisoformat(self.slot["start"])

    @cached_property
    def end(self) -> datetime:
        """When the slot ends; the offset is the one that the provider wrote."""
        return datetime.fromisoformat(self.slot["end"])

    @cached_property
    def delivery_channel(self) -> str | None:
        """The code of the slot's delivery channel, where it has one."""
        found = extensions(self.slot, EXTENSIONS["delivery_channel"])
        return next((one.get("valueCode") for _, one in found), None)

    @cached_property
    def coded_service_type(self) -> str:
        """The whole of the slot's service type, codes and text, written so that two can be compared."""
        return json.dumps(self.slot.get("serviceType"), sort_keys=True)

    @property
    def service_type(self) -> str | None:
        """The practice's own description of the slot's type, where it has one."""
        return next((text for _, text in values_at(self.slot, "serviceType.text")), None)


def free_slots(searchset: Resource) -> list[FreeSlot]:
    """Return the slots of a searchset in the order of their start.

    Slots that cannot be booked as they stand are left out: not well shaped, no ID, times that are no instants, or
    a Schedule that the searchset lacks. The rules for searchsets tell what is wrong with them.
    """
    schedules = {one["id"]: one for _, one in resources_in(searchset, "Schedule") if unusable(one) is None}
    found = [_free_slot(slot, schedules) for _, slot in resources_in(searchset, "Slot") if _is_usable(slot)]
    return sorted((one for one in found if one is not None), key=lambda one: (one.start, one.id))


def _free_slot(slot: dict[str, Any], schedules: dict[Any, dict[str, Any]]) -> FreeSlot | None:
    schedule = next(
        (schedules[one] for one in referenced_ids(slot, "schedule", "Schedule") if one in schedules), None
    )
    if schedule is None:
        return None
    locations = referenced_ids(schedule, "actor", "Location")
    practitioners = referenced_ids(schedule, "actor", "Practitioner")
    return FreeSlot(slot, schedule, next(iter(locations), None), next(iter(practitioners), None))


def _is_usable(slot: Resource) -> bool:
    return unusable(slot) is None and None not in (instant(slot.get("start")), instant(slot.get("end")))


def withheld_slot(data: TestData) -> FreeSlot:
    """Return the slot that a booking window withholds; raise ``NotApplicable`` without one in the test data."""
    return _mapped_slot(data, "embargoed")


def past_slot(data: TestData) -> FreeSlot:
    """Return a free slot that is in the past; raise ``NotApplicable`` without one in the test data."""
    return _mapped_slot(data, "past")


def _mapped_slot(data: TestData, role: str) -> FreeSlot:
    roles = (role, f"{role}_start", f"{role}_end", f"{role}_location")
    slot_id, start, end, location_id = (data.code("slots", one) for one in roles)
    slot = {"resourceType": "Slot", "id": slot_id, "start": start, "end": end}
    return FreeSlot(slot, {}, location_id, None)
