"""The pytest plugin for scenarios: tags, order, selection, outcomes, and the table at the end of a run."""

from collections.abc import Callable, Generator
from copy import copy
from typing import Any

import pytest

from gpconnect.assurance import failure_text, selection
from gpconnect.assurance.gherkin import requirements_of, spare_fixtures
from gpconnect.assurance.outcomes import (
    RECORDER,
    RESULT,
    Blocked,
    NonConformance,
    NotApplicable,
    Outcome,
    ScenarioResult,
)
from gpconnect.assurance.reported_scenario import properties_of
from gpconnect.assurance.run import EDITION, NOTES
from gpconnect.assurance.summary import summary_lines
from gpconnect.assurance.verdict import Verdict
from gpconnect.assurance.waiving import waiver_finder
from gpconnect.conformance.judge import judge_readable
from gpconnect.consumer.exchange import Recorder
from gpconnect.spec import edition, interaction, interactions, requirement

VERDICT = pytest.StashKey[Verdict]()
Reporting = Generator[None, pytest.TestReport, pytest.TestReport]
SKIPPED_OUTCOMES = {
    Outcome.BLOCKED: ("blocked", "B"),
    Outcome.NOT_APPLICABLE: ("not applicable", "n"),
    Outcome.WAIVED: ("waived", "w"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that limit a run to some interactions."""
    group = parser.getgroup("gpconnect", "GP Connect conformance")
    group.addoption("--through", type=int, metavar="N", help="test Foundations and the endpoints #1 to #N only")
    group.addoption(
        "--interaction",
        action="append",
        metavar="KEY",
        help="test this interaction only, e.g. search-for-free-slots; may be given several times",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers that tags turn into, and refuse selections that do not exist."""
    spare_fixtures()
    for line in (
        "interaction(key): the interaction that a scenario tests",
        "requirement(id): a requirement that a scenario decides",
        "since(version): the first edition in which a scenario holds",
        "until(version): the last edition in which a scenario holds",
    ):
        config.addinivalue_line("markers", line)
    for key in config.getoption("interaction") or ():
        if key not in interactions():
            raise pytest.UsageError(f"--interaction {key}: there is none; known: {', '.join(interactions())}")


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool | None:
    """Turn a tag of a feature file into a marker; raise ``ValueError`` for a tag that names nothing known."""
    kind, _, value = tag.partition(":")
    if kind == "req":
        mark = pytest.mark.requirement(requirement(value).id)
    elif kind in ("since", "until") and value:
        mark = getattr(pytest.mark, kind)(value)
    elif tag in interactions():
        mark = pytest.mark.interaction(interaction(tag).key)
    else:
        raise ValueError(f"tag @{tag}: neither @req:ID, @since:EDITION, @until:EDITION nor an interaction's key")
    mark(function)
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put scenarios into the dependency order and leave out those that the options exclude."""
    items.sort(key=selection.place_in_order)
    excluded = [item for item in items if not selection.is_selected(item, config)]
    if excluded:
        config.hook.pytest_deselected(items=excluded)
        config.stash[selection.LEFT_OUT] = selection.count_by_interaction(excluded)
        left_out = set(excluded)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def recorder(request: pytest.FixtureRequest) -> Recorder:
    """The exchanges of this scenario."""
    request.node.stash[RECORDER] = made = Recorder()
    return made


@pytest.fixture
def verdict(request: pytest.FixtureRequest) -> Verdict:
    """The verdict on this scenario, which its ``Then`` steps deliver judgements to."""
    request.node.stash[VERDICT] = made = Verdict(
        requirements_of(request.node), request.config.stash.get(EDITION, edition()), waiver_finder(request.node)
    )
    return made


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Let no scenario pass on an answer that is no FHIR at all, however little it asks for."""
    yield
    verdict = item.stash.get(VERDICT, None)
    recorder = item.stash.get(RECORDER, None)
    if verdict is not None and recorder is not None:
        verdict.deliver(judge_readable(recorder))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Reporting:
    """Tell blocked, not applicable and advisory apart from failed and passed, in every report."""
    report = yield
    if not selection.is_scenario(item) or call.when == "teardown":
        return report
    result = _result(item, call)
    if call.when == "setup" and result.outcome in (Outcome.PASSED, Outcome.ADVISORY):
        return report
    item.stash[RESULT] = result
    _rewrite(report, item, result)
    return report


@pytest.hookimpl(tryfirst=True, specname="pytest_runtest_makereport")
def pytest_report_self_explanatory(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
    """Report a scenario that was blocked, is not applicable or failed without pytest's traceback.

    Nobody would see it, and laying it out takes longer than most scenarios.
    """
    if not call.excinfo or not isinstance(call.excinfo.value, NonConformance | Blocked | NotApplicable):
        return None
    if not selection.is_scenario(item) or call.when == "teardown":
        return None
    quiet = copy(call)
    quiet.excinfo = None
    report = pytest.TestReport.from_item_and_call(item, quiet)
    report.outcome = "failed"
    return report


def _result(item: pytest.Item, call: pytest.CallInfo[None]) -> ScenarioResult:
    error = call.excinfo.value if call.excinfo else None
    verdict = item.stash.get(VERDICT, None)
    if error is None:
        return verdict.result() if verdict else ScenarioResult(Outcome.PASSED)
    if isinstance(error, NonConformance):
        return ScenarioResult(Outcome.FAILED, str(error), findings=error.findings)
    if verdict is not None and verdict.waived:
        return verdict.waived_result(not_decided=f"{type(error).__name__}: {error}")
    if isinstance(error, Blocked):
        return ScenarioResult(Outcome.BLOCKED, error.reason, blocked_by=error.interaction)
    if isinstance(error, NotApplicable):
        return ScenarioResult(Outcome.NOT_APPLICABLE, str(error))
    return ScenarioResult(Outcome.ERROR, f"{type(error).__name__}: {error}")


def _rewrite(report: pytest.TestReport, item: pytest.Item, result: ScenarioResult) -> None:
    # pytest writes the properties of the item, not those of this report, into JUnit XML.
    item.user_properties.extend(properties_of(item, result, item.stash.get(VERDICT, None)))
    report.user_properties = list(item.user_properties)
    if result.outcome in SKIPPED_OUTCOMES:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, failure_text.skip_reason(result))
    elif result.outcome is Outcome.FAILED:
        report.longrepr = failure_text.failure(item, result)


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport,
) -> tuple[str, str, str] | None:
    """Give blocked, not applicable and advisory scenarios their own letter and count."""
    if not isinstance(report, pytest.TestReport):
        return None
    outcome = dict(report.user_properties).get("outcome")
    if report.when == "call" and report.passed and outcome == Outcome.ADVISORY:
        return "advisory", "a", "ADVISORY"
    for skipped, (category, letter) in SKIPPED_OUTCOMES.items():
        if report.skipped and outcome == skipped:
            return category, letter, category.upper()
    return None


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """End the run with a table: each endpoint in order with its outcomes, what blocks, what was left out."""
    reports = [
        one for rows in terminalreporter.stats.values() for one in rows if isinstance(one, pytest.TestReport)
    ]
    lines = summary_lines(reports, config.stash.get(selection.LEFT_OUT, {}))
    if lines:
        terminalreporter.section("GP Connect conformance")
        for line in [*lines, *config.stash.get(NOTES, ())]:
            terminalreporter.write_line(line)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Never let a run in which something was blocked end as a success."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == pytest.ExitCode.OK and terminal is not None and terminal.stats.get("blocked"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
