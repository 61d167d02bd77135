"""The settings file: what holds for every target, and the named targets that say what is different there."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

SETTINGS_FILE: Final = "gpconnect.toml"
TARGETS: Final = "targets"
DEFAULT_TARGET: Final = "default_target"


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which, where it was set, and what to do."""


@dataclass(frozen=True)
class FileSettings:
    """What a settings file says for one target.

    ``values`` are the settings by name, as the file writes them; ``places`` says for each where in which file it
    stands.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def file_settings(path: Path | None, target: str | None, known: Collection[str]) -> FileSettings:
    """Return what the file says for a target, or for its default target.

    Without a ``path`` it is ``gpconnect.toml`` in the current folder, which need not be there. ``known`` are the
    names that settings have. Raises ``SettingsError`` when the file cannot be read, is no TOML, has a setting that
    there is none of, or lacks the target.
    """
    file = path if path is not None else Path(SETTINGS_FILE)
    if path is None and not file.exists():
        if target is not None:
            raise SettingsError(
                f"setting target ({target}): there is no {SETTINGS_FILE} in this folder to look it up in; "
                "name the file with --config, or write one with gpconnect-conformance init"
            )
        return FileSettings()
    table = _read(file)
    targets = _targets(file, table)
    default = table.pop(DEFAULT_TARGET, None)
    if default is not None and not isinstance(default, str):
        raise SettingsError(f"{file}: {DEFAULT_TARGET} must be the name of a target, in quotes")
    chosen = _chosen(file, targets, target, default)
    parts = [(f"{file}", table)]
    if chosen is not None:
        parts.append((f"{file} [{TARGETS}.{chosen}]", targets[chosen]))
    return _merged(parts, known)


def did_you_mean(name: str, known: Collection[str], likeness: float = 0.6) -> str:
    """Return the question whether one of the known names was meant; empty when none is like it.

    ``likeness`` is how much of two names must agree, from 0 to 1.
    """
    close = get_close_matches(name, known, n=1, cutoff=likeness)
    return f"did you mean {close[0]}?" if close else ""


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"setting config: {file} cannot be read ({error.strerror}); name another file with --config, "
            "or write one with gpconnect-conformance init"
        ) from None
    except ValueError as error:
        raise SettingsError(f"{file}: is no TOML: {error}; texts stand in quotes, see docs/settings.md") from None


def _targets(file: Path, table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    targets = table.pop(TARGETS, {})
    if not isinstance(targets, dict) or not all(isinstance(one, dict) for one in targets.values()):
        raise SettingsError(f"{file}: [{TARGETS}] holds tables only: write each target as [{TARGETS}.NAME]")
    return targets


def _chosen(file: Path, targets: Collection[str], asked: str | None, default: str | None) -> str | None:
    name = asked if asked is not None else default
    if name in targets:
        return name
    if name is None:
        if not targets:
            return None
        raise SettingsError(
            f"{file}: which of its targets ({', '.join(targets)})? Name one with --target or GPCONNECT_TARGET, "
            f"or set {DEFAULT_TARGET} in the file"
        )
    has = f"its targets are {', '.join(targets)}" if targets else "it has none"
    set_by = f"setting target ({name})" if asked is not None else f"{file}: {DEFAULT_TARGET} ({name})"
    hint = did_you_mean(name, targets)
    raise SettingsError(f"{set_by}: {file} has no [{TARGETS}.{name}], {has}" + (f"; {hint}" if hint else ""))


def _merged(parts: list[tuple[str, dict[str, Any]]], known: Collection[str]) -> FileSettings:
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for place, table in parts:
        unknown = [_unknown(place, name, value, known) for name, value in table.items() if name not in known]
        if unknown:
            raise SettingsError("\n".join(unknown))
        values.update(table)
        places.update(dict.fromkeys(table, place))
    return FileSettings(values, places)


def _unknown(place: str, name: str, value: object, known: Collection[str]) -> str:
    if isinstance(value, dict):
        return f"{place}: there is no table [{name}]; targets are written [{TARGETS}.NAME]"
    hint = did_you_mean(name, [*known, DEFAULT_TARGET]) or "docs/settings.md lists all there are"
    return f"{place}: there is no setting {name}; {hint}"
