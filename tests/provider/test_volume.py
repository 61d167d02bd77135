"""A large practice: as many slots and patients as asked for, all of them found through the provider's endpoints."""

import tomllib
from collections.abc import Iterator

import pytest
from provider_caller import Caller, calling, found

from gpconnect.provider.data_file import data_file
from gpconnect.provider.settings import Settings
from gpconnect.provider.store import Store

SLOTS, PATIENTS = 4_000, 300


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    with calling(Settings(slots=SLOTS, patients=PATIENTS)) as one:
        yield one


def _count(store: Store, table: str) -> int:
    return store.all(f"SELECT count(*) AS number FROM {table}")[0]["number"]


def test_there_are_as_many_slots_and_patients_as_asked_for(caller: Caller) -> None:
    store = caller.provider.services.store
    assert (_count(store, "slot"), _count(store, "patient")) == (SLOTS, PATIENTS)


def test_every_further_patient_is_in_the_test_data_and_is_found(caller: Caller) -> None:
    data = tomllib.loads(data_file(caller.provider.services.store))
    registered = data["patients"]["registered"]
    assert len(registered) == len(set(registered)) > PATIENTS - 50
    (patient,) = found(caller.find_patient(registered[-1]))
    assert patient["identifier"][0]["value"] == registered[-1]


def test_more_people_can_be_registered(caller: Caller) -> None:
    data = tomllib.loads(data_file(caller.provider.services.store))
    verified = [one["nhs_number"] for one in data["registration"] if one["role"] == "verified"]
    assert len(verified) > 60
    assert found(caller.find_patient(verified[-1])) == []


def test_the_further_slots_are_offered(caller: Caller) -> None:
    store = caller.provider.services.store
    offered = store.all("SELECT * FROM slot WHERE id LIKE 'volume-%'")
    assert {(one["status"], one["bookable"]) for one in offered} == {("free", 1)}
    assert min(one["start"] for one in offered) > caller.provider.services.clock.epoch()
