"""The requirement catalogue: every normative statement that binds a provider, by an ID that never changes."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from gpconnect.spec._data import SPEC

Level = Literal["SHALL", "SHOULD", "MAY"]
Decision = Literal["automatic", "partial", "manual"]


@dataclass(frozen=True)
class Requirement:
    """One normative statement of the specification, in our words.

    ``decided`` says how: by scenarios (``automatic``), by scenarios in part (``partial``), or by a witness
    (``manual``); for the last two ``reason`` says why and what a witness has to see. ``ambiguity`` names the
    contradiction or gap (``AMB-nnn``) that the statement is part of, ``reading`` the reading chosen there.
    ``restates`` holds the IDs of requirements that say the same elsewhere, or the parts of it: what decides those
    decides this one. ``load_test`` marks what a load test decides, and no run of the scenarios.
    """

    id: str
    page: str
    heading: str
    level: Level
    text: str
    decided: Decision = "automatic"
    reason: str = ""
    since: str | None = None
    until: str | None = None
    ambiguity: str | None = None
    reading: str = ""
    published: tuple[str, ...] = field(default=())
    restates: tuple[str, ...] = field(default=())
    load_test: bool = False

    @property
    def prefix(self) -> str:
        """The part of the ID that names the page's file: ``BOOK``."""
        return self.id.partition("-")[0]


@cache
def requirements() -> dict[str, Requirement]:
    """Return every requirement by its ID; raise ``ValueError`` when two entries share one."""
    catalogue: dict[str, Requirement] = {}
    for entry in sorted(SPEC.joinpath("requirements").iterdir(), key=lambda one: one.name):
        if not entry.name.endswith(".toml"):
            continue
        for found in _read(entry.read_text(encoding="utf-8")):
            if found.id in catalogue:
                raise ValueError(f"requirement {found.id} stands twice in the catalogue ({entry.name})")
            catalogue[found.id] = found
    return catalogue


def requirement(identity: str) -> Requirement:
    """Return one requirement; raise ``LookupError`` when the catalogue has none with this ID."""
    if identity not in requirements():
        raise LookupError(f"there is no requirement {identity!r} in gpconnect/spec/requirements")
    return requirements()[identity]


def _read(text: str) -> list[Requirement]:
    table = tomllib.loads(text)
    page = table["page"]
    rows = table["requirement"]
    return [Requirement(**{"page": page, **{name: _frozen(value) for name, value in row.items()}}) for row in rows]


def _frozen(value: Any) -> Any:  # noqa: ANN401 - a string, or a list of them
    return tuple(value) if isinstance(value, list) else value
