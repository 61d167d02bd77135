"""The suite as its users run it: as a program, against real providers, good ones and bad ones."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """What one run of the suite left behind."""

    status: int
    printed: str
    folder: Path

    def outcomes(self, interaction: str | None = None) -> Counter[str]:
        """Count the outcomes of an interaction's scenarios, or of all, by JUnit XML."""
        cases = ElementTree.parse(self.folder / "junit.xml").iter("testcase")
        facts = [{one.get("name"): one.get("value") for one in case.iter("property")} for case in cases]
        return Counter(str(one["outcome"]) for one in facts if interaction in (None, one.get("interaction")))


def run_suite(folder: Path, *options: str) -> Run:
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={folder / 'junit.xml'}", *options]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)
    return Run(done.returncode, done.stdout + done.stderr, folder)


@pytest.fixture(scope="module")
def unreadable_organisations(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    options = ["--through", "1", "--provider-fault", "organisation-unreadable", f"--alluredir={folder / 'allure'}"]
    return run_suite(folder, *options)


def test_dependents_of_a_failed_endpoint_are_blocked(unreadable_organisations: Run) -> None:
    assert unreadable_organisations.status == pytest.ExitCode.TESTS_FAILED
    slots = unreadable_organisations.outcomes("search-for-free-slots")
    assert set(slots) == {"blocked"}
    assert unreadable_organisations.outcomes("read-an-organisation")["failed"]
    assert set(unreadable_organisations.outcomes("find-an-organisation")) <= {"passed", "not applicable"}


def test_the_terminal_names_the_endpoint_that_blocks_and_the_evidence(unreadable_organisations: Run) -> None:
    blocked = unreadable_organisations.outcomes()["blocked"]
    line = next(one for one in unreadable_organisations.printed.splitlines() if " blocked by " in one)
    assert line.startswith(f"{blocked} blocked by F Read an organisation: GET http")
    assert "-> 500" in line


def test_junit_names_the_endpoint_that_blocks(unreadable_organisations: Run) -> None:
    skipped = list(ElementTree.parse(unreadable_organisations.folder / "junit.xml").iter("skipped"))
    blocked = [one.get("message", "") for one in skipped if "blocked:" in one.get("message", "")]
    assert blocked
    assert all("by F Read an organisation: GET http" in message for message in blocked)


def test_allure_names_the_endpoint_that_blocks(unreadable_organisations: Run) -> None:
    results = [
        json.loads(file.read_text(encoding="utf-8"))
        for file in (unreadable_organisations.folder / "allure").glob("*-result.json")
    ]
    blocked = [one for one in results if {"name": "tag", "value": "blocked"} in one["labels"]]
    assert len(blocked) == unreadable_organisations.outcomes()["blocked"]
    assert {one["status"] for one in blocked} == {"skipped"}
    assert all("Read an organisation" in one["statusDetails"]["message"] for one in blocked)


def test_a_failed_prerequisite_is_not_tried_again(tmp_path: Path) -> None:
    log = tmp_path / "exchanges.jsonl"
    run_suite(
        tmp_path,
        "--interaction=search-for-free-slots",
        "--provider-fault=organisation-unreadable",
        f"--exchange-log={log}",
    )
    requests = [json.loads(line)["request"] for line in log.read_text(encoding="utf-8").splitlines()]
    reads = [one for one in requests if one["interaction"] == "read-an-organisation"]
    assert len(reads) == 1


def test_a_provider_of_another_edition_is_named(tmp_path: Path) -> None:
    with embedded_provider(TargetSettings(edition="1.0.0")) as provider:
        run = run_suite(
            tmp_path,
            "--interaction=read-a-location",
            f"--provider-url={provider.base_url}",
            f"--test-data={provider.test_data}",
        )
    assert "the provider seems to speak edition 1.0.0 (CapabilityStatement.version), not 1.2.7" in run.printed


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ("--provider-url=http://127.0.0.1:9/A1/STU3/1/gpconnect", "no provider answers at http://127.0.0.1:9/"),
        ("--provider-url=provider.example", "setting provider_url"),
        ("--spec=9.9.9", "setting edition (option --spec): there is no such edition"),
        ("--provider-fault=no-such-fault", "there is no fault 'no-such-fault'"),
    ],
)
def test_a_wrong_setting_ends_the_run_without_a_traceback(tmp_path: Path, option: str, complaint: str) -> None:
    run = run_suite(tmp_path, option)
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert complaint in run.printed
    assert "Traceback" not in run.printed


def test_a_test_data_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "--provider-url=http://127.0.0.1:9/x", f"--test-data={tmp_path / 'absent.toml'}")
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert "setting test_data (option --test-data): " in run.printed
    assert "absent.toml" in run.printed
