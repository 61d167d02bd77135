"""The result of a load test: the verdict with all that it rests on, as JSON and as lines for the terminal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gpconnect import __version__
from gpconnect.load.measurements import Cell
from gpconnect.load.outcome import Outcome
from gpconnect.load.profile import Profile
from gpconnect.load.verdict import (
    PERCENTILES,
    Judged,
    Mark,
    Step,
    added_up,
    breaking_point,
    decided,
    drift,
    judged,
    steps,
)

BUSY_PERCENT = 90.0
STALL_SECONDS = 0.1


@dataclass(frozen=True)
class Result:
    """One finished test: provider, edition, when it started (ISO, UTC), how many processes, what came of it."""

    provider: str
    edition: str
    started: str
    processes: int
    profile: Profile
    outcome: Outcome

    @property
    def judged(self) -> list[Judged]:
        """The verdict on each interaction that was called."""
        return judged(self.outcome.measured, self.profile)

    @property
    def decided(self) -> list[str]:
        """The IDs of the requirements that the test decides where it ran; none when it went wrong."""
        return [] if self.troubles else decided(self.outcome.measured, self.profile)

    @property
    def steps(self) -> list[Step]:
        """The steps of a ramp."""
        return list(steps(self.outcome.measured, self.profile))

    @property
    def breaking_point(self) -> Step | None:
        """The first step of a ramp in which a call failed or a SHALL was exceeded."""
        return breaking_point(self.outcome.measured, self.profile)

    @property
    def together(self) -> Cell:
        """All calls added up."""
        return added_up(self.outcome.measured.by_interaction())

    @property
    def per_second(self) -> float:
        """The throughput over the whole test, in requests a second."""
        return self.together.calls / self.outcome.seconds if self.outcome.seconds else 0.0

    @property
    def troubles(self) -> list[str]:
        """What went wrong with the test itself: it proves nothing, or leaves something behind."""
        outcome, found = self.outcome, []
        if not self.together.calls:
            found.append("no call was made")
        if outcome.interrupted:
            found.append("the test was interrupted")
        if outcome.lost_workers:
            found.append(
                f"{outcome.lost_workers} workers were lost, and what they measured since their last report"
            )
        found += [f"a fault of the harness: {one}" for one in outcome.errors]
        return found + outcome.left

    @property
    def warnings(self) -> list[str]:
        """What makes the figures doubtful."""
        outcome, found = self.outcome, []
        if outcome.busiest >= BUSY_PERCENT:
            busy = f"A process that made requests used {outcome.busiest:.0f} % of its processor core"
            found.append(f"{busy}: times include its own waiting. Spread the users over more workers.")
        if outcome.stall >= STALL_SECONDS:
            held_up = f"A process that made requests was itself held up for {outcome.stall * 1000:.0f} ms at worst"
            found.append(f"{held_up}: times include that. Let nothing else run on its machine.")
        return found

    @property
    def mark(self) -> Mark:
        """What the test came to; a ramp is there to find the breaking point, and fails only in its first step."""
        if self.troubles:
            return Mark.FAILED
        if self.profile.kind == "stepped":
            broken = self.breaking_point
            return Mark.FAILED if broken is not None and broken == self.steps[0] else Mark.PASSED
        marks = {one.mark for one in self.judged}
        return next((mark for mark in (Mark.FAILED, Mark.ADVISORY) if mark in marks), Mark.PASSED)


def as_json(result: Result) -> str:
    """Return the result as JSON."""
    together, broken = result.together, result.breaking_point
    table = {
        "harness": __version__,
        "provider": result.provider,
        "edition": result.edition,
        "started": result.started,
        "processes": result.processes,
        "profile": result.profile.as_dict(),
        "mark": result.mark,
        "requirements": result.decided,
        "seconds": round(result.outcome.seconds, 1),
        "requests_per_second": round(result.per_second, 2),
        "all": _figures(together),
        "interactions": {
            one.interaction.key: {
                "kind": one.interaction.kind,
                "mark": one.mark,
                "reason": one.reason,
                "held_to_the_limits_ms": one.held,
                **_figures(one.cell),
            }
            for one in result.judged
        },
        "failures": dict(result.outcome.measured.failures),
        "users": [[round(second, 1), users] for second, users in result.outcome.users],
        "windows": [
            {"from_second": window * result.outcome.measured.window_seconds, **_figures(cell)}
            for window, cell in result.outcome.measured.windows()
        ],
        "strain": {"processor_percent": result.outcome.busiest, "held_up_ms": round(1000 * result.outcome.stall)},
        "troubles": result.troubles,
        "warnings": result.warnings,
    }
    if result.profile.kind == "stepped":
        table["steps"] = [_step(one) for one in result.steps]
        table["breaking_point"] = _step(broken) if broken else None
    else:
        table["drift"] = [
            {"interaction": row.key, "first_quarter_median_ms": first, "last_quarter_median_ms": last}
            for row, first, last in drift(result.outcome.measured, result.profile)
        ]
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def _figures(cell: Cell) -> dict[str, Any]:
    sent, received = cell.mean_sizes()
    return {
        "calls": cell.calls,
        "failed": cell.failed,
        "contended": cell.contended,
        "over_should": cell.slow,
        "over_shall": cell.too_slow,
        **{f"p{percent:g}_ms": cell.percentile(percent) for percent in PERCENTILES},
        "longest_ms": round(cell.longest, 1),
        "mean_request_bytes": round(sent),
        "mean_response_bytes": round(received),
        "largest_response_bytes": cell.largest,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "users": step.users,
        "requests_per_second": round(step.per_second, 2),
        "exceeded": list(step.exceeded),
        **_figures(step.together),
        "interactions": {key: _figures(cell) for key, cell in step.cells.items()},
    }


def lines(result: Result) -> Iterator[str]:
    """Yield the result for the terminal."""
    head = f"{'interaction':<38}{'calls':>7}{'p50':>8}{'p95':>8}{'longest':>9}  verdict"
    yield from (head, "-" * len(head))
    for one in result.judged:
        cell, verdict = one.cell, f"{one.mark}  {one.reason}".rstrip()
        times = f"{cell.percentile(50):>8.1f}{cell.percentile(95):>8.1f}{cell.longest:>9.1f}"
        yield f"{one.interaction.label:<38}{cell.calls:>7}{times}  {verdict}"
    calls = f"{result.together.calls} calls in {result.outcome.seconds:.0f} s"
    yield f"{calls}: {result.per_second:.1f} a second; times in ms"
    if result.profile.kind == "stepped":
        yield _said_of(result.breaking_point)
    yield from (*result.warnings, *result.troubles)
    yield f"{result.profile.name.upper()}: {result.mark}"


def _said_of(broken: Step | None) -> str:
    if broken is None:
        return "no breaking point: no limit was exceeded at any step"
    _, received = broken.together.mean_sizes()
    where = f"breaking point: {broken.users} users, {broken.per_second:.1f} requests a second"
    return f"{where}, responses of {received:.0f} bytes on average ({', '.join(broken.exceeded)})"
