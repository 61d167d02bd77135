"""A suite with a scenario of every outcome, run by a pytest of its own."""

import os
from collections.abc import Iterator

import pytest
from browser import Page, find_chromium, opened_browser

FEATURES = {
    "slots": """
        @search-for-free-slots
        Feature: Search for free slots
          @req:ERR-001
          Scenario: Slots are found
            Then it conforms
        """,
    "organisation": """
        @read-an-organisation
        Feature: Read an organisation
          @req:RORG-002
          Scenario: The organisation is read
            Then it conforms

          @req:RORG-002 @req:ERR-005
          Scenario: It could be better
            Then a recommendation is not met

          @req:RORG-003
          Scenario Outline: It does not conform
            Then the <thing> is wrong
            Examples:
              | thing |
              | name  |
        """,
    "patient": """
        @find-a-patient
        Feature: Find a patient
          @req:ERR-001
          Scenario: It is blocked
            Then reading an organisation blocks it

          @req:ERR-001
          Scenario: Nobody plays the role
            Then no patient is mapped

          @req:ERR-001
          Scenario: The harness is wrong
            Then the step has a defect
        """,
}
STEPS = """
import pytest
from pytest_bdd import parsers, scenarios, then
from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.rule import Judgement, Problem

scenarios(".")

@then("it conforms")
def conforms(verdict):
    verdict.deliver(Judgement(decided={"RORG-002"}))

@then("a recommendation is not met")
def advisory(verdict):
    judgement = Judgement()
    judgement.add("ERR-005", [Problem("issue[0].diagnostics", "populated", "absent")])
    verdict.deliver(judgement)

@then(parsers.parse("the {thing} is wrong"))
def wrong(verdict, thing):
    judgement = Judgement()
    judgement.add("RORG-003", [Problem(thing, "a name", "none"), Problem("id", "an id", "none")])
    verdict.deliver(judgement)

@then("reading an organisation blocks it")
def blocked():
    raise Blocked("read-an-organisation", "GET Organization/1 -> 500")

@then("no patient is mapped")
def not_applicable():
    raise NotApplicable("the test data maps no patient to the role 'deceased'")

@then("the step has a defect")
def defect():
    raise KeyError("oops")
"""


@pytest.fixture
def page() -> Iterator[Page]:
    """A tab of a real browser."""
    chromium = find_chromium()
    if chromium is None and os.environ.get("CI") != "true":
        pytest.skip("no chromium on this machine: the page was not looked at with a browser")
    assert chromium, "CI must install chromium before the tests"
    with opened_browser(chromium) as tab:
        yield tab


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    for name, text in FEATURES.items():
        pytester.path.joinpath(f"{name}.feature").write_text(text, encoding="utf-8")
    pytester.makepyfile(test_suite=STEPS)
    pytester.makeini("[pytest]\naddopts = -p gpconnect.assurance.plugin")
    return pytester
