"""Traceability: requirements listed and explained, and the matrix of a run."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gpconnect.assurance.feature_files import FeatureFilesError, read_features
from gpconnect.assurance.matrix import matrix
from gpconnect.assurance.matrix_files import write_matrix
from gpconnect.assurance.reported_scenario import ReportedScenario
from gpconnect.cli import app
from gpconnect.spec import edition, requirements

PROJECT = Path(__file__).parents[2]

FEATURE = """
@read-a-location
Feature: Read a location

  @req:RLOC-001
  Scenario: It is read
    When it is read

  Rule: What is wrong is refused

    @req:RLOC-002 @req:RLOC-003
    Scenario Outline: A bad <part> is refused
      When it is read with a bad <part>
      Then it is refused as <situation>

      Examples:
        | part | situation | interaction    |
        | ID   | bad       | read-a-patient |
        | verb | wrong     | find-a-patient |
"""


def tell(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["requirements", "--features", str(PROJECT / "features"), *arguments])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def refuse(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["requirements", "--features", str(PROJECT / "features"), *arguments])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_feature_files_are_read_with_tags_rules_and_examples(tmp_path: Path) -> None:
    (tmp_path / "location.feature").write_text(FEATURE, encoding="utf-8")
    plain, outline = read_features(tmp_path)
    assert plain.place == f"{tmp_path.name}/location.feature:6: It is read"
    assert plain.interaction_keys == {"read-a-location"}
    assert outline.requirement_ids == ("RLOC-002", "RLOC-003")
    assert outline.interaction_keys == {"read-a-location", "read-a-patient", "find-a-patient"}
    assert "it is refused as wrong" in outline.step_texts


def test_what_is_no_gherkin_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.feature").write_text("Scenery: none", encoding="utf-8")
    with pytest.raises(FeatureFilesError, match=r"bad\.feature is no Gherkin"):
        read_features(tmp_path)


def test_requirements_are_listed_by_what_is_asked_for() -> None:
    lines = tell("--prefix", "sds", "--decided", "manual", "--level", "SHALL").splitlines()
    assert all(line.startswith("SDS-") and " SHALL " in line and " manual " in line for line in lines[:-1])
    assert lines[-1] == f"{len(lines) - 1} requirements"
    assert "BOOK-005" in tell("--page", "book_an_appointment", "--since", "1.2.2")
    assert "BOOK-005" not in tell("--page", "book_an_appointment", "--since", "1.2.3")
    assert "RLOC-004" in tell("--interaction", "read-a-location")


def test_one_requirement_is_explained() -> None:
    told = tell("--explain", "book-005")
    assert told.startswith("BOOK-005  SHALL, since 1.2.2\n  Slots with different delivery channels")
    assert "/appointments_use_case_book_an_appointment.html, “Booking multiple adjacent slots”" in told
    assert "features/appointments/2_book_an_appointment.feature:" in told
    assert "etag-missing: " in tell("--explain", "GEN-040")


def test_an_explanation_tells_the_readings_of_what_is_disputed_and_what_is_restated() -> None:
    told = tell("--explain", "SDS-015")
    assert "AMB-038: A request for another ASID" in told
    assert "refused, as only the provider's own is accepted" in told
    assert "SSP-003: " in told


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--explain", "NONE-001"), "there is no such requirement"),
        (("--interaction", "dance"), "there is no interaction 'dance'"),
        (("--since", "soon"), "a version is needed"),
        (("--features", "nowhere"), "there are no feature files in nowhere"),
        (("--write", "/nowhere/page.md"), "No such file or directory"),
    ],
)
def test_what_cannot_be_told_is_refused_in_one_line(arguments: tuple[str, ...], complaint: str) -> None:
    assert complaint in refuse(*arguments)


def scenario(title: str, outcome: str, **results: str) -> ReportedScenario:
    named = {identity.replace("_", "-"): result for identity, result in results.items()}
    return ReportedScenario("a.feature", title, "read-a-location", outcome, tuple(named)[:1], named)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (["passed", "failed", "blocked"], "failed"),
        (["passed", "blocked"], "blocked"),
        (["passed", "not reached"], "not reached"),
        (["passed", "advisory"], "advisory"),
        (["passed", "not applicable"], "passed"),
        (["passed", "waived"], "waived"),
        ([], "not reached"),
    ],
)
def test_the_worst_counts_and_what_was_not_decided_is_no_pass(results: list[str], expected: str) -> None:
    found = matrix([scenario(str(place), one, RLOC_001=one) for place, one in enumerate(results)], edition())
    assert {row.requirement.id: row.result for row in found.rows}["RLOC-001"] == expected


def test_what_restates_others_has_their_results_and_a_witness_has_the_rest() -> None:
    found = matrix([scenario("read", "failed", RLOC_004="failed")], edition())
    results = {row.requirement.id: row.result for row in found.rows}
    assert results["FLIB-004"] == "failed"
    assert results["NFR-002"] == results["PERF-019"] == "to be witnessed"


def test_what_the_edition_does_not_ask_for_is_not_applicable() -> None:
    found = matrix([scenario("book", "passed", BOOK_005="passed")], edition("1.0.0"))
    assert {row.requirement.id: row.result for row in found.rows}["BOOK-005"] == "not applicable"


def test_the_page_escapes_what_it_shows_and_asks_nobody_for_anything(tmp_path: Path) -> None:
    write_matrix(matrix([scenario("<b>&", "failed", RLOC_001="failed")], edition(), "https://a/?<x>"), tmp_path)
    page = (tmp_path / "traceability.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;&amp;" in page
    assert "https://a/?&lt;x&gt;" in page
    assert '<html lang="en">' in page
    assert page.count("<caption>") == 2
    assert "src=" not in page
    assert "<link" not in page


@pytest.fixture
def traced_suite(suite: pytest.Pytester) -> pytest.Pytester:
    suite.makeini("[pytest]\naddopts = -p gpconnect.assurance.plugin -p gpconnect.assurance.traceability_reporting")
    return suite


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_a_run_writes_the_matrix(
    traced_suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    if options:
        pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    traced_suite.runpytest_subprocess("--traceability=out", *options)
    found = json.loads((traced_suite.path / "out" / "traceability.json").read_text(encoding="utf-8"))
    results = {one["id"]: one["result"] for one in found["requirements"]}
    assert len(results) == len(requirements())
    assert results["RORG-002"] == "passed"
    assert results["RORG-003"] == "failed"
    assert results["ERR-005"] == "advisory"
    assert results["ERR-001"] == "error"
    assert results["RLOC-001"] == "not reached"
    assert found["pages"]["foundations_use_case_read_an_organisation"]["failed"]
    with (traced_suite.path / "out" / "traceability.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = {row["requirement"]: row for row in rows if row["scenario"] == "It does not conform [thing: name]"}
    assert set(wrong) == {"RORG-003", "FLIB-003"}, "what is restated elsewhere is traced there as well"
    assert wrong["RORG-003"]["feature"] == "organisation.feature"
    assert [wrong["RORG-003"][name] for name in ("claimed", "result in scenario")] == ["yes", "failed"]


def test_without_the_option_nothing_is_written(traced_suite: pytest.Pytester) -> None:
    result = traced_suite.runpytest_subprocess("-k", "slots")
    result.assert_outcomes(passed=1)
    assert not list(traced_suite.path.rglob("traceability.*"))
