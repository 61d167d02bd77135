"""The commands about the evidence of a run: to sum it up for those who sign, to bundle it, to verify a bundle."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from gpconnect.commands.misuse import misuse

NOT_VERIFIED = 1
LISTED = 20


def bundle(
    reports: Annotated[Path, typer.Option(help="Folder of the verdict and the reports.")] = Path("reports"),
    evidence: Annotated[Path, typer.Option(help="Folder of the evidence.")] = Path("reports/evidence"),
    output: Annotated[Path, typer.Option(help="Zip file to write.")] = Path("reports/evidence.zip"),
) -> None:
    """Put a run's verdict, evidence and reports into one zip, with the hash of each file."""
    from gpconnect.assurance.bundle import digest_of, make_bundle
    from gpconnect.assurance.evidence import EvidenceError
    from gpconnect.assurance.verdict_json import VerdictFileError

    try:
        made = make_bundle(reports, evidence, output)
    except (VerdictFileError, EvidenceError, OSError) as error:
        misuse(str(error))
    typer.echo(f"bundle: {output} ({len(made.files)} files, SHA-256 {digest_of(output)})")
    typer.echo(f"evidence fingerprint: {made.fingerprint}")


def summary(
    reports: Annotated[Path, typer.Option(help="Folder of the verdict.")] = Path("reports"),
    evidence: Annotated[Path, typer.Option(help="Folder of the evidence.")] = Path("reports/evidence"),
    output: Annotated[Path, typer.Option(help="HTML file to write.")] = Path("reports/summary.html"),
) -> None:
    """Make one printable page of the verdict on a run, for those who sign."""
    from gpconnect.assurance.evidence import EvidenceError
    from gpconnect.assurance.summary_evidence import evidence_of
    from gpconnect.assurance.summary_page import summary_page
    from gpconnect.assurance.verdict_json import VerdictFileError, read

    try:
        verdict = read(reports)
        page = summary_page(verdict, evidence_of(verdict, reports, evidence))
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(page, encoding="utf-8")
    except (VerdictFileError, EvidenceError, OSError) as error:
        misuse(str(error))
    typer.echo(f"summary: {output}")


def verify(
    bundle: Annotated[Path, typer.Argument(help="Evidence bundle, as the command bundle makes it.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="Evidence fingerprint that it must have, as the summary shows it.")
    ] = None,
) -> None:
    """Check a bundle's hashes, and give its verdict again on the recorded exchanges, without the provider."""
    from gpconnect.assurance.bundle import BundleError
    from gpconnect.assurance.verification import verify as verify_bundle

    try:
        with tempfile.TemporaryDirectory(prefix="gpconnect-verify-") as folder:
            found = verify_bundle(bundle, Path(folder))
    except BundleError as error:
        misuse(str(error))
    problems = list(found.problems)
    if fingerprint is not None and fingerprint.lower() != found.manifest.fingerprint:
        problems.insert(0, f"the evidence fingerprint is {found.manifest.fingerprint}, not {fingerprint}")
    typer.echo(f"evidence fingerprint: {found.manifest.fingerprint}")
    if found.verdict is not None:
        typer.echo(f"recorded verdict: {found.verdict['verdict']}: {found.verdict['reason']}")
        typer.echo(
            f"scenarios judged again on recorded exchanges: {found.replayed}; taken over: {found.taken_over}"
        )
    for problem in problems[:LISTED]:
        typer.echo(f"  {problem}", err=True)
    if problems:
        typer.echo(f"NOT VERIFIED: {len(problems)} problems", err=True)
        raise typer.Exit(NOT_VERIFIED)
    basis = "the exchanges" if found.replayed else "the recorded judgements"
    typer.echo(f"VERIFIED: every file is as it was bundled, and {basis} lead to the recorded verdict")
