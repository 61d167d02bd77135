"""Several workers come to what one comes to, in every report, and leave no booking behind."""

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gpconnect.consumer.exchange_log import read_exchange_log
from gpconnect.target.booking_journal import NAMES
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings
from tests.suite.test_runs import Run, run_suite
from tests.target.hindered_network import hindered_network

SELECTION = [
    "--interaction=register-a-patient",
    "--interaction=search-for-free-slots",
    "--interaction=book-an-appointment",
    "--interaction=cancel-an-appointment",
    "-k=booked or registered or duplicate or filter",
]
WORKERS = 3


@dataclass(frozen=True)
class Reports:
    """What a run left, read."""

    run: Run

    @property
    def folder(self) -> Path:
        return self.run.folder

    def outcomes(self) -> dict[str, str]:
        cases = ElementTree.parse(self.folder / "junit.xml").iter("testcase")
        facts = [{one.get("name"): str(one.get("value")) for one in case.iter("property")} for case in cases]
        return {f"{one['feature']}: {one['scenario']}": one["outcome"] for one in facts}

    def table(self) -> list[str]:
        return [line for line in self.run.printed.splitlines() if line.startswith(("|", "+", "left out"))]

    def requirements(self) -> list[list[str]]:
        with (self.folder / "traceability.csv").open(encoding="utf-8", newline="") as rows:
            return list(csv.reader(rows))

    def results(self) -> Counter[tuple[str, str]]:
        files = (self.folder / "allure").glob("*-result.json")
        read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        return Counter((one["fullName"], one["status"]) for one in read)


def run(folder: Path, *options: str) -> Reports:
    made = run_suite(
        folder,
        *SELECTION,
        *options,
        f"--alluredir={folder / 'allure'}",
        f"--traceability={folder}",
        f"--exchange-log={folder / 'exchanges.jsonl'}",
        f"--booking-journals={folder}",
    )
    return Reports(made)


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return run(tmp_path_factory.mktemp("serial"))


@pytest.fixture(scope="module")
def parallel(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return run(tmp_path_factory.mktemp("parallel"), f"-n={WORKERS}")


def test_every_scenario_has_the_same_outcome(serial: Reports, parallel: Reports) -> None:
    assert serial.run.status == parallel.run.status == pytest.ExitCode.OK, parallel.run.printed
    assert len(serial.outcomes()) > 40
    assert parallel.outcomes() == serial.outcomes()


def test_every_report_says_the_same(serial: Reports, parallel: Reports) -> None:
    assert parallel.table() == serial.table()
    assert parallel.requirements() == serial.requirements()
    assert parallel.results() == serial.results()


def test_what_is_established_is_shared(serial: Reports, parallel: Reports) -> None:
    def counts(reports: Reports) -> Counter[str]:
        made = read_exchange_log(reports.folder / "exchanges.jsonl")
        return Counter(one.request.interaction for one in made)

    one, many = counts(serial), counts(parallel)
    for key in ("get-the-capability-statement", "read-an-organisation", "read-a-location", "read-a-practitioner"):
        assert many[key] == one[key]
    assert sum(many.values()) < 1.1 * sum(one.values())


def test_the_number_of_requests_is_told(serial: Reports, parallel: Reports) -> None:
    for reports in (serial, parallel):
        assert f"requests in {len(reports.outcomes())} scenarios: " in reports.run.printed


def test_no_journal_is_left(parallel: Reports) -> None:
    assert not list(parallel.folder.glob(NAMES))
    assert not list(parallel.folder.glob("exchanges.jsonl.*"))


def test_dependents_of_a_failed_endpoint_are_blocked_in_every_worker(tmp_path: Path) -> None:
    made = run(tmp_path, f"-n={WORKERS}", "--provider-fault=organisation-unreadable")
    assert set(made.run.outcomes("search-for-free-slots")) == {"blocked"}
    blocked = [line for line in made.run.printed.splitlines() if " blocked by F Read an organisation: " in line]
    assert len(blocked) == 1
    reads = [
        one
        for one in read_exchange_log(tmp_path / "exchanges.jsonl")
        if one.request.interaction == "read-an-organisation"
    ]
    assert len(reads) == 1


def test_a_provider_that_nobody_reaches_is_told_before_workers_start(tmp_path: Path) -> None:
    made = run_suite(tmp_path, "-n=2", "--provider-url=http://127.0.0.1:9/A20047/STU3/1/gpconnect")
    assert made.status == pytest.ExitCode.USAGE_ERROR
    assert "no provider answers at http://127.0.0.1:9/" in made.printed
    assert "gw0" not in made.printed


def test_answers_that_come_late_change_nothing(tmp_path: Path) -> None:
    with embedded_provider(TargetSettings()) as provider, hindered_network(provider.base_url, 0.02) as network:
        made = run_suite(
            tmp_path,
            "-n=2",
            "--interaction=read-an-appointment",
            f"--provider-url={network.root}",
            f"--test-data={provider.test_data}",
            f"--booking-journals={tmp_path}",
        )
    assert made.status == pytest.ExitCode.OK, made.printed
    assert not list(tmp_path.glob(NAMES))
