"""The command that puts a provider under load and holds its response times to the specification's limits."""

import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gpconnect.commands.misuse import misuse
from gpconnect.load.plan import DEFAULT_PORT, Plan
from gpconnect.load.profile import Profile, ProfileName, embedded_size, profile

if TYPE_CHECKING:
    from gpconnect.load.plan import Role


def load(
    profile_name: Annotated[ProfileName, typer.Option("--profile", help="load, ramp or soak.")] = "load",
    users: Annotated[int | None, typer.Option(min=1, help="Users at the peak.")] = None,
    seconds: Annotated[float | None, typer.Option(min=1, help="How long the test takes.")] = None,
    throughput: Annotated[
        float | None, typer.Option(min=0.01, help="Requests a second to aim at, at the peak.")
    ] = None,
    percentile: Annotated[
        float | None,
        typer.Option(min=1, max=100, help="Share of calls that is held to the limits; 100: every one."),
    ] = None,
    register: Annotated[bool, typer.Option(help="Register patients, which cannot be undone.")] = True,
    provider_url: Annotated[
        str | None, typer.Option(help="Service root URL; without it, the embedded provider.")
    ] = None,
    test_data: Annotated[Path | None, typer.Option(help="TOML file: who plays which role there.")] = None,
    spec: Annotated[str | None, typer.Option(help="Edition that the provider implements.")] = None,
    master: Annotated[bool, typer.Option("--master", help="Lead workers, and make no requests.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many workers the master waits for.")] = 1,
    worker: Annotated[bool, typer.Option("--worker", help="Make requests as a master says.")] = False,
    master_host: Annotated[str, typer.Option(help="Where a worker finds its master.")] = "127.0.0.1",
    master_port: Annotated[int, typer.Option(help="Port of the master.")] = DEFAULT_PORT,
    slots: Annotated[int | None, typer.Option(min=0, help="Slots of the embedded provider, at least.")] = None,
    patients: Annotated[int | None, typer.Option(min=0, help="Patients of the embedded provider.")] = None,
    output: Annotated[Path, typer.Option(help="HTML page to write.")] = Path("reports/load.html"),
    results: Annotated[Path, typer.Option(help="JSON results to write.")] = Path("reports/load.json"),
) -> None:
    """Put a provider under load: exit code 0 within the limits, 1 beyond them, 2 when the test cannot be run."""
    if find_spec("locust") is None:
        misuse("Locust is missing: pip install 'gpconnect-conformance[load]'")
    settings = {"provider_url": provider_url, "test_data": test_data, "edition": spec}
    role = _role(master, worker, settings)
    embedded_slots, embedded_patients = embedded_size()
    plan = Plan(
        profile=_profile(profile_name, (users, seconds, throughput), percentile),
        settings={name: str(value) for name, value in settings.items() if value is not None},
        page=output,
        results=results,
        register=register,
        role=role,
        host=master_host,
        port=master_port,
        workers=workers,
        slots=embedded_slots if slots is None else slots,
        patients=embedded_patients if patients is None else patients,
    )
    raise typer.Exit(_run(plan))


def _profile(
    name: ProfileName, figures: tuple[int | None, float | None, float | None], percentile: float | None
) -> Profile:
    from dataclasses import replace

    made = profile(name).changed(*figures)
    return replace(made, percentile=percentile) if percentile else made


def _role(master: bool, worker: bool, options: dict[str, Any]) -> "Role":
    from gpconnect.target.settings import SettingsError
    from gpconnect.target.settings_loading import load_settings

    if master and worker:
        misuse("--master and --worker exclude each other: start a command for each")
    try:
        settings = load_settings(**options)
    except SettingsError as error:
        misuse(str(error))
    if (master or worker) and settings.provider_url is None:
        misuse("--master and --worker need --provider-url: the embedded provider belongs to one process alone")
    return "master" if master else "worker" if worker else "alone"


def _run(plan: Plan) -> int:
    """Run the plan in a program of its own; it learns of an interrupt, too, and then gives back its bookings."""
    command = [sys.executable, "-m", "gpconnect.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as program:
        signal.signal(signal.SIGTERM, lambda *_: program.terminate())
        try:
            program.communicate(plan.as_text())
        except KeyboardInterrupt:
            program.wait()
        return program.returncode
