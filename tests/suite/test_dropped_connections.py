"""The connection ends before an answer came: the scenario says so, and the run goes on with the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gpconnect.target.booking_journal import NAMES
from tests.suite.test_runs import Run, run_suite
from tests.target.hindered_network import HinderedNetwork, hindered_network
from tests.target.practice_store import booked_slots, provider_with_store

ROOT = b"/A20047/STU3/1/gpconnect"
NO_RESPONSE = "RemoteProtocolError: what came is no HTTP response: Server disconnected without sending a response."


class Provider:
    """A provider behind a network, and a run against it."""

    def __init__(self, folder: Path, network: HinderedNetwork, data: Path) -> None:
        self.network = network
        self._folder = folder
        self._data = data

    def tested(self, *options: str) -> Run:
        return run_suite(
            self._folder,
            *options,
            f"--provider-url={self.network.root}",
            f"--test-data={self._data}",
            f"--booking-journals={self._folder}",
        )


@contextmanager
def behind_a_network(folder: Path) -> Iterator[Provider]:
    with (
        provider_with_store(folder / "practice.sqlite") as provider,
        hindered_network(provider.base_url) as network,
    ):
        yield Provider(folder, network, provider.test_data)


def test_one_connection_that_is_lost_fails_one_scenario(tmp_path: Path) -> None:
    reads = 0

    def fifth_read(message: bytes) -> bool:
        nonlocal reads
        reads += message.startswith(b"GET " + ROOT + b"/Location/")
        return reads == 5 and message.startswith(b"GET ")

    with behind_a_network(tmp_path) as provider:
        provider.network.drops = fifth_read
        made = provider.tested("--interaction=read-a-location", "-k=logical_ID")
    assert made.status == pytest.ExitCode.TESTS_FAILED, made.printed
    assert made.outcomes()["failed"] == 1
    assert made.outcomes()["passed"] > 5
    assert f"actual:   {NO_RESPONSE}" in made.printed
    assert "Traceback" not in made.printed


@pytest.mark.parametrize("workers", [1, 2])
def test_bookings_that_are_lost_block_what_needs_them(tmp_path: Path, workers: int) -> None:
    with behind_a_network(tmp_path) as provider:
        before = booked_slots(tmp_path / "practice.sqlite")
        provider.network.drops = lambda message: message.startswith(b"POST " + ROOT + b"/Appointment ")
        several = [f"-n={workers}"] if workers > 1 else []
        made = provider.tested("--interaction=cancel-an-appointment", "-k=reason", *several)
        left = booked_slots(tmp_path / "practice.sqlite") - before
    assert made.status == pytest.ExitCode.TESTS_FAILED, made.printed
    assert set(made.outcomes()) == {"blocked"}
    blocked = [line for line in made.printed.splitlines() if " blocked by " in line and NO_RESPONSE in line]
    assert len(blocked) == 1
    assert "blocked by #2 Book an appointment: " in blocked[0]
    assert "Traceback" not in made.printed
    assert not left
    assert not list(tmp_path.glob(NAMES))
