"""The pytest plugin that writes the traceability matrix of a run."""

from pathlib import Path

import pytest

from gpconnect.assurance.matrix import matrix
from gpconnect.assurance.matrix_files import write_matrix
from gpconnect.assurance.reported_scenario import ReportedScenario, reported_scenario
from gpconnect.assurance.run import EDITION, RUN
from gpconnect.spec import edition

OPTION = "--traceability"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the folder for the matrix."""
    group = parser.getgroup("gpconnect", "GP Connect conformance")
    group.addoption(OPTION, type=Path, metavar="FOLDER", help="write traceability.csv, .json and .html to FOLDER")


def pytest_configure(config: pytest.Config) -> None:
    """Collect the scenarios of the run, unless another process does."""
    folder = config.getoption("traceability")
    if folder is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(TraceabilityReporting(config, folder))


class TraceabilityReporting:
    """Collects what the reports of scenarios say, and writes the matrix when the run ends."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self.config = config
        self.folder = folder
        self.scenarios: list[ReportedScenario] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the scenario of a report."""
        scenario = reported_scenario(report)
        if scenario is not None:
            self.scenarios.append(scenario)

    def pytest_sessionfinish(self) -> None:
        """Write the files; raise ``pytest.UsageError`` when they cannot be written."""
        run = self.config.stash.get(RUN, None)
        found = matrix(
            self.scenarios, self.config.stash.get(EDITION, edition()), provider=run.provider if run else ""
        )
        try:
            write_matrix(found, self.folder)
        except OSError as error:
            raise pytest.UsageError(f"{OPTION}={self.folder}: {error}") from None
