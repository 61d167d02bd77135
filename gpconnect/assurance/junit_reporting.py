"""The pytest plugin that makes JUnit XML readable in CI: scenarios by endpoint, findings, residual risk."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import pytest

from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.scenario_record import record_in
from gpconnect.assurance.verdict_json import FindingJson, ScenarioJson, VerdictJson
from gpconnect.assurance.verdict_reporting import VERDICT_OF_RUN
from gpconnect.assurance.verdict_text import limits, residual_risk
from gpconnect.spec import interaction

SUITE: Final = "GP Connect conformance"
_NAME: Final = "gpconnect_junit_reporting"
_NODE: Final = "pytest"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Complete the file that pytest writes, in the process that writes it."""
    file = getattr(config.option, "xmlpath", None)
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(JunitReporting(config, Path(file)), _NAME)


class JunitReporting:
    """Rewrites pytest's file when the verdict is there: pytest knows neither titles nor endpoints."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        self._config = config
        self._file = file
        self._records: dict[str, ScenarioJson] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the record of a scenario, by the name that pytest's file will have it under."""
        record = record_in(report)
        if record is not None:
            self._records[report.nodeid.replace("\\", "/").partition("::")[2]] = record

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """Complete the file once it is written and the verdict is there."""
        done = yield
        verdict = self._config.stash.get(VERDICT_OF_RUN, None)
        if verdict is not None and (self._records or verdict["problems"]) and self._file.is_file():
            complete(self._file, self._records, verdict)
        return done


def complete(file: Path, records: dict[str, ScenarioJson], verdict: VerdictJson) -> None:
    """Name and group the test cases of a JUnit XML file after the scenarios, and add what the verdict says."""
    tree = ElementTree.parse(file)
    names = Counter[tuple[str, str]]()
    for suite in tree.iter("testsuite"):
        suite.set("name", SUITE)
        _add_properties(suite, _facts(verdict))
        for case in suite.iter("testcase"):
            record = records.get(str(case.get("name")))
            if record is not None:
                _name(case, record, names)
    tree.getroot().set("name", SUITE)
    tree.write(file, encoding="utf-8", xml_declaration=True)


def _name(case: Element, record: ScenarioJson, names: Counter[tuple[str, str]]) -> None:
    _add_properties(case, [(_NODE, str(case.get("name"))), *_told(record)])
    group, title = _group(record), record["title"]
    names[group, title] += 1
    if names[group, title] > 1:  # viewers take two cases of one name for one case that was tried again
        title = f"{title} ({names[group, title]})"
    case.set("classname", group)
    case.set("name", title)
    case.set("file", record["feature"])
    case.set("line", str(record["line"]))
    for failure in case.iter("failure"):
        failure.set("type", "non-conformance" if record["outcome"] == Outcome.FAILED else "harness error")
        if record["findings"]:
            failure.set("message", _message(record["findings"]))


def _group(record: ScenarioJson) -> str:
    """Return what CI viewers group by: they take it for a class in its package, at the last dot."""
    key = record["interaction"]
    if key is None:
        return f"Cross-cutting.{Path(record['feature']).stem.replace('_', ' ')}"
    return f"{interaction(key).capability}.{interaction(key).label}"


def _message(findings: Iterable[FindingJson]) -> str:
    """Return the first failing finding in one line: viewers show no more of it in their lists."""
    failing = [one for one in findings if one["fails"] and not one["waiver"]]
    if not failing:
        return "failed"
    first = failing[0]
    text = f"{first['where']}: expected {first['expected']}, actual {first['actual']}"
    further = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
    return f"{first['requirement'] or 'base FHIR'}: {' '.join(text.split())}{further}"


def _told(record: ScenarioJson) -> Iterator[tuple[str, str]]:
    for finding in record["findings"]:
        if finding["fails"]:
            yield "fingerprint", finding["fingerprint"]
        if finding["ambiguity"]:
            yield "disputed", finding["ambiguity"]
    yield from (("waiver", place) for place in record["waivers"])


def _facts(verdict: VerdictJson) -> Iterator[tuple[str, str]]:
    yield "verdict", verdict["verdict"]
    yield "reason", verdict["reason"]
    yield "provider", verdict["provider"]["root"] or "none"
    yield "edition", verdict["edition"]
    yield "harness", f"{verdict['harness']['name']} {verdict['harness']['version']}"
    if verdict["selection"]["limited"]:
        yield "limited to", limits(verdict)
    yield from (("residual risk", line.strip()) for line in list(residual_risk(verdict))[1:])


def _add_properties(element: Element, facts: Iterable[tuple[str, str]]) -> None:
    found = element.find("properties")
    if found is None:
        found = Element("properties")
        element.insert(0, found)
    known = {(one.get("name"), one.get("value")) for one in found}
    for name, value in facts:
        if (name, value) not in known:
            known.add((name, value))
            SubElement(found, "property", name=name, value=value)
