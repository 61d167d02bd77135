"""Value sets: the codes that an element may carry, those of base STU3 and those that GP Connect publishes."""

import json
from dataclasses import dataclass
from functools import cache

from gpconnect.spec._data import SPEC


@dataclass(frozen=True)
class CodeList:
    """What a value set takes from one code system; ``codes`` is ``None`` where they are too many to list."""

    system: str
    codes: tuple[str, ...] | None


@cache
def value_sets() -> dict[str, tuple[CodeList, ...]]:
    """Return every value set by its URL."""
    return {url: lists for name in ("stu3.json", "published.json") for url, lists in read_value_sets(name).items()}


def value_set(url: str) -> tuple[CodeList, ...]:
    """Return one value set; raise ``LookupError`` when there is none with this URL."""
    if url not in value_sets():
        raise LookupError(f"there is no value set {url!r} in gpconnect/spec/value_sets")
    return value_sets()[url]


def codes(url: str) -> tuple[str, ...]:
    """Return the codes of a value set, whatever their code system; empty when they are too many to list."""
    return tuple(code for one in value_set(url) for code in one.codes or ())


def read_value_sets(name: str) -> dict[str, tuple[CodeList, ...]]:
    """Return the value sets of one file below ``gpconnect/spec/value_sets``, by URL."""
    table = json.loads(SPEC.joinpath("value_sets", name).read_text(encoding="utf-8"))
    return {url: tuple(_code_list(**row) for row in rows) for url, rows in table.items()}


def _code_list(system: str, codes: list[str] | None) -> CodeList:
    return CodeList(system=system, codes=None if codes is None else tuple(codes))
