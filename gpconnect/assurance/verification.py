"""The verification of an evidence bundle: its hashes, and its verdict given again on the recorded exchanges."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gpconnect import __version__
from gpconnect.assurance.bundle import EVIDENCE_FOLDER, BundleError, Manifest, hash_problems, unpack
from gpconnect.assurance.evidence import EvidenceError, ProcessEvidence, divergences_file, read_evidence
from gpconnect.assurance.recomputed import differences, recompute
from gpconnect.assurance.recorded_judgements import decided_again, evidence_problems
from gpconnect.assurance.run_verdict import Appointments, add_appointments
from gpconnect.assurance.suite_fingerprint import project_folder, suite_fingerprint
from gpconnect.assurance.verdict_json import FILE_NAME as VERDICT_FILE
from gpconnect.assurance.verdict_json import ScenarioJson, VerdictFileError, VerdictJson
from gpconnect.assurance.verdict_json import read as read_verdict

_SETTINGS_PREFIX: Final = "GPCONNECT_"


@dataclass(frozen=True)
class Verification:
    """What a verification found.

    ``problems`` has a line for each thing that is not as it should be; ``replayed`` is how many scenarios were
    judged again, ``taken_over`` how many cannot be: their judgement stands as it was recorded. Without a
    ``verdict`` too much of the bundle is missing or destroyed for it to be read.
    """

    manifest: Manifest
    problems: Sequence[str]
    verdict: VerdictJson | None = None
    replayed: int = 0
    taken_over: int = 0


def verify(bundle: Path, folder: Path) -> Verification:
    """Unpack a bundle into an empty folder and verify it there.

    Raises ``BundleError`` when it is none, or was made by another version of this harness.
    """
    manifest = unpack(bundle, folder)
    problems = list(hash_problems(manifest, folder))
    try:
        verdict = read_verdict(folder / VERDICT_FILE)
        processes = read_evidence(folder / EVIDENCE_FOLDER)
        told = list(evidence_problems(verdict, processes))
    except (VerdictFileError, EvidenceError) as error:
        if problems:  # these say why it cannot be read
            return Verification(manifest, problems)
        raise BundleError(f"{bundle}: {error}") from None
    _refuse_another_suite(bundle, processes)
    problems += _facts_problems(verdict, processes)
    recorded_only = len(processes) > 1 or any(process.facts.redacted for process in processes)
    again, diverging = _again(folder, verdict, processes, recorded_only=recorded_only)
    problems += [*differences(verdict, again), *told, *diverging]
    bypassed = sum(one.bypassed for process in processes for one in process.scenarios)
    taken_over = len(again["scenarios"]) if recorded_only else bypassed
    return Verification(manifest, problems, verdict, len(again["scenarios"]) - taken_over, taken_over)


def _again(
    folder: Path, verdict: VerdictJson, processes: Sequence[ProcessEvidence], *, recorded_only: bool
) -> tuple[VerdictJson, list[str]]:
    """Return the verdict given again, and where the suite did not do what was recorded.

    What is redacted cannot be judged again; nor can what several workers did, who share what one of them finds.
    """
    expected = max(process.facts.planned for process in processes)
    if recorded_only:
        return recompute(verdict, decided_again(verdict), verdict["appointments"], expected), []
    return _judged_again(folder, verdict, processes, expected)


def _refuse_another_suite(bundle: Path, processes: Sequence[ProcessEvidence]) -> None:
    own = suite_fingerprint(project_folder())
    for process in processes:
        if process.facts.suite != own:
            raise BundleError(
                f"{bundle}: was made by gpconnect-conformance {process.facts.harness} with the suite "
                f"{process.facts.suite[:16]}; this is {__version__} with {own[:16]}: verify it with that version"
            )


def _facts_problems(verdict: VerdictJson, processes: Sequence[ProcessEvidence]) -> Iterator[str]:
    """Yield where the verdict is about another run than the evidence."""
    roots = {process.facts.provider for process in processes}
    if verdict["provider"]["root"] not in roots:
        named = ", ".join(sorted(roots))
        yield f"{VERDICT_FILE}: is about {verdict['provider']['root']}, the evidence about {named}"
    if any(process.facts.edition != verdict["edition"] for process in processes):
        yield f"{VERDICT_FILE}: is about edition {verdict['edition']}, the evidence is about another"
    if verdict["ended"] and not all(process.facts.ended for process in processes):
        yield f"{VERDICT_FILE}: says that the run ended, the evidence that it did not"


def _judged_again(
    folder: Path, verdict: VerdictJson, processes: Sequence[ProcessEvidence], expected: int
) -> tuple[VerdictJson, list[str]]:
    scenarios: list[ScenarioJson] = []
    diverging: list[str] = []
    appointments = Appointments(booked=0, cancelled=0, slots_booked=0, slots_returned=0, left=[])
    for process in processes:
        again = _replayed(folder, process.name)
        scenarios += again["scenarios"]
        add_appointments(appointments, again["appointments"])
        diverging += json.loads(divergences_file(folder / EVIDENCE_FOLDER, process.name).read_text("utf-8"))
    bypassed = {one.id for process in processes for one in process.scenarios if one.bypassed}
    scenarios += [one for one in verdict["scenarios"] if one["id"] in bypassed]
    if bypassed:  # they may have booked as well
        appointments = verdict["appointments"]
    return recompute(verdict, scenarios, appointments, expected), diverging


def _replayed(folder: Path, process: str) -> VerdictJson:
    """Let the suite go through the scenarios of one process; return the verdict on these alone."""
    output = folder / f"replayed.{process}.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--verdict={output}"]
    command += [f"--replay={folder / EVIDENCE_FOLDER}", f"--replay-process={process}"]
    command += [f"--replay-verdict={folder / VERDICT_FILE}"]
    environment = {name: text for name, text in os.environ.items() if not name.startswith(_SETTINGS_PREFIX)}
    done = subprocess.run(
        command, cwd=project_folder(), env=environment, capture_output=True, text=True, check=False
    )
    try:
        return read_verdict(output)
    except VerdictFileError:
        last = (done.stdout + done.stderr).strip().splitlines()[-5:]
        raise BundleError(
            f"the evidence of process {process!r} cannot be gone through: {' / '.join(last)}"
        ) from None
