"""The pages that a run leaves, in a real browser: they open fast, can be used by everybody, and ask nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from accessibility import violations
from browser import Page
from large_run import SCENARIOS, large_matrix, large_verdict, write_large_allure_results

from gpconnect.assurance.html_report import build_report
from gpconnect.assurance.matrix_page import matrix_page
from gpconnect.assurance.summary_evidence import SummaryEvidence
from gpconnect.assurance.summary_page import summary_page
from gpconnect.spec import requirements

SECONDS = 2.0
EVIDENCE = SummaryEvidence("f00d" * 16, redacted=True, round_trip=0.31)


@dataclass(frozen=True)
class Made:
    """A page of a run with 1,500 scenarios: its file, what is to be read on it, and axe rules that do not hold."""

    file: Path
    text: str
    excluded: tuple[str, ...] = ()
    filter: str = ""


def _summary(folder: Path) -> Made:
    file = folder / "summary.html"
    file.write_text(summary_page(large_verdict(), EVIDENCE), encoding="utf-8")
    return Made(file, "Signatures")


def _matrix(folder: Path) -> Made:
    file = folder / "traceability.html"
    file.write_text(matrix_page(large_matrix()), encoding="utf-8")
    number = len(requirements())
    return Made(file, f"{number} of {number} requirements", filter="AMB-01")


def _allure(folder: Path) -> Made:
    write_large_allure_results(folder / "results")
    build_report(folder / "results", folder / "conformance.html")
    # Allure puts texts for screen readers behind everything else; that is a recommendation of axe's, not of WCAG.
    return Made(folder / "conformance.html", "#6 Read an appointment", ("region",))


@pytest.fixture(scope="module", params=[_summary, _matrix, _allure], ids=["summary", "matrix", "report"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    make: Callable[[Path], Made] = request.param
    return make(tmp_path_factory.mktemp("page"))


def test_it_opens_at_once(made: Made, page: Page) -> None:
    seconds = page.seconds_until(made.file, made.text)
    assert 0 < seconds < SECONDS, f"{SCENARIOS} scenarios took {seconds} s"


def test_it_can_be_used_by_everybody(made: Made, page: Page) -> None:
    opened(made, page)
    assert violations(page, *made.excluded) == []


def opened(made: Made, page: Page) -> None:
    """Open a page, and where it has a filter show some rows of many that are alike."""
    page.open(made.file).wait_for(made.text)
    if made.filter:
        assert not _filtered(page, "text", made.filter).startswith("0 of ")


def test_it_asks_no_other_host(made: Made, page: Page) -> None:
    page.open(made.file).wait_for(made.text)
    assert page.outside_requests(settle=1) == []
    assert page.requested


def test_it_can_be_printed(made: Made, page: Page) -> None:
    opened(made, page)
    printed = page.printed()
    assert printed.startswith(b"%PDF-")
    assert b"/Type /Page" in printed


def test_the_check_for_accessibility_can_fail(tmp_path: Path, page: Page) -> None:
    (tmp_path / "bad.html").write_text("<p>ready</p><button></button><img src='data:,'>", encoding="utf-8")
    page.open(tmp_path / "bad.html").wait_for("ready")
    found = {line.split(":")[0] for line in violations(page)}
    assert {"button-name", "image-alt", "html-has-lang"} <= found


def test_the_matrix_is_filtered_by_words_results_and_pages(tmp_path: Path, page: Page) -> None:
    matrix = _matrix(tmp_path)
    page.open(matrix.file).wait_for(matrix.text)
    assert _filtered(page, "text", "no such words").startswith("0 of ")
    assert not _filtered(page, "text", "bookings").startswith("0 of ")
    _filtered(page, "text", "")
    failed = _filtered(page, "result", "failed")
    rows = "[...document.querySelectorAll('#requirements tbody tr:not([hidden])')]"
    shown = page.evaluate(f"{rows}.map(row => row.dataset.result)")
    assert set(shown) == {"failed"}
    assert failed.startswith(f"{len(shown)} of ")


def _filtered(page: Page, field: str, value: str) -> str:
    """Put a value into a field of the filter; return what the page says of what is left."""
    script = f"""{{
        const field = document.querySelector("form").elements[{field!r}];
        field.value = {value!r};
        field.dispatchEvent(new Event("input", {{ bubbles: true }}));
        document.querySelector("output").textContent
    }}"""
    return str(page.evaluate(script))


def test_the_details_of_a_scenario_can_be_used_by_everybody(tmp_path: Path, page: Page) -> None:
    report = _allure(tmp_path)
    page.open(report.file).wait_for(report.text)
    page.click("What it answers")
    page.click("Scenario 902 about what Search for free slots is to do")
    page.wait_for("When the consumer asks")
    page.click("1. GET 200")
    page.wait_for('"resourceType": "Bundle"')
    assert violations(page, *report.excluded) == []
