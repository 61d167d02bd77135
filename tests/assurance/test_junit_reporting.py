"""JUnit XML as CI viewers read it."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from gated_suite import GREEN, RED, run, write_suite

from gpconnect.assurance.junit_reporting import complete
from gpconnect.assurance.verdict_json import read

EXAMPLE = Path(__file__).parents[2] / "docs" / "verdict-example.json"


def cases(folder: Path) -> dict[str, Element]:
    return {str(case.get("name")): case for case in ElementTree.parse(folder / "junit.xml").iter("testcase")}


def properties(element: Element) -> set[tuple[str | None, str | None]]:
    return {(one.get("name"), one.get("value")) for one in element.findall("properties/property")}


def test_a_case_has_the_scenarios_title_its_endpoint_and_its_place(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, it_is_read=GREEN, it_is_wrong=f'{RED}\nThen "Organization.id" is "absent"')
    verdict, _ = run(pytester, "--junitxml=junit.xml")
    found = cases(pytester.path)
    assert found.keys() == {"it is read", "it is wrong"}
    assert {case.get("classname") for case in found.values()} == {"Foundations.F Read an organisation"}
    wrong = found["it is wrong"]
    assert (wrong.get("file"), wrong.get("line")) == ("organisation.feature", "10")
    failure = wrong.find("failure")
    assert failure is not None
    assert failure.get("message") == "RORG-003: Organization.name: expected something else, actual absent"
    assert "curl --silent" in str(failure.text)
    fingerprint = verdict["scenarios"][1]["findings"][0]["fingerprint"]
    assert {("pytest", "test_it_is_wrong"), ("outcome", "failed"), ("fingerprint", fingerprint)} <= properties(
        wrong
    )


def test_skips_say_why(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, one="Then reading an organisation blocks it", other="Then nobody plays the role")
    run(pytester, "--junitxml=junit.xml")
    skips = {name: case.find("skipped") for name, case in cases(pytester.path).items()}
    told = {name: skip.get("message") for name, skip in skips.items() if skip is not None}
    assert told == {
        "one": "blocked: by F Read an organisation: GET Organization/1 -> 500",
        "other": "not applicable: the test data maps no patient to the role 'deceased'",
    }


def test_a_run_that_ended_early_says_so(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, one="Then the run is ended as unreachable")
    verdict, _ = run(pytester, "--junitxml=junit.xml")
    suite = ElementTree.parse(pytester.path / "junit.xml").find("testsuite")
    assert suite is not None
    assert {("verdict", "incomplete"), ("reason", verdict["reason"])} <= properties(suite)


def test_two_scenarios_of_one_title_stay_two(tmp_path: Path) -> None:
    verdict: dict[str, Any] = dict(read(EXAMPLE))
    record = verdict["scenarios"][0]
    file = tmp_path / "junit.xml"
    file.write_text(
        '<testsuites><testsuite><testcase name="a"/><testcase name="b"/></testsuite></testsuites>', encoding="utf-8"
    )
    complete(file, {"a": record, "b": record}, verdict)
    assert list(cases(tmp_path)) == [record["title"], f"{record['title']} (2)"]
