"""Two runs compared: what was mended between them, what broke, what came and what went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gpconnect.assurance.markdown_summary import code, escaped
from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.verdict_json import ScenarioJson, VerdictJson

_GOOD: Final = frozenset[str]({Outcome.PASSED, Outcome.ADVISORY})
_BAD: Final = frozenset[str]({Outcome.FAILED, Outcome.ERROR, Outcome.WAIVED})


class Change(StrEnum):
    """How a scenario differs between two runs."""

    BROKEN = "broken"
    FAILS_OTHERWISE = "failing otherwise"
    NEWLY_BLOCKED = "newly blocked"
    STILL_FAILING = "still failing"
    STILL_BLOCKED = "still blocked"
    FIXED = "fixed"
    NO_LONGER_BLOCKED = "no longer blocked"
    OTHERWISE = "other changes"
    ADDED = "added"
    REMOVED = "removed"


REGRESSIONS: Final = frozenset({Change.BROKEN, Change.FAILS_OTHERWISE, Change.NEWLY_BLOCKED})
"""Changes for the worse: a comparison that finds one does not succeed."""


@dataclass(frozen=True)
class Compared:
    """One scenario in two runs: its outcomes, ``None`` in a run that does not hold it, and its new fingerprints."""

    name: str
    change: Change
    before: str | None
    after: str | None
    fingerprints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two runs compared: every scenario that differs, or fails in both."""

    before: VerdictJson
    after: VerdictJson
    changes: Mapping[Change, Sequence[Compared]]

    @property
    def is_worse(self) -> bool:
        """Whether something is worse than before: in a scenario that both hold, or in one that is new and fails."""
        new_failures = any(one.after in _BAD | {Outcome.BLOCKED} for one in self.changes.get(Change.ADDED, ()))
        return new_failures or any(self.changes.get(change) for change in REGRESSIONS)


def compare(before: VerdictJson, after: VerdictJson) -> Comparison:
    """Compare two runs, scenario by scenario; which of them are the same is told by their IDs."""
    old = {one["id"]: one for one in before["scenarios"]}
    new = {one["id"]: one for one in after["scenarios"]}
    changes: dict[Change, list[Compared]] = {change: [] for change in Change}
    for identity in dict.fromkeys([*new, *old]):
        made = _compared(old.get(identity), new.get(identity))
        if made is not None:
            changes[made.change].append(made)
    return Comparison(before, after, changes)


def _compared(old: ScenarioJson | None, new: ScenarioJson | None) -> Compared | None:
    if new is None:
        return Compared(old["name"], Change.REMOVED, old["outcome"], None) if old else None
    if old is None:
        return Compared(new["name"], Change.ADDED, None, new["outcome"], _failing(new))
    change = _change(old, new)
    fresh = tuple(one for one in _failing(new) if one not in _failing(old))
    return Compared(new["name"], change, old["outcome"], new["outcome"], fresh) if change else None


def _change(old: ScenarioJson, new: ScenarioJson) -> Change | None:
    was, now = old["outcome"], new["outcome"]
    if was in _BAD and now in _BAD:
        return Change.STILL_FAILING if set(_failing(new)) <= set(_failing(old)) else Change.FAILS_OTHERWISE
    if now in _BAD:
        return Change.BROKEN
    if now == Outcome.BLOCKED:
        return Change.STILL_BLOCKED if was == now else Change.NEWLY_BLOCKED
    if was in _BAD and now in _GOOD:
        return Change.FIXED
    if was == Outcome.BLOCKED:
        return Change.NO_LONGER_BLOCKED
    return Change.OTHERWISE if was != now else None


def _failing(scenario: ScenarioJson) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one["fingerprint"] for one in scenario["findings"] if one["fails"]))


def comparison_text(comparison: Comparison) -> Iterator[str]:
    """Yield the comparison as lines for a terminal."""
    for which, verdict in (("before", comparison.before), ("after", comparison.after)):
        yield f"{which + ':':<8}{verdict['verdict']}, {verdict['started']}: {verdict['reason']}"
    for change, compared in comparison.changes.items():
        if compared:
            yield f"\n{change} ({len(compared)})"
            yield from (f"  {_line(one)}" for one in compared)
    if not any(comparison.changes.values()):
        yield "\nno scenario differs, and none fails"


def comparison_markdown(comparison: Comparison) -> Iterator[str]:
    """Yield the comparison as lines of Markdown."""
    yield f"## GP Connect conformance: {'worse than before' if comparison.is_worse else 'not worse than before'}"
    yield from ("", "| run | verdict | started | edition | provider |", "|---|---|---|---|---|")
    for which, verdict in (("before", comparison.before), ("after", comparison.after)):
        root = verdict["provider"]["root"]
        yield (
            f"| {which} | {verdict['verdict']} | {verdict['started']} | {escaped(verdict['edition'])} | "
            f"{code(root) if root else 'none'} |"
        )
    for change, compared in comparison.changes.items():
        if compared:
            yield from ("", f"### {change.capitalize()} ({len(compared)})", "")
            yield from (f"- {escaped(_line(one))}" for one in compared)


def _line(one: Compared) -> str:
    outcomes = one.after or one.before or ""
    if one.before and one.after and one.before != one.after:
        outcomes = f"{one.before} -> {one.after}"
    return f"{one.name} ({', '.join([outcomes, *one.fingerprints])})"
