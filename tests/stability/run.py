"""Runs of the suite as a program under one condition, several at a time."""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.stability.condition import Condition

PROJECT = Path(__file__).parents[2]
SECONDS = 1200
GREEN = {"passed", "advisory", "not applicable"}


@dataclass(frozen=True)
class Case:
    """One scenario in one run: what it is called, which interaction it tests and what it came to."""

    name: str
    interaction: str
    outcome: str


@dataclass(frozen=True)
class Run:
    """What came of one run: its scenarios in the order in which they ran, and how long they took."""

    condition: Condition
    status: int
    cases: Sequence[Case]
    seconds: float
    printed: str

    @property
    def counts(self) -> Counter[str]:
        """How many scenarios came to each outcome."""
        return Counter(case.outcome for case in self.cases)

    @property
    def red(self) -> list[str]:
        """The scenarios that are not as they must be without a fault."""
        return [case.name for case in self.cases if case.outcome not in GREEN]

    @property
    def is_green(self) -> bool:
        """Whether the run succeeded, and scenarios passed in it."""
        return self.status == 0 and not self.red and self.counts["passed"] > 0


def run(condition: Condition) -> Run:
    """Run the suite under one condition against an embedded provider without a fault."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gpconnect-stability-") as folder:
        report = Path(folder, "junit.xml")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        done = subprocess.run(
            [*command, *condition.options],
            cwd=PROJECT,
            env={**os.environ, **condition.environment},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
        cases = [_case(one) for one in ElementTree.parse(report).iter("testcase")] if report.exists() else []
    return Run(condition, done.returncode, cases, time.monotonic() - began, done.stdout + done.stderr)


def run_all(conditions: Iterable[Condition], at_a_time: int) -> Iterator[Run]:
    """Run the suite under each condition and yield the runs as they end."""
    with ThreadPoolExecutor(at_a_time) as pool:
        for done in as_completed([pool.submit(run, one) for one in conditions]):
            yield done.result()


def _case(element: ElementTree.Element) -> Case:
    facts = {str(one.get("name")): str(one.get("value")) for one in element.iter("property")}
    name = facts.get("pytest", str(element.get("name")))
    return Case(name, facts.get("interaction", ""), facts.get("outcome", "error"))
