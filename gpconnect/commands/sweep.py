"""The command that cancels what runs that crashed or were killed have left booked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gpconnect.commands.misuse import misuse

if TYPE_CHECKING:
    from gpconnect.target.settings import TargetSettings
    from gpconnect.target.sweeping import Swept

LEFT = 1


def sweep(
    config: Annotated[Path | None, typer.Option(help="Settings file (default: gpconnect.toml).")] = None,
    target: Annotated[str | None, typer.Option(help="The target in the settings file.")] = None,
    provider_url: Annotated[str | None, typer.Option(help="Service root URL, when not from the settings.")] = None,
    spec: Annotated[str | None, typer.Option(help="Edition of the specification that it implements.")] = None,
    test_data: Annotated[Path | None, typer.Option(help="TOML or CSV file: who plays which role.")] = None,
    booking_journals: Annotated[Path, typer.Option(help="Folder of the journals.")] = Path("reports"),
) -> None:
    """Cancel the bookings that journals list as left at the provider, and no others.

    Ends with 1 when a booking is still there.
    """
    from gpconnect.consumer.guard import UnsafeRequestError
    from gpconnect.target.settings_file import SettingsError
    from gpconnect.target.settings_loading import load_settings

    try:
        options = {"provider_url": provider_url, "edition": spec, "test_data": test_data}
        settings = load_settings(config=config, target=target, **options)
        _tell(_swept(settings, booking_journals))
    except (SettingsError, UnsafeRequestError, LookupError, ValueError) as error:
        misuse(str(error))


def _swept(settings: "TargetSettings", folder: Path) -> "Swept":
    from gpconnect.consumer.connection import Connection
    from gpconnect.spec import edition
    from gpconnect.target.safety import guard_of
    from gpconnect.target.sweeping import sweep
    from gpconnect.target.testdata_files import configured_data
    from gpconnect.target.through_proxy import consumer_class

    root = settings.provider_url
    if root is None:
        misuse("sweep: which provider? Give --provider-url, or provider_url in gpconnect.toml")
    endpoint = settings.endpoint(root)
    connection = Connection(endpoint, guard=guard_of(settings, configured_data(settings), root))
    try:
        unreachable = connection.failure_to_connect()
        if unreachable:
            misuse(f"no provider answers at {endpoint.request_root}: {unreachable}")
        consumer = consumer_class(endpoint.proxy_root)
        return sweep(consumer(connection, edition(settings.edition), settings.identity), folder)
    finally:
        connection.close()


def _tell(swept: "Swept") -> None:
    for path in swept.going_on:
        typer.echo(f"left alone, its run still goes on: {path}")
    for name in swept.cancelled:
        typer.echo(f"cancelled: Appointment/{name}")
    for failure in swept.failures:
        typer.echo(failure, err=True)
    typer.echo(f"{len(swept.cancelled)} cancelled, {len(swept.failures)} left")
    if swept.failures:
        raise typer.Exit(LEFT)
