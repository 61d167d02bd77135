"""The seed data: one practice with two surgeries, its staff, its patients, and what PDS knows; always the same."""

from gpconnect.provider.clock import Clock, local_epoch, wire
from gpconnect.provider.seed_appointments import seed_appointments
from gpconnect.provider.seed_people import seed_patients
from gpconnect.provider.seed_practice import OTHER_PRACTICE, seed_practice
from gpconnect.provider.seed_roles import assign
from gpconnect.provider.seed_slots import DESCRIBED, RESTRICTED_CODE, RESTRICTED_TYPE, seed_slots
from gpconnect.provider.seed_volume import seed_more_patients, seed_more_slots
from gpconnect.provider.settings import Settings
from gpconnect.provider.store import Row, Store

_UNKNOWN_ODS_CODE = "Z99999"
_DAY = 24 * 60 * 60
_EMBARGOED = """
SELECT slot.*, location_id FROM slot JOIN schedule ON schedule.id = schedule_id
WHERE slot.status = 'free' AND bookable = 1 AND opens_at > ? ORDER BY slot.start LIMIT 1"""

_PAST = """
SELECT slot.*, location_id FROM slot JOIN schedule ON schedule.id = schedule_id
WHERE slot.status = 'free' AND bookable = 1 AND opens_at IS NULL AND closes_at IS NULL AND slot.end < ?
AND NOT EXISTS (SELECT 1 FROM slot_access WHERE slot_id = slot.id) ORDER BY slot.start DESC LIMIT 1"""


def seed(store: Store, clock: Clock, settings: Settings) -> None:
    """Fill an empty store; slots and appointments lie around the clock's present, all else is fixed."""
    from faker import Faker

    fake = Faker("en_GB")
    fake.seed_instance(20200115)
    seed_practice(store, clock, settings.ods_code, fake)
    seed_patients(store, clock, fake)
    seed_slots(store, clock)
    seed_appointments(store, clock)
    assign(store, "organisations", "practice", settings.ods_code)
    assign(store, "organisations", "other", OTHER_PRACTICE)
    assign(store, "organisations", "unknown", _UNKNOWN_ODS_CODE)
    assign(store, "organisations", "other_consumer", OTHER_PRACTICE)
    assign(store, "slots", "restricted_type", RESTRICTED_TYPE)
    assign(store, "slots", "restricted_code", RESTRICTED_CODE)
    assign(store, "slots", "described_schedule", DESCRIBED)
    _assign_embargoed(store, clock)
    _assign_past(store, clock)
    seed_more_slots(store, clock, settings.slots)
    seed_more_patients(store, clock, fake, settings.patients)


def _assign_embargoed(store: Store, clock: Clock) -> None:
    """Give its roles to the first free slot that is not to be booked for a day at least."""
    slot = store.one(_EMBARGOED, clock.epoch() + _DAY)
    if slot is None:
        raise LookupError("the seed data have no slot whose booking window opens later")
    _assign_slot(store, "embargoed", slot)


def _assign_past(store: Store, clock: Clock) -> None:
    """Give its roles to the last free slot before today that anybody could have booked."""
    slot = store.one(_PAST, local_epoch(clock.today()))
    if slot is None:
        raise LookupError("the seed data have no free slot before today")
    _assign_slot(store, "past", slot)


def _assign_slot(store: Store, name: str, slot: Row) -> None:
    assign(store, "slots", name, slot["id"])
    assign(store, "slots", f"{name}_start", wire(slot["start"]))
    assign(store, "slots", f"{name}_end", wire(slot["end"]))
    assign(store, "slots", f"{name}_location", slot["location_id"])
