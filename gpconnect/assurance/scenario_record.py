"""What a run keeps of each scenario for its verdict: a record that can be handed from process to process."""

from typing import Final, cast

import pytest

from gpconnect.assurance.failure_text import skip_reason
from gpconnect.assurance.fingerprint import fingerprint
from gpconnect.assurance.outcomes import RECORDER, RESULT, Outcome, ScenarioResult
from gpconnect.assurance.redacting import informed_redactor
from gpconnect.assurance.reported_scenario import ReportedScenario, reported_scenario
from gpconnect.assurance.run import KEPT_AS_IT_IS
from gpconnect.assurance.scenario_facts import ScenarioFacts, scenario_facts
from gpconnect.assurance.selection import interaction_of
from gpconnect.assurance.verdict_json import ExchangeJson, FindingJson, ScenarioJson
from gpconnect.assurance.waivers import Waivers
from gpconnect.assurance.waiving import WAIVERS
from gpconnect.conformance.finding import Finding, readable
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.redaction import Redactor
from gpconnect.spec import interaction

# pytest-xdist hands on every attribute of a report that is JSON.
_ATTRIBUTE: Final = "gpconnect_scenario"


def attach_record(item: pytest.Item, report: pytest.TestReport) -> None:
    """Attach the record of a scenario to the report that tells its outcome; any other is left alone."""
    result, facts = item.stash.get(RESULT, None), scenario_facts(item)
    reported = reported_scenario(report)
    if result is not None and facts is not None and reported is not None:
        setattr(report, _ATTRIBUTE, _record(item, facts, reported, result, report.duration))


def record_in(report: pytest.TestReport) -> ScenarioJson | None:
    """Return the record that a report carries, or ``None`` when it carries none."""
    return cast("ScenarioJson | None", getattr(report, _ATTRIBUTE, None))


def reported_of(record: ScenarioJson) -> ReportedScenario:
    """Return a record as the matrix of requirements takes it."""
    return ReportedScenario(
        feature=record["feature"],
        title=record["title"],
        interaction=record["interaction"] or "",
        outcome=record["outcome"],
        claimed=tuple(record["claimed"]),
        results=record["requirements"],
    )


def _record(
    item: pytest.Item, facts: ScenarioFacts, reported: ReportedScenario, result: ScenarioResult, seconds: float
) -> ScenarioJson:
    waivers = item.config.stash.get(WAIVERS, Waivers())
    redactor = informed_redactor(item) if result.findings or result.reason else KEPT_AS_IT_IS
    exchanges = item.stash.get(RECORDER, ())
    findings = [_finding(one, waivers, facts.names, redactor) for one in result.findings]
    key = interaction_of(item)
    return {
        "id": facts.history_id,
        "name": facts.name,
        "feature": facts.path,
        "line": facts.line,
        "title": facts.title,
        "interaction": key,
        "order": interaction(key).order if key else None,
        "outcome": result.outcome.value,
        "reason": redactor.text(_reason(result)),
        "blocked_by": result.blocked_by,
        "claimed": list(reported.claimed),
        "requirements": dict(sorted(reported.results.items())),
        "findings": findings,
        "waivers": sorted({one["waiver"] for one in findings if one["waiver"]}),
        "exchanges": [_exchange(one) for one in exchanges],
        "seconds": round(seconds, 4),
    }


def _reason(result: ScenarioResult) -> str:
    if result.outcome is Outcome.FAILED:
        number = sum(one.fails for one in result.findings)
        return "1 finding" if number == 1 else f"{number} findings"
    if result.outcome in (Outcome.BLOCKED, Outcome.NOT_APPLICABLE):
        return skip_reason(result).partition(": ")[2]
    return readable(result.reason)


def _finding(finding: Finding, waivers: Waivers, names: tuple[str, ...], redactor: Redactor) -> FindingJson:
    waiver = waivers.covering(finding, names)
    return {
        "requirement": finding.requirement,
        "level": finding.level,
        "where": redactor.text(readable(finding.where)),
        "expected": redactor.text(readable(finding.expected)),
        "actual": redactor.text(readable(finding.actual)),
        "fails": finding.fails,
        "ambiguity": finding.ambiguity,
        "fingerprint": fingerprint(finding),
        "waiver": waiver.place if waiver else None,
    }


def _exchange(exchange: Exchange) -> ExchangeJson:
    return {
        "interaction": exchange.request.interaction,
        "method": exchange.request.method,
        "status": exchange.status,
        "milliseconds": round(exchange.milliseconds, 3),
    }
