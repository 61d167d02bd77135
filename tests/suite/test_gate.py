"""The gate as CI calls it: the command, against the reference provider, against none, and called wrongly."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gpconnect.assurance.verdict_json import VerdictJson, read

PROJECT = Path(__file__).parents[2]
FAULT = "--provider-fault=location-managingorganization-missing"
FEW = ("--interaction=read-a-location", "-k=returns_the_location or managed_by")


def command(folder: Path, *options: str) -> list[str]:
    run = ["run", f"--reports={folder}", "--no-html", "--suite", str(PROJECT)]
    return [sys.executable, "-m", "gpconnect", *run, "-q", "-p", "no:cacheprovider", *options]


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "GITHUB_STEP_SUMMARY"}
    return {**kept, "PYTHONPATH": str(PROJECT), **changes}


def gate(folder: Path, *options: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    """Call the command from another folder than that of the suite."""
    folder.mkdir(exist_ok=True)
    return subprocess.run(
        command(folder, *options),
        cwd=folder,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[VerdictJson, VerdictJson]:
    """The verdicts on two runs against the same fault: other ports, other IDs, other times."""
    folder = tmp_path_factory.mktemp("gate")
    verdicts = []
    for name in ("first", "second"):
        done = gate(folder / name, FAULT, *FEW)
        assert done.returncode == 1, done.stdout + done.stderr
        verdicts.append(read(folder / name))
    return verdicts[0], verdicts[1]


def test_a_green_run_ends_with_0_and_leaves_all_reports(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    done = gate(tmp_path / "reports", *FEW, GITHUB_STEP_SUMMARY=str(page))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CONFORMANT: 4 scenarios passed" in done.stdout
    names = {file.name for file in (tmp_path / "reports").iterdir()}
    assert {"verdict.json", "junit.xml", "summary.md", "allure-results", "traceability.html"} <= names
    assert page.read_text(encoding="utf-8").startswith("## ✅ GP Connect conformance: conformant\n")
    verdict = read(tmp_path / "reports")
    assert verdict["provider"]["embedded"]
    assert verdict["selection"]["limits"] == [FEW[0], "-k 'returns_the_location or managed_by'"]
    cases = list(ElementTree.parse(tmp_path / "reports" / "junit.xml").iter("testcase"))
    assert {case.get("classname") for case in cases} == {"Foundations.F Read a location"}
    assert {case.get("file") for case in cases} == {"features/foundations/read_a_location.feature"}


def test_fingerprints_are_the_same_in_every_run(faulty: tuple[VerdictJson, VerdictJson]) -> None:
    first, second = (
        {one["id"]: [finding["fingerprint"] for finding in one["findings"]] for one in verdict["scenarios"]}
        for verdict in faulty
    )
    assert first == second
    assert any(first.values())
    assert faulty[0]["provider"]["root"] != faulty[1]["provider"]["root"]


def write_waivers(file: Path, verdict: VerdictJson) -> str:
    """Write a waiver for every failing finding of a run, and return the option that names the file."""
    found = {
        (finding["requirement"], finding["fingerprint"])
        for one in verdict["scenarios"]
        for finding in one["findings"]
        if finding["fails"]
    }
    entries = [
        f'[[waiver]]\nrequirement = "{requirement}"\nfingerprint = "{fingerprint}"\nreason = "mended soon"\n'
        'owner = "Head of interoperability"\nexpires = 2999-12-31\nreference = "CHANGE-1042"\n'
        for requirement, fingerprint in sorted(found)
    ]
    file.write_text("\n".join(entries), encoding="utf-8")
    return f"--waivers={file}"


def test_a_waiver_shows_what_a_failure_had_hidden(faulty: tuple[VerdictJson, VerdictJson], tmp_path: Path) -> None:
    """A scenario goes on after a waived failure; what its next step finds is another one, and fails it."""
    option = write_waivers(tmp_path / "waivers.toml", faulty[0])
    assert gate(tmp_path / "first", option, FAULT, *FEW).returncode == 1
    verdict = read(tmp_path / "first")
    assert verdict["totals"]["waived"] == verdict["totals"]["failed"] == 2
    option = write_waivers(tmp_path / "waivers.toml", verdict)
    done = gate(tmp_path / "second", option, FAULT, *FEW)
    assert done.returncode == 0, done.stdout
    assert read(tmp_path / "second")["verdict"] == "conformant with waivers"
    assert read(tmp_path / "second")["totals"]["waived"] == 4
    results = [
        json.loads(one.read_text(encoding="utf-8"))
        for one in (tmp_path / "second" / "allure-results").glob("*-result.json")
    ]
    assert {one["status"] for one in results} == {"skipped"}
    assert all({"name": "tag", "value": "waived"} in one["labels"] for one in results)
    assert all({"name": "waiver", "value": "CHANGE-1042"} in one["labels"] for one in results)
    assert all("Waived: residual risk" in one["description"] for one in results)
    assert all("The exchange that decided" in one["description"] for one in results)
    facts = (tmp_path / "second" / "allure-results" / "environment.properties").read_text(encoding="utf-8")
    assert "\nVerdict = conformant with waivers\n" in facts
    assert "\nResidual_risk_1 = RLOC-010, 96c2bec8499526f2: mended soon (" in facts


@pytest.mark.parametrize("named_by", ["option", "environment", "file"])
def test_where_nothing_answers_it_ends_with_5(tmp_path: Path, named_by: str) -> None:
    url = "http://127.0.0.1:9/A1/STU3/1/gpconnect"
    settings = tmp_path / "provider.toml"
    settings.write_text(f'provider_url = "{url}"' if named_by == "file" else "", encoding="utf-8")
    option = [f"--provider-url={url}"] if named_by == "option" else []
    changes = {"GPCONNECT_PROVIDER_URL": url} if named_by == "environment" else {}
    done = gate(tmp_path / "reports", f"--config={settings}", *option, *FEW, **changes)
    assert done.returncode == 5
    assert "INCOMPLETE: no provider answers at http://127.0.0.1:9/" in done.stdout
    verdict = read(tmp_path / "reports")
    assert (verdict["verdict"], verdict["provider"]["embedded"]) == ("incomplete", False)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--interaction=nonsense"], "--interaction nonsense: there is none"),
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
        (["--provider-url=provider.example"], "setting provider_url"),
        (["--waivers=absent.toml"], "absent.toml: cannot be read"),
        (["--suite=absent"], "--suite absent has no features/ beside a conftest.py"),
    ],
)
def test_called_wrongly_it_ends_with_2(tmp_path: Path, options: list[str], complaint: str) -> None:
    (tmp_path / "verdict.json").write_text("{}", encoding="utf-8")
    done = gate(tmp_path, *options)
    assert done.returncode == 2, done.stdout + done.stderr
    assert complaint in done.stdout + done.stderr
    assert not (tmp_path / "verdict.json").exists(), "the verdict of an earlier run is still there"
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no interrupt to send to one process group")
def test_an_interrupted_run_ends_with_3(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(tmp_path),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not any((tmp_path / "allure-results").glob("*-result.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    printed, _ = process.communicate(timeout=120)
    assert process.returncode == 3, printed
    verdict = read(tmp_path)
    assert verdict["verdict"] == "incomplete"
    assert verdict["reasons"][0] == "the run was interrupted: KeyboardInterrupt"
    assert any(reason.endswith("scenarios did not run") for reason in verdict["reasons"])
