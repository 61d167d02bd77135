"""Requirements of a supplier's own, beside those of the specification: added for one run, and taken away again."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final, get_args

from gpconnect.spec.page import pages
from gpconnect.spec.requirement import Decision, Level, Requirement, requirements

_ID: Final = re.compile(r"[A-Z][A-Z0-9]*-\d{3,}")
_KNOWN: Final = frozenset(one.name for one in fields(Requirement))
_NEEDED: Final = ("id", "heading", "level", "text")


def add_own_requirements(text: str) -> tuple[str, ...]:
    """Add the requirements of a TOML file like our own to the catalogue, and return their IDs.

    Raises ``ValueError`` saying which entry is wrong, and how; nothing is added then.
    """
    table = tomllib.loads(text)
    rows = table.get("requirement")
    if not isinstance(rows, list) or not rows:
        raise ValueError("holds no [[requirement]]")
    made: dict[str, Requirement] = {}
    for number, row in enumerate(rows, start=1):
        entry = _entry(number, {"page": table.get("page", ""), **row})
        if entry.id in made or entry.id in requirements():
            raise ValueError(f"requirement {entry.id} is there already; an ID is used once")
        made[entry.id] = entry
    requirements().update(made)
    return tuple(made)


def forget_requirements(identities: Iterable[str]) -> None:
    """Take requirements that were added out of the catalogue again."""
    for identity in identities:
        requirements().pop(identity, None)


def _entry(number: int, row: Mapping[str, Any]) -> Requirement:
    name = str(row.get("id") or f"{number} in the file")
    lacking = [one for one in _NEEDED if not isinstance(row.get(one), str) or not row[one]]
    surplus = sorted(row.keys() - _KNOWN)
    if lacking or surplus:
        lacks = f"lacks {', '.join(lacking)}" if lacking else f"has {', '.join(surplus)}, which means nothing"
        raise ValueError(f"requirement {name}: {lacks}")
    if not _ID.fullmatch(row["id"]):
        raise ValueError(f"requirement {name}: an ID is capitals, a hyphen and a number, such as ACME-001")
    for field, known in (("level", get_args(Level)), ("decided", get_args(Decision))):
        if row.get(field, known[0]) not in known:
            raise ValueError(f"requirement {name}: {field} is one of {', '.join(known)}, not {row[field]}")
    page = str(row["page"])
    if page not in pages() and not page.startswith(("http://", "https://")):
        raise ValueError(f"requirement {name}: page {page!r} is neither a URL nor a page of the specification")
    values: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in row.items()}
    return Requirement(**values)
