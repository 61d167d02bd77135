"""What a run writes for Allure."""

import json
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from allure_commons.model2 import Label, Status, StatusDetails
from allure_commons.model2 import TestResult as AllureResult
from pytest_bdd.parser import FeatureParser, ScenarioTemplate
from small_suite import SmallRun, run_pytest, run_small_suite

from gpconnect.assurance import allure_result, scenario_facts
from gpconnect.assurance.allure_result import conclude, describe, place, status_message
from gpconnect.assurance.outcomes import Outcome, ScenarioResult
from gpconnect.assurance.result_writer import without_paths
from gpconnect.assurance.scenario_facts import ScenarioFacts
from gpconnect.assurance.waivers import Waiver
from gpconnect.conformance.finding import Finding
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import Requirement, edition
from gpconnect.spec.ambiguity import ambiguity

REFUSED = "A search with a bad parameter is refused [parameter: start, value: not-a-date]"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SmallRun:
    return run_small_suite(tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def results(run: SmallRun) -> dict[str, dict[str, Any]]:
    files = run.results.glob("*-result.json")
    found = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    assert found, run.output
    return {result["name"]: result for result in found}


def labels(result: dict[str, Any], name: str) -> list[str]:
    return [label["value"] for label in result["labels"] if label["name"] == name]


def step_states(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(step["name"], step["status"]) for step in result["steps"]]


def test_a_failed_scenario_is_failed_with_every_failing_finding(results: dict[str, dict[str, Any]]) -> None:
    result = results[REFUSED]
    assert result["status"] == "failed"
    message = result["statusDetails"]["message"]
    assert message.startswith("The provider does not conform: 2 findings.\n\n1. HTTP status [SLOT-001, SHALL]\n")
    assert "2. OperationOutcome.issue[0].details [SLOT-002, SHALL]" in message
    assert "Cache-Control" not in message
    assert "Cache-Control [SLOT-009, SHOULD]" in result["description"]
    assert message.count("    fingerprint: ") == 2
    assert step_states(result) == [
        ("Given a practice with free slots", "passed"),
        ("When the consumer searches with a bad start", "passed"),
        ("Then the answer does not conform", "failed"),
        ("And the search succeeds", "skipped"),
    ]


def test_a_failed_scenario_shows_the_exchange_that_decided(results: dict[str, dict[str, Any]]) -> None:
    _, _, told = results[REFUSED]["description"].partition("**The exchange that decided**")
    request, response, curl = told.split("```text\n")[1:]
    assert request.startswith("GET https://provider.example/Slot?start=worse\nAccept: a/b\n")
    assert response.startswith("no response: ConnectError: refused")
    assert curl.startswith("curl --silent")
    assert "The exchange that decided" not in results["A search answers with free slots"]["description"]


def test_a_waived_failure_names_who_answers_for_it() -> None:
    waiver = Waiver(
        "waivers.toml, entry 1 (line 3)", "SLOT-001", None, "0" * 16, "mended soon", "Ann", date(2027, 3, 31), "C-1"
    )
    finding = Finding("SLOT-001", "status", "422", "200")
    test = AllureResult(status=Status.PASSED)
    conclude(test, ScenarioResult(Outcome.WAIVED, "1 failure", findings=(finding,), waivers=(waiver,)))
    assert test.status == Status.SKIPPED
    assert test.statusDetails.message.startswith("waived: 1 failure.\n\n1. status [SLOT-001, SHALL]")
    assert {(one.name, one.value) for one in test.labels} == {
        ("outcome", "waived"),
        ("tag", "waived"),
        ("waiver", "C-1"),
    }
    assert "- mended soon: Ann, until 2027-03-31, C-1 (*waivers.toml, entry 1 (line 3)*)" in test.description


def test_a_text_cannot_end_the_block_that_shows_it() -> None:
    request = Request("read-a-patient", "GET", "https://provider.example/Patient/1", [])
    response = Response(200, [], b"```\n# not a heading\n````")
    exchange = Exchange(request, response, datetime(2026, 1, 2, tzinfo=UTC), 1.0)
    test = AllureResult(status=Status.FAILED)
    conclude(test, ScenarioResult(Outcome.FAILED, findings=(Finding(None, "body", "JSON", "text"),)), [exchange])
    assert "`````text\nHTTP/1.1 200" in test.description


def test_a_scenario_stands_under_capability_endpoint_and_rule(results: dict[str, dict[str, Any]]) -> None:
    result = results[REFUSED]
    assert labels(result, "epic") == ["Appointment Management"]
    assert labels(result, "feature") == ["#1 Search for free slots"]
    assert labels(result, "story") == ["Slots lie inside the searched period"]
    assert labels(result, "tag") == ["SLOT-001", "SLOT-002"]
    assert not {"host", "thread", "suite", "parentSuite", "package"} & {label["name"] for label in result["labels"]}


def test_example_values_are_parameters_of_their_own(results: dict[str, dict[str, Any]]) -> None:
    assert results[REFUSED]["parameters"] == [
        {"name": "parameter", "value": "start"},
        {"name": "value", "value": "not-a-date"},
    ]


def test_an_interaction_key_alone_names_the_endpoint(results: dict[str, dict[str, Any]]) -> None:
    result = results["A location is read"]
    assert labels(result, "feature") == ["F Read a location"]
    assert labels(result, "tag") == ["slow"]


def test_a_blocked_scenario_is_skipped_and_names_the_endpoint(results: dict[str, dict[str, Any]]) -> None:
    result = results["A search that needs a location"]
    assert result["status"] == "skipped"
    told = "blocked by F Read a location: GET Location/1 answered 500, expected 200"
    assert result["statusDetails"] == {"message": told}
    assert labels(result, "outcome") == ["blocked"]
    assert "blocked" in labels(result, "tag")
    assert {status for _, status in step_states(result)} == {"skipped"}
    assert result["steps"][0]["statusDetails"]["message"] == told


def test_a_scenario_that_does_not_apply_says_why(results: dict[str, dict[str, Any]]) -> None:
    result = results["A search of another edition"]
    assert result["status"] == "skipped"
    assert result["statusDetails"]["message"] == "not applicable: edition 1.2.7 lacks it"
    assert "not applicable" in labels(result, "tag")


def test_an_advisory_is_passed_and_tagged(results: dict[str, dict[str, Any]]) -> None:
    result = results["A search with a recommendation not followed"]
    assert result["status"] == "passed"
    assert {"advisory", "disputed"} <= set(labels(result, "tag"))
    assert "1. Cache-Control [SLOT-009, SHOULD]" in result["description"]
    assert "2. Bundle.total [SLOT-010, SHALL, disputed, AMB-001]" in result["description"]
    readings = ambiguity("AMB-001").readings
    assert len(readings) > 1
    assert all(f"- {reading}" in result["description"] for reading in readings)


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("A search by a harness that is broken", "FileNotFoundError"),
        ("A search with a step that nobody wrote", "StepDefinitionNotFoundError"),
    ],
)
def test_a_defect_of_the_harness_is_broken(results: dict[str, dict[str, Any]], title: str, message: str) -> None:
    result = results[title]
    assert result["status"] == "broken"
    assert message in result["statusDetails"]["message"]
    assert "broken" in {status for _, status in step_states(result)}


def test_a_step_left_open_by_a_skip_is_closed(results: dict[str, dict[str, Any]]) -> None:
    result = results["A search that is skipped in plain pytest"]
    assert step_states(result) == [
        ("When the step skips by itself", "skipped"),
        ("Then the search succeeds", "skipped"),
    ]
    assert all("stop" in step for step in result["steps"])


def test_every_exchange_is_attached_to_the_step_that_made_it(
    run: SmallRun, results: dict[str, dict[str, Any]]
) -> None:
    attached = {one["name"]: one["source"] for one in results[REFUSED]["steps"][1]["attachments"]}
    assert list(attached) == ["1. GET: 200", "2. GET: no response"]
    texts = {name: (run.results / source).read_text(encoding="utf-8") for name, source in attached.items()}
    request, response, curl = parts_of(texts["1. GET: 200"])
    assert request.startswith("GET https://provider.example/Slot?start=bad\nAccept: a/b\n")
    assert "Content-Type: application/fhir+json" in response
    assert '"total": 0,\n  "total": 1.50\n' in response
    assert "https://provider.example/Slot?start=bad" in curl
    assert parts_of(texts["2. GET: no response"])[1].startswith("no response: ConnectError: refused")
    assert "attachments" not in results[REFUSED]["steps"][2]


def parts_of(text: str) -> list[str]:
    """The request, the response and the curl command of an exchange as it is attached."""
    return re.fullmatch(
        "===== request =====\n(.*)\n\n===== response =====\n(.*)\n\n===== curl =====\n(.*)", text, re.DOTALL
    ).groups()


def test_a_table_is_attached_to_its_step(run: SmallRun, results: dict[str, dict[str, Any]]) -> None:
    (table,) = results["A search with a table"]["steps"][0]["attachments"]
    assert (run.results / table["source"]).read_text(encoding="utf-8") == "start | status\n09:00 | free"


def test_nothing_tells_of_this_machine(run: SmallRun) -> None:
    files = [file for file in run.results.iterdir() if file.is_file()]
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    absolute = re.compile(r"(?<![\w.])/(?:home|root|tmp|usr|opt|var|work|Users)/|site-packages/site-packages")
    assert {name for name, text in texts.items() if absolute.search(text) or str(run.folder) in text} == set()
    assert not [name for name in texts if name.endswith("-container.json")]


def test_the_environment_and_the_categories_are_written(run: SmallRun) -> None:
    environment = (run.results / "environment.properties").read_text(encoding="utf-8")
    assert environment.startswith("Provider = https://provider.example/gpconnect/1\nEdition = 1.2.7\nHarness = ")
    categories = json.loads((run.results / "categories.json").read_text(encoding="utf-8"))
    assert [one["name"].split()[0] for one in categories] == ["The", "The", "Waived:", "Blocked", "Not"]


def test_plain_tests_stay_as_they_are(results: dict[str, dict[str, Any]]) -> None:
    assert labels(results["test_plain"], "suite") == ["test_features"]


def test_identities_are_the_same_in_another_run_elsewhere(
    results: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = run_small_suite(tmp_path_factory.mktemp("elsewhere"))
    again = [json.loads(file.read_text(encoding="utf-8")) for file in elsewhere.results.glob("*-result.json")]
    identities = {(one["testCaseId"], one["historyId"]) for one in results.values()}
    assert {(one["testCaseId"], one["historyId"]) for one in again} == identities
    assert len({history for _, history in identities}) == len(results)


def test_the_other_allure_plugin_is_refused_with_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "allure_pytest_bdd.py").write_text("", encoding="utf-8")
    (tmp_path / "test_one.py").write_text("def test_one(): pass\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    refused = run_pytest(tmp_path)
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert "pip uninstall allure-pytest-bdd" in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr + refused.stdout
    assert run_pytest(tmp_path, "-p", "no:allure_pytest_bdd").returncode == pytest.ExitCode.OK


BOTH = ("SLOT-001", "SLOT-002")
FEATURE = """
Feature: Slots
  About slots.

  @find-a-patient
  Scenario: Plain
    Given nothing

  @req:SLOT-001
  Scenario Outline: Search with <what>
    Looks closely.

    Given nothing
    Examples:
      | what  | why |
      | start | x   |
"""


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, ScenarioTemplate]:
    catalogue = {
        "SLOT-001": Requirement("SLOT-001", "appointments_slots", "Searching", "SHALL", "A search answers."),
        "SLOT-002": Requirement(
            "SLOT-002", "appointments_slots", "Errors", "SHOULD", "It helps.", ambiguity="AMB-007", reading="kindly"
        ),
    }
    monkeypatch.setattr(allure_result, "requirements", lambda: catalogue)
    monkeypatch.setattr(scenario_facts, "requirements", lambda: catalogue)
    (tmp_path / "slots.feature").write_text(FEATURE, encoding="utf-8")
    return dict(FeatureParser(str(tmp_path), "slots.feature").parse().scenarios)


def test_requirements_are_told_and_linked_to_the_page_of_the_edition(
    templates: dict[str, ScenarioTemplate],
) -> None:
    facts = ScenarioFacts(
        "features/slots.feature", templates["Search with <what>"], {"what": "start", "why": "x"}, BOTH
    )
    test = AllureResult(labels=[Label("host", "machine")])
    describe(test, facts, edition("1.2.7"))
    page = edition("1.2.7").page_url("appointments_slots")
    assert [(link.url, link.name) for link in test.links] == [
        (page, "SLOT-001 Searching"),
        (page, "SLOT-002 Errors"),
    ]
    assert test.name == "Search with start [why: x]"
    assert test.description.startswith("`features/slots.feature`, line 10\n\nLooks closely.\n")
    assert "- **SLOT-001** (SHALL) A search answers.\n" in test.description
    assert "- **SLOT-002** (SHOULD) It helps. *(disputed: AMB-007; read as: kindly)*\n" in test.description
    assert "host" not in {label.name for label in test.labels}


def test_without_a_rule_the_requirements_heading_is_the_group(templates: dict[str, ScenarioTemplate]) -> None:
    named = ScenarioFacts("features/slots.feature", templates["Plain"], {}, ("SLOT-002",))
    unnamed = ScenarioFacts(
        "features/cross_cutting/slots.feature", templates["Search with <what>"], {"what": "x"}, BOTH
    )
    assert place(named) == ("Foundations", "F Find a patient", "Errors")
    assert place(unnamed) == ("Cross cutting", "Slots", "Searching")


def test_a_failed_cleanup_outweighs_a_passed_scenario() -> None:
    test = AllureResult(status=Status.BROKEN, statusDetails=StatusDetails(message="not cancelled"))
    conclude(test, ScenarioResult(Outcome.PASSED))
    assert (test.status, test.statusDetails.message) == (Status.BROKEN, "not cancelled")


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (ScenarioResult(Outcome.PASSED), ""),
        (ScenarioResult(Outcome.FAILED, "wrong"), "wrong"),
        (
            ScenarioResult(Outcome.FAILED, findings=(Finding(None, "Date", "a date", "none"),)),
            "The provider does not conform: 1 finding.\n\n"
            "1. Date [base FHIR, SHALL]\n    expected: a date\n    actual:   none\n"
            "    fingerprint: 14cbc44461a6a01c",
        ),
        (ScenarioResult(Outcome.BLOCKED, "500", "find-a-patient"), "blocked by F Find a patient: 500"),
        (
            ScenarioResult(Outcome.BLOCKED, "blocked by find-a-patient: 500", "find-a-patient"),
            "blocked by F Find a patient: 500",
        ),
        (ScenarioResult(Outcome.BLOCKED, "blocked: 500"), "blocked: 500"),
        (ScenarioResult(Outcome.NOT_APPLICABLE, "not applicable: old"), "not applicable: old"),
    ],
)
def test_the_message_says_what_an_outcome_is_due_to(result: ScenarioResult, message: str) -> None:
    assert status_message(result) == message


def test_paths_of_this_machine_are_taken_out() -> None:
    root = Path("/srv/project")
    text = (
        'File "/srv/project/steps/slots.py" in /srv/project, "/x/lib/python3.12/site-packages/httpx/a.py", '
        f'"{os.__file__}", ../../usr/lib/python3.12/json/a.py; GET /Slot?a=/b'
    )
    assert without_paths(text, root) == (
        'File "steps/slots.py" in ., "site-packages/httpx/a.py", "python/os.py", python/json/a.py; GET /Slot?a=/b'
    )
