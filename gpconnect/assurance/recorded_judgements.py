"""The judgements of a run, held against its evidence: for evidence that is redacted, and cannot be judged again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from gpconnect.assurance.evidence import ProcessEvidence
from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.recomputed import waivers_of
from gpconnect.assurance.verdict_json import ScenarioJson, VerdictJson

_JUDGED = frozenset({Outcome.PASSED, Outcome.ADVISORY, Outcome.WAIVED, Outcome.FAILED})


def decided_again(verdict: VerdictJson) -> list[ScenarioJson]:
    """Return the scenarios of a verdict, the outcome of each made again of its findings and of the waivers."""
    waivers = waivers_of(verdict)
    holding = {one.place for one in waivers.entries if not waivers.has_expired(one)}
    return [cast("ScenarioJson", {**one, "outcome": _outcome(one, holding)}) for one in verdict["scenarios"]]


def _outcome(scenario: ScenarioJson, holding: set[str]) -> str:
    if scenario["outcome"] not in _JUDGED:
        return scenario["outcome"]
    failing = [one for one in scenario["findings"] if one["fails"]]
    if any(one["waiver"] not in holding for one in failing):
        return Outcome.FAILED.value
    if failing:
        return Outcome.WAIVED.value
    return (Outcome.ADVISORY if scenario["findings"] else Outcome.PASSED).value


def evidence_problems(verdict: VerdictJson, processes: Sequence[ProcessEvidence]) -> Iterator[str]:
    """Yield where a verdict tells of a scenario or an exchange what the evidence does not."""
    recorded = {one["id"]: one for one in verdict["scenarios"]}
    for process in processes:
        made: dict[str, Counter[tuple[str, int | None, float]]] = {}
        for scenario, exchange in process.exchanges():
            kind = (exchange.request.method, exchange.status, round(exchange.milliseconds, 3))
            made.setdefault(scenario, Counter())[kind] += 1
        for kept in process.scenarios:
            told = recorded.pop(kept.id, None)
            if told is None:
                yield f"{kept.scenario}: is in the evidence, but not in the verdict"
                continue
            if told["outcome"] != kept.outcome:
                yield f"{told['name']}: came to {kept.outcome} by the evidence, to {told['outcome']} by the verdict"
            shown = Counter((one["method"], one["status"], one["milliseconds"]) for one in told["exchanges"])
            if not kept.bypassed and shown - made.get(kept.scenario, Counter()):
                yield f"{told['name']}: the verdict tells of exchanges that are not in the evidence"
    yield from (f"{one['name']}: is in the verdict, but there is no evidence of it" for one in recorded.values())
