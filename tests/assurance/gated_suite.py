"""Small suites for the tests of the gate, run by a pytest of its own: each scenario says what it comes to."""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from gpconnect.assurance.verdict_json import VerdictJson, read

PLUGINS = ("waiving", "plugin", "verdict_reporting", "junit_reporting", "markdown_reporting")
STEPS = """
import os
import signal
from datetime import UTC, datetime

import pytest
from pytest_bdd import given, parsers, scenarios, then

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.assurance.stop import Stop, stop
from gpconnect.conformance.rule import Judgement, Problem
from gpconnect.consumer.exchange import Exchange, Request, Response

scenarios(".")
BODY = b'{"resourceType": "Organization", "id": "1"}'


def judged(identity, where, expected, actual):
    judgement = Judgement()
    judgement.add(identity, [Problem(where, expected, actual)])
    return judgement


@given("an answer")
def _(recorder):
    request = Request("read-an-organisation", "GET", "http://127.0.0.1:9/Organization/1", [("Accept", "a/b")])
    recorder.add(Exchange(request, Response(200, [], BODY), datetime.now(UTC), 12.3456))


@then("it conforms")
def _(verdict):
    verdict.deliver(Judgement(decided={"RORG-002"}))


@then(parsers.parse('"{where}" is "{actual}"'))
def _(verdict, where, actual):
    verdict.deliver(judged("RORG-003", where, "something else", actual))


@then("a recommendation is not met")
def _(verdict):
    verdict.deliver(judged("ERR-005", "issue[0].diagnostics", "populated", "absent"))


@then("reading an organisation blocks it")
def _():
    raise Blocked("read-an-organisation", "GET Organization/1 -> 500")


@then("nobody plays the role")
def _():
    raise NotApplicable("the test data maps no patient to the role 'deceased'")


@then("the step has a defect")
def _():
    raise KeyError("oops")


@then("somebody interrupts the run")
def _():
    raise KeyboardInterrupt


@then("the process is killed")
def _():
    os.kill(os.getpid(), signal.SIGKILL)


@then(parsers.parse("the run is ended as {why}"))
def _(request, why):
    stop(request.config, Stop(why), "nothing answers at http://127.0.0.1:9")


@pytest.fixture
def broken_in_the_end():
    yield
    raise OSError("no space left")


@then("its clean-up fails")
def _(broken_in_the_end):
    pass
"""
GREEN = "Then it conforms"
RED = 'Then "Organization.name" is "absent"'


def write_suite(folder: Path, **scenarios: str) -> None:
    """Write a suite about reading an organisation, with a scenario for each name that takes these steps."""
    lines = ["@read-an-organisation", "Feature: Read an organisation"]
    for name, steps in scenarios.items():
        lines += ["", "  @req:RORG-003", f"  Scenario: {name.replace('_', ' ')}", "    Given an answer"]
        lines.append(indent(dedent(steps).strip(), "    "))
    (folder / "organisation.feature").write_text("\n".join(lines), encoding="utf-8")
    (folder / "test_suite.py").write_text(STEPS, encoding="utf-8")
    options = " ".join(f"-p gpconnect.assurance.{name}" for name in PLUGINS)
    (folder / "pytest.ini").write_text(
        f"[pytest]\naddopts = {options} -p no:cacheprovider -p no:hypothesispytest\n", encoding="utf-8"
    )


def run(pytester: pytest.Pytester, *options: str) -> tuple[VerdictJson, pytest.RunResult]:
    """Run the suite, and return the verdict on it with what pytest said."""
    result = pytester.runpytest("--verdict=verdict.json", *options, no_reraise_ctrlc=True)
    return read(pytester.path / "verdict.json"), result


def waiver(**members: str) -> str:
    """Return an entry of a file of waivers, with these members in place of good ones; ``None`` takes one out."""
    usual = {
        "requirement": '"RORG-003"',
        "fingerprint": '"0123456789abcdef"',
        "reason": '"mended in release 7.2"',
        "owner": '"Head of interoperability"',
        "expires": "2999-12-31",
        "reference": '"CHANGE-1042"',
    }
    rows = {**usual, **members}
    return "\n".join(["[[waiver]]", *(f"{name} = {value}" for name, value in rows.items() if value), ""])
