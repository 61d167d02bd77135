"""The command line: ``gpconnect-conformance``."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from gpconnect.spec import DEFAULT_EDITION, known_editions
from gpconnect.spec.edition import version_number
from gpconnect.spec.requirement import Decision, Level

if TYPE_CHECKING:
    from gpconnect.provider.server import Address
    from gpconnect.provider.settings import Settings

_MISUSE = 2

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _about() -> None:
    """Conformance testing of GP Connect providers."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 0,
    database: Annotated[str, typer.Option(help="SQLite file, or :memory:.")] = ":memory:",
    edition: Annotated[str, typer.Option(help="Edition of the specification to speak.")] = DEFAULT_EDITION,
    ods_code: Annotated[str, typer.Option(help="ODS code of the practice.")] = "A20047",
    asid: Annotated[str, typer.Option(help="ASID of the practice's system.")] = "918999198993",
    fault: Annotated[list[str] | None, typer.Option(help="Seeded fault to switch on; repeatable.")] = None,
    now: Annotated[str | None, typer.Option(help="ISO instant, with offset, at which the clock starts.")] = None,
    write_test_data: Annotated[Path | None, typer.Option(help="Write the test-data file here.")] = None,
    ready_file: Annotated[Path | None, typer.Option(help="Write base URL and process id here when ready.")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Server certificate (PEM): serve HTTPS.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Key of the server certificate (PEM).")] = None,
    tls_client_ca: Annotated[Path | None, typer.Option(help="Demand client certificates of this CA (PEM).")] = None,
    tls_crl: Annotated[Path | None, typer.Option(help="Revocation list of that CA (PEM).")] = None,
    tls_client_name: Annotated[
        list[str] | None, typer.Option(help="FQDN that a client certificate must carry; repeatable.")
    ] = None,
) -> None:
    """Run the reference provider until it is interrupted."""
    from gpconnect.provider.settings import Settings

    settings = Settings(ods_code, asid, _edition(edition), database, _instant(now), tuple(fault or ()))
    client = (tls_client_ca, tls_crl, tuple(tls_client_name or ()))
    _run(settings, _address(host, port, tls_cert, tls_key, client), write_test_data, ready_file)


@app.command()
def provider_data(
    ods_code: Annotated[str, typer.Option(help="ODS code of the practice.")] = "A20047",
    database: Annotated[str, typer.Option(help="SQLite file of a provider, or :memory:.")] = ":memory:",
) -> None:
    """Print the test-data file of the reference provider's seed data."""
    import sqlite3

    from gpconnect.provider.app import create_services
    from gpconnect.provider.data_file import data_file
    from gpconnect.provider.settings import Settings

    try:
        services = create_services(Settings(ods_code=ods_code, database=database))
    except LookupError as error:
        _misuse(str(error.args[0]))
    except sqlite3.Error as error:
        _misuse(f"the database {database} cannot be used: {error}")
    typer.echo(data_file(services.store), nl=False)


@app.command()
def faults() -> None:
    """List the seeded faults that the reference provider knows."""
    from gpconnect.provider.fault_catalogue import KNOWN

    width = max(map(len, KNOWN))
    for fault in KNOWN.values():
        typer.echo(f"{fault.name:<{width}}  {fault.breaks}  {' '.join(fault.requirements)}".rstrip())


@app.command()
def report(
    results: Annotated[Path, typer.Option(help="Folder of Allure results.")] = Path("reports/allure-results"),
    output: Annotated[Path, typer.Option(help="HTML file to write.")] = Path("reports/conformance.html"),
) -> None:
    """Make one self-contained HTML file of the results of a run."""
    from gpconnect.assurance.allure_tool import ReportError
    from gpconnect.assurance.html_report import build_report

    try:
        build_report(results, output)
    except ReportError as error:
        _misuse(str(error))
    typer.echo(f"report: {output}")


@app.command()
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
            _misuse(f"--explain {explain}: there is no such requirement; without --explain all are listed")
    except LookupError as error:
        _misuse(str(error.args[0]))
    except (FeatureFilesError, OSError) as error:
        _misuse(str(error))


def main() -> None:
    """Run the command line."""
    app()


def _run(settings: "Settings", address: "Address", data: Path | None, ready: Path | None) -> None:
    import sqlite3

    from gpconnect.provider.app import create_app
    from gpconnect.provider.data_file import data_file
    from gpconnect.provider.server import serve as serve_app
    from gpconnect.provider.server import write_ready_file
    from gpconnect.provider.tls import TlsFilesError
    from gpconnect.provider.usage import example_call

    def announce(base_url: str) -> None:
        typer.echo(f"GP Connect {settings.edition} reference provider at {base_url}  (stop: Ctrl-C)\n")
        typer.echo(example_call(application.state.services, base_url))
        if ready is not None:
            write_ready_file(ready, base_url)

    try:
        application = create_app(settings)
        if data is not None:
            data.write_text(data_file(application.state.services.store), encoding="utf-8")
        serve_app(application, address, announce)
    except LookupError as error:
        _misuse(str(error.args[0]))
    except sqlite3.Error as error:
        _misuse(f"the database {settings.database} cannot be used: {error}")
    except TlsFilesError as error:
        _misuse(f"TLS cannot be set up: {error}")
    except OSError as error:
        _misuse(f"the provider cannot be served at {address.host}:{address.port}: {error}")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _version(text: str) -> str:
    try:
        version_number(text)
    except ValueError:
        _misuse(f"--since {text}: a version is needed, such as 1.2.3")
    return text


def _edition(version: str) -> str:
    if version not in known_editions():
        _misuse(f"--edition {version}: known editions are {', '.join(known_editions())}")
    return version


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        _misuse(f"--now {text}: an ISO instant is needed, such as 2026-03-29T00:55:00+00:00")
    if instant.tzinfo is None:
        _misuse(f"--now {text}: the offset is missing, as in 2026-03-29T00:55:00+00:00")
    return instant


def _address(
    host: str,
    port: int,
    cert: Path | None,
    key: Path | None,
    client: tuple[Path | None, Path | None, tuple[str, ...]],
) -> "Address":
    from gpconnect.provider.server import Address
    from gpconnect.provider.tls import Tls

    if cert is None and key is None and not any(client):
        return Address(host, port)
    if cert is None or key is None:
        _misuse("--tls-cert and --tls-key are both needed to serve HTTPS")
    authority, revocations, names = client
    if authority is None and (revocations or names):
        _misuse("--tls-client-ca is needed for --tls-crl and --tls-client-name to mean anything")
    return Address(host, port, Tls(cert, key, authority, revocations, names))


def _misuse(message: str) -> NoReturn:
    typer.echo(f"gpconnect-conformance: {message}", err=True)
    raise typer.Exit(_MISUSE)


if __name__ == "__main__":
    main()
