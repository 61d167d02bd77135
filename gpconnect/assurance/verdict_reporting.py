"""The pytest plugin that gives the verdict on a run: it tells it on the terminal and writes it to a file."""

import datetime as dt
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import pytest

from gpconnect.assurance import verdict_json
from gpconnect.assurance.run import EDITION, EMBEDDED, RUN
from gpconnect.assurance.run_verdict import (
    Appointments,
    Decision,
    Problem,
    ProblemKind,
    RunFacts,
    add_appointments,
    verdict_of,
)
from gpconnect.assurance.scenario_record import attach_record, record_in
from gpconnect.assurance.selection import count_by_interaction, is_scenario
from gpconnect.assurance.stop import STOP, Stop
from gpconnect.assurance.verdict_json import VerdictJson
from gpconnect.assurance.verdict_text import verdict_lines
from gpconnect.assurance.waivers import Waivers
from gpconnect.assurance.waiving import WAIVERS
from gpconnect.conformance.rule import shorten
from gpconnect.spec import edition

OPTION: Final = "--verdict"
VERDICT_OF_RUN = pytest.StashKey[VerdictJson]()
APPOINTMENTS = pytest.StashKey[Appointments]()
"""What the appointment book of this process booked and cancelled, once it is closed."""

_LONGEST_MESSAGE: Final = 500
_NAME: Final = "gpconnect_verdict_reporting"
_FROM_WORKER: Final = "gpconnect_run"
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]*@")


class Node(Protocol):
    """A worker of pytest-xdist, as its controller sees it when it has ended."""

    workeroutput: Mapping[str, Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file for the verdict."""
    group = parser.getgroup("gpconnect", "GP Connect conformance")
    group.addoption(OPTION, type=Path, metavar="FILE", help="write the verdict on the run to FILE, as JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Remove the verdict of an earlier run: nobody is to take it for that of one that never began."""
    file = config.getoption("verdict")
    if file is not None and not hasattr(config, "workerinput"):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise pytest.UsageError(f"{OPTION}={file}: cannot be written: {error}") from None


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Collect what the run comes to; until it has ended, the file says that it has not."""
    if config.option.collectonly or config.option.help:
        return
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(_Worker(config), _NAME)
    else:
        config.pluginmanager.register(VerdictReporting(config), _NAME)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach to each report what the verdict is made of, once all others have had their say."""
    report = yield
    if is_scenario(item) and report.when != "teardown":
        attach_record(item, report)
    return report


class _Worker:
    """Hands over to the process that collects the reports what these do not tell."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._message = ""
        self._deselected: list[pytest.Item] = []
        self._expected: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._expected = [item.nodeid for item in session.items if is_scenario(item)]

    def pytest_deselected(self, items: Iterable[pytest.Item]) -> None:
        self._deselected += filter(is_scenario, items)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._message = str(excinfo.value)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        done = yield
        stash, output = self._config.stash, getattr(self._config, "workeroutput", None)
        if isinstance(output, dict):
            run = stash.get(RUN, None)
            stopped = stash.get(STOP, None)
            output[_FROM_WORKER] = {
                "provider": run.provider if run else None,
                "stop": stopped.value if stopped else None,
                "message": self._message,
                "left_out": dict(count_by_interaction(self._deselected)),
                "expected": self._expected,
                "appointments": stash.get(APPOINTMENTS, None),
            }
        return done


class VerdictReporting:
    """Collects what a run comes to, and gives the verdict when it ends."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._file: Path | None = config.getoption("verdict")
        self._expected: set[str] = set()
        self._seen: set[str] = set()
        self._deselected: list[pytest.Item] = []
        self._run = RunFacts(
            edition=config.stash.get(EDITION, edition()),
            started=dt.datetime.now(dt.UTC),
            embedded=True,
            faults=config.getoption("provider_fault", []) or [],
            options=[_CREDENTIALS.sub("", str(one)) for one in config.invocation_params.args],
            limits=list(limits_of(config)),
            waivers=config.stash.get(WAIVERS, Waivers()),
        )
        self._write()

    @property
    def run(self) -> RunFacts:
        """What is known of the run so far."""
        return self._run

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take note of what could not be collected."""
        if report.failed:
            self._problem(ProblemKind.HARNESS, report.nodeid, "cannot be collected")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take note of which scenarios the run is to hold."""
        self._expected.update(item.nodeid for item in session.items if is_scenario(item))

    def pytest_deselected(self, items: Iterable[pytest.Item]) -> None:
        """Take note that scenarios were left out, by whatever option."""
        self._deselected += filter(is_scenario, items)
        self._run.left_out = count_by_interaction(self._deselected)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Node) -> None:
        """Take over what a worker knows beyond its reports."""
        told = getattr(node, "workeroutput", {}).get(_FROM_WORKER)
        if not told:
            return
        self._run.provider = self._run.provider or told["provider"]
        self._run.left_out = told["left_out"]
        self._expected.update(told["expected"])
        if told["appointments"]:
            add_appointments(self._run.appointments, told["appointments"])
        if told["stop"]:
            self._stopped(Stop(told["stop"]), told["message"])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the record of a scenario, or note that the harness failed outside of one."""
        self._seen.add(report.nodeid)
        record = record_in(report)
        if record is not None:
            self._run.scenarios.append(record)
        elif report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            what = crash.message if crash else report.longreprtext
            self._problem(ProblemKind.HARNESS, report.nodeid, f"{report.when} failed: {what}")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Take note of why the run was ended."""
        why = self._config.stash.get(STOP, None)
        if why is not None:
            self._stopped(why, str(excinfo.value))
        else:
            self._problem(ProblemKind.INTERRUPTED, "", f"the run was interrupted: {_said(excinfo)}")

    def pytest_internalerror(self, excrepr: object) -> None:
        """Take note that pytest or a plugin broke."""
        last = str(excrepr).strip().splitlines()[-1:] or ["no message"]
        self._problem(ProblemKind.HARNESS, "pytest", last[0])

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Generator[None, object, object]:
        """Give the verdict after everything is tidied up, and before the terminal ends."""
        done = yield
        if exitstatus == pytest.ExitCode.USAGE_ERROR and not self._run.problems:
            self._problem(ProblemKind.CONFIGURATION, "pytest", "was called wrongly; it says how")
        early = session.shouldfail or session.shouldstop
        if early and not self._run.problems:
            self._problem(ProblemKind.INTERRUPTED, "", f"the run ended early: {early}")
        self._conclude()
        verdict = self._write()
        self._config.stash[VERDICT_OF_RUN] = verdict
        self._agree(session, verdict)
        return done

    @pytest.hookimpl(wrapper=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None, None, None]:
        """End what the terminal shows with the verdict."""
        yield
        verdict = self._config.stash.get(VERDICT_OF_RUN, None)
        if verdict is not None and self._is_about_scenarios():
            terminalreporter.section("verdict")
            for line in verdict_lines(verdict):
                terminalreporter.write_line(line)
            if self._file is not None:
                terminalreporter.write_line(f"verdict: {self._file}")

    def _is_about_scenarios(self) -> bool:
        return bool(self._file or self._run.scenarios or self._expected)

    def _agree(self, session: pytest.Session, verdict: VerdictJson) -> None:
        """Let pytest's exit code be no success where the verdict is none."""
        succeeded = verdict["verdict"] in (Decision.CONFORMANT, Decision.WITH_WAIVERS)
        if session.exitstatus == pytest.ExitCode.OK and self._is_about_scenarios() and not succeeded:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _conclude(self) -> None:
        stash = self._config.stash
        run = stash.get(RUN, None)
        self._run.provider = run.provider if run else self._run.provider
        self._run.embedded = stash.get(EMBEDDED, True)
        self._run.expected = len(self._run.scenarios) + len(self._expected - self._seen)
        if APPOINTMENTS in stash:
            add_appointments(self._run.appointments, stash[APPOINTMENTS])
        self._run.ended = dt.datetime.now(dt.UTC)

    def _write(self) -> VerdictJson:
        verdict = verdict_of(self._run)
        if self._file is not None:
            try:
                verdict_json.write(verdict, self._file)
            except OSError as error:
                raise pytest.UsageError(f"{OPTION}={self._file}: cannot be written: {error}") from None
        return verdict

    def _stopped(self, why: Stop, message: str) -> None:
        self._problem(ProblemKind(why.value), "", message)

    def _problem(self, kind: ProblemKind, place: str, message: str) -> None:
        problem: Problem = {"kind": kind.value, "place": place, "message": shorten(message, _LONGEST_MESSAGE)}
        if problem not in self._run.problems:
            self._run.problems.append(problem)


def limits_of(config: pytest.Config) -> Iterator[str]:
    """Yield the options that limit which scenarios a run holds, as they may be written."""
    option = config.option
    if getattr(option, "through", None) is not None:
        yield f"--through={option.through}"
    yield from (f"--interaction={key}" for key in getattr(option, "interaction", None) or ())
    yield from (f"-{name} '{value}'" for name, value in (("k", option.keyword), ("m", option.markexpr)) if value)
    yield from (f"--deselect={one}" for one in option.deselect or ())
    yield from (f"--ignore={one}" for one in option.ignore or ())
    yield from (f"--ignore-glob={one}" for one in option.ignore_glob or ())
    yield from ("--last-failed" for _ in range(bool(getattr(option, "lf", False))))
    yield from _paths(config)


def _paths(config: pytest.Config) -> Iterator[str]:
    """Yield the paths that a run is limited to: none when they are those that it has without any."""
    usual = {(config.rootpath / path).resolve() for path in config.getini("testpaths")} or {config.rootpath}
    given = {Path(config.invocation_params.dir, path.split("::")[0]).resolve() for path in config.args}
    if not usual <= given or any("::" in path for path in config.args):
        yield from config.args


def _said(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    return str(excinfo.value) or excinfo.typename
