"""A run of 1,500 scenarios with every outcome, as its verdict, its Allure results and its matrix tell of it."""

import datetime as dt
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import cast
from uuid import uuid4

from gpconnect.assurance.allure_result import CATEGORIES
from gpconnect.assurance.fingerprint import fingerprint
from gpconnect.assurance.matrix import Matrix, matrix
from gpconnect.assurance.run_verdict import Appointments, RunFacts, verdict_of
from gpconnect.assurance.scenario_record import reported_of
from gpconnect.assurance.verdict_json import FindingJson, ScenarioJson, VerdictJson
from gpconnect.assurance.waivers import Waiver, Waivers
from gpconnect.conformance.finding import Finding
from gpconnect.spec import edition, interaction, requirements, testing_order

SCENARIOS = 1500
WRONG = Finding("RORG-003", "Organization.identifier[0].value", "A20047", "<script>alert(1)</script>")
RECOMMENDED = Finding("ERR-005", "issue[0].diagnostics", "populated", "absent", level="SHOULD")
DISPUTED = Finding("SDS-015", "HTTP status", "400", "200", ambiguity="AMB-038")
ACCEPTED = Finding("RORG-003", "Organization.name", "a name", "absent")
WAIVER = Waiver(
    place="waivers.toml, entry 1 (line 1)",
    requirement="RORG-003",
    scenario=None,
    fingerprint=fingerprint(ACCEPTED),
    reason="the name comes with the next release",
    owner="the release manager",
    expires=dt.date(2027, 1, 31),
    reference="PROV-12",
)
_OUTCOMES = {
    "passed": (),
    "advisory": (RECOMMENDED, DISPUTED),
    "failed": (WRONG,),
    "waived": (ACCEPTED,),
    "blocked": (),
    "not applicable": (),
}


def large_verdict(*, only: tuple[str, ...] = tuple(_OUTCOMES)) -> VerdictJson:
    """Return the verdict on a run of 1,500 scenarios with these outcomes."""
    run = RunFacts(
        edition=edition(),
        started=dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC),
        ended=dt.datetime(2026, 11, 22, 9, 31, tzinfo=dt.UTC),
        provider="https://provider.example/A20047/STU3/1/gpconnect",
        embedded=False,
        expected=SCENARIOS,
        scenarios=list(_scenarios(only)),
        waivers=Waivers((WAIVER,), dt.date(2026, 11, 22)) if "waived" in only else Waivers(),
        appointments=Appointments(booked=41, cancelled=41, slots_booked=52, slots_returned=52, left=[]),
    )
    return verdict_of(run)


def large_matrix() -> Matrix:
    """Return the matrix of the same run."""
    return matrix(map(reported_of, _scenarios(tuple(_OUTCOMES))), edition(), "https://provider.example/")


def write_large_allure_results(folder: Path) -> None:
    """Write the Allure results of a run of 1,500 scenarios, each with an exchange of 8 KB."""
    folder.mkdir(parents=True)
    (folder / "categories.json").write_text(json.dumps(CATEGORIES), encoding="utf-8")
    for number, scenario in enumerate(_scenarios(tuple(_OUTCOMES))):
        exchange = f"{uuid4()}-attachment.txt"
        (folder / exchange).write_text(_response(number), encoding="utf-8")
        (folder / f"{uuid4()}-result.json").write_text(json.dumps(_allure(scenario, exchange)), encoding="utf-8")


def _scenarios(outcomes: tuple[str, ...]) -> Iterator[ScenarioJson]:
    ids = cycle(sorted(requirements()))
    endpoints = testing_order()
    for number, outcome in zip(range(SCENARIOS), cycle(outcomes), strict=False):
        key = endpoints[number * len(endpoints) // SCENARIOS]
        claimed = next(ids)
        findings = [_finding(one) for one in _OUTCOMES[outcome]]
        made = {
            "id": f"{number:032x}",
            "name": f"features/{key}.feature: Scenario {number}",
            "feature": f"features/{key}.feature",
            "line": number,
            "title": f"Scenario {number} about what {interaction(key).title} is to do",
            "interaction": key,
            "order": interaction(key).order,
            "outcome": outcome,
            "reason": "",
            "blocked_by": "read-an-organisation" if outcome == "blocked" else None,
            "claimed": [claimed],
            "requirements": {claimed: outcome},
            "findings": findings,
            "waivers": [WAIVER.place] if outcome == "waived" else [],
            "exchanges": [
                {"interaction": key, "method": "GET", "status": 200, "milliseconds": 90.0 + number % 200}
            ],
            "seconds": 0.1,
        }
        yield cast("ScenarioJson", made)


def _finding(finding: Finding) -> FindingJson:
    return {
        "requirement": finding.requirement,
        "level": finding.level,
        "where": finding.where,
        "expected": finding.expected,
        "actual": finding.actual,
        "fails": finding.fails,
        "ambiguity": finding.ambiguity,
        "fingerprint": fingerprint(finding),
        "waiver": WAIVER.place if finding is ACCEPTED else None,
    }


def _allure(scenario: ScenarioJson, exchange: str) -> dict[str, object]:
    target = interaction(scenario["interaction"] or "")
    status = {"failed": "failed", "blocked": "skipped", "not applicable": "skipped"}.get(
        scenario["outcome"], "passed"
    )
    sent = {"name": "1. GET 200", "source": exchange, "type": "text/plain"}
    times = {"start": 1795377795864, "stop": 1795377795964}
    steps = [
        {"name": "When the consumer asks", "status": "passed", "stage": "finished", "attachments": [sent], **times},
        {"name": "Then the answer conforms", "status": status, "stage": "finished", **times},
    ]
    labels = [
        {"name": "epic", "value": target.capability},
        {"name": "feature", "value": target.label},
        {"name": "story", "value": "What it answers"},
    ]
    return {
        "uuid": str(uuid4()),
        "historyId": scenario["id"],
        "name": scenario["title"],
        "fullName": scenario["name"],
        "status": status,
        "stage": "finished",
        "steps": steps,
        "labels": labels,
        "titlePath": [one["value"] for one in labels],
        "description": f"**{scenario['claimed'][0]}** (SHALL) something is so.",
        **times,
    }


def _response(number: int) -> str:
    entries = [{"resourceType": "Slot", "id": f"slot-{number}-{one}", "status": "free"} for one in range(60)]
    body = json.dumps({"resourceType": "Bundle", "entry": entries}, indent=2)
    return f'HTTP/1.1 200\nETag: W/"{uuid4()}"\n\n{body}'[: 8 * 1024]
