"""What pytest, pytest-bdd and allure-pytest take by themselves: as many scenarios as ours, with empty steps."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIOS = 2188
# Given, And, When and Then: our scenarios have between four and five steps.
_FEATURE = """Feature: Nothing is asked
  Scenario Outline: Nothing happens
    Given <number>
    And nothing
    When nothing
    Then nothing
    Examples:
      | number |
"""
_STEPS = """from pytest_bdd import given, parsers, scenarios, then, when
scenarios("empty.feature")
@given(parsers.parse("{number:d}"))
def number(number): pass
@given("nothing")
@when("nothing")
@then("nothing")
def nothing(): pass
"""


def run_empty_scenarios() -> float:
    """Run them with Allure results; return the wall time in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        rows = "".join(f"      | {number} |\n" for number in range(SCENARIOS))
        Path(folder, "empty.feature").write_text(_FEATURE + rows, encoding="utf-8")
        Path(folder, "test_empty.py").write_text(_STEPS, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--alluredir=results"]
        started = time.perf_counter()
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        return time.perf_counter() - started
