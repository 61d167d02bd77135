"""One run of the suite as a program, with what each scenario came to and which requirements it decided."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

PROJECT = Path(__file__).parents[2]
BINDING = "features/test_conformance.py"
SECONDS = 600


@dataclass(frozen=True)
class Case:
    """One scenario in one run; ``claimed`` holds all requirements it decided."""

    name: str
    outcome: str
    claimed: frozenset[str]

    @property
    def node(self) -> str:
        """The pytest node ID of the scenario."""
        return f"{BINDING}::{self.name}"


def run_suite(fault: str | None = None, nodes: Sequence[str] = ()) -> list[Case]:
    """Run the suite, or some scenarios of it, against an embedded provider with at most one fault switched on.

    Raises ``RuntimeError`` when pytest could not run at all.
    """
    with tempfile.TemporaryDirectory(prefix="gpconnect-fault-") as folder:
        report = Path(folder, "junit.xml")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        command += [f"--provider-fault={fault}"] if fault else []
        done = subprocess.run(
            [*command, *nodes], cwd=PROJECT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        if done.returncode not in (0, 1) or not report.exists():
            raise RuntimeError(f"fault {fault}: pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return [_case(one) for one in ElementTree.parse(report).iter("testcase")]


def _case(element: ElementTree.Element) -> Case:
    facts = [(str(one.get("name")), str(one.get("value"))) for one in element.iter("property")]
    claimed = frozenset(value for name, value in facts if name == "requirement")
    return Case(str(element.get("name")), dict(facts).get("outcome", "error"), claimed)
