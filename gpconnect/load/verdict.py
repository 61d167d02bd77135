"""The verdict on a load test: what the page development_api_volume_and_performance asks of response times.

In the LOAD and the SOAK test no call may take as long as the limit of its kind. Of the RAMP test the page asks for
throughput and message sizes at the point where limits are exceeded; that there is such a point is no failure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gpconnect.load.measurements import Cell, Measurements
from gpconnect.load.profile import Profile
from gpconnect.spec import Interaction, interaction, interactions
from gpconnect.spec.vocabulary import RESPONSE_TIME_MILLISECONDS

REQUIREMENTS: Final = {
    "command": {"shall": "PERF-004", "should": "PERF-005"},
    "query": {"shall": "PERF-007", "should": "PERF-006"},
}
# What the page asks of each test by its name: of every call in a LOAD, of the results of a RAMP and a SOAK.
EVERY_CALL: Final = {"shall": "PERF-019", "should": "PERF-020"}
RESULTS: Final = {"ramp": "PERF-021", "soak": "PERF-022"}
PERCENTILES: Final = (50.0, 90.0, 95.0, 99.0)
ALL: Final = 100


class Mark(StrEnum):
    """What an interaction came to: within both limits, within the SHALL alone, or beyond it or not answered."""

    PASSED = "passed"
    ADVISORY = "advisory"
    FAILED = "failed"


@dataclass(frozen=True)
class Judged:
    """One interaction: what was measured, the time that was held to the limits, and what it came to and why."""

    interaction: Interaction
    cell: Cell
    held: float
    mark: Mark
    reason: str


@dataclass(frozen=True)
class Step:
    """One step of a ramp: its number of users, requests in a second, and what was measured."""

    users: int
    per_second: float
    cells: dict[str, Cell]
    exceeded: tuple[str, ...]

    @property
    def together(self) -> Cell:
        """All interactions added up."""
        return added_up(self.cells)


def added_up(cells: dict[str, Cell]) -> Cell:
    """Return one cell that holds what several hold."""
    made = Cell()
    for cell in cells.values():
        made.add(cell)
    return made


def judged(measured: Measurements, profile: Profile) -> list[Judged]:
    """Return the verdict on each interaction that was called, in the order of the specification."""
    cells = measured.by_interaction()
    return [_judged(row, cells[key], profile) for key, row in interactions().items() if key in cells]


def _judged(row: Interaction, cell: Cell, profile: Profile) -> Judged:
    held, limits, requirements = cell.percentile(profile.percentile), _limits(row), REQUIREMENTS[row.kind]
    if cell.failed:
        return Judged(row, cell, held, Mark.FAILED, f"{cell.failed} of {cell.calls} calls failed")
    for word, mark in (("shall", Mark.FAILED), ("should", Mark.ADVISORY)):
        if held >= limits[word]:
            over = cell.too_slow if word == "shall" else cell.slow
            many = f"{over} of {cell.answered} took {limits[word]} ms or more"
            broken = ", ".join([requirements[word], *_of_every_call(profile, word), word.upper()])
            return Judged(row, cell, held, mark, f"{many} [{broken}]")
    return Judged(row, cell, held, Mark.PASSED, "")


def _of_every_call(profile: Profile, word: str) -> list[str]:
    """The requirement on all calls of a LOAD together, where all of them are held to the limits."""
    return [EVERY_CALL[word]] if profile.name == "load" and profile.percentile >= ALL else []


def decided(measured: Measurements, profile: Profile) -> list[str]:
    """Return the IDs of the requirements that a test decides, for the environment it ran in."""
    kinds = {row.kind for key, row in interactions().items() if key in measured.by_interaction()}
    found = {one for kind in kinds if profile.kind == "steady" for one in REQUIREMENTS[kind].values()}
    found |= {one for word in EVERY_CALL if kinds for one in _of_every_call(profile, word)}
    return sorted(found | ({RESULTS[profile.name]} if kinds and profile.name in RESULTS else set()))


def _limits(row: Interaction) -> dict[str, int]:
    return dict(RESPONSE_TIME_MILLISECONDS[row.kind])


def steps(measured: Measurements, profile: Profile) -> Iterator[Step]:
    """Yield the steps of a ramp in which anything was measured."""
    length = profile.seconds / profile.steps
    numbers = {
        window: profile.step_at((window + 0.5) * measured.window_seconds) for window, _ in measured.windows()
    }
    for number in sorted(set(numbers.values())):
        cells = measured.by_interaction(window for window, step in numbers.items() if step == number)
        planned = profile.users_at(number * length)
        exceeded = tuple(one.interaction.key for one in _over(cells, profile))
        calls = sum(cell.calls for cell in cells.values())
        yield Step(planned[0] if planned else profile.users, calls / length, cells, exceeded)


def _over(cells: dict[str, Cell], profile: Profile) -> Iterator[Judged]:
    for key, cell in cells.items():
        one = _judged(interaction(key), cell, profile)
        if one.mark is Mark.FAILED:
            yield one


def breaking_point(measured: Measurements, profile: Profile) -> Step | None:
    """Return the first step of a ramp in which a call failed or a SHALL was exceeded, ``None`` when none was."""
    return next((step for step in steps(measured, profile) if step.exceeded), None)


def drift(measured: Measurements, profile: Profile) -> list[tuple[Interaction, float, float]]:
    """Return, for each interaction, the median times of the first and of the last quarter, in milliseconds.

    A provider that leaks gets slower while it soaks.
    """
    quarter = profile.seconds / measured.window_seconds / 4
    windows = {window for window, _ in measured.windows()}
    first = measured.by_interaction(one for one in windows if one < quarter)
    last = measured.by_interaction(one for one in windows if one >= 3 * quarter)
    return [
        (interaction(key), first[key].percentile(50), last[key].percentile(50))
        for key in interactions()
        if key in first and key in last
    ]
