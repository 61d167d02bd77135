"""The commands about the reference provider: it serves, tells its seed data and its seeded faults."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gpconnect.commands.misuse import misuse
from gpconnect.spec import DEFAULT_EDITION, known_editions

if TYPE_CHECKING:
    from gpconnect.provider.server import Address
    from gpconnect.provider.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 0,
    database: Annotated[str, typer.Option(help="SQLite file, or :memory:.")] = ":memory:",
    edition: Annotated[str, typer.Option(help="Edition of the specification to speak.")] = DEFAULT_EDITION,
    ods_code: Annotated[str, typer.Option(help="ODS code of the practice.")] = "A20047",
    asid: Annotated[str, typer.Option(help="ASID of the practice's system.")] = "918999198993",
    fault: Annotated[list[str] | None, typer.Option(help="Seeded fault to switch on; repeatable.")] = None,
    now: Annotated[str | None, typer.Option(help="ISO instant, with offset, at which the clock starts.")] = None,
    slots: Annotated[int, typer.Option(help="Have so many slots at least, in a new database.", min=0)] = 0,
    patients: Annotated[int, typer.Option(help="Have so many patients at least, in a new database.", min=0)] = 0,
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

    settings = Settings(
        ods_code, asid, _edition(edition), database, _instant(now), tuple(fault or ()), slots, patients
    )
    client = (tls_client_ca, tls_crl, tuple(tls_client_name or ()))
    _run(settings, _address(host, port, tls_cert, tls_key, client), write_test_data, ready_file)


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
        misuse(str(error.args[0]))
    except sqlite3.Error as error:
        misuse(f"the database {database} cannot be used: {error}")
    typer.echo(data_file(services.store), nl=False)


def faults() -> None:
    """List the seeded faults that the reference provider knows."""
    from gpconnect.provider.fault_catalogue import KNOWN

    width = max(map(len, KNOWN))
    for fault in KNOWN.values():
        typer.echo(f"{fault.name:<{width}}  {fault.breaks}  {' '.join(fault.requirements)}".rstrip())


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
        misuse(str(error.args[0]))
    except sqlite3.Error as error:
        misuse(f"the database {settings.database} cannot be used: {error}")
    except TlsFilesError as error:
        misuse(f"TLS cannot be set up: {error}")
    except OSError as error:
        misuse(f"the provider cannot be served at {address.host}:{address.port}: {error}")


def _edition(version: str) -> str:
    if version not in known_editions():
        misuse(f"--edition {version}: known editions are {', '.join(known_editions())}")
    return version


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        misuse(f"--now {text}: an ISO instant is needed, such as 2026-03-29T00:55:00+00:00")
    if instant.tzinfo is None:
        misuse(f"--now {text}: the offset is missing, as in 2026-03-29T00:55:00+00:00")
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
        misuse("--tls-cert and --tls-key are both needed to serve HTTPS")
    authority, revocations, names = client
    if authority is None and (revocations or names):
        misuse("--tls-client-ca is needed for --tls-crl and --tls-client-name to mean anything")
    return Address(host, port, Tls(cert, key, authority, revocations, names))
