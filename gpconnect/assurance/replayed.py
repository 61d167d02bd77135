"""What came of a replay: each scenario as it is judged now, and where the suite did not do what was recorded."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ReplayedScenario:
    """One scenario as it is judged now."""

    scenario: str
    outcome: str
    reason: str
    findings: list[dict[str, Any]]


@dataclass(frozen=True)
class Replayed:
    """The scenarios of one process, and a line for each divergence."""

    scenarios: Sequence[ReplayedScenario]
    divergences: Sequence[str]


def replayed_file(folder: Path, process: str) -> Path:
    """Return where the replay of a process is written."""
    return folder / f"replayed.{process}.json"


def write_replayed(folder: Path, process: str, replayed: Replayed) -> None:
    """Write what came of the replay of a process."""
    replayed_file(folder, process).write_text(json.dumps(asdict(replayed)), encoding="utf-8")


def read_replayed(folder: Path, process: str) -> Replayed:
    """Read it again; raise ``OSError`` when there is none."""
    table = json.loads(replayed_file(folder, process).read_text(encoding="utf-8"))
    return Replayed([ReplayedScenario(**one) for one in table["scenarios"]], table["divergences"])
