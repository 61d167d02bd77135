"""Runs of the suite by one worker or several, and in what their outcomes differ."""

import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

PROJECT = Path(__file__).parents[2]
SECONDS = 1800
NOT_RUN = "did not run"


@dataclass(frozen=True)
class Run:
    """What came of one run: the outcome of each scenario by its name, and how many requests it made."""

    status: int
    outcomes: Mapping[str, str]
    requests: int
    seconds: float
    printed: str

    @property
    def counts(self) -> Counter[str]:
        """How many scenarios came to each outcome."""
        return Counter(self.outcomes.values())


def run(workers: str | None, options: Sequence[str] = ()) -> Run:
    """Run the suite against an embedded provider; ``workers`` is what pytest's ``-n`` is given, ``None`` is one."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gpconnect-parallel-") as folder:
        report = Path(folder, "junit.xml")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        done = subprocess.run(
            [*command, *([f"-n={workers}"] if workers else []), *options],
            cwd=PROJECT,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
        outcomes = _outcomes(report) if report.exists() else {}
    told = re.search(r"^(\d+) requests in ", done.stdout, re.MULTILINE)
    requests = int(told[1]) if told else 0
    return Run(done.returncode, outcomes, requests, time.monotonic() - began, done.stdout + done.stderr)


def differences(one: Run, other: Run) -> list[str]:
    """Return a line for each scenario to which the runs did not come alike, and one when they ended otherwise."""
    lines = []
    for name in sorted({*one.outcomes, *other.outcomes}):
        before, after = (each.outcomes.get(name, NOT_RUN) for each in (one, other))
        if before != after:
            lines.append(f"{name}: {before}, then {after}")
    if one.status != other.status:
        lines.append(f"exit code {one.status}, then {other.status}")
    return lines


def _outcomes(report: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        facts = {str(one.get("name")): str(one.get("value")) for one in case.iter("property")}
        name = facts.get("pytest", str(case.get("name")))
        while name in found:  # nothing is to hide behind a name that stands there twice
            name += " (again)"
        found[name] = facts.get("outcome", "error")
    return found
