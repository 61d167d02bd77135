"""The base datatypes of FHIR STU3 as JSON Schema definitions, from ``datatypes.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from gpconnect.spec._data import read_toml

STU3_VALUE_SET: Final = "http://hl7.org/fhir/ValueSet/"
_TABLES: Final[dict[str, Any]] = read_toml("compiler", "datatypes.toml")
PRIMITIVES: Final[Mapping[str, Mapping[str, Any]]] = _TABLES["primitives"]


@dataclass(frozen=True)
class Property:
    """One element of a base datatype."""

    minimum: int
    repeats: bool
    code: str
    required_values: str | None


@cache
def properties(datatype: str) -> dict[str, Property]:
    """Return the elements of a complex datatype by name; none for a datatype that the table does not have."""
    if datatype not in _TABLES["complex"]:
        return {}
    rows = {"id": "0..1 string", "extension": "0..* Extension", **_TABLES["complex"][datatype]}
    return {name: _property(row) for name, row in rows.items()}


def known(datatype: str) -> bool:
    """Whether there is a schema definition for this datatype."""
    return datatype in PRIMITIVES or datatype in _TABLES["complex"]


def _property(row: str) -> Property:
    cardinality, code, *values = row.split()
    return Property(
        minimum=int(cardinality.split("..")[0]),
        repeats=cardinality.endswith("*"),
        code=code,
        required_values=STU3_VALUE_SET + values[0] if values else None,
    )
