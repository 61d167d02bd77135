"""How a command ends that was called wrongly."""

from typing import NoReturn

import typer

MISUSE = 2


def misuse(message: str) -> NoReturn:
    """Say what was wrong, and end the command.

    Raises:
        typer.Exit: always, with the exit code of a misuse.

    """
    typer.echo(f"gpconnect-conformance: {message}", err=True)
    raise typer.Exit(MISUSE)
