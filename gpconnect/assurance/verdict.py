"""The verdict on one scenario: what its ``Then`` steps found, and whether that fails it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from gpconnect.assurance.outcomes import NonConformance, Outcome, ScenarioResult
from gpconnect.assurance.waivers import Waiver
from gpconnect.conformance.finding import Finding
from gpconnect.conformance.rule import Judgement
from gpconnect.spec import Edition, requirement

FINDINGS_SHOWN: Final = 50


class Verdict:
    """Collects the judgements of a scenario; ``main_requirement`` is the first that its tags claim.

    What an edition does not ask for is no finding in it: rules look at every response, whatever its edition.
    ``waiver_for`` returns the waiver by which somebody answers for a failing finding: it does not end the scenario,
    so that what else is wrong is still found.
    """

    def __init__(
        self,
        claimed: Sequence[str],
        edition: Edition,
        waiver_for: Callable[[Finding], Waiver | None] = lambda _: None,
    ) -> None:
        self.claimed = tuple(claimed)
        self.edition = edition
        self._waiver_for = waiver_for
        self.findings: list[Finding] = []
        self.decided: set[str] = set()

    @property
    def main_requirement(self) -> str:
        """The requirement that the scenario is about; raise ``LookupError`` when its tags claim none."""
        if not self.claimed:
            raise LookupError("the scenario claims no requirement: give it a tag @req:ID")
        return self.claimed[0]

    def deliver(self, judgement: Judgement) -> None:
        """Record a judgement; raise ``NonConformance`` with all its findings when one fails and is not waived."""
        findings = [one for one in judgement.findings if self._asked_for(one.requirement)]
        findings = _without_repetition(findings)
        waived_before = self.waived
        self.findings.extend(findings)
        self.decided.update(filter(self._asked_for, judgement.decided))
        if any(finding.fails and self._waiver_for(finding) is None for finding in findings):
            raise NonConformance([*findings, *waived_before])

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The failing findings that the scenario went on after."""
        return tuple(finding for finding in self.findings if finding.fails)

    def _asked_for(self, identity: str | None) -> bool:
        entry = requirement(identity) if identity else None
        return entry is None or self.edition.includes(entry.since, entry.until)

    def result(self) -> ScenarioResult:
        """Return the result of a scenario whose steps all went through."""
        if self.waived:
            return self.waived_result()
        outcome = Outcome.ADVISORY if self.findings else Outcome.PASSED
        return ScenarioResult(outcome, findings=tuple(self.findings))

    def waived_result(self, not_decided: str = "") -> ScenarioResult:
        """Return the result of a scenario that fails in nothing but what is waived.

        ``not_decided`` is why the steps after that could not be taken, if they could not.
        """
        number = len(self.waived)
        reason = f"{number} {'failure that is' if number == 1 else 'failures that are'} accepted for a time"
        if not_decided:
            reason += f"; what the scenario asks besides was not decided: {not_decided}"
        waivers = dict.fromkeys(waiver for waiver in map(self._waiver_for, self.waived) if waiver)
        return ScenarioResult(Outcome.WAIVED, reason, findings=tuple(self.findings), waivers=tuple(waivers))


def _without_repetition(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, of each requirement no more than anybody reads, and how many more there are."""
    kept: list[Finding] = []
    seen: Counter[tuple[str | None, bool]] = Counter()
    last: dict[tuple[str | None, bool], Finding] = {}
    for finding in findings:
        kind = (finding.requirement, finding.fails)
        seen[kind] += 1
        last[kind] = finding
        if seen[kind] <= FINDINGS_SHOWN:
            kept.append(finding)
    further = ((number - FINDINGS_SHOWN, last[kind]) for kind, number in seen.items() if number > FINDINGS_SHOWN)
    return kept + [
        replace(
            one, where=f"{one.where}, and elsewhere", actual=f"{one.actual} ({number} more findings like these)"
        )
        for number, one in further
    ]
