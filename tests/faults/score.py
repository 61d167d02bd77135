"""The published page with the score: which faults are killed, by how many scenarios, and what nothing kills."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gpconnect.spec import requirements
from tests.faults.suite import Case

if TYPE_CHECKING:
    from tests.faults.__main__ import FaultRun


def score_page(runs: "Sequence[FaultRun]", baseline: Sequence[Case]) -> str:
    """Return the page as Markdown."""
    killed = [run for run in runs if run.verdict == "killed"]
    automatic = {one.id for one in requirements().values() if one.decided == "automatic"}
    violated = {identity for run in killed for identity in run.fault.requirements}
    seen_failing = {name for run in runs for name in run.killers}
    lines = [
        "# Would the suite notice?",
        "",
        "Made by `make faults`: the reference provider with one seeded fault at a time, against the scenarios that",
        "decide a requirement that the fault violates and a sample of the others.",
        "",
        f"- faults: {len(runs)}, killed {len(killed)}, "
        f"survived {_count(runs, 'survived')}, misattributed {_count(runs, 'misattributed')}",
        f"- automatic requirements: {len(automatic)}, with a fault that is killed {len(automatic & violated)}",
        f"- scenarios: {len(baseline)}, seen to fail in these runs {len(seen_failing)}",
        "",
        "| fault | breaks | violates | verdict | failed / ran |",
        "|---|---|---|---|---|",
    ]
    lines += [_row(run) for run in runs]
    lines += ["", "## Automatic requirements without a killed fault", "", _listed(automatic - violated)]
    unseen = {case.name for case in baseline} - seen_failing
    return "\n".join([*lines, "", "## Scenarios that no fault of these runs made fail", "", _listed(unseen), ""])


def _count(runs: "Sequence[FaultRun]", verdict: str) -> int:
    return sum(run.verdict == verdict for run in runs)


def _row(run: "FaultRun") -> str:
    fault = run.fault
    return f"| {fault.name} | {fault.breaks} | {' '.join(fault.requirements)} | {run.verdict} | " + (
        f"{len(run.killers)} / {run.ran} |"
    )


def _listed(names: Iterable[str]) -> str:
    return "\n".join(f"- `{name}`" for name in sorted(names)) or "None."
