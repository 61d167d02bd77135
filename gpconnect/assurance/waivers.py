"""Waivers: failures that somebody answers for until a day, read from a TOML file."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from gpconnect.assurance.fingerprint import LENGTH, fingerprint
from gpconnect.conformance.finding import Finding
from gpconnect.spec import requirements

_TEXTS: Final = ("fingerprint", "reason", "owner", "reference")
_MEMBERS: Final = ("requirement", "scenario", *_TEXTS, "expires")
_FINGERPRINT: Final = re.compile(rf"[0-9a-f]{{{LENGTH}}}")
_ENTRY_HEADER: Final = re.compile(r"\s*\[\[\s*waiver\s*\]\]")


class WaiversError(Exception):
    """A file of waivers cannot be used; the message says which entry, and what to write instead."""


@dataclass(frozen=True)
class Waiver:
    """One accepted failure: a finding, by its fingerprint, in a scenario or of a requirement.

    ``scenario`` is the name or the ID of one; ``expires`` the last day on which the waiver holds; ``place`` where
    it stands.
    """

    place: str
    requirement: str | None
    scenario: str | None
    fingerprint: str
    reason: str
    owner: str
    expires: dt.date
    reference: str

    def is_about(self, names: Iterable[str]) -> bool:
        """Say whether it may cover findings of the scenario with these names."""
        return self.scenario is None or self.scenario in names

    def covers(self, finding: Finding, names: Iterable[str]) -> bool:
        """Say whether it is about this finding of the scenario with these names, expired or not."""
        same_requirement = self.requirement in (None, finding.requirement)
        return same_requirement and self.is_about(names) and self.fingerprint == fingerprint(finding)


@dataclass(frozen=True)
class Waivers:
    """The waivers of a run, and the day that decides which of them have expired."""

    entries: Sequence[Waiver] = ()
    today: dt.date = dt.date.max

    def has_expired(self, waiver: Waiver) -> bool:
        """Say whether a waiver does not hold any more."""
        return waiver.expires < self.today

    def covering(self, finding: Finding, names: Iterable[str]) -> Waiver | None:
        """Return the waiver by which a failing finding is accepted, or ``None`` when it is not."""
        known = tuple(names)
        holding = (one for one in self.entries if not self.has_expired(one))
        return next((one for one in holding if finding.fails and one.covers(finding, known)), None)


def read_waivers(file: Path, today: dt.date) -> Waivers:
    """Return the waivers in a TOML file; raise ``WaiversError`` naming the entry, its line and the remedy."""
    try:
        text = file.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WaiversError(f"{file}: cannot be read: {error}") from None
    unknown = sorted(set(tables) - {"waiver"})
    rows = tables.get("waiver", [])
    if unknown or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WaiversError(f"{file}: {unknown or 'waiver'} is not known here: write each waiver below [[waiver]]")
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if _ENTRY_HEADER.match(line)]
    places = [f"{file.name}, entry {number}" for number in range(1, len(rows) + 1)]
    if len(lines) == len(rows):
        places = [f"{place} (line {line})" for place, line in zip(places, lines, strict=True)]
    entries = [_waiver(row, place) for row, place in zip(rows, places, strict=True)]
    _refuse_repetition(entries)
    return Waivers(tuple(entries), today)


def _waiver(row: Mapping[str, Any], place: str) -> Waiver:
    _refuse_unknown_members(row, place)
    texts = {name: _text(row, name, place) for name in _TEXTS}
    requirement, scenario = (_text(row, name, place) if name in row else None for name in _MEMBERS[:2])
    if requirement is None and scenario is None:
        raise WaiversError(
            f'{place}: name what it is about: requirement = "BOOK-014", or scenario = "...", or both'
        )
    if requirement is not None and requirement not in requirements():
        raise WaiversError(f"{place}: there is no requirement {requirement!r}{_meant(requirement, requirements())}")
    if not _FINGERPRINT.fullmatch(texts["fingerprint"]):
        raise WaiversError(
            f"{place}: fingerprint {texts['fingerprint']!r}: {LENGTH} hexadecimal digits are needed, as the run "
            "prints them below the finding"
        )
    return Waiver(place=place, requirement=requirement, scenario=scenario, expires=_day(row, place), **texts)


def _refuse_unknown_members(row: Mapping[str, Any], place: str) -> None:
    for name in row:
        if name not in _MEMBERS:
            known = f"; known: {', '.join(_MEMBERS)}"
            raise WaiversError(f"{place}: {name!r} is not known{_meant(name, _MEMBERS)}{known}")


def _text(row: Mapping[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        said = "is missing" if value is None else f"is {value!r}"
        raise WaiversError(f'{place}: {name} {said}: write {name} = "..."')
    return value.strip()


def _day(row: Mapping[str, Any], place: str) -> dt.date:
    value = row.get("expires")
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        said = "is missing" if value is None else f"is {value!r}"
        raise WaiversError(
            f"{place}: expires {said}: write the last day on which it holds, as in expires = 2027-03-31"
        )
    return value


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f": is {close[0]!r} meant?" if close else ""


def _refuse_repetition(entries: Sequence[Waiver]) -> None:
    seen: dict[tuple[str | None, ...], Waiver] = {}
    for entry in entries:
        subject = (entry.requirement, entry.scenario, entry.fingerprint)
        if subject in seen:
            raise WaiversError(f"{entry.place}: says the same as {seen[subject].place}: remove one of them")
        seen[subject] = entry
