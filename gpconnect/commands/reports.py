"""The commands that make pages: the HTML report of a run, and the catalogue of requirements."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from gpconnect.commands.misuse import misuse
from gpconnect.spec.edition import version_number
from gpconnect.spec.requirement import Decision, Level


def report(
    results: Annotated[Path, typer.Option(help="Folder of Allure results.")] = Path("reports/allure-results"),
    output: Annotated[Path, typer.Option(help="HTML file to write.")] = Path("reports/conformance.html"),
    history: Annotated[
        Path | None, typer.Option(help="File that keeps what runs came to; history.jsonl beside the page.")
    ] = None,
) -> None:
    """Make one self-contained HTML file of the results of a run."""
    from gpconnect.assurance.allure_tool import ReportError
    from gpconnect.assurance.html_report import build_report

    try:
        build_report(results, output, history or output.with_name("history.jsonl"))
    except ReportError as error:
        misuse(str(error))
    typer.echo(f"report: {output}")


def requirements(
    page: Annotated[str | None, typer.Option(help="Only of this page; a part of its name will do.")] = None,
    level: Annotated[Level | None, typer.Option(help="Only of this level.", case_sensitive=False)] = None,
    decided: Annotated[Decision | None, typer.Option(help="Only those decided in this way.")] = None,
    interaction: Annotated[
        str | None, typer.Option(help="Only what concerns the interaction with this key.")
    ] = None,
    prefix: Annotated[str | None, typer.Option(help="Only IDs that begin with this, such as BOOK.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what this version or a later one brought.")] = None,
    explain: Annotated[str | None, typer.Option(help="Tell all about the requirement with this ID.")] = None,
    write: Annotated[Path | None, typer.Option(help="Write the page about the catalogue to this file.")] = None,
    features: Annotated[Path, typer.Option(help="Folder of the feature files.")] = Path("features"),
) -> None:
    """List the requirements on a provider, or explain one: where it stands, and what decides it."""
    from gpconnect import spec
    from gpconnect.assurance import requirement_text
    from gpconnect.assurance.feature_files import FeatureFilesError
    from gpconnect.assurance.requirements_page import requirements_page
    from gpconnect.assurance.traceability import Wanted, traced
    from gpconnect.provider.fault_catalogue import KNOWN

    wanted = Wanted(page, level, decided, interaction, prefix and prefix.upper(), since and _version(since))
    try:
        known = traced(features)
        if write is not None:
            write.write_text(
                requirements_page((one.requirement for one in known.values()), spec.edition()), "utf-8"
            )
        elif explain is None:
            _print(requirement_text.listing(filter(wanted.includes, known.values())))
        elif explain.upper() in known:
            faults = {fault.name: (fault.breaks, fault.requirements) for fault in KNOWN.values()}
            _print(requirement_text.explanation(known[explain.upper()], spec.edition(), faults))
        else:
            misuse(f"--explain {explain}: there is no such requirement; without --explain all are listed")
    except LookupError as error:
        misuse(str(error.args[0]))
    except (FeatureFilesError, OSError) as error:
        misuse(str(error))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _version(text: str) -> str:
    try:
        version_number(text)
    except ValueError:
        misuse(f"--since {text}: a version is needed, such as 1.2.3")
    return text
