"""The waivers of a run: the option that names their file, and which findings of a test item they cover."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from gpconnect.assurance.scenario_facts import scenario_facts
from gpconnect.assurance.waivers import Waiver, Waivers, WaiversError, read_waivers
from gpconnect.conformance.finding import Finding

WAIVERS = pytest.StashKey[Waivers]()
OPTION = "--waivers"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file of waivers."""
    group = parser.getgroup("gpconnect", "GP Connect conformance")
    group.addoption(OPTION, type=Path, metavar="FILE", help="TOML file: failures that are accepted for a time")


def pytest_configure(config: pytest.Config) -> None:
    """Read the waivers, so that a wrong one ends the run before it starts."""
    file = config.getoption("waivers")
    if file is None:
        return
    try:
        config.stash[WAIVERS] = read_waivers(file, dt.datetime.now(tz=dt.UTC).date())
    except WaiversError as error:
        raise pytest.UsageError(str(error)) from None


def waiver_finder(item: pytest.Item) -> Callable[[Finding], Waiver | None]:
    """Return what finds the waiver that covers a finding in this scenario, if there is one."""
    known, facts = item.config.stash.get(WAIVERS, Waivers()), scenario_facts(item)
    names = facts.names if facts else ()
    return lambda finding: known.covering(finding, names)
