"""Ambiguities: places where pages contradict each other or say nothing, with the reading that is chosen there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gpconnect.spec._data import read_toml


@dataclass(frozen=True)
class Ambiguity:
    """One such place: how it can be read, what a provider is held to, and the pages that it stands on."""

    id: str
    title: str
    readings: tuple[str, ...]
    chosen: str
    pages: tuple[str, ...]


@cache
def ambiguities() -> Mapping[str, Ambiguity]:
    """Return every ambiguity by its ID, ``AMB-nnn``."""
    return {
        identity: Ambiguity(identity, row["title"], tuple(row["readings"]), row["chosen"], tuple(row["pages"]))
        for identity, row in read_toml("ambiguities.toml").items()
    }


def ambiguity(identity: str) -> Ambiguity:
    """Return one ambiguity; raise ``LookupError`` when the data file has none with this ID."""
    if identity not in ambiguities():
        raise LookupError(f"gpconnect/spec/ambiguities.toml has no {identity!r}")
    return ambiguities()[identity]
