"""The shape of FHIR STU3 elements: which properties a type has, which of them repeat, and how JSON writes them."""

import datetime
import decimal
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from fhir.resources.STU3 import get_fhir_model_class
from fhir_core.fhirabstractmodel import FHIRAbstractModel

JsonKind = Literal["boolean", "integer", "decimal", "string"]

_KINDS: Final[Mapping[type, JsonKind]] = {
    bool: "boolean",
    int: "integer",
    decimal.Decimal: "decimal",
    str: "string",
    bytes: "string",
    datetime.date: "string",
    datetime.datetime: "string",
    datetime.time: "string",
}


@dataclass(frozen=True)
class Property:
    """One JSON property: whether it is an array, its FHIR type, and the JSON kind if that type is primitive."""

    repeats: bool
    fhir_type: str
    kind: JsonKind | None


@cache
def model(type_name: str) -> type[FHIRAbstractModel] | None:
    """Return the STU3 model of a datatype, backbone element or resource, or ``None`` when there is none."""
    try:
        return get_fhir_model_class(type_name)
    except (ValueError, KeyError):
        return None


@cache
def is_resource(type_name: str) -> bool:
    """Whether STU3 has a resource type of this name."""
    found = model(type_name)
    return found is not None and found.has_resource_base() and type_name not in ("Resource", "DomainResource")


@cache
def properties(type_name: str) -> Mapping[str, Property]:
    """Return the JSON properties of a type by name, those for the extensions of primitives (``_name``) included."""
    found = model(type_name)
    if found is None:
        return {}
    fields = {field.alias or name: field.annotation for name, field in found.model_fields.items()}
    return {name: _property(annotation) for name, annotation in fields.items() if name != "fhir_comments"}


@cache
def mandatory_primitives(type_name: str) -> tuple[str, ...]:
    """Return the primitive properties that a type cannot be without, as a value or as an extension."""
    found = model(type_name)
    fields = found.model_fields if found else {}
    marked = [one for one in fields.values() if _extra(one.json_schema_extra).get("element_required")]
    return tuple(one.alias for one in marked if one.alias)


def _extra(given: Any) -> Mapping[str, Any]:  # noqa: ANN401 - pydantic allows a function too
    return given if isinstance(given, dict) else {}


def _property(annotation: Any) -> Property:  # noqa: ANN401 - whatever a model field is annotated with
    inner, name = _bare(annotation)
    repeats = typing.get_origin(inner) is list
    if repeats:
        inner, name = _bare(typing.get_args(inner)[0])
    kind = _KINDS.get(inner)
    if kind is None:
        return Property(repeats, inner.__name__.removesuffix("Type"), None)
    return Property(repeats, name[0].lower() + name[1:] if name else kind, kind)


def _bare(annotation: Any) -> tuple[Any, str]:  # noqa: ANN401 - whatever a model field is annotated with
    """Take ``Optional`` and ``Annotated`` off an annotation; the last marker of the latter names the FHIR type."""
    name = ""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation, *markers = typing.get_args(annotation)
            name = type(markers[-1]).__name__
        elif origin in (typing.Union, types.UnionType):
            annotation = next(one for one in typing.get_args(annotation) if one is not type(None))
        else:
            return annotation, name
