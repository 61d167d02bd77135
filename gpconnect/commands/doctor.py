"""The command that looks at a provider before a run."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gpconnect.commands.features import feature_folder
from gpconnect.commands.misuse import misuse
from gpconnect.spec import interaction

if TYPE_CHECKING:
    from collections import Counter

    from rich.table import Table

    from gpconnect.target.preflight.gaps import Cost
    from gpconnect.target.preflight.preflight import Preflight
    from gpconnect.target.preflight.slots import SlotDay
    from gpconnect.target.settings import TargetSettings

NOT_READY = 1
UNREACHABLE = 5
_WIDTH = 120
_DAYS_SHOWN = 14


def doctor(
    config: Annotated[Path | None, typer.Option(help="Settings file (default: gpconnect.toml).")] = None,
    target: Annotated[str | None, typer.Option(help="The target in the settings file to look at.")] = None,
    provider_url: Annotated[str | None, typer.Option(help="Service root URL.")] = None,
    spec: Annotated[str | None, typer.Option(help="Edition that the provider implements.")] = None,
    test_data: Annotated[Path | None, typer.Option(help="TOML or CSV file: who plays which role.")] = None,
    features: Annotated[Path | None, typer.Option(help="Folder of the feature files.")] = None,
    exchange_log: Annotated[Path | None, typer.Option(help="Write every exchange to this file.")] = None,
    allow_gaps: Annotated[bool, typer.Option(help="End with 0 when all that is wrong are gaps.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show what is in order, too.")] = False,
) -> None:
    """Look at a provider, its test data and its free slots before a run; changes nothing there.

    Ends with 0 when all is ready, 1 when there are gaps or problems, 2 when a setting is wrong, and 5 when the
    provider cannot be reached.
    """
    from gpconnect.assurance.feature_files import FeatureFilesError, read_features
    from gpconnect.consumer.exchange_log import ExchangeLog
    from gpconnect.consumer.guard import UnsafeRequestError
    from gpconnect.consumer.redaction import Redactor
    from gpconnect.target.preflight.preflight import look
    from gpconnect.target.settings_file import SettingsError
    from gpconnect.target.settings_loading import load_settings
    from gpconnect.target.testdata_files import configured_data

    options = {"provider_url": provider_url, "edition": spec, "test_data": test_data}
    try:
        settings = load_settings(config=config, target=target, **options)
        settings.check_certificates()
        data = configured_data(settings)
        scenarios = read_features(feature_folder(features))
        root = _root(settings)
        log = ExchangeLog(exchange_log, Redactor()) if exchange_log else None
        found = look(settings, root, data, scenarios, log)
    except (SettingsError, UnsafeRequestError, FeatureFilesError, OSError) as error:
        misuse(str(error))
    typer.echo(f"{root}, edition {settings.edition}\n")
    _show(found, everything)
    raise typer.Exit(_status(found, allow_gaps))


def _root(settings: "TargetSettings") -> str:
    if settings.provider_url is None:
        misuse(
            "setting provider_url: is not set, so there is no provider to look at; set it in gpconnect.toml "
            "(gpconnect-conformance init writes one), as GPCONNECT_PROVIDER_URL, or with --provider-url"
        )
    return settings.provider_url


def _status(found: "Preflight", allow_gaps: bool) -> int:
    from gpconnect.target.preflight.check import State

    if found.has(State.UNREACHABLE):
        return UNREACHABLE
    wrong = (State.PROBLEM,) if allow_gaps else (State.PROBLEM, State.GAP)
    return NOT_READY if found.has(*wrong) else 0


def _show(found: "Preflight", everything: bool) -> None:
    from rich.console import Console

    console = Console(width=_WIDTH, highlight=False)
    console.print(_checks(found, everything))
    if found.days:
        console.print(_days(found.days, everything))
        console.print(_kinds(found.days))
    if found.costs:
        console.print(_costs(found.costs))
    counts = _counts(found)
    console.print(f"\n{counts}", markup=False)


def _table(title: str, *columns: str) -> "Table":
    from rich.box import ASCII
    from rich.table import Table

    # ASCII, because terminals and CI logs differ in what else they can show.
    table = Table(title=title, box=ASCII, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _checks(found: "Preflight", everything: bool) -> "Table":
    from rich.markup import escape

    from gpconnect.target.preflight.check import State
    from gpconnect.target.preflight.preflight import UNMAPPED

    table = _table("What was looked at", "", "what", "found", "what to do")
    for name, checks in found.sections.items():
        # The last table tells of each role that is not mapped, and what that costs.
        hides = {"test data": State.READY, UNMAPPED: State.GAP}.get(name)
        shown = [one for one in checks if one.state is not hides or everything]
        if hides is not None and len(shown) < len(checks):
            words = {State.READY: "in order (--all shows them)", State.GAP: "not mapped: see below"}[hides]
            table.add_row(hides.value, name, f"{len(checks) - len(shown)} {words}", "")
        for one in shown:
            table.add_row(one.state.value, *(escape(text) for text in (one.subject, one.found, one.advice)))
        table.add_section()
    return table


def _days(days: "Sequence[SlotDay]", everything: bool) -> "Table":
    table = _table("Free slots by day, as this consumer may book them", "day", "slots", "delivery channels")
    shown = days if everything else days[:_DAYS_SHOWN]
    for day in shown:
        table.add_row(f"{day.day:%a %Y-%m-%d}", str(day.slots), _listed(day.channels))
    if left := days[len(shown) :]:
        rest = sum(day.slots for day in left)
        table.add_row(f"{len(left)} more days", str(rest), "--all shows them")
    return table


def _kinds(days: "Sequence[SlotDay]") -> "Table":
    from collections import Counter

    table = _table("Free slots by kind", "by", "slots")
    for name, counted in (
        ("type", [day.types for day in days]),
        ("schedule", [day.schedules for day in days]),
        ("delivery channel", [day.channels for day in days]),
    ):
        table.add_row(name, _listed(sum(counted, Counter[str]())))
    return table


def _listed(counted: "Counter[str]") -> str:
    from rich.markup import escape

    return escape(", ".join(f"{number} {name}" for name, number in counted.most_common()))


def _costs(costs: "Sequence[Cost]") -> "Table":
    from rich.markup import escape

    table = _table("What the gaps cost", "scenarios", "become", "because of", "endpoints", "what to do")
    for one in costs:
        labels = dict.fromkeys(interaction(key).label.split()[0] for key in one.interactions)
        table.add_row(str(one.scenarios), one.outcome, escape(one.cause), ", ".join(labels), escape(one.advice))
    return table


def _counts(found: "Preflight") -> str:
    from collections import Counter

    from gpconnect.target.preflight.check import State

    counted = Counter(check.state for check in found.checks)
    words = ", ".join(f"{counted[state]} {state.value}" for state in State if counted[state])
    if found.has(State.UNREACHABLE):
        return f"{words}: the provider cannot be reached, so nothing more was looked at"
    return f"{words}: {'ready for a run' if not found.has(State.PROBLEM, State.GAP) else 'see what to do'}"
