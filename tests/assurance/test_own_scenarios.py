"""A supplier's own scenarios and requirements: they stand in every report, and what is wrong with them is told."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from gpconnect.assurance.feature_files import read_features
from gpconnect.assurance.own_scenarios import problems_in
from gpconnect.assurance.step_index import step_definitions, steps_page, unknown_steps
from gpconnect.cli import app
from gpconnect.spec import requirements
from gpconnect.spec.own_requirements import add_own_requirements, forget_requirements

PROJECT = Path(__file__).parents[2]

REQUIREMENTS = """
page = "https://supplier.example/requirements"

[[requirement]]
id = "OWN-001"
heading = "Searching"
level = "SHALL"
text = "Our second test patient is found."

[[requirement]]
id = "OWN-002"
heading = "Searching"
level = "SHALL"
text = "Somebody whom nobody knows is found."
"""
FEATURE = """
@find-a-patient
Feature: What our customers ask for

  @req:OWN-001 @req:FPAT-004
  Scenario: Our second patient is found
    Given a search for registered patient 2
    When the consumer sends it
    Then the provider finds that one Patient

  @req:OWN-002
  Scenario: A stranger is found
    Given a search for the patient in the role "not_in_system"
    When the consumer sends it
    Then the provider finds that one Patient
"""


def run(folder: Path, feature: str, own: str = REQUIREMENTS) -> "subprocess.CompletedProcess[str]":
    features, file = folder / "own", folder / "own.toml"
    features.mkdir()
    (features / "ours.feature").write_text(feature, encoding="utf-8")
    file.write_text(own, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "features/test_own_scenarios.py", "-q", "-p", "no:cacheprovider"]
    command += [f"--features={features}", f"--requirements={file}", f"--junitxml={folder / 'junit.xml'}"]
    command += [f"--alluredir={folder / 'allure'}", f"--traceability={folder}"]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)


def test_own_scenarios_stand_in_every_report(tmp_path: Path) -> None:
    done = run(tmp_path, FEATURE)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "1 failed, 1 passed" in done.stdout
    assert "OWN-002: Somebody whom nobody knows is found. [https://supplier.example/requirements" in done.stdout
    cases = ElementTree.parse(tmp_path / "junit.xml").iter("property")
    assert {"OWN-001", "OWN-002"} <= {str(one.get("value")) for one in cases}
    results = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "allure").glob("*-result.json"))
    assert "**OWN-001** (SHALL) Our second test patient is found." in results
    assert '"url": "https://supplier.example/requirements"' in results
    rows = [
        line.split(",")
        for line in (tmp_path / "traceability.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith("OWN-")
    ]
    assert {(row[0], row[4]) for row in rows} == {("OWN-001", "passed"), ("OWN-002", "failed")}


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        (FEATURE.replace("OWN-002", "OWN-009"), "tag @req:OWN-009 names no requirement of the specification, and"),
        (FEATURE.replace("@find-a-patient", "@find"), "tag @find is neither @req:ID, @since:EDITION"),
        (FEATURE.replace("consumer sends it", "consumer sends is"), "did you mean “the consumer sends it”?"),
        (FEATURE.replace("When the", "Then the"), "Then the consumer sends it”; it is a When step"),
        (FEATURE.replace("A stranger is found", "Our second patient is found"), "2 scenarios have the title"),
        ("Scenario: x", "ours.feature is no Gherkin"),
        ("Feature: x", "there is no scenario in its feature files"),
    ],
)
def test_what_is_wrong_with_a_feature_is_told(tmp_path: Path, feature: str, told: str) -> None:
    (tmp_path / "ours.feature").write_text(feature, encoding="utf-8")
    added = add_own_requirements(REQUIREMENTS)
    problems = problems_in(tmp_path, step_definitions(PROJECT / "steps"))
    forget_requirements(added)
    assert problems
    assert all(told in line for line in problems)


def test_it_is_told_before_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, FEATURE.replace("@find-a-patient", "@find"))
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert done.stderr.count("tag @find is neither") == 2
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", r"holds no \[\[requirement\]\]"),
        (REQUIREMENTS.replace("OWN-002", "OWN-001"), "OWN-001 is there already"),
        (REQUIREMENTS.replace("OWN-002", "BOOK-001"), "BOOK-001 is there already"),
        (REQUIREMENTS.replace("OWN-002", "own2"), "own2: an ID is capitals"),
        (REQUIREMENTS.replace('"SHALL"', '"MUST"'), "level is one of SHALL, SHOULD, MAY, not MUST"),
        (REQUIREMENTS.replace('heading = "Searching"', ""), "OWN-001: lacks heading"),
        (REQUIREMENTS + 'colour = "red"', "OWN-002: has colour, which means nothing"),
        (REQUIREMENTS.replace("https://supplier.example/", ""), "page 'requirements' is neither a URL nor a page"),
    ],
)
def test_what_is_wrong_with_requirements_is_told_and_nothing_is_added(text: str, told: str) -> None:
    before = dict(requirements())
    with pytest.raises(ValueError, match=told):
        add_own_requirements(text)
    assert requirements() == before


def test_what_was_added_is_taken_away_again() -> None:
    before = dict(requirements())
    added = add_own_requirements(REQUIREMENTS)
    assert added == ("OWN-001", "OWN-002")
    assert requirements()["OWN-001"].page == "https://supplier.example/requirements"
    forget_requirements(added)
    assert requirements() == before


def test_the_index_of_steps_is_up_to_date_and_complete() -> None:
    known = step_definitions(PROJECT / "steps")
    scenarios = read_features(PROJECT / "features")
    written = (PROJECT / "docs" / "steps.md").read_text(encoding="utf-8")
    assert written == steps_page(known, scenarios), "gpconnect-conformance steps --write docs/steps.md"
    assert [line for one in scenarios for line in unknown_steps(one, known)] == []


def test_the_steps_can_be_listed_by_a_word() -> None:
    done = CliRunner().invoke(app, ["steps", "free slots", "--features", str(PROJECT / "features")])
    assert done.exit_code == 0
    assert done.output
    assert all("free slots" in line for line in done.output.splitlines())
