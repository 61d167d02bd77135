"""``python -m tests.faults``: runs every seeded fault and writes the score to ``docs/faults.md``.

The suite runs once without a fault; that tells which requirements each scenario decides. Then each fault runs
against the scenarios that decide a requirement it violates, and against a sample of the others. A fault is
*killed* when a scenario fails that decides a requirement it violates, it has *survived* when none does, and it is
*misattributed* when a scenario fails that decides none of them.
"""

import argparse
import os
import random
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from gpconnect.provider.fault_catalogue import KNOWN
from gpconnect.provider.faults import Fault
from tests.faults.score import score_page
from tests.faults.suite import Case, run_suite

SCORE = Path("docs/faults.md")
DECIDERS = 60
OTHERS = 15


@dataclass(frozen=True)
class FaultRun:
    """What one fault did: the scenarios that failed, and those among them that decide nothing it violates."""

    fault: Fault
    killers: frozenset[str]
    strays: frozenset[str]
    ran: int

    @property
    def verdict(self) -> str:
        """Killed, survived or misattributed."""
        if self.strays:
            return "misattributed"
        return "killed" if self.killers else "survived"


def chosen(fault: Fault, baseline: Sequence[Case]) -> list[Case]:
    """Return the scenarios to run a fault against; the choice depends on nothing but the fault's name."""
    violated = set(fault.requirements)
    deciders = [case for case in baseline if case.claimed & violated]
    others = [case for case in baseline if not case.claimed & violated]
    chance = random.Random(fault.name)
    picked = deciders if len(deciders) <= DECIDERS else chance.sample(deciders, DECIDERS)
    return [*picked, *chance.sample(others, min(OTHERS, len(others)))]


def try_fault(fault: Fault, baseline: Sequence[Case]) -> FaultRun:
    """Run one fault against the scenarios chosen for it."""
    cases = chosen(fault, baseline)
    violated = set(fault.requirements)
    decides = {case.name: bool(case.claimed & violated) for case in cases}
    results = run_suite(fault.name, [case.node for case in cases])
    failed = {case.name for case in results if case.outcome in ("failed", "error")}
    killers = frozenset(name for name in failed if decides.get(name))
    print(f"{fault.name}: {len(killers)} of {len(cases)}", file=sys.stderr, flush=True)
    return FaultRun(fault, killers, frozenset(failed - killers), len(cases))


def main() -> int:
    """Run the faults that were named, or all; return 1 when one of them was not killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Run the seeded faults.")
    parser.add_argument("names", nargs="*", metavar="FAULT", help="faults to run; without any, all of them")
    names = parser.parse_args().names
    baseline = run_suite()
    red = [case for case in baseline if case.outcome in ("failed", "error", "blocked")]
    if red:
        print(f"the suite is not green without a fault: {', '.join(case.name for case in red)}", file=sys.stderr)
        return 1
    faults = [fault for name, fault in KNOWN.items() if not names or name in names]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = list(pool.map(lambda fault: try_fault(fault, baseline), faults))
    for run in runs:
        if run.verdict != "killed":
            print(f"{run.verdict}: {run.fault.name} ({', '.join(sorted(run.strays)) or run.fault.breaks})")
    if not names:
        SCORE.write_text(score_page(runs, baseline), encoding="utf-8")
    return int(any(run.verdict != "killed" for run in runs))


if __name__ == "__main__":
    sys.exit(main())
