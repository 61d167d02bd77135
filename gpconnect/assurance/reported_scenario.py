"""What the report of a scenario says of it beyond pytest's outcome: written as properties, and read from them.

Properties are all that reaches JUnit XML, and the process that collects the reports of others.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from gpconnect.assurance.gherkin import requirements_of
from gpconnect.assurance.outcomes import Outcome, ScenarioResult
from gpconnect.assurance.scenario_facts import scenario_facts
from gpconnect.assurance.selection import interaction_of
from gpconnect.assurance.verdict import Verdict

NOT_REACHED: Final = "not reached"
"""What came of a requirement that a scenario claims when it failed before it had looked."""

_JUDGED = frozenset({Outcome.PASSED, Outcome.ADVISORY, Outcome.FAILED, Outcome.WAIVED})


@dataclass(frozen=True)
class ReportedScenario:
    """One scenario of a run.

    ``results`` says for every requirement that it decides, by ID, what came of it there: an outcome, or
    ``NOT_REACHED``; ``claimed`` holds those that its tags claim, the one that it is about first.
    """

    feature: str
    title: str
    interaction: str
    outcome: str
    claimed: tuple[str, ...]
    results: Mapping[str, str]


def properties_of(item: pytest.Item, result: ScenarioResult, verdict: Verdict | None) -> list[tuple[str, str]]:
    """Return what a report is to say of a scenario: names and values, of which names may repeat."""
    facts = scenario_facts(item)
    claimed, decided = requirements_of(item), sorted(verdict.decided) if verdict else []
    failing = [one.requirement for one in result.findings if one.fails]
    properties = {
        "outcome": [result.outcome.value],
        "interaction": [interaction_of(item) or ""],
        "feature": [facts.path] if facts else [],
        "scenario": [facts.title] if facts else [],
        "requirement": [*claimed, *decided],
        "claimed": claimed,
        "violated": failing or (claimed[:1] if result.outcome is Outcome.FAILED else []),
        "advised": [one.requirement for one in result.findings if not one.fails],
        "undecided": [one for one in claimed if result.outcome is Outcome.FAILED and one not in decided],
        "blocked_by": [result.blocked_by],
    }
    return [
        (name, value) for name, values in properties.items() for value in dict.fromkeys(values) if value is not None
    ]


def reported_scenario(report: pytest.TestReport) -> ReportedScenario | None:
    """Return what a report says of its scenario, or ``None`` when it is not the one that does."""
    said: dict[str, list[str]] = defaultdict(list)
    for name, value in report.user_properties:
        said[str(name)].append(str(value))
    if report.when == "teardown" or not said["outcome"] or not said["scenario"]:
        return None
    return ReportedScenario(
        feature=said["feature"][0],
        title=said["scenario"][0],
        interaction=said["interaction"][0],
        outcome=said["outcome"][0],
        claimed=tuple(said["claimed"]),
        results={identity: _result(identity, said) for identity in said["requirement"]},
    )


def _result(identity: str, said: Mapping[str, list[str]]) -> str:
    """Return what came of one requirement: a scenario that fails for one may well have found others met."""
    outcome = said["outcome"][0]
    if outcome not in _JUDGED:
        return outcome
    violated = Outcome.WAIVED if outcome == Outcome.WAIVED else Outcome.FAILED
    for name, result in (("violated", violated), ("advised", Outcome.ADVISORY), ("undecided", NOT_REACHED)):
        if identity in said.get(name, ()):
            return str(result)
    return str(Outcome.PASSED)
