"""A small conformance suite of every outcome, run by a pytest of its own, for the tests of the reports."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

FEATURE = """
    @interaction:search-for-free-slots
    Feature: Search for free slots

      Rule: Slots lie inside the searched period

        @req:SLOT-001
        Scenario: A search answers with free slots
          Given a practice with free slots
          When the consumer searches for free slots
          Then the search succeeds

        @req:SLOT-001 @req:SLOT-002
        Scenario Outline: A search with a bad parameter is refused
          Given a practice with free slots
          When the consumer searches with a bad <parameter>
          Then the answer does not conform
          And the search succeeds

          Examples:
            | parameter | value       |
            | start     | not-a-date  |
            | end       | 2026-13-01  |

      @req:SLOT-002
      Scenario: A search that needs a location
        Given a location that cannot be read
        When the consumer searches for free slots
        Then the search succeeds

      Scenario: A search of another edition
        Given an edition that lacks the search
        Then the search succeeds

      Scenario: A search with a recommendation not followed
        When the consumer searches for free slots
        Then the answer could be better

      Scenario: A search by a harness that is broken
        When the harness stumbles
        Then the search succeeds

      Scenario: A search with a step that nobody wrote
        When the consumer does what nobody has defined

      Scenario: A search that is skipped in plain pytest
        When the step skips by itself
        Then the search succeeds

      Scenario: A search with a table
        Given the slots
          | start | status |
          | 09:00 | free   |
"""

FOUNDATIONS = """
    @read-a-location
    Feature: Read a location

      @slow
      Scenario: A location is read
        When the consumer searches for free slots
        Then the search succeeds
"""

CONFTEST = """
    from dataclasses import replace
    from datetime import UTC, datetime

    import pytest
    from pytest_bdd import given, parsers, then, when

    from gpconnect.assurance.outcomes import RESULT, Blocked, NonConformance, NotApplicable, Outcome, ScenarioResult
    from gpconnect.assurance.run import RUN, Run
    from gpconnect.conformance.finding import Finding
    from gpconnect.consumer.exchange import Exchange, Recorder, Request, Response

    RECOMMENDATION = Finding("SLOT-009", "Cache-Control", "no-store", "(absent)", level="SHOULD")
    DISPUTE = Finding("SLOT-010", "Bundle.total", "1", "(absent)", ambiguity="AMB-001")

    def pytest_configure(config):
        config.stash[RUN] = Run("https://provider.example/gpconnect/1", "1.2.7")

    def pytest_bdd_apply_tag(tag, function):
        return True

    def pytest_collection_modifyitems(items):
        items.sort(key=lambda item: "location_is_read" not in item.name)

    def decide(item, call):
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, NonConformance):
            return ScenarioResult(Outcome.FAILED, findings=error.findings)
        if isinstance(error, Blocked):
            return ScenarioResult(Outcome.BLOCKED, error.reason, error.interaction)
        if isinstance(error, NotApplicable):
            return ScenarioResult(Outcome.NOT_APPLICABLE, str(error))
        if isinstance(error, pytest.skip.Exception):
            return None
        if error:
            return ScenarioResult(Outcome.ERROR, f"{type(error).__name__}: {error}")
        advisories = getattr(item, "advisories", ())
        return ScenarioResult(Outcome.ADVISORY if advisories else Outcome.PASSED, findings=advisories)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(item, call):
        report = yield
        if call.when == "call":
            result = decide(item, call)
            if result:
                item.stash[RESULT] = result
            if result and result.outcome in (Outcome.BLOCKED, Outcome.NOT_APPLICABLE):
                report.outcome = "skipped"
                report.longrepr = (item.location[0], 1, f"{result.outcome}: {result.reason}")
        return report

    @pytest.fixture
    def recorder():
        return Recorder()

    def exchange(query, status=200, body=b'{"resourceType":"Bundle","total":0,"total":1.50}'):
        url = f"https://provider.example/Slot?{query}"
        request = Request("search-for-free-slots", "GET", url, [("Accept", "a/b")])
        response = Response(status, [("Content-Type", "application/fhir+json"), ("Date", "now")], body)
        return Exchange(request, response, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), 12.3)

    @given("a practice with free slots")
    def _():
        pass

    @given("a location that cannot be read")
    def _(recorder):
        recorder.add(exchange("none", 500, b"<html>oops</html>"))
        raise Blocked("read-a-location", "GET Location/1 answered 500, expected 200")

    @given("an edition that lacks the search")
    def _():
        raise NotApplicable("edition 1.2.7 lacks it")

    @given("the slots")
    def _(datatable):
        assert datatable[1] == ["09:00", "free"]

    @when("the consumer searches for free slots")
    def _(recorder):
        recorder.add(exchange("start=ge2026-01-01"))

    @when(parsers.parse("the consumer searches with a bad {parameter}"))
    def _(recorder, parameter):
        recorder.add(exchange(f"{parameter}=bad"))
        recorder.add(replace(exchange(f"{parameter}=worse"), response=None, failure="ConnectError: refused"))

    @when("the harness stumbles")
    def _():
        open(__file__ + ".missing")

    @when("the step skips by itself")
    def _():
        pytest.skip("by itself")

    @then("the search succeeds")
    def _():
        pass

    @then("the answer does not conform")
    def _():
        raise NonConformance([
            Finding("SLOT-001", "HTTP status", "422", "200"),
            Finding("SLOT-002", "OperationOutcome.issue[0].details", "INVALID_PARAMETER", "(absent)"),
            RECOMMENDATION,
        ])

    @then("the answer could be better")
    def _(request):
        request.node.advisories = (RECOMMENDATION, DISPUTE)
"""


@dataclass(frozen=True)
class SmallRun:
    """Where a small run took place, where its results are, and what pytest printed."""

    folder: Path
    results: Path
    output: str


def run_small_suite(folder: Path, *options: str) -> SmallRun:
    """Write the suite into a folder and run it there with Allure results."""
    feature = folder / "features" / "appointments" / "1_search_for_free_slots.feature"
    feature.parent.mkdir(parents=True)
    feature.write_text(dedent(FEATURE), encoding="utf-8")
    foundations = folder / "features" / "foundations" / "read_a_location.feature"
    foundations.parent.mkdir()
    foundations.write_text(dedent(FOUNDATIONS), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "conftest.py").write_text(dedent(CONFTEST), encoding="utf-8")
    (folder / "test_features.py").write_text(
        "from pytest_bdd import scenarios\n\nscenarios('features')\n\n\ndef test_plain():\n    pass\n",
        encoding="utf-8",
    )
    results = folder / "allure-results"
    done = run_pytest(folder, "--alluredir", str(results), *options)
    return SmallRun(folder, results, done.stdout + done.stderr)


def run_pytest(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run pytest with the Allure plugin of this project in a folder."""
    command = [sys.executable, "-m", "pytest", "-p", "gpconnect.assurance.allure_reporting", *options]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
