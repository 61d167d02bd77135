"""The evidence of a run, as a folder: what it was about, which scenarios were run when, and every exchange."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.exchange_log import ExchangeLog, read_by_scenario
from gpconnect.consumer.replay import Recording

FORMAT: Final = 1
"""Counts up when evidence is written in a way that older harnesses cannot read."""

LOG: Final = pytest.StashKey[ExchangeLog]()
"""Where the exchanges of this run are written, when its evidence is wanted."""

RECORDING: Final = pytest.StashKey[Recording]()
"""What this run is to go through again, when it is a replay."""


class EvidenceError(Exception):
    """The evidence is missing or cannot be read; the message says which part, and what to do."""


@dataclass(frozen=True)
class RunFacts:
    """What one process of a run was about; a run that is not parallel has one.

    ``suite`` is the fingerprint of the features and the code that decided; ``settings`` are those that are no
    secret, ``test_data`` says who plays which role; ``started`` and ``ended`` are ISO instants, ``ended`` empty
    when the run was cut off; ``planned`` is how many scenarios there were to run. ``redacted`` says that secrets
    and personal data are taken out; then ``test_data`` is empty. ``round_trip`` is the shortest time that a TCP
    connection to the provider took to be made, in milliseconds.
    """

    provider: str
    edition: str
    harness: str
    suite: str
    seed: str
    started: str
    ended: str
    python: str
    settings: Mapping[str, Any]
    test_data: Mapping[str, Any] = field(default_factory=dict)
    planned: int = 0
    redacted: bool = True
    round_trip: float | None = None
    format: int = FORMAT


@dataclass(frozen=True)
class ScenarioEvidence:
    """One scenario as it was run, under the name that pytest gives it, and with its ID in the verdict.

    ``bypassed`` says that it reached the provider beside the recorded connection, as scenarios about transport
    security do: it cannot be gone through again. ``clock`` holds every instant that the clock was asked for.
    """

    scenario: str
    id: str
    outcome: str
    bypassed: bool
    clock: list[str]


@dataclass(frozen=True)
class ProcessEvidence:
    """The evidence of one process: its facts, its scenarios in their order, and the file of its exchanges."""

    name: str
    facts: RunFacts
    scenarios: list[ScenarioEvidence]
    log: Path

    def exchanges(self) -> Iterator[tuple[str, Exchange]]:
        """Yield the exchanges, each with its scenario; raise ``EvidenceError`` for a line that is none."""
        try:
            yield from read_by_scenario(self.log)
        except (OSError, ValueError) as error:
            raise EvidenceError(str(error)) from None


def evidence_file(folder: Path, kind: str, process: str) -> Path:
    """Return where a process keeps its ``run``, its ``scenarios`` or its ``exchanges``."""
    return folder / f"{kind}.{process}.{'json' if kind == 'run' else 'jsonl'}"


def write_run(folder: Path, process: str, facts: RunFacts) -> None:
    """Write what a process of a run is about."""
    text = json.dumps(asdict(facts), indent=1, default=str) + "\n"
    evidence_file(folder, "run", process).write_text(text, encoding="utf-8")


def read_evidence(folder: Path) -> list[ProcessEvidence]:
    """Return the evidence in a folder, by process; raise ``EvidenceError`` when it is not there or not whole."""
    try:
        found = [_process(folder, file.name.split(".")[1]) for file in sorted(folder.glob("run.*.json"))]
    except (OSError, ValueError, TypeError) as error:
        raise EvidenceError(f"the evidence in {folder} cannot be read: {error}") from None
    if not found:
        raise EvidenceError(f"there is no evidence in {folder}: run pytest --evidence={folder} first")
    return found


def _process(folder: Path, name: str) -> ProcessEvidence:
    table = json.loads(evidence_file(folder, "run", name).read_text(encoding="utf-8"))
    if table.get("format") != FORMAT:
        raise EvidenceError(f"{folder}: written in format {table.get('format')}; this harness reads {FORMAT}")
    lines = evidence_file(folder, "scenarios", name).read_text(encoding="utf-8").splitlines()
    records = [ScenarioEvidence(**json.loads(line)) for line in lines]
    return ProcessEvidence(name, RunFacts(**table), records, evidence_file(folder, "exchanges", name))


def divergences_file(folder: Path, process: str) -> Path:
    """Return where a replay writes in what the suite did not do what was recorded of a process."""
    return folder / f"divergences.{process}.json"
