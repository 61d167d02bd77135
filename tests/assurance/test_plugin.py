"""The pytest plugin: order, selection, outcomes, the table, exit codes and JUnit XML."""

from xml.etree import ElementTree

import pytest


def test_scenarios_run_in_the_dependency_order(suite: pytest.Pytester) -> None:
    printed = suite.runpytest("--collect-only", "-q").outlines
    tests = [line.partition("::")[2] for line in printed if "::" in line]
    assert tests[0] == "test_it_is_blocked"
    assert tests[-1] == "test_slots_are_found"


def test_each_outcome_is_told_apart_in_the_terminal(suite: pytest.Pytester) -> None:
    result = suite.runpytest()
    result.stdout.fnmatch_lines(
        [
            "*endpoint*passed*advisory*failed*blocked*not applicable*error*",
            "*F Find a patient*0*0*0*1*1*1*",
            "*F Read an organisation*1*1*1*0*0*0*",
            "*#1 Search for free slots*1*0*0*0*0*0*",
            "*all*2*1*1*1*1*1*",
            "1 blocked by F Read an organisation: GET Organization/1 -> 500",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_failure_shows_every_finding_and_what_the_requirement_says(suite: pytest.Pytester) -> None:
    suite.runpytest("--interaction", "read-an-organisation").stdout.fnmatch_lines(
        [
            "Read an organisation: It does not conform (thing: name)",
            "1. name [[]RORG-003, SHALL[]]",
            "    expected: a name",
            "    actual:   none",
            "2. id [[]RORG-003, SHALL[]]",
            "RORG-003: *foundations_use_case_read_an_organisation*",
        ]
    )


def test_a_run_in_which_something_was_blocked_is_no_success(suite: pytest.Pytester) -> None:
    blocked_only = suite.runpytest("--interaction", "find-a-patient", "-k", "blocked")
    assert blocked_only.ret == pytest.ExitCode.TESTS_FAILED
    not_applicable_only = suite.runpytest("--interaction", "find-a-patient", "-k", "nobody")
    assert not_applicable_only.ret == pytest.ExitCode.OK


def test_the_options_limit_a_run_and_it_says_what_was_left_out(suite: pytest.Pytester) -> None:
    suite.runpytest("--through", "0").stdout.fnmatch_lines(
        ["left out by the options: 1 of #1 Search for free slots"]
    )
    suite.runpytest("--interaction", "search-for-free-slots").stdout.fnmatch_lines(
        [
            "left out by the options: 3 of F Find a patient",
            "left out by the options: 3 of F Read an organisation",
            "*1 passed, 6 deselected*",
        ]
    )


def test_an_interaction_that_does_not_exist_is_refused(suite: pytest.Pytester) -> None:
    result = suite.runpytest("--interaction", "slots")
    result.stderr.fnmatch_lines(["ERROR: --interaction slots: there is none; known: *search-for-free-slots*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize(
    ("tag", "complaint"),
    [
        ("@req:NOPE-001", "*there is no requirement 'NOPE-001'*"),
        ("@slow", "*tag @slow: neither @req:ID*"),
        ("@since", "*tag @since: neither*"),
    ],
)
def test_a_tag_that_names_nothing_known_is_refused(suite: pytest.Pytester, tag: str, complaint: str) -> None:
    feature = suite.path / "slots.feature"
    feature.write_text(feature.read_text(encoding="utf-8").replace("@req:ERR-001", tag), encoding="utf-8")
    result = suite.runpytest()
    result.stdout.fnmatch_lines([complaint])
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_junit_tells_blocked_and_not_applicable_apart_from_failed(suite: pytest.Pytester) -> None:
    suite.runpytest("--junitxml=junit.xml")
    cases = {case.get("name"): case for case in ElementTree.parse(suite.path / "junit.xml").iter("testcase")}
    outcomes = {
        name: case.find("./properties/property[@name='outcome']").get("value")  # type: ignore[union-attr]
        for name, case in cases.items()
    }
    assert outcomes["test_it_is_blocked"] == "blocked"
    assert outcomes["test_nobody_plays_the_role"] == "not applicable"
    assert outcomes["test_it_could_be_better"] == "advisory"
    assert outcomes["test_it_does_not_conform[name]"] == "failed"
    blocked = cases["test_it_is_blocked"].find("skipped")
    assert blocked is not None
    assert "blocked: by F Read an organisation: GET Organization/1 -> 500" in str(blocked.get("message"))
    assert cases["test_it_does_not_conform[name]"].find("failure") is not None


def test_other_tests_are_left_alone(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_other="def test_other():\n    assert True\n")
    result = suite.runpytest("test_other.py")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*GP Connect conformance*")
