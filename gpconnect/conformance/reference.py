"""References between resources: which resource a reference names, wherever the provider keeps it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.rule import Resource, join_path, values_at
from gpconnect.spec.vocabulary import LIMITS

_ID: Final = rf"[A-Za-z0-9\-.]{{1,{LIMITS['logical_id_characters']}}}"
LOGICAL_ID: Final = re.compile(_ID)
RELATIVE_REFERENCE: Final = re.compile(rf"[A-Z][A-Za-z]+/{_ID}(/_history/{_ID})?")


def referenced_id(reference: object, kind: str) -> str | None:
    """Return the logical ID that a literal reference names, or ``None`` when it names no resource of this type.

    Both forms count: relative (``Location/17``) and absolute (``https://host/base/Location/17``), with or without
    a version behind them.
    """
    parts = reference.split("/") if isinstance(reference, str) else []
    if len(parts) >= 2 and parts[-2] == "_history":
        parts = parts[:-2]
    return parts[-1] if len(parts) >= 2 and parts[-2] == kind and parts[-1] else None


def referenced_ids(resource: Resource, path: str, kind: str) -> list[str]:
    """Return the logical IDs of all resources of a type that the Reference elements at a path name."""
    found = [referenced_id(value, kind) for _, value in references_at(resource, path)]
    return [one for one in found if one is not None]


def references_at(resource: Resource, path: str) -> list[tuple[str, Any]]:
    """Return the literal references of the Reference elements at a path, each with its own path."""
    return values_at(resource, f"{path}.reference")


def literal_references(thing: Any, at: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON value
    """Yield every literal reference in a resource, however deep it stands, each with its path."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            if name == "reference" and isinstance(value, str):
                yield join_path(at, name), value
            yield from literal_references(value, join_path(at, name))
    elif isinstance(thing, list):
        for place, value in enumerate(thing):
            yield from literal_references(value, f"{at}[{place}]")
