"""The traceability matrix: what came of every requirement in a run, and in which scenarios."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.reported_scenario import NOT_REACHED, ReportedScenario
from gpconnect.spec import Edition, Requirement, requirement, requirements

TO_BE_WITNESSED: Final = "to be witnessed"
"""What came of a requirement that no run of the scenarios can decide."""

WORST_FIRST: Final = (
    Outcome.FAILED,
    Outcome.WAIVED,
    Outcome.ERROR,
    Outcome.BLOCKED,
    NOT_REACHED,
    Outcome.ADVISORY,
    Outcome.PASSED,
    Outcome.NOT_APPLICABLE,
)
"""Results in the order in which they count for a requirement: what was not decided never reads as a pass."""

Cell = tuple[int, str]
"""A scenario, by its place in the run, and the requirement's result in it."""


@dataclass(frozen=True)
class TracedResult:
    """One requirement in a run: the scenarios that decided it, and what came of it on the whole."""

    requirement: Requirement
    cells: tuple[Cell, ...]
    holds: bool

    @property
    def counts(self) -> Counter[str]:
        """How many scenarios had which result."""
        return Counter(result for _, result in self.cells)

    @cached_property
    def result(self) -> str:
        """What came of it: the worst that came of it in any scenario."""
        if not self.holds:
            return str(Outcome.NOT_APPLICABLE)
        if not self.cells:
            elsewhere = self.requirement.decided == "manual" or self.requirement.load_test
            return TO_BE_WITNESSED if elsewhere else NOT_REACHED
        return min(self.counts, key=_place)


def _place(result: str) -> int:
    return WORST_FIRST.index(result) if result in WORST_FIRST else 0


@dataclass(frozen=True)
class Matrix:
    """A run: the edition and the provider it was about, its scenarios, and every requirement of the catalogue."""

    edition: Edition
    provider: str
    scenarios: Sequence[ReportedScenario]
    rows: Sequence[TracedResult]

    def results_by_page(self) -> Mapping[str, Counter[str]]:
        """Count the requirements of every page: by how they are decided, and by what came of them."""
        pages: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.rows:
            pages[row.requirement.page].update((row.requirement.decided, row.result))
        return dict(sorted(pages.items()))


def matrix(scenarios: Iterable[ReportedScenario], edition: Edition, provider: str = "") -> Matrix:
    """Return the matrix of a run; ``provider`` is its service root URL, empty where nothing was asked of one."""
    ordered = sorted(scenarios, key=lambda one: (one.feature, one.title))
    cells: dict[str, list[Cell]] = defaultdict(list)
    for place, scenario in enumerate(ordered):
        for identity, result in scenario.results.items():
            cells[identity].append((place, result))
    rows = [
        TracedResult(entry, _with_restated(entry, cells), edition.includes(entry.since, entry.until))
        for entry in sorted(requirements().values(), key=lambda one: one.id)
    ]
    return Matrix(edition, provider, ordered, rows)


def _with_restated(entry: Requirement, cells: Mapping[str, list[Cell]]) -> tuple[Cell, ...]:
    found = set(cells.get(entry.id, ()))
    for identity in entry.restates:
        found.update(_with_restated(requirement(identity), cells))
    return tuple(sorted(found))
