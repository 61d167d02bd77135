"""The form of a resource in JSON: objects, arrays, strings, numbers where its type has them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gpconnect.conformance.shape import JsonKind, Property, is_resource, properties

JSON_TYPES: Final[Mapping[JsonKind, tuple[type, ...]]] = {
    "boolean": (bool,),
    "integer": (int,),
    "decimal": (int, float),
    "string": (str,),
}


def misshapen(resource: Mapping[str, Any]) -> str | None:
    """Return the path of the first element that has another JSON form than its type, or ``None`` when all fit.

    Less than conformance: what fits can be walked through and sent back without a surprise. Unknown elements do
    not count.
    """
    return next(_misfits(resource, str(resource.get("resourceType"))), None)


def _misfits(resource: object, path: str) -> Iterator[str]:
    kind = resource.get("resourceType") if isinstance(resource, Mapping) else None
    if isinstance(resource, Mapping) and isinstance(kind, str) and is_resource(kind):
        yield from _in_object(resource, kind, path)
    else:
        yield path


def _in_object(value: Mapping[str, Any], type_name: str, path: str) -> Iterator[str]:
    shapes = properties(type_name)
    for name, item in value.items():
        if name not in shapes:
            continue
        place, shape = f"{path}.{name}", shapes[name]
        if shape.repeats != isinstance(item, list):
            yield place
            continue
        for one in item if shape.repeats else [item]:
            yield from _in_value(one, shape, place)


def _in_value(value: object, shape: Property, path: str) -> Iterator[str]:
    if shape.kind is not None:
        if type(value) not in JSON_TYPES[shape.kind]:
            yield path
    elif shape.fhir_type == "Resource":
        yield from _misfits(value, path)
    elif isinstance(value, Mapping):
        yield from _in_object(value, shape.fhir_type, path)
    else:
        yield path
