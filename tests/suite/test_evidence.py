"""The evidence of a run: bundled, verified without its provider, and found out when somebody has changed it."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gpconnect.assurance.bundle import MANIFEST, Manifest, digest_of, unpack
from gpconnect.cli import app
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings

PROJECT = Path(__file__).parents[2]
EXCHANGES = "evidence/exchanges.main.jsonl"
# Some scenarios fail, and a few that need what fails are blocked.
FAULTY = (
    "--provider-fault=organisation-unreadable",
    "--interaction=read-an-organisation",
    "--interaction=search-for-free-slots",
    "-k=read or searchset",
)
Change = Callable[[str], str]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def run_suite(folder: Path, *options: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--verdict={folder / 'verdict.json'}",
    ]
    command += [f"--evidence={folder / 'evidence'}", *options]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)
    assert (folder / "verdict.json").is_file(), done.stdout + done.stderr


def bundled(folder: Path) -> Path:
    made = folder / "evidence.zip"
    options = ("--reports", str(folder), "--evidence", str(folder / "evidence"), "--output", str(made))
    done = call("bundle", *options)
    assert done.exit_code == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a run against the embedded provider, with failed and with blocked scenarios."""
    folder = tmp_path_factory.mktemp("run")
    run_suite(folder, *FAULTY)
    return bundled(folder)


@pytest.fixture(scope="module")
def redacted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a run against a provider whose data might be of real people."""
    folder = tmp_path_factory.mktemp("redacted")
    with embedded_provider(TargetSettings()) as provider:
        options = (f"--provider-url={provider.base_url}", f"--test-data={provider.test_data}")
        run_suite(folder, "--interaction=find-a-patient", "-k=nhs_number", *options)
    return bundled(folder)


def changed(bundle: Path, folder: Path, changes: Mapping[str, Change | None], *, forged: bool = False) -> Path:
    """Return a copy of a bundle with files changed, or left out; ``forged`` makes its hashes fit."""
    inside = folder / "inside"
    manifest = dict(unpack(bundle, inside).files)
    for name, change in changes.items():
        file = inside / name
        if change is None:
            file.unlink()
        else:
            before = file.read_text(encoding="utf-8") if file.exists() else ""
            file.write_text(change(before), encoding="utf-8")
            assert file.read_text(encoding="utf-8") != before, "the change changes nothing"
    if forged:
        manifest = {name: digest_of(inside / name) for name in manifest}
    made = folder / "changed.zip"
    facts = {"format": 1, "fingerprint": Manifest(manifest).fingerprint, "files": manifest}
    (inside / MANIFEST).write_text(json.dumps(facts), encoding="utf-8")
    with zipfile.ZipFile(made, "w") as archive:
        for file in inside.rglob("*"):
            if file.is_file():
                archive.write(file, file.relative_to(inside))
    return made


def acquitted(text: str) -> str:
    """Return a verdict in which whatever failed has passed, as a careful forger would write it."""
    verdict: dict[str, Any] = json.loads(text)
    for scenario in verdict["scenarios"]:
        if scenario["outcome"] == "failed":
            scenario |= {"outcome": "passed", "findings": [], "reason": ""}
    return json.dumps(verdict)


def test_races_are_taken_over_and_leave_nothing_behind_that_a_recording_cannot_know(tmp_path: Path) -> None:
    run_suite(tmp_path, "-k=booked_at_one_instant or of_many_bookings or cancelling_twice")
    done = call("verify", str(bundled(tmp_path)))
    assert done.exit_code == 0, done.stdout
    assert "taken over: 3" in done.stdout


def test_what_nobody_changed_is_verified_without_the_provider(bundle: Path) -> None:
    done = call("verify", str(bundle))
    assert done.exit_code == 0, done.stderr
    assert "recorded verdict: not conformant" in done.stdout
    assert "taken over: 0" in done.stdout
    assert "VERIFIED" in done.stdout


def test_the_evidence_has_failed_and_blocked_scenarios(bundle: Path) -> None:
    """Shows that there was something to verify."""
    with zipfile.ZipFile(bundle) as archive:
        totals = json.loads(archive.read("verdict.json"))["totals"]
    assert totals["failed"]
    assert totals["blocked"]
    assert totals["passed"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (
            {EXCHANGES: lambda text: text.replace('"status": 500', '"status": 200', 1)},
            f"{EXCHANGES}: has been changed",
        ),
        ({"verdict.json": acquitted}, "verdict.json: has been changed"),
        ({"evidence/more.txt": lambda _: "more"}, "evidence/more.txt: is not in manifest.json"),
    ],
    ids=["exchange", "verdict", "addition"],
)
def test_a_change_is_found_by_the_hashes(
    bundle: Path, tmp_path: Path, changes: Mapping[str, Change], complaint: str
) -> None:
    done = call("verify", str(changed(bundle, tmp_path, changes)))
    assert done.exit_code == 1
    assert complaint in done.stderr
    assert "NOT VERIFIED" in done.stderr


@pytest.mark.parametrize(
    "changes",
    [{EXCHANGES: lambda text: text.replace('"status": 500', '"status": 404', 1)}, {"verdict.json": acquitted}],
    ids=["exchange", "verdict"],
)
def test_a_change_is_found_by_judging_again_when_the_hashes_are_forged(
    bundle: Path, tmp_path: Path, changes: Mapping[str, Change]
) -> None:
    done = call("verify", str(changed(bundle, tmp_path, changes, forged=True)))
    assert done.exit_code == 1
    assert "recorded is" in done.stderr
    assert "has been changed" not in done.stderr


def test_what_cannot_be_recorded_is_taken_over_and_counted(tmp_path: Path) -> None:
    run_suite(tmp_path, "--tls", "-k=client_certificate_that or returns_the_location")
    done = call("verify", str(bundled(tmp_path)))
    assert done.exit_code == 0, done.stderr
    counted = re.search(r"judged again on recorded exchanges: (\d+); taken over: (\d+)", done.stdout)
    assert counted
    assert all(int(number) for number in counted.groups())


def test_a_missing_file_is_found(bundle: Path, tmp_path: Path) -> None:
    done = call("verify", str(changed(bundle, tmp_path, {EXCHANGES: None})))
    assert done.exit_code == 1
    assert f"{EXCHANGES}: is missing" in done.stderr


def test_a_fingerprint_that_was_signed_holds_the_bundle_to_it(redacted: Path) -> None:
    done = call("verify", str(redacted), "--fingerprint", "0" * 64)
    assert done.exit_code == 1
    assert f"not {'0' * 64}" in done.stderr


def test_redacted_evidence_is_verified_by_its_judgements(redacted: Path) -> None:
    done = call("verify", str(redacted))
    assert done.exit_code == 0, done.stderr
    assert "judged again on recorded exchanges: 0" in done.stdout
    assert "the recorded judgements lead to the recorded verdict" in done.stdout
    with zipfile.ZipFile(redacted) as archive:
        kept = archive.read(EXCHANGES).decode()
    assert "[nhs-number-" in kept
    assert "Bearer [token-" in kept


def test_a_judgement_that_redacted_evidence_does_not_bear_out_is_found(redacted: Path, tmp_path: Path) -> None:
    def condemned(text: str) -> str:
        verdict = json.loads(text)
        verdict["scenarios"][0]["outcome"] = "failed"
        return json.dumps(verdict)

    done = call("verify", str(changed(redacted, tmp_path, {"verdict.json": condemned}, forged=True)))
    assert done.exit_code == 1
    assert "by the evidence, to failed by the verdict" in done.stderr


def test_evidence_of_another_suite_is_not_judged(redacted: Path, tmp_path: Path) -> None:
    def of_another(text: str) -> str:
        return json.dumps({**json.loads(text), "suite": "0" * 64})

    done = call("verify", str(changed(redacted, tmp_path, {"evidence/run.main.json": of_another}, forged=True)))
    assert done.exit_code == 2
    assert "verify it with that version" in done.stderr


def test_what_is_no_bundle_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_text("no", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as archive:
        archive.writestr(MANIFEST, "{}")
        archive.writestr("../outside", "x")
    for name, complaint in (
        ("no.zip", "is no evidence bundle"),
        ("odd.zip", "leads out"),
        ("none.zip", "no such file"),
    ):
        done = call("verify", str(tmp_path / name))
        assert done.exit_code == 2
        assert complaint in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (tmp_path.parent / "outside").exists()


def test_without_evidence_there_is_no_bundle_and_the_summary_says_so(bundle: Path, tmp_path: Path) -> None:
    folder = bundle.parent
    done = call(
        "bundle", "--reports", str(folder), "--evidence", str(tmp_path), "--output", str(tmp_path / "b.zip")
    )
    assert done.exit_code == 2
    assert "there is no evidence in" in done.stderr
    page = tmp_path / "summary.html"
    done = call("summary", "--reports", str(folder), "--evidence", str(tmp_path), "--output", str(page))
    assert done.exit_code == 0, done.stderr
    assert "This run kept no evidence" in page.read_text(encoding="utf-8")


def test_the_summary_names_the_fingerprint_that_verifying_finds(bundle: Path, tmp_path: Path) -> None:
    folder, page = bundle.parent, tmp_path / "summary.html"
    done = call("summary", "--reports", str(folder), "--evidence", str(folder / "evidence"), "--output", str(page))
    assert done.exit_code == 0, done.stderr
    fingerprint = unpack(bundle, tmp_path / "inside").fingerprint
    assert f"--fingerprint {fingerprint}" in page.read_text(encoding="utf-8")
