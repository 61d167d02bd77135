"""The HTML report, looked at with a real browser."""

import json
import os
from pathlib import Path

import pytest
from browser import Page
from small_suite import SmallRun, run_small_suite
from typer.testing import CliRunner

from gpconnect.assurance import allure_tool, html_report
from gpconnect.assurance.allure_tool import Node, ReportError, cache_folder
from gpconnect.assurance.html_report import build_report, sealed
from gpconnect.cli import app

ALLURE_PAGE = """<!DOCTYPE html>
<html><head>
    <meta charset="utf-8">
    <link rel="icon" href="data:image/svg+xml,x">
</head><body>
    <script src="data:text/javascript;base64,d2luZG93LnJhbiA9IDE="></script>
    <script async src="https://analytics.example/gtag/js?id=1"></script>
    <script>
        window.dataLayer = window.dataLayer || [];
        gtag('js', new Date());
    </script>
    <script>window.kept = true;</script>
</body></html>
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SmallRun:
    return run_small_suite(tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def reports(run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The report as it is delivered, and the same page as Allure made it."""
    folder = tmp_path_factory.mktemp("reports")
    delivered, unsealed = folder / "conformance.html", folder / "unsealed.html"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            html_report, "sealed", lambda page: unsealed.write_text(page, encoding="utf-8") and sealed(page)
        )
        build_report(run.results, delivered)
    return delivered, unsealed


def test_the_report_shows_the_tree_of_scenarios(reports: tuple[Path, Path], page: Page) -> None:
    page.open(reports[0]).wait_for("A search with a table")
    # Groups in which all scenarios passed are closed at first.
    for group in ("Foundations", "F Read a location", "Read a location"):
        page.click(group)
    shown = page.wait_for("A location is read")
    tree = [
        "Foundations",
        "F Read a location",
        "A location is read",
        "Appointment Management",
        "#1 Search for free slots",
        "Slots lie inside the searched period",
        "A search answers with free slots",
        "A search with a bad parameter is refused [parameter: start, value: not-a-date]",
    ]
    places = [shown.find(text) for text in tree]
    assert -1 not in places
    assert places == sorted(places)
    assert "https://provider.example/gpconnect/1" in shown


def test_a_failed_scenario_shows_findings_steps_and_evidence(reports: tuple[Path, Path], page: Page) -> None:
    page.open(reports[0]).wait_for("A search with a table")
    page.click("A search with a bad parameter is refused [parameter: start, value: not-a-date]")
    shown = page.wait_for("When the consumer searches with a bad start")
    assert "2. OperationOutcome.issue[0].details [SLOT-002, SHALL]" in shown
    page.click("1. GET: 200")
    assert "--request GET" in page.wait_for("curl --silent")


def test_the_report_remembers_the_last_runs(
    run: SmallRun, tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_report, "RUNS_KEPT", 2)
    history, report = tmp_path / "kept" / "history.jsonl", tmp_path / "report.html"
    for _ in range(3):
        build_report(run.results, report, history)
    runs = [json.loads(line)["testResults"] for line in history.read_text(encoding="utf-8").splitlines()]
    assert len(runs) == 2
    assert runs[0].keys() == runs[1].keys()
    page.open(report).wait_for("A search with a table")
    page.click("A search with a bad parameter is refused [parameter: start, value: not-a-date]")
    assert "History\n2\n" in page.wait_for("When the consumer searches with a bad start")


def test_the_report_asks_no_other_host(reports: tuple[Path, Path], page: Page) -> None:
    page.open(reports[0]).wait_for("A search with a table")
    assert page.outside_requests(settle=2) == []
    assert page.requested, "the browser reported no request at all, not even that of the file"


def test_allures_own_page_does_ask_another_host(reports: tuple[Path, Path], page: Page) -> None:
    """Shows that the test before can fail. What the page shows is not waited for: it waits for that host itself."""
    page.open(reports[1])
    assert any("googletagmanager.com" in url for url in page.outside_requests(settle=8))


def test_the_policy_alone_keeps_a_script_from_asking(tmp_path: Path, page: Page) -> None:
    asking = "<p>ready</p><script>fetch('https://elsewhere.example/').catch(() => {})</script>"
    free, bound = tmp_path / "free.html", tmp_path / "bound.html"
    free.write_text(ALLURE_PAGE.replace("</body>", f"{asking}</body>"), encoding="utf-8")
    bound.write_text(sealed(free.read_text(encoding="utf-8")), encoding="utf-8")
    page.open(bound).wait_for("ready")
    assert page.outside_requests(settle=1) == []
    page.open(free).wait_for("ready")
    assert "https://elsewhere.example/" in page.outside_requests(settle=1)


def test_sealing_drops_analytics_and_keeps_the_rest() -> None:
    page = sealed(ALLURE_PAGE)
    assert "https://" not in page
    assert "gtag" not in page
    assert "window.kept" in page
    assert "data:text/javascript" in page
    assert "Content-Security-Policy" in page


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        (ALLURE_PAGE.replace("data:image/svg+xml,x", "https://fonts.example/a.css"), "https://fonts.example/a.css"),
        (ALLURE_PAGE.replace('<meta charset="utf-8">', ""), "no head"),
    ],
)
def test_a_page_that_cannot_be_sealed_is_refused(page: str, complaint: str) -> None:
    with pytest.raises(ReportError, match=complaint):
        sealed(page)


def _refusal(results: Path, output: Path) -> str:
    """Ask for a report that cannot be made; return what the user is told on standard error."""
    invoked = CliRunner().invoke(app, ["report", "--results", str(results), "--output", str(output)])
    assert invoked.exit_code == 2
    return invoked.stderr


def test_without_results_the_user_is_told_to_run_pytest(tmp_path: Path) -> None:
    told = _refusal(tmp_path, tmp_path / "report.html")
    assert told.startswith("gpconnect-conformance: there are no Allure results in ")
    assert told.count("\n") == 1


def test_without_node_the_user_is_told_what_to_install(
    run: SmallRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(allure_tool, "find_spec", lambda _: None)
    told = _refusal(run.results, tmp_path / "report.html")
    assert "pip install 'gpconnect-conformance[report]'" in told
    assert told.count("\n") == 1


def test_when_npm_fails_the_user_is_told_why(
    run: SmallRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error network unreachable' >&2\nexit 1\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setattr(html_report, "find_node", lambda: Node(("false",), (str(npm),)))
    monkeypatch.setattr(allure_tool, "cache_folder", lambda: tmp_path / "cache")
    told = _refusal(run.results, tmp_path / "report.html")
    assert "npm could not install Allure 3.18.0" in told
    assert "network unreachable" in told
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_old_node_on_the_machine_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v20.1.0\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert str(tmp_path / "node") not in allure_tool.find_node().node
    (tmp_path / "node").write_text("#!/bin/sh\necho v22.0.0\n", encoding="utf-8")
    assert allure_tool.find_node().node == (str(tmp_path / "node"),)


def test_tools_are_kept_out_of_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = Path(allure_tool.__file__).parent
    assert package not in cache_folder().parents
    monkeypatch.setattr(allure_tool.sys, "prefix", allure_tool.sys.base_prefix)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "gpconnect-conformance"


def test_the_lock_names_no_registry() -> None:
    lock = Path(allure_tool.__file__).parent / "allure" / "package-lock.json"
    assert '"resolved"' not in lock.read_text(encoding="utf-8")
