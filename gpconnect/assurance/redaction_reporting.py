"""The pytest plugin by which reports are rid of secrets and personal data, unless the run was told to keep them."""

from collections.abc import Generator

import pytest

from gpconnect.assurance.redacting import informed_redactor
from gpconnect.assurance.run import REDACTOR
from gpconnect.assurance.selection import is_scenario
from gpconnect.consumer.redaction import Redactor

_KEY = "gpconnect_redaction_key"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that keeps reports as they are."""
    parser.getgroup("gpconnect", "GP Connect conformance").addoption(
        "--no-redaction",
        action="store_true",
        help="leave tokens and personal data in the reports: for synthetic data only",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's redactor; where several processes test together, they share its pseudonyms."""
    given = getattr(config, "workerinput", {})
    config.stash[REDACTOR] = Redactor(given.get(_KEY), enabled=not config.getoption("no_redaction"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Give a worker the key of the pseudonyms."""
    redactor: Redactor = node.config.stash[REDACTOR]  # type: ignore[attr-defined]
    node.workerinput[_KEY] = redactor.key  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Redact what a report says of a scenario: terminal and JUnit XML write it as it is."""
    report = yield
    redactor = item.config.stash[REDACTOR]
    if redactor.enabled and is_scenario(item) and (report.longrepr or report.sections):
        _redact(report, informed_redactor(item))
    return report


def _redact(report: pytest.TestReport, redactor: Redactor) -> None:
    report.sections = [(name, redactor.text(content)) for name, content in report.sections]
    told = report.longrepr
    if isinstance(told, tuple):
        path, line, reason = told
        report.longrepr = (path, line, redactor.text(reason))
    elif told is not None:
        # A trace of the harness's own is kept with its colours unless there is something to hide in it.
        text = str(told)
        redacted = redactor.text(text)
        report.longrepr = told if redacted == text else redacted
