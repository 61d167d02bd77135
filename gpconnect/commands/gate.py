"""The commands of the gate: a run whose exit code is its verdict, and the comparison of two runs."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from gpconnect.commands.evidence import bundle, summary
from gpconnect.commands.misuse import misuse

_PYTEST_USAGE_ERROR = 4


def run(
    context: typer.Context,
    reports: Annotated[Path, typer.Option(help="Folder for all reports.")] = Path("reports"),
    waivers: Annotated[Path | None, typer.Option(help="TOML file: failures that are accepted for a time.")] = None,
    suite: Annotated[
        Path | None, typer.Option(help="Folder that holds features/ and conftest.py, when it is not found.")
    ] = None,
    html: Annotated[bool, typer.Option(help="Make the pages and the evidence bundle too.")] = True,
    history: Annotated[
        Path | None, typer.Option(help="File that keeps what runs came to; history.jsonl among the reports.")
    ] = None,
) -> None:
    """Run the suite; the exit code is the verdict. All other options are handed on to pytest.

    0 conformant, 1 not conformant, 2 usage or configuration, 3 incomplete, 4 harness error, 5 target unreachable,
    6 refused for safety.
    """
    from gpconnect.assurance.run_verdict import ExitCode

    verdict_file = reports / "verdict.json"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        verdict_file.unlink(missing_ok=True)
    except OSError as error:
        misuse(f"--reports {reports}: cannot be written to: {error}")
    options = _options(reports, waivers) + _place(_suite(suite)) + context.args
    status = _pytest(options)
    code = _exit_code(status, verdict_file)
    if html and not _pages(reports, history or reports / "history.jsonl") and code == ExitCode.CONFORMANT:
        code = ExitCode.HARNESS_ERROR
    raise typer.Exit(code)


def compare(
    before: Annotated[Path, typer.Argument(help="verdict.json of the earlier run, or its folder of reports.")],
    after: Annotated[Path, typer.Argument(help="verdict.json of the later run, or its folder of reports.")],
    markdown: Annotated[bool, typer.Option(help="Write Markdown.")] = False,
) -> None:
    """Compare two runs; the exit code is 1 when the later one is worse in anything."""
    from gpconnect.assurance import verdict_json
    from gpconnect.assurance.comparison import compare as compare_verdicts
    from gpconnect.assurance.comparison import comparison_markdown, comparison_text

    try:
        comparison = compare_verdicts(verdict_json.read(before), verdict_json.read(after))
    except verdict_json.VerdictFileError as error:
        misuse(str(error))
    for line in (comparison_markdown if markdown else comparison_text)(comparison):
        typer.echo(line)
    raise typer.Exit(1 if comparison.is_worse else 0)


def _suite(named: Path | None) -> Path:
    candidates = [named] if named else [Path.cwd(), Path(__file__).parents[2]]
    found = next((one for one in candidates if _is_suite(one)), None)
    if found is None:
        where = f"--suite {named} has" if named else "the current folder and that of this installation have"
        misuse(f"{where} no features/ beside a conftest.py: name the folder of the suite with --suite")
    return found.resolve()


def _is_suite(folder: Path) -> bool:
    return (folder / "features").is_dir() and (folder / "conftest.py").is_file()


def _options(reports: Path, waivers: Path | None) -> list[str]:
    options = [
        f"--alluredir={reports / 'allure-results'}",
        "--clean-alluredir",
        f"--junitxml={reports / 'junit.xml'}",
        f"--traceability={reports}",
        f"--verdict={reports / 'verdict.json'}",
        f"--evidence={reports / 'evidence'}",
        f"--markdown-summary={reports / 'summary.md'}",
    ]
    return options + ([f"--waivers={waivers}"] if waivers else [])


def _place(suite: Path) -> list[str]:
    """Return what lets pytest find the suite from another folder: settings are read from the current one."""
    if suite == Path.cwd():
        return []
    return [f"--rootdir={suite}", f"--config-file={suite / 'pyproject.toml'}", str(suite / "features")]


def _pytest(options: list[str]) -> int:
    """Run pytest in a process of its own, so that whatever ends it leaves a verdict to be told."""
    process = subprocess.Popen([sys.executable, "-m", "pytest", *options])
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # pytest had the same signal, and is ending the run in order
            continue


def _exit_code(status: int, file: Path) -> int:
    from gpconnect.assurance.run_verdict import ExitCode
    from gpconnect.assurance.verdict_json import VerdictFileError, read

    if not file.exists():
        told = status == _PYTEST_USAGE_ERROR
        return ExitCode.CONFIGURATION if told else ExitCode.HARNESS_ERROR
    try:
        verdict = read(file)
    except VerdictFileError as error:
        typer.echo(f"gpconnect-conformance: {error}", err=True)
        return ExitCode.HARNESS_ERROR
    if verdict["ended"] is None and status == _PYTEST_USAGE_ERROR:
        return ExitCode.CONFIGURATION
    if verdict["ended"] is None:
        how = f"signal {-status}" if status < 0 and os.name != "nt" else f"exit code {status}"
        typer.echo(f"gpconnect-conformance: pytest was ended ({how}) before the run was", err=True)
    return int(verdict["exit_code"])


def _pages(reports: Path, history: Path) -> bool:
    """Make every page of what there is, and the bundle; say whether all went well."""
    made = _report(reports, history)
    return _for_those_who_sign(reports) and made


def _for_those_who_sign(reports: Path) -> bool:
    evidence = reports / "evidence"
    if not (reports / "verdict.json").exists() or not any(evidence.glob("run.*.json")):
        return True
    try:
        summary(reports, evidence, reports / "summary.html")
        bundle(reports, evidence, reports / "evidence.zip")
    except typer.Exit:  # what went wrong has been told
        return False
    return True


def _report(reports: Path, history: Path) -> bool:
    """Make the HTML report of what there is, and say whether that went well."""
    from gpconnect.assurance.allure_tool import ReportError
    from gpconnect.assurance.html_report import build_report

    results, output = reports / "allure-results", reports / "conformance.html"
    if not any(results.glob("*-result.json")):
        return True
    try:
        build_report(results, output, history)
    except ReportError as error:
        typer.echo(f"gpconnect-conformance: {error}", err=True)
        return False
    typer.echo(f"report: {output}")
    return True
