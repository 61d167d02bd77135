"""The verdict on runs of every kind; the terminal, JUnit XML, the summary and the exit code agree with it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from gated_suite import GREEN, RED, run, waiver, write_suite

from gpconnect.assurance.fingerprint import fingerprint
from gpconnect.assurance.verdict_json import read
from gpconnect.conformance.finding import Finding

RED_FINGERPRINT = fingerprint(Finding("RORG-003", "Organization.name", "something else", "absent"))


def write_waivers(folder: Path, *entries: str) -> str:
    (folder / "waivers.toml").write_text("\n".join(entries), encoding="utf-8")
    return "--waivers=waivers.toml"


def test_a_green_run_is_conformant(pytester: pytest.Pytester) -> None:
    write_suite(
        pytester.path, first=GREEN, second="Then a recommendation is not met", third="Then nobody plays the role"
    )
    verdict, result = run(pytester)
    assert (verdict["verdict"], verdict["exit_code"], verdict["complete"]) == ("conformant", 0, True)
    assert verdict["reason"] == "2 scenarios passed, 1 did not apply"
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*= verdict =*", "CONFORMANT: 2 scenarios passed, 1 did not apply"])


def test_a_failure_is_told_with_its_finding_and_exchange(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, good=GREEN, bad=RED)
    verdict, result = run(pytester)
    assert (verdict["verdict"], verdict["exit_code"]) == ("not conformant", 1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    bad = next(one for one in verdict["scenarios"] if one["outcome"] == "failed")
    assert bad["name"] == "organisation.feature: bad"
    assert bad["requirements"]["RORG-003"] == "failed"
    assert bad["findings"][0]["actual"] == "absent"
    assert bad["exchanges"] == [
        {"interaction": "read-an-organisation", "method": "GET", "status": 200, "milliseconds": 12.346}
    ]
    assert "RORG-003" in verdict["requirements"]["failed"]
    result.stdout.fnmatch_lines([f"    fingerprint: {bad['findings'][0]['fingerprint']}"])


@pytest.mark.parametrize(
    ("steps", "code", "reason"),
    [
        ("Then reading an organisation blocks it", 3, "1 scenario blocked by F Read an organisation"),
        ("Then the step has a defect", 4, "1 scenario ended by an error of the harness"),
        ("Then somebody interrupts the run", 3, "the run was interrupted: KeyboardInterrupt"),
        ("Then its clean-up fails", 4, "*: teardown failed: *no space left"),
        ("Then the run is ended as unreachable", 5, "nothing answers at *"),
        ("Then the run is ended as refused", 6, "nothing answers at *"),
        ("Then the run is ended as configuration", 2, "nothing answers at *"),
    ],
)
def test_what_did_not_decide_everything_is_incomplete(
    pytester: pytest.Pytester, steps: str, code: int, reason: str
) -> None:
    write_suite(pytester.path, a_good_one=GREEN, the_other=steps, z_never_reached=GREEN)
    verdict, result = run(pytester)
    assert (verdict["verdict"], verdict["exit_code"], verdict["complete"]) == ("incomplete", code, False)
    pytest.LineMatcher(verdict["reasons"]).fnmatch_lines([reason])
    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["INCOMPLETE: *"])


def test_a_run_in_which_nothing_applied_is_incomplete(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, one="Then nobody plays the role")
    verdict, result = run(pytester)
    assert (verdict["verdict"], verdict["exit_code"]) == ("incomplete", 3)
    assert verdict["reason"] == "no scenario applied, so nothing was decided"
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_an_empty_run_is_incomplete(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, one=GREEN)
    verdict, result = run(pytester, "-k", "nothing")
    assert (verdict["verdict"], verdict["exit_code"]) == ("incomplete", 3)
    assert verdict["reason"].startswith("no scenario was run. The run was limited by -k 'nothing'")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_run_that_stops_at_a_failure_says_what_did_not_run(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, a=GREEN, b=RED, c=GREEN, d=GREEN)
    verdict, _ = run(pytester, "-x")
    assert (verdict["verdict"], verdict["exit_code"], verdict["complete"]) == ("not conformant", 1, False)
    assert verdict["reasons"] == [
        "1 scenario failed",
        "the run ended early: stopping after 1 failures",
        "2 scenarios did not run",
    ]


def test_a_run_that_is_killed_leaves_a_verdict_that_says_so(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    write_suite(pytester.path, a=GREEN, b="Then the process is killed")
    pytester.runpytest_subprocess("--verdict=verdict.json")
    verdict = read(pytester.path / "verdict.json")
    assert (verdict["verdict"], verdict["exit_code"], verdict["ended"]) == ("incomplete", 3, None)
    assert verdict["reasons"] == ["the run has not ended"]


def test_a_run_that_never_begins_leaves_no_earlier_verdict(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, a=GREEN)
    run(pytester)
    result = pytester.runpytest("--verdict=verdict.json", "--interaction=nonsense")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert not (pytester.path / "verdict.json").exists()


def test_what_cannot_be_collected_is_an_error_of_the_harness(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, a=GREEN)
    pytester.makepyfile(test_broken="import nothing_of_this_name")
    verdict, _ = run(pytester)
    assert (verdict["verdict"], verdict["exit_code"]) == ("incomplete", 4)
    assert verdict["reasons"][0] == "test_broken.py: cannot be collected"


@pytest.mark.parametrize(
    ("option", "limit"),
    [
        ("-k=first", "-k 'first'"),
        ("--through=0", "--through=0"),
        ("--interaction=read-an-organisation", "--interaction=read-an-organisation"),
        ("test_suite.py::test_first", "test_suite.py::test_first"),
        ("--deselect=test_suite.py::test_second", "--deselect=test_suite.py::test_second"),
    ],
)
def test_a_limited_run_is_conformant_within_its_limits_only(
    pytester: pytest.Pytester, option: str, limit: str
) -> None:
    write_suite(pytester.path, first=GREEN, second=GREEN)
    verdict, result = run(pytester, option)
    assert verdict["verdict"] == "conformant"
    assert verdict["selection"]["limited"]
    assert verdict["selection"]["limits"] == [limit]
    assert f"The run was limited by {limit}: nothing is said of" in verdict["reason"]
    deselects = option.startswith(("-k", "--deselect"))
    assert verdict["selection"]["left_out"] == ({"F Read an organisation": 1} if deselects else {})
    result.stdout.fnmatch_lines([f"limited to: {limit.replace('[', '[[]')}; *"])


def test_passwords_are_left_out_of_the_options(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, first=GREEN)
    verdict, _ = run(pytester, "--ignore=https://user:secret@proxy.example/x")
    assert "--ignore=https://proxy.example/x" in verdict["options"]


def test_a_waived_failure_is_told_in_every_report(pytester: pytest.Pytester) -> None:
    option = write_waivers(pytester.path, waiver(fingerprint=f'"{RED_FINGERPRINT}"'))
    write_suite(pytester.path, good=GREEN, red=RED)
    verdict, result = run(pytester, option, "--junitxml=junit.xml", "--markdown-summary=summary.md")
    assert (verdict["verdict"], verdict["exit_code"]) == ("conformant with waivers", 0)
    assert verdict["waivers"][0]["state"] == "used"
    waived = next(one for one in verdict["scenarios"] if one["outcome"] == "waived")
    assert verdict["waivers"][0]["scenarios"] == [waived["id"]]
    assert waived["waivers"] == ["waivers.toml, entry 1 (line 1)"]
    assert waived["requirements"]["RORG-003"] == "waived"
    assert result.ret == pytest.ExitCode.OK
    extent = "1 scenario; Head of interoperability, until 2999-12-31, CHANGE-1042"
    risk = f"RORG-003, {RED_FINGERPRINT}: mended in release 7.2 ({extent})"
    result.stdout.fnmatch_lines(
        ["*| passed | advisory | waived |*", "CONFORMANT WITH WAIVERS: *", "residual risk:", f"  {risk}"]
    )
    suite = ElementTree.parse(pytester.path / "junit.xml").find("testsuite")
    assert suite is not None
    facts = {(one.get("name"), one.get("value")) for one in suite.findall("properties/property")}
    assert {("verdict", "conformant with waivers"), ("residual risk", risk)} <= facts
    summary = (pytester.path / "summary.md").read_text(encoding="utf-8")
    assert (
        "| RORG-003 | mended in release 7.2 | Head of interoperability | 2999-12-31 | CHANGE-1042 | used | 1 |"
        in summary
    )


def test_a_waiver_hides_no_other_failure_of_its_scenario(pytester: pytest.Pytester) -> None:
    option = write_waivers(pytester.path, waiver(fingerprint=f'"{RED_FINGERPRINT}"'))
    write_suite(pytester.path, red=f'{RED}\nThen "Organization.id" is "absent"')
    verdict, _ = run(pytester, option)
    assert (verdict["verdict"], verdict["exit_code"]) == ("not conformant", 1)
    scenario = verdict["scenarios"][0]
    told = {finding["where"]: finding["waiver"] for finding in scenario["findings"]}
    assert told == {"Organization.id": None, "Organization.name": "waivers.toml, entry 1 (line 1)"}
    assert verdict["waivers"][0]["state"] == "used"


def test_what_cannot_be_tried_after_a_waived_failure_is_told(
    pytester: pytest.Pytester,
) -> None:
    option = write_waivers(pytester.path, waiver(fingerprint=f'"{RED_FINGERPRINT}"'))
    write_suite(pytester.path, red=f"{RED}\nThen the step has a defect")
    verdict, _ = run(pytester, option)
    assert verdict["verdict"] == "conformant with waivers"
    assert verdict["scenarios"][0]["reason"].endswith("was not decided: KeyError: 'oops'")


@pytest.mark.parametrize(
    ("members", "steps", "state", "told"),
    [
        ({"expires": "2020-01-31"}, RED, "expired", "*the waiver has expired*"),
        ({}, GREEN, "now passing", "*is not needed any more*"),
        ({"fingerprint": '"0123456789abcdef"'}, RED, "unmatched", "*matches no finding of the run*"),
        ({"scenario": '"organisation.feature: another"'}, RED, "unmatched", "*matches no finding of the run*"),
    ],
)
def test_a_waiver_that_must_not_stay_fails_the_gate(
    pytester: pytest.Pytester, members: dict[str, str], steps: str, state: str, told: str
) -> None:
    option = write_waivers(pytester.path, waiver(**{"fingerprint": f'"{RED_FINGERPRINT}"', **members}))
    write_suite(pytester.path, red=steps)
    verdict, result = run(pytester, option)
    assert verdict["waivers"][0]["state"] == state
    assert (verdict["verdict"], verdict["exit_code"]) == ("not conformant", 1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([told])


def test_a_waiver_that_a_limited_run_did_not_try_does_no_harm(
    pytester: pytest.Pytester,
) -> None:
    option = write_waivers(pytester.path, waiver(fingerprint=f'"{RED_FINGERPRINT}"'))
    write_suite(pytester.path, good=GREEN, red=RED)
    verdict, _ = run(pytester, option, "-k", "good")
    assert verdict["waivers"][0]["state"] == "not tried"
    assert verdict["verdict"] == "conformant"


def test_a_file_of_waivers_that_is_wrong_ends_the_run(pytester: pytest.Pytester) -> None:
    write_suite(pytester.path, good=GREEN)
    result = pytester.runpytest(write_waivers(pytester.path, waiver(owner="")))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(['ERROR: waivers.toml, entry 1 (line 1): owner is missing: write owner = "..."'])


def test_workers_report_to_one_verdict(pytester: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    option = write_waivers(pytester.path, waiver(fingerprint=f'"{RED_FINGERPRINT}"'))
    write_suite(pytester.path, good=GREEN, red=RED, other=RED.replace("name", "id"))
    verdict, _ = run(pytester, option, "-n2", "--junitxml=junit.xml")
    outcomes = {one["title"]: one["outcome"] for one in verdict["scenarios"]}
    assert outcomes == {"good": "passed", "red": "waived", "other": "failed"}
    assert verdict["reasons"] == ["1 scenario failed"]
    names = {one.get("name") for one in ElementTree.parse(pytester.path / "junit.xml").iter("testcase")}
    assert names == {"good", "red", "other"}


def test_a_worker_that_ends_the_run_says_why(pytester: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    write_suite(pytester.path, one="Then the run is ended as unreachable")
    verdict, _ = run(pytester, "-n1")
    assert (verdict["verdict"], verdict["exit_code"]) == ("incomplete", 5)


@pytest.mark.parametrize("options", [(), ("-n2",)])
def test_tests_that_are_no_scenarios_get_no_verdict(pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    write_suite(pytester.path, good=GREEN)
    pytester.makepyfile(test_plain="def test_plain(): pass")
    result = pytester.runpytest("test_plain.py", *options)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.no_fnmatch_line("*= verdict =*")
    result = pytester.runpytest("--collect-only")
    assert result.ret == pytest.ExitCode.OK
