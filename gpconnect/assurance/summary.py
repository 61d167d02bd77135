"""The table that ends a run: every endpoint in the testing order with the outcomes of its scenarios."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pytest
from rich.box import ASCII
from rich.console import Console
from rich.table import Table

from gpconnect.assurance.outcomes import Outcome
from gpconnect.spec import interaction, testing_order

COLUMNS = [
    Outcome.PASSED,
    Outcome.ADVISORY,
    Outcome.WAIVED,
    Outcome.FAILED,
    Outcome.BLOCKED,
    Outcome.NOT_APPLICABLE,
    Outcome.ERROR,
]
WIDTH = 110


def summary_lines(reports: Iterable[pytest.TestReport], left_out: Mapping[str, int]) -> list[str]:
    """Return the lines of the table, what blocks what, and what the options left out; none without scenarios."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    blockers: Counter[str] = Counter()
    for report in reports:
        if report.when == "teardown" or (report.when == "setup" and report.passed):
            continue
        facts = dict(report.user_properties)
        if "outcome" in facts:
            counts[str(facts["interaction"])][str(facts["outcome"])] += 1
        if facts.get("outcome") == Outcome.BLOCKED:
            blockers[_reason(report)] += 1
    if not counts:
        return []
    blocked = [f"{number} blocked {reason}" for reason, number in blockers.items()]
    omitted = [f"left out by the options: {number} of {label}" for label, number in left_out.items()]
    return [*_table(counts), *blocked, *omitted]


def _table(counts: Mapping[str, Counter[str]]) -> list[str]:
    # ASCII, because terminals and CI logs differ in what else they can show.
    total = sum(counts.values(), Counter())
    shown = [one for one in COLUMNS if one is not Outcome.WAIVED or total[one.value]]
    table = Table("endpoint", *(outcome.value for outcome in shown), box=ASCII)
    for column in table.columns[1:]:
        column.justify = "right"
    for key in [key for key in testing_order() if key in counts] + ([""] if "" in counts else []):
        label = interaction(key).label if key else "Cross-cutting"
        table.add_row(label, *(str(counts[key][outcome.value]) for outcome in shown))
    table.add_section()
    table.add_row("all", *(str(total[outcome.value]) for outcome in shown))
    console = Console(width=WIDTH, force_terminal=False, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip("\n").split("\n")


def _reason(report: pytest.TestReport) -> str:
    """Return why a scenario is blocked: ``by`` the endpoint, where it is one, and the evidence."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.partition(": ")[2]
