"""``python -m tests.faults``: runs every seeded fault and writes the score to ``docs/faults.md``.

The suite runs once without a fault; that tells which requirements each scenario decides. Then each fault runs
against scenarios that decide a requirement it violates, and against a sample of the others; scenarios that have
not failed yet meet further faults. A fault is *killed* when a scenario does worse than without the fault and
reports a requirement that the fault violates, it has *survived* when none does, and it is *misattributed* when a
scenario does worse that reports none of them.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from gpconnect.provider.fault_catalogue import KNOWN
from gpconnect.provider.faults import Fault
from tests.faults.case import Case, Turn
from tests.faults.page import SCORE, score_page
from tests.faults.plan import Plan
from tests.faults.score import FaultRun, Score
from tests.faults.workers import Workers, workers

CHUNK = 90
ROUNDS = 8


def run_baseline(team: Workers) -> list[Case]:
    """Run the whole suite without a fault, and over HTTPS what does not apply otherwise."""
    names = team.scenarios
    chunks = [tuple(names[start : start + CHUNK]) for start in range(0, len(names), CHUNK)]
    plain = [case for cases in team.take([Turn(None, chunk) for chunk in chunks]) for case in cases]
    left = tuple(case.name for case in plain if case.outcome == "not applicable")
    over_https = team.take([Turn(None, left, secure=True)])[0]
    secure = {case.name: replace(case, secure=case.outcome != "not applicable") for case in over_https}
    return [secure.get(case.name, case) for case in plain]


def run_faults(team: Workers, faults: Sequence[Fault], baseline: Sequence[Case]) -> list[FaultRun]:
    """Run the faults, then those again that scenarios which have not failed yet could notice."""
    plan = Plan(baseline)
    runs = {fault.name: FaultRun(fault, baseline) for fault in faults}
    turns = plan.first(faults)
    for number in range(ROUNDS + 1):
        for turn, cases in zip(turns, team.take(turns), strict=True):
            runs[str(turn.fault)].add(cases)
        unseen = {case.name for case in baseline if case.outcome in ("passed", "advisory")}
        unseen -= {name for run in runs.values() for name in run.killers}
        print(f"round {number}: {len(turns)} turns; {len(unseen)} scenarios never failed", file=sys.stderr)
        survivors = {name for name, run in runs.items() if run.verdict == "survived"}
        unproven = Score(list(runs.values()), baseline).unproven
        deadliest = sorted(faults, key=lambda fault: -runs[fault.name].deadliness)
        # What is left after some rounds meets more and more faults at a time: sooner or later all that fit.
        turns = [*plan.more(deadliest, unseen, survivors, 2**number), *plan.proving(faults, unproven)]
    return list(runs.values())


def main() -> int:
    """Run the faults that were named, or all; return 1 when one of them was not killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Run the seeded faults.")
    parser.add_argument("names", nargs="*", metavar="FAULT", help="faults to run; without any, all of them")
    parser.add_argument("--findings", action="store_true", help="also print which requirements had findings")
    options = parser.parse_args()
    faults = [fault for name, fault in KNOWN.items() if not options.names or name in options.names]
    began = time.monotonic()
    with workers() as team:
        baseline = run_baseline(team)
        red = [case for case in baseline if case.outcome in ("failed", "error", "blocked")]
        for case in red[:10]:
            print(f"not green without a fault: {case.name}: {case.outcome}, {case.reason}", file=sys.stderr)
        if red:
            return 1
        runs = run_faults(team, faults, baseline)
    score = Score(runs, baseline)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    for run in runs:
        if run.verdict != "killed" or options.findings:
            print(run.explained(with_findings=options.findings))
    if not options.names:
        SCORE.write_text(score_page(score), encoding="utf-8")
    return int(any(run.verdict != "killed" for run in runs))


if __name__ == "__main__":
    sys.exit(main())
