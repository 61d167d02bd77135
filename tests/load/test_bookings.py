"""Bookings of a load test, at a provider that is really served: every slot is given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gpconnect.load.crew import CannotRunError, Crew
from gpconnect.load.measurements import Call
from gpconnect.provider.data_file import data_file
from gpconnect.provider.server import Running, running
from gpconnect.provider.settings import Settings
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata import TestData
from gpconnect.target.testdata_files import read_test_data


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.chdir(tmp_path)
    with running() as served:
        yield served


def _crew(provider: Running) -> Crew:
    file = Path("test-data.toml")
    file.write_text(data_file(provider.services.store), encoding="utf-8")
    return Crew(provider.base_url, read_test_data(file), TargetSettings(), lambda action: action())


def _taken(provider: Running) -> int:
    return len(provider.services.store.all("SELECT slot_id FROM slot_booking"))


def test_a_journey_books_and_the_end_gives_the_slot_back(provider: Running) -> None:
    crew, before, calls = _crew(provider), _taken(provider), list[Call]()
    with crew.user(calls.append, lambda _: None) as journeys:
        journeys.book()
        journeys.book()
        journeys.amend()
        assert _taken(provider) == before + 2
        assert [one.failure for one in calls if one.failure] == []
        assert len(list(Path("reports").glob("*.jsonl"))) == 1
    assert crew.clean_up() == []
    assert _taken(provider) == before
    assert list(Path("reports").iterdir()) == []


def test_a_booking_whose_answer_never_came_is_found_and_cancelled(provider: Running) -> None:
    crew, before = _crew(provider), _taken(provider)
    with crew.user(lambda _: None, lambda _: None) as journeys:
        journeys._note_booking = lambda *_: None
        journeys.book()
    assert _taken(provider) == before + 1
    assert crew.clean_up() == []
    assert _taken(provider) == before


def test_a_rehearsal_goes_on_every_journey_and_leaves_nothing_booked(provider: Running) -> None:
    before = _taken(provider)
    _crew(provider).rehearse()
    assert _taken(provider) == before
    interactions = {row["interaction"] for row in provider.services.store.all("SELECT interaction FROM audit")}
    assert {"book-an-appointment", "amend-an-appointment", "register-a-patient"} <= interactions


def test_a_provider_that_does_not_work_cannot_be_put_under_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with (
        running(Settings(faults=("book-an-appointment-other-success",))) as served,
        pytest.raises(CannotRunError, match="Book"),
    ):
        _crew(served).rehearse()


def test_there_must_be_patients(provider: Running) -> None:
    with pytest.raises(CannotRunError, match="no patient"):
        Crew(provider.base_url, TestData(), TargetSettings(), lambda action: action())


def test_a_provider_must_answer() -> None:
    nowhere = "http://127.0.0.1:1/A20047/STU3/1/gpconnect"
    with pytest.raises(CannotRunError, match="no provider answers"):
        Crew(nowhere, TestData(), TargetSettings(), lambda action: action())
