"""The store: whole transactions, one winner for each slot, data that outlive the process."""

import sqlite3
from pathlib import Path

import pytest

from gpconnect.provider.app import create_services
from gpconnect.provider.settings import Settings


def test_a_transaction_is_whole_or_nothing() -> None:
    store = create_services(Settings()).store

    def fail_half_way() -> None:
        with store.transaction():
            store.run("UPDATE slot SET status = 'busy'")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert store.one("SELECT 1 FROM slot WHERE status = 'free'") is not None


def test_a_slot_can_be_booked_once() -> None:
    store = create_services(Settings()).store
    slot, patient, place = (store.one(f"SELECT id FROM {table}") for table in ("slot", "patient", "location"))
    assert slot is not None
    assert patient is not None
    assert place is not None
    for identity in ("a", "b"):
        store.insert(
            "appointment",
            id=identity,
            patient_id=patient["id"],
            location_id=place["id"],
            status="booked",
            start=0,
            end=1,
            created=0,
            description="",
            version=1,
            last_updated=0,
            content={},
        )
    store.insert("slot_booking", slot_id=slot["id"], appointment_id="a")
    with pytest.raises(sqlite3.IntegrityError):
        store.insert("slot_booking", slot_id=slot["id"], appointment_id="b")


def test_a_database_file_keeps_what_was_done(tmp_path: Path) -> None:
    settings = Settings(database=str(tmp_path / "provider.sqlite"))
    first = create_services(settings).store
    first.run("UPDATE patient SET version = 7")
    first.close()
    again = create_services(settings).store
    assert again.all("SELECT DISTINCT version FROM patient")[0]["version"] == 7
    again.close()
    with pytest.raises(LookupError, match="does not hold the practice B82617x"):
        create_services(Settings(database=settings.database, ods_code="B82617x"))


def test_a_transaction_within_another_is_part_of_it() -> None:
    store = create_services(Settings()).store
    with store.transaction():
        with store.transaction():
            store.run("UPDATE slot SET version = 9")
        assert store.one("SELECT 1 FROM slot WHERE version <> 9") is None
