"""What the specification expects a capability statement to declare, capability by capability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from gpconnect.spec._data import read_toml

_TABLES: Final[Mapping[str, Any]] = read_toml("capability.toml")

CODES: Final[Mapping[str, Sequence[str]]] = _TABLES["codes"]
EXAMPLE: Final[Mapping[str, str]] = _TABLES["example"]
OPERATIONS: Final[Mapping[str, Sequence[str]]] = _TABLES["operations"]
PARAMETER_TYPES: Final[Mapping[str, str]] = _TABLES["parameter_types"]
PROFILED_TYPES: Final[Mapping[str, Sequence[str]]] = _TABLES["profiles"]


@dataclass(frozen=True)
class DeclaredResource:
    """What a capability statement declares for one resource type.

    Each item of ``parameters`` lists the names of which any one will do.
    """

    type: str
    capability: str
    interactions: tuple[str, ...]
    parameters: tuple[tuple[str, ...], ...] = ()
    includes: tuple[str, ...] = ()


@cache
def declared_resources() -> tuple[DeclaredResource, ...]:
    """Return what is declared for every resource type (page: get the FHIR capability statement)."""
    return tuple(
        DeclaredResource(
            type=row["type"],
            capability=row["capability"],
            interactions=tuple(row["interactions"]),
            parameters=tuple(tuple(names) for names in row.get("parameters", ())),
            includes=tuple(row.get("includes", ())),
        )
        for row in _TABLES["resources"]
    )
