"""The pytest plugin by which scenarios appear in Allure as a reviewer reads them: steps, evidence, requirements."""

import json
import platform
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from allure_commons.model2 import Status, StatusDetails, TestStepResult
from allure_commons.reporter import AllureReporter
from allure_commons.types import AttachmentType
from allure_commons.utils import now, uuid4
from pytest_bdd.parser import Feature, Scenario, Step

from gpconnect import __version__
from gpconnect.assurance.allure_result import CATEGORIES, conclude, describe
from gpconnect.assurance.exchange_text import cut
from gpconnect.assurance.outcomes import RESULT, Blocked, NotApplicable
from gpconnect.assurance.result_files import RESULT_FILES, ResultFiles, ResultFilesError, shown
from gpconnect.assurance.result_writer import Attachment, Captured, Manner, Shown
from gpconnect.assurance.run import KEPT_AS_IT_IS, REDACTOR, RUN
from gpconnect.assurance.scenario_facts import scenario_facts
from gpconnect.consumer.exchange import Recorder
from gpconnect.spec import DEFAULT_EDITION, edition

_CONFLICT = (
    "allure-pytest-bdd is installed beside allure-pytest, and both claim the option --alluredir.\n"
    "Remove it (pip uninstall allure-pytest-bdd), or switch it off for this run: pytest -p no:allure_pytest_bdd"
)
_CAPTURED = ("log", "stdout", "stderr")


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Stop with a hint when the plugin that cannot stand beside allure-pytest is about to be loaded."""
    if find_spec("allure_pytest_bdd") and not pluginmanager.is_blocked("allure_pytest_bdd"):
        raise pytest.UsageError(_CONFLICT)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Join allure-pytest when the run asked for Allure results."""
    listener = config.pluginmanager.get_plugin("allure_listener")
    if listener is not None:
        redactor = config.stash.get(REDACTOR, KEPT_AS_IT_IS)
        folder = Path(config.option.allure_report_dir)
        manner = Manner(folder, config.rootpath, redactor.key, redactor.enabled)
        files = config.stash[RESULT_FILES] = ResultFiles(manner, redactor)
        listener.allure_logger = reporter = _ScenarioReporter(files)
        _leave_fixtures_out(config.pluginmanager, listener)
        reporting = AllureReporting(config, reporter, files)
        config.pluginmanager.register(reporting, "gpconnect_allure_reporting")


def _leave_fixtures_out(plugins: pytest.PytestPluginManager, listener: Any) -> None:  # noqa: ANN401 - no types
    # A fixture tells a reviewer nothing, and one that fails is told by its scenario: keeping a record of each
    # takes longer than the requests.
    plugins.unregister(listener)
    listener.pytest_fixture_setup = listener.pytest_fixture_post_finalizer = None
    listener._update_fixtures_children = lambda _: None
    plugins.register(listener, "allure_listener")


class _ScenarioReporter(AllureReporter):
    """Keeps noise and machine-specific paths out of what allure-pytest reports, and the scenarios from waiting."""

    def __init__(self, files: ResultFiles) -> None:
        super().__init__()
        self._files = files
        self._attached: list[Attachment] = []

    def close_test(self, uuid: str) -> None:
        """Report a test's result."""
        result = self._items.pop(uuid)
        self._items.cleanup()
        attached, self._attached = self._attached, []
        with _told():
            self._files.write(result, attached)

    def attach_data(
        self,
        uuid: str,
        body: str | bytes,
        name: str | None = None,
        attachment_type: AttachmentType | str | None = None,
        extension: str | None = None,
        parent_uuid: str | None = None,
    ) -> None:
        """Attach text or bytes: what pytest captured is rid of paths, anything else stays as it is."""
        file_name = self._attach(uuid, name, attachment_type, extension, parent_uuid)
        captured = name in _CAPTURED and isinstance(body, str)
        self._attached.append((file_name, Captured(str(body)) if captured else body))

    def attach(self, name: str, content: Shown | str) -> None:
        """Attach an exchange or a text to the step that is open."""
        self._attached.append((self._attach(uuid4(), name, AttachmentType.TEXT), content))


class AllureReporting:
    """Turns each scenario into an Allure result: Gherkin steps, exchanges on the step that made them, outcome."""

    def __init__(self, config: pytest.Config, reporter: _ScenarioReporter, files: ResultFiles) -> None:
        self._config = config
        self._reporter = reporter
        self._files = files
        self._recorder = Recorder()
        self._pending: list[Step] = []
        self._open: tuple[str, int] | None = None

    def pytest_bdd_before_scenario(
        self, request: pytest.FixtureRequest, feature: Feature, scenario: Scenario
    ) -> None:
        """Remember which steps are to come, and who records the scenario's exchanges."""
        del feature
        self._recorder = request.getfixturevalue("recorder")
        self._pending = list(scenario.steps)
        self._open = None

    def pytest_bdd_before_step(self, step: Step) -> None:
        """Open the Allure step of a Gherkin step."""
        self._pending.remove(step)
        uuid = uuid4()
        self._reporter.start_step(None, uuid, TestStepResult(name=_step_name(step), start=now()))
        self._open = (uuid, len(self._recorder))
        self._attach_arguments(step)

    def pytest_bdd_after_step(self) -> None:
        """Close the step as passed."""
        self._close(Status.PASSED)

    def pytest_bdd_step_error(self, exception: BaseException) -> None:
        """Close the step as what the exception makes of it."""
        self._close(_status_of(exception), str(exception))

    def pytest_bdd_step_func_lookup_error(self, step: Step, exception: BaseException) -> None:
        """Show a step that the harness does not define as broken."""
        self.pytest_bdd_before_step(step)
        self._close(Status.BROKEN, str(exception))

    def pytest_bdd_after_scenario(self) -> None:
        """Close a step that a skip left open, and show the steps that were not run."""
        self._close(Status.SKIPPED)
        for step in self._pending:
            uuid = uuid4()
            self._reporter.start_step(None, uuid, TestStepResult(name=_step_name(step), start=now()))
            self._reporter.stop_step(uuid, stop=now(), status=Status.SKIPPED)
        self._pending = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Complete the result once allure-pytest has written all that it will write into it."""
        report = yield
        facts = scenario_facts(item)
        if call.when == "teardown" and facts is not None:
            test = self._reporter.get_test(None)
            run = self._config.stash.get(RUN, None)
            describe(test, facts, edition(run.edition if run else DEFAULT_EDITION))
            result = item.stash.get(RESULT, None)
            if result is not None:
                conclude(test, result, self._recorder)
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write the environment and the categories of failures beside the results, and see that all is written."""
        with _told():
            self._files.close()
        folder = Path(self._config.option.allure_report_dir)
        (folder / "categories.json").write_text(json.dumps(CATEGORIES, indent=2), encoding="utf-8")
        run = self._config.stash.get(RUN, None)
        if run is not None:
            facts = {"Provider": run.provider, "Edition": run.edition, **_versions()}
            (folder / "environment.properties").write_text(_properties(facts), encoding="utf-8")

    def _close(self, status: str, message: str = "") -> None:
        if self._open is None:
            return
        uuid, position = self._open
        self._open = None
        for number, exchange in enumerate(self._recorder.since(position), start=position + 1):
            said = str(exchange.status) if exchange.response else "no response"
            title = f"{number}. {exchange.request.method}: {said}"
            self._reporter.attach(title, shown(exchange))
        details = StatusDetails(message=message) if message else None
        self._reporter.stop_step(uuid, stop=now(), status=status, statusDetails=details)

    def _attach_arguments(self, step: Step) -> None:
        if step.datatable is not None:
            rows = step.datatable.raw()
            table = "\n".join(" | ".join(str(cell) for cell in row) for row in rows)
            self._reporter.attach("table", cut(table))
        if step.docstring is not None:
            self._reporter.attach("text", cut(step.docstring))


@contextmanager
def _told() -> Iterator[None]:
    """End the run when its results cannot be written: what it went on to find would be lost."""
    try:
        yield
    except ResultFilesError as error:
        pytest.exit(f"--alluredir: results cannot be written: {error}", returncode=pytest.ExitCode.INTERNAL_ERROR)


def _status_of(exception: BaseException) -> str:
    if isinstance(exception, Blocked | NotApplicable | pytest.skip.Exception):
        return str(Status.SKIPPED)
    failed = isinstance(exception, AssertionError | pytest.fail.Exception)
    return str(Status.FAILED if failed else Status.BROKEN)


def _step_name(step: Step) -> str:
    return f"{step.keyword.strip()} {step.name}"


def _versions() -> Mapping[str, str]:
    return {"Harness": f"gpconnect-conformance {__version__}", "Python": platform.python_version()}


def _properties(facts: Mapping[str, str]) -> str:
    """The facts as a Java properties file, in which a backslash escapes."""
    lines = (f"{key} = {value}".replace("\\", "\\\\") for key, value in facts.items())
    return "\n".join(lines) + "\n"
