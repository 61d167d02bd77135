"""A run is killed in the middle; what it had booked is cancelled afterwards, and nothing else."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.appointment_body import appointment_to_book
from gpconnect.consumer.appointment_search import retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection
from gpconnect.consumer.local_time import now, today
from gpconnect.spec import edition
from gpconnect.target.booking_journal import NAMES, read_journal
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.settings import TargetSettings
from gpconnect.target.sweeping import journals
from gpconnect.target.testdata_files import read_test_data
from tests.suite.test_runs import PROJECT, run_suite
from tests.target.hindered_network import HinderedNetwork, hindered_network

BOOKS = b"POST /A20047/STU3/1/gpconnect/Appointment "
PATIENCE = 60.0


@dataclass
class Practice:
    """A provider behind a network, seen by somebody else than the run."""

    network: HinderedNetwork
    data: Path
    consumer: Consumer
    established: Prerequisites

    def booked(self) -> dict[str, Resource]:
        """Return every appointment that the registered patients have, by its ID."""
        query = retrieval_query(today(), today() + timedelta(days=90))
        found = {}
        for place in range(3):
            patient = self.established.patient(place=place)
            draft = self.consumer.draft("retrieve-a-patients-appointments", logical_id=patient["id"], query=query)
            found |= {
                one["id"]: one
                for _, one in resources_in(resource_of(self.consumer.send(draft)), "Appointment")
                if one["status"] == "booked"
            }
        return found

    def book_as_somebody_else(self) -> None:
        """Book the last free slot for the patient whom the run books for, as another consumer would."""
        slot = self.established.slots_now()[-1]
        patient = self.established.patient()["id"]
        organisation = self.consumer.identity.organisation
        body = appointment_to_book(
            patient, [slot.slot], str(slot.location_id), None, organisation, now(), "Somebody else's"
        )
        assert self.consumer.send(self.consumer.draft("book-an-appointment", body=body)).status == 201


@pytest.fixture
def practice() -> Iterator[Practice]:
    settings = TargetSettings()
    with embedded_provider(settings) as provider, hindered_network(provider.base_url) as network:
        connection = Connection(settings.endpoint(provider.base_url))
        consumer = Consumer(connection, edition(), settings.identity)
        established = Prerequisites(consumer, read_test_data(provider.test_data))
        yield Practice(network, provider.test_data, consumer, established)
        connection.close()


def killed_run(practice: Practice, folder: Path) -> None:
    """Start a run, and kill it while it waits for the answer to its third booking, which never comes."""
    bookings = 0

    def third_booking(message: bytes) -> bool:
        nonlocal bookings
        bookings += message.startswith(BOOKS)
        return bookings == 3 and message.startswith(BOOKS)

    practice.network.swallows = third_booking
    command = [sys.executable, "-m", "pytest", "-q", "--interaction=book-an-appointment"]
    command += [f"--provider-url={practice.network.root}", f"--test-data={practice.data}"]
    process = subprocess.Popen(
        [*command, f"--booking-journals={folder}"],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert practice.network.swallowed.wait(PATIENCE)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
        practice.network.swallows = lambda _: False


def sweep(practice: Practice, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "gpconnect", "sweep", f"--provider-url={practice.network.root}"]
    command += [f"--booking-journals={folder}", f"--test-data={practice.data}"]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_the_command_cancels_what_a_killed_run_left_and_nothing_else(practice: Practice, tmp_path: Path) -> None:
    practice.book_as_somebody_else()
    before = practice.booked()
    killed_run(practice, tmp_path)
    left = practice.booked().keys() - before.keys()
    journal = next(tmp_path.glob(NAMES))
    unanswered = left - set(read_journal(journal).open)
    assert unanswered, "the booking whose answer never came is at the provider, and its ID not in the journal"

    swept = sweep(practice, tmp_path)
    assert swept.returncode == 0, swept.stderr
    assert f"{len(left)} cancelled, 0 left" in swept.stdout
    assert practice.booked() == before
    assert not list(tmp_path.iterdir())
    assert "0 cancelled, 0 left" in sweep(practice, tmp_path).stdout


def test_the_next_run_sweeps_first_and_says_so(practice: Practice, tmp_path: Path) -> None:
    before = practice.booked()
    killed_run(practice, tmp_path)
    left = practice.booked().keys() - before.keys()
    run = run_suite(
        tmp_path,
        "--interaction=read-an-appointment",
        "-k=version",
        f"--provider-url={practice.network.root}",
        f"--test-data={practice.data}",
        f"--booking-journals={tmp_path}",
    )
    assert f"bookings that an earlier run had left: {len(left)} cancelled" in run.printed
    assert practice.booked() == before
    assert not list(tmp_path.glob(NAMES))


def test_a_run_that_goes_on_is_left_alone(practice: Practice, tmp_path: Path) -> None:
    holder = (
        "import sys, time; from pathlib import Path; from gpconnect.target.booking_journal import BookingJournal\n"
        "journal = BookingJournal(Path(sys.argv[1]), sys.argv[2]); journal.booked('appointment-1')\n"
        "print('held', flush=True); time.sleep(60)"
    )
    journal = tmp_path / "bookings-1.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-c", holder, str(journal), practice.network.root],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        swept = sweep(practice, tmp_path)
        assert f"left alone, its run still goes on: {journal}" in swept.stdout
        assert read_journal(journal).open == ("appointment-1",)
    finally:
        process.kill()
        process.wait()
    assert "0 cancelled, 0 left" in sweep(practice, tmp_path).stdout
    assert not journal.exists()


def test_a_journal_whose_run_ends_at_this_moment_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bookings-1.jsonl").symlink_to(tmp_path / "removed-by-its-run")
    assert journals(tmp_path, "https://provider.example/A20047/STU3/1/gpconnect") == []


def test_a_line_that_the_crash_cut_short_is_passed_over_and_any_other_named(tmp_path: Path) -> None:
    journal = tmp_path / "bookings-1.jsonl"
    line = json.dumps({"provider": "https://p", "event": "booked", "appointment": "a"})
    journal.write_text(f"{line}\n{line[:20]}", encoding="utf-8")
    assert read_journal(journal).open == ("a",)
    journal.write_text(f"{line[:20]}\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        read_journal(journal)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_ends_well_cancels_what_it_had_no_answer_about(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    before, bookings = practice.booked(), 0

    def second_booking(message: bytes) -> bool:
        nonlocal bookings
        bookings += message.startswith(BOOKS)
        return bookings == 2 and message.startswith(BOOKS)

    practice.network.swallows = second_booking
    monkeypatch.setenv("GPCONNECT_READ_TIMEOUT", "1")
    run = run_suite(
        tmp_path,
        "--interaction=book-an-appointment",
        "-k=adjacent",
        f"--provider-url={practice.network.root}",
        f"--test-data={practice.data}",
        f"--booking-journals={tmp_path}",
        *([f"-n={workers}"] if workers > 1 else []),
    )
    assert practice.network.swallowed.is_set()
    assert "nothing came for 1 s" in run.printed
    assert practice.booked() == before, run.printed
    assert not list(tmp_path.glob(NAMES))
