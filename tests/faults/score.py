"""The score: which faults are killed, by how many scenarios, and what that says of requirements and scenarios."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from gpconnect.provider.faults import Fault
from gpconnect.spec import edition, requirements
from tests.faults.case import Case

_RANK = {"passed": 0, "not applicable": 0, "blocked": 0, "advisory": 1, "failed": 2, "error": 2}


class FaultRun:
    """What one fault did to the scenarios that met it."""

    def __init__(self, fault: Fault, baseline: Sequence[Case]) -> None:
        self.fault = fault
        self._without = {case.name: case for case in baseline}
        self.met: dict[str, Case] = {}

    def add(self, cases: Iterable[Case]) -> None:
        """Take in the scenarios of one turn."""
        self.met |= {case.name: case for case in cases}

    @property
    def worse(self) -> list[Case]:
        """The scenarios that did worse than without the fault."""
        return [case for case in self.met.values() if _RANK[case.outcome] > _RANK[self._before(case).outcome]]

    @property
    def killers(self) -> frozenset[str]:
        """The names of the scenarios that did worse and report a requirement that the fault violates."""
        return frozenset(case.name for case in self.worse if self._attributed(case))

    @property
    def deadliness(self) -> float:
        """The share of the scenarios that met the fault and were killers."""
        return len(self.killers) / max(1, len(self.met))

    @property
    def strays(self) -> frozenset[str]:
        """The names of the scenarios that did worse and report none of them."""
        return frozenset(case.name for case in self.worse if not self._attributed(case))

    @property
    def broken(self) -> list[Case]:
        """Scenarios that ended with an error of the harness instead of a finding."""
        return [case for case in self.worse if case.outcome == "error"]

    @property
    def noticed(self) -> frozenset[str]:
        """The violated requirements that killers report, or claim by their tags."""
        shown = {
            one for case in self.worse if self._attributed(case) for one in self._reported(case) | case.claimed
        }
        restated = {one.id for one in requirements().values() if shown.intersection(one.restates)}
        return frozenset(self.fault.requirements) & (shown | restated)

    @property
    def verdict(self) -> str:
        """Killed, survived or misattributed."""
        if self.strays:
            return "misattributed"
        return "killed" if self.killers else "survived"

    def explained(self, *, with_findings: bool) -> str:
        """Return one line about the fault, with the requirements that findings were about if wanted."""
        line = f"{self.verdict}: {self.fault.name} ({len(self.killers)} of {len(self.met)})"
        for case in [*self.broken, *(case for case in self.worse if case.name in self.strays)]:
            line += f"\n    {case.outcome}: {case.name} {' '.join(sorted(case.found))} {case.reason[:160]!r}"
        if with_findings:
            found = {one for case in self.worse for one in case.found}
            line += f"\n    found {' '.join(sorted(found))}"
            line += f"\n    lacking {' '.join(sorted(found - set(self.fault.requirements)))}"
        return line

    def _before(self, case: Case) -> Case:
        return self._without[case.name]

    def _reported(self, case: Case) -> frozenset[str]:
        """Return the requirements that the findings of a scenario name and did not name without the fault."""
        return case.found - self._before(case).found

    def _attributed(self, case: Case) -> bool:
        """Say whether a scenario reports what the fault violates; without an answer it can only report itself."""
        violated = set(self.fault.requirements)
        if case.outcome == "failed" and not case.found:
            return bool(case.claimed & violated)
        return case.outcome != "error" and bool(self._reported(case) & violated)


class Score:
    """All runs together."""

    def __init__(self, runs: Sequence[FaultRun], baseline: Sequence[Case]) -> None:
        self.runs = runs
        self.baseline = baseline

    @cached_property
    def automatic(self) -> list[str]:
        """The automatic requirements of the default edition."""
        spoken = edition()
        every = requirements().values()
        return [one.id for one in every if one.decided == "automatic" and spoken.includes(one.since, one.until)]

    def of(self, requirement: str) -> tuple[int, int]:
        """Return how many faults violate a requirement, and how many of these scenarios reported by its ID."""
        noticed = [
            one for run, one in zip(self.runs, self._noticed, strict=True) if requirement in run.fault.requirements
        ]
        return len(noticed), sum(requirement in one for one in noticed)

    @cached_property
    def _noticed(self) -> list[frozenset[str]]:
        return [run.noticed for run in self.runs]

    @property
    def unproven(self) -> list[str]:
        """The automatic requirements that no killed fault violates."""
        return [one for one in self.automatic if not self.of(one)[1]]

    @property
    def unseen(self) -> list[str]:
        """The scenarios that no fault made fail."""
        applicable = [case.name for case in self.baseline if case.outcome != "not applicable"]
        return [name for name in applicable if name not in self.seen]

    @cached_property
    def seen(self) -> frozenset[str]:
        """The names of the scenarios that a fault made fail."""
        return frozenset(name for run in self.runs for name in run.killers)

    def count(self, verdict: str) -> int:
        """Return how many faults came to this verdict."""
        return sum(run.verdict == verdict for run in self.runs)
