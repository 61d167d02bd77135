"""The verdict on one scenario: what its ``Then`` steps found, and whether that fails it."""

from collections.abc import Sequence

from gpconnect.assurance.outcomes import NonConformance, Outcome, ScenarioResult
from gpconnect.conformance.finding import Finding
from gpconnect.conformance.rule import Judgement


class Verdict:
    """Collects the judgements of a scenario; ``main_requirement`` is the first that its tags claim."""

    def __init__(self, claimed: Sequence[str]) -> None:
        self.claimed = tuple(claimed)
        self.findings: list[Finding] = []
        self.decided: set[str] = set()

    @property
    def main_requirement(self) -> str:
        """The requirement that the scenario is about; raise ``LookupError`` when its tags claim none."""
        if not self.claimed:
            raise LookupError("the scenario claims no requirement: give it a tag @req:ID")
        return self.claimed[0]

    def deliver(self, judgement: Judgement) -> None:
        """Record a judgement; raise ``NonConformance`` with all its findings when one of them fails."""
        self.findings.extend(judgement.findings)
        self.decided.update(judgement.decided)
        if any(finding.fails for finding in judgement.findings):
            raise NonConformance(judgement.findings)

    def result(self) -> ScenarioResult:
        """Return the result of a scenario whose steps all went through."""
        outcome = Outcome.ADVISORY if self.findings else Outcome.PASSED
        return ScenarioResult(outcome, findings=tuple(self.findings))
