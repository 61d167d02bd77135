"""Layer 1 of telling right from wrong: base FHIR STU3, whatever the profile."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from pydantic import ValidationError

from gpconnect.conformance.as_text import as_text
from gpconnect.conformance.body import WHOLE_BODY, Body, parse_resource, read_body
from gpconnect.conformance.invariants import INVARIANTS
from gpconnect.conformance.place import at, quote
from gpconnect.conformance.primitives import STRICTER
from gpconnect.conformance.rule import LONGEST_REMEMBERED, Problem
from gpconnect.conformance.shape import Property, is_resource, mandatory_primitives, model, properties
from gpconnect.conformance.well_shaped import JSON_TYPES

__all__ = ["base_problems", "parse_resource"]

_ABSENT: Final = ("missing", "model_field_validation.missing")
_MANDATORY: Final = "present (mandatory in base FHIR)"
_READABLE: Final = "a resource whose elements have the types of STU3"
_STRUCTURAL: Final = ("root", "resource_type")
_MODELS_REMEMBERED: Final = 4096


def base_problems(raw: bytes, content_type: str) -> list[Problem]:
    """Return every way in which a body is no resource of base FHIR STU3; places begin with the resource type.

    The text (UTF-8, strict JSON or safe XML), the structure (known elements, cardinalities, types, formats; nothing
    null or empty, no name twice) and the invariants are judged; bindings and profiles are for layer 2.
    Never raises for what the body holds.
    """
    body = read_body(raw, content_type)
    if body.resource is None:
        return list(body.problems)
    type_name = body.resource.get("resourceType")
    path = type_name if isinstance(type_name, str) and type_name else WHOLE_BODY
    walk = _Walk(body)
    walk.resource(body.resource, path)
    known = {place for one in walk.problems for place in (one.where, one.where.rsplit("[", 1)[0])}
    found = [one for one in _check_models(body.resource, path) if one.where not in known]
    further = [one for one in found if one.expected != _READABLE or not walk.problems]
    return [*body.problems, *walk.problems, *further]


class _Walk:
    """Walks a resource along the shape of its type for what the models let pass.

    A mandatory primitive is looked for here too: the models do so only where they find nothing else wrong.
    """

    def __init__(self, body: Body) -> None:
        self.problems: list[Problem] = []
        self._repeated = {id(one): names for one, names in body.repeated_names}
        self._local_references: list[tuple[str, str]] = []

    def resource(self, resource: dict[str, Any], path: str, contained: bool = False) -> None:
        """Judge a resource; a contained one belongs to the one around it."""
        type_name = resource.get("resourceType")
        if not isinstance(type_name, str) or not is_resource(type_name):
            actual = quote(type_name) if "resourceType" in resource else "absent"
            self._add(f"{path}.resourceType", "the name of a STU3 resource type", actual)
            return
        if contained:
            self._contained(resource, path)
            self._object(resource, type_name, path)
            return
        outer, self._local_references = self._local_references, []
        self._object(resource, type_name, path)
        self._references(resource, path)
        self._local_references = outer

    def _contained(self, resource: dict[str, Any], path: str) -> None:
        if "contained" in resource:
            self._add(f"{path}.contained", "absent in a contained resource (dom-2)", "present")
        meta = resource.get("meta")
        for name in ("versionId", "lastUpdated"):
            if isinstance(meta, dict) and name in meta:
                self._add(f"{path}.meta.{name}", "absent in a contained resource (dom-4)", quote(meta[name]))

    def _references(self, resource: dict[str, Any], path: str) -> None:
        """Judge that references to contained resources resolve, and that each of these is referred to."""
        contained = resource.get("contained")
        items = [one for one in contained if isinstance(one, dict)] if isinstance(contained, list) else []
        known = {f"#{one.get('id')}" for one in items}
        for place, target in self._local_references:
            if target not in known:
                self._add(place, "the ID of a contained resource (ref-1)", quote(target))
        used = {target for _, target in self._local_references}
        for index, one in enumerate(items):
            if f"#{one.get('id')}" not in used:
                place = f"{path}.contained[{index}].id"
                self._add(place, "a resource that is referred to (dom-3)", quote(one.get("id")))

    def _object(self, value: dict[str, Any], type_name: str, path: str) -> None:
        if not value:
            self._add(path, "at least one element", "an empty object")
            return
        for name in self._repeated.get(id(value), ()) if self._repeated else ():
            self._add(f"{path}.{name}", "each name once in an object", "the name stands more than once")
        for name in mandatory_primitives(type_name):
            if name not in value and f"_{name}" not in value:
                self._add(f"{path}.{name}", _MANDATORY, "absent")
        shapes = properties(type_name)
        for name, item in value.items():
            shape = shapes.get(name)
            if shape is None:
                self._unknown(name, type_name, path)
            elif shape.repeats:
                self._array(value, name, item, shape, path)
            else:
                self._item(item, shape, path, name)
        self._invariant(value, type_name, path)

    def _unknown(self, name: str, type_name: str, path: str) -> None:
        """Judge a name that the shape does not have but the models let pass: their own names for some elements."""
        if "_" in name[1:]:
            self._add(f"{path}.{name}", f"no element of this name in {type_name}", "present")

    def _invariant(self, value: dict[str, Any], type_name: str, path: str) -> None:
        if type_name == "Reference":
            target = value.get("reference")
            if isinstance(target, str) and target.startswith("#") and len(target) > 1:
                self._local_references.append((f"{path}.reference", target))
        elif type_name in INVARIANTS:
            for element, expected, actual in INVARIANTS[type_name](value):
                self._add(f"{path}.{element}" if element else path, expected, actual)

    def _array(self, owner: dict[str, Any], name: str, items: object, shape: Property, path: str) -> None:
        if items is None or items == []:
            self._add(f"{path}.{name}", "at least one item", "null" if items is None else "an empty array")
            return
        if not isinstance(items, list):
            return  # the models say that an array was expected
        placeholders = name.startswith("_") or f"_{name}" in owner
        for index, item in enumerate(items):
            if item is not None or not placeholders:
                self._item(item, shape, path, f"{name}[{index}]")

    def _item(self, item: object, shape: Property, path: str, name: str) -> None:
        if item is None:
            self._add(f"{path}.{name}", f"a {shape.fhir_type}, or no property", "null")
        elif shape.kind is not None:
            if type(item) not in JSON_TYPES[shape.kind]:
                self._add(f"{path}.{name}", f"a {shape.fhir_type} as JSON {shape.kind}", quote(item))
            elif item == "":
                self._add(f"{path}.{name}", f"a {shape.fhir_type} that is not empty", '""')
            elif shape.fhir_type in STRICTER:
                self._strictly(item, shape.fhir_type, path, name)
        elif isinstance(item, dict):
            place = f"{path}.{name}"
            if shape.fhir_type == "Resource":
                self.resource(item, place, contained=name.startswith("contained["))
            else:
                self._object(item, shape.fhir_type, place)
        else:
            self._add(f"{path}.{name}", f"a JSON object: {shape.fhir_type}", quote(item))

    def _strictly(self, item: Any, fhir_type: str, path: str, name: str) -> None:  # noqa: ANN401 - a JSON value
        expected = STRICTER[fhir_type](item)
        if expected is not None:
            self._add(f"{path}.{name}", expected, quote(item))

    def _add(self, path: str, expected: str, actual: str) -> None:
        self.problems.append(Problem(path, expected, actual))


def _check_models(resource: dict[str, Any], path: str) -> Iterator[Problem]:
    """Yield what the STU3 models find; the entries of a Bundle one by one, as the same ones return in many."""
    entries = resource.get("entry")
    if resource.get("resourceType") == "Bundle" and isinstance(entries, list):
        resource = {**resource, "entry": [_without_resource(one) for one in entries]}
        for index, entry in enumerate(entries):
            inner = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(inner, dict):
                yield from _model_problems(inner, f"{path}.entry[{index}].resource")
    yield from _model_problems(resource, path)


def _without_resource(entry: object) -> object:
    if not isinstance(entry, dict) or not isinstance(entry.get("resource"), dict):
        return entry
    return {name: value for name, value in entry.items() if name != "resource"}


def _model_problems(resource: dict[str, Any], path: str) -> Iterator[Problem]:
    text = as_text(resource)
    errors = _model_errors if len(text) <= LONGEST_REMEMBERED else _model_errors.__wrapped__
    return (Problem(at(path, steps), expected, actual) for steps, expected, actual in errors(text))


@lru_cache(maxsize=_MODELS_REMEMBERED)
def _model_errors(text: str) -> tuple[tuple[tuple[str | int, ...], str, str], ...]:
    """Return the errors of the STU3 model for a resource in JSON: the steps to the place, expected, actual."""
    resource = json.loads(text)
    type_name = resource.get("resourceType")
    found = model(type_name) if isinstance(type_name, str) and is_resource(type_name) else None
    if found is None:
        return ()
    try:
        found.model_validate(json.loads(text))
    except ValidationError as error:
        return tuple(_explain(one, resource) for one in error.errors(include_url=False))
    except (
        KeyError,
        TypeError,
        AttributeError,
    ) as error:  # at an unknown resource type, or no object where one is due
        return (((), _READABLE, f"{type(error).__name__}: {error}"),)
    return ()


def _explain(error: Any, resource: dict[str, Any]) -> tuple[tuple[str | int, ...], str, str]:  # noqa: ANN401
    steps = tuple(step for step in error["loc"] if step not in _STRUCTURAL)
    owner, shape = _shape_at(resource, steps)
    if error["type"] in _ABSENT:
        return steps, _MANDATORY, "absent"
    if error["type"] == "extra_forbidden":
        return steps, f"no element of this name in {owner}", "present"
    if error["type"] == "list_type":
        return steps, f"an array of {shape.fhir_type if shape else 'elements'}", quote(error["input"])
    if shape is not None and shape.kind is not None:
        return steps, f"a valid {shape.fhir_type}", quote(error["input"])
    if "Any of one field value" in error["msg"]:
        return steps, "a value of one type only for a choice of types", quote(error["input"])
    if shape is not None and not isinstance(error["input"], dict):
        return steps, f"an object: {shape.fhir_type}", quote(error["input"])
    return steps, str(error["msg"]).removeprefix("Value error, "), quote(error["input"])


def _shape_at(resource: dict[str, Any], steps: tuple[str | int, ...]) -> tuple[str, Property | None]:
    """Return the type that owns the element that steps lead to, and the element's shape."""
    owner, shape, value = str(resource["resourceType"]), None, resource
    for step in steps:
        if isinstance(step, str):
            owner = _type_of(value, shape) if shape is not None else owner
            shape = properties(owner).get(step)
        value = _inside(value, step)
    return owner, shape


def _type_of(value: object, shape: Property) -> str:
    if shape.fhir_type == "Resource" and isinstance(value, dict):
        return str(value.get("resourceType"))
    return shape.fhir_type


def _inside(value: Any, step: str | int) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
