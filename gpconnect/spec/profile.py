"""The GP Connect profiles as JSON Schemas (draft 2020-12), compiled from the published StructureDefinitions."""

import json
from functools import cache
from typing import Any

from gpconnect.spec._data import SPEC

_SUFFIX = ".schema.json"


@cache
def profiled_types() -> frozenset[str]:
    """Return the resource types that have a profile here."""
    names = [entry.name for entry in SPEC.joinpath("profiles").iterdir()]
    return frozenset(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))


@cache
def profile_schema(resource_type: str) -> dict[str, Any]:
    """Return the schema of the profile for one resource type; raise ``LookupError`` when there is none.

    A schema refers to nothing outside itself. Besides the keywords of JSON Schema it carries annotations:
    ``x-path`` (element ID in the StructureDefinition), ``x-type`` (FHIR type), ``x-mandatory`` (name of a primitive
    element that must be there, as a value or as an extension), ``x-prohibited``, ``x-slice`` (name of a slice),
    ``x-targets`` (resource types a reference may point to) and ``x-value-set`` (URL).
    """
    if resource_type not in profiled_types():
        known = ", ".join(sorted(profiled_types()))
        raise LookupError(f"there is no profile for {resource_type!r} here; known: {known}")
    schema: dict[str, Any] = json.loads(
        SPEC.joinpath("profiles", resource_type + _SUFFIX).read_text(encoding="utf-8")
    )
    return schema
