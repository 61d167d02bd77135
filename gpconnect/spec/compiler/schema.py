"""Turning the element tree of a profile into a self-contained JSON Schema (draft 2020-12)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gpconnect.spec.compiler.datatypes import PRIMITIVES, Property, known, properties
from gpconnect.spec.compiler.definition import Definition, Element, TypeOfElement
from gpconnect.spec.value_set import CodeList

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PROFILE_NAME: Final = re.compile(r"(?:CareConnect-GPC-|GPConnect-)?(\w+?)(?:-\d+)?$")
_ID: Final = r"[A-Za-z0-9\-.]{1,64}"


class ProfileCompiler:
    """Compiles profiles, given all definitions, all value sets and our readings of single elements by ID."""

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        value_sets: Mapping[str, tuple[CodeList, ...]],
        readings: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._definitions = definitions
        self._value_sets = value_sets
        self._readings = readings

    def compile(self, definition: Definition) -> Schema:
        """Return the schema of the profile that a StructureDefinition puts on a resource type."""
        body = self._object(definition.root, None)
        body["properties"] = {"resourceType": {"const": definition.constrained_type}, **body.get("properties", {})}
        body["required"] = ["resourceType", *body.get("required", [])]
        schema = {
            "$schema": DIALECT,
            "$id": definition.url,
            "x-path": definition.constrained_type,
            "type": "object",
        }
        return {**schema, **body, "$defs": self._definitions_used_by(body)}

    # Objects: the children of an element

    def _object(self, element: Element, datatype: str | None, leave_out: str | None = None) -> Schema:
        """Return what the children of an element ask for, beyond what the base datatype asks for anyhow."""
        body: Schema = {}
        inherited = properties(datatype) if datatype else {}
        for child in element.children:
            base = inherited.get(child.name)
            if child.name != leave_out and (base is None or self._tightens(child, base)):
                self._add(body, child, base)
        return body

    def _tightens(self, child: Element, base: Property) -> bool:
        """Whether a child asks for more than the base datatype that it belongs to."""
        return (
            child.minimum > base.minimum
            or child.prohibited
            or (base.repeats and child.maximum is not None)
            or child.fixed is not None
            or child.identity in self._readings
            or child.required_values not in (None, base.required_values)
            or any(one.target for one in child.types)
            or bool(child.slices)
            or bool(self._object(child, _code(child)))
        )

    def _add(self, body: Schema, child: Element, base: Property | None) -> None:
        if child.choice is not None:
            self._add_choice(body, child)
        elif child.prohibited:
            _add_prohibited(body, child)
        else:
            node = self._array(child, base) if child.repeats else self._value(child, base)
            body.setdefault("properties", {})[child.name] = {"x-path": child.identity, **node}
            self._add_primitive_extensions(body, child)
            self._add_mandatory(body, child)

    def _add_primitive_extensions(self, body: Schema, child: Element) -> None:
        """Let the extensions of a primitive element be judged where JSON keeps them: beside it, under ``_name``."""
        extension = child.child("extension")
        if _code(child) in PRIMITIVES and extension is not None and extension.slices:
            node = {"type": "object", **self._object(child, "Extension", leave_out="value")}
            body["properties"]["_" + child.name] = {"x-path": child.identity, **node}

    def _add_mandatory(self, body: Schema, child: Element) -> None:
        minimum = max(self._minimum(child), sum(one.minimum for one in child.slices))
        if minimum == 0:
            return
        if _code(child) not in PRIMITIVES:
            body.setdefault("required", []).append(child.name)
            return
        options = [{"required": [name]} for name in _properties(child.name, _code(child))]
        rule = {"anyOf": options, "x-mandatory": child.name}
        body.setdefault("allOf", []).append({"x-path": child.identity, **rule})

    def _add_choice(self, body: Schema, child: Element) -> None:
        """Allow exactly the types that a choice is left with: ``valueCode`` and no other ``value...``."""
        stem = child.choice or ""
        names = [] if child.prohibited else _choice_names(child)
        for name, code in names:
            body.setdefault("properties", {})[name] = {"x-path": child.identity, **self._value(child, None, code)}
        others = f"(?!({'|'.join(name.removeprefix(stem) for name, _ in names)})$)" if names else ""
        rule = {"x-path": child.identity, "x-prohibited": True, "not": {}}
        body.setdefault("patternProperties", {})[f"^_?{stem}{others}[A-Z]"] = rule
        if names and child.minimum:
            options = [{"required": [each]} for name, code in names for each in _properties(name, code)]
            rule = {"x-path": child.identity, "anyOf": options, "x-mandatory": child.name}
            body.setdefault("allOf", []).append(rule)

    # Arrays and slices

    def _array(self, element: Element, base: Property | None) -> Schema:
        node: Schema = {} if base else {"type": "array"}
        if self._minimum(element):
            node["minItems"] = self._minimum(element)
        if element.maximum is not None:
            node["maxItems"] = element.maximum
        item = self._value(element, base)
        if item:
            node["items"] = _or_null(item) if _code(element) in PRIMITIVES else item
        rules = list(self._slice_rules(element))
        if rules:
            node["allOf"] = rules
        return node

    def _slice_rules(self, element: Element) -> Iterator[Schema]:
        """Yield the rules for the items of an array that carry the value of a slice's discriminator."""
        key = element.discriminator
        if key is None or not element.slices:
            return
        values = []
        for one in element.slices:
            value = _discriminating_value(one, key)
            values.append(value)
            match = {"type": "object", "properties": {key: {"const": value}}, "required": [key]}
            yield from _slice_cardinality(one, match)
            content = {} if one.prohibited else self._value(one, Property(0, True, _code(one), None), None, key)
            if content:
                yield {"items": {"if": match, "then": content}}
        if element.closed:
            yield {"items": {"properties": {key: {"enum": values}}, "required": [key]}}

    # Values

    def _value(
        self, element: Element, base: Property | None, code: str | None = None, leave_out: str | None = None
    ) -> Schema:
        """Return the schema of one value of an element; ``base`` says that its datatype is judged elsewhere."""
        code = code or _code(element)
        node: Schema = {} if base else _reference(code)
        node.update(self._fixed(element))
        profile = next((one.profile for one in element.types if one.profile), None)
        if profile is not None:
            return {**node, **self._profiled(profile)}
        body = {} if code in PRIMITIVES or code == "Resource" else self._object(element, code, leave_out)
        rules = [*body.pop("allOf", []), *self._binding(element, code, base), *_targets(element)]
        return {**node, **body, **({"allOf": rules} if rules else {})}

    def _profiled(self, profile: str) -> Schema:
        return {"$ref": f"#/$defs/{profile.rsplit('/', 1)[-1]}"} if profile in self._definitions else {}

    def _fixed(self, element: Element) -> Schema:
        reading = self._readings.get(element.identity, {})
        if "values" in reading:
            return {"enum": list(reading["values"])}
        return {} if element.fixed is None else {"const": element.fixed}

    def _binding(self, element: Element, code: str, base: Property | None) -> Iterator[Schema]:
        """Yield the rule of a required binding, unless the datatype is bound to the same value set."""
        url = element.required_values
        if url is None or element.fixed is not None or (base is not None and url == base.required_values):
            return
        if url not in self._value_sets:
            raise ValueError(f"{element.identity} is bound to {url}, of which no codes are known here")
        lists = self._value_sets[url]
        if code == "CodeableConcept":
            reading = self._readings.get(element.identity, {})
            matches = [_coding(one, reading) for one in lists]
            contains = matches[0] if len(matches) == 1 else {"anyOf": matches}
            coding = {"contains": contains, "x-value-set": url}
            yield {"properties": {"coding": coding}, "required": ["coding"], "x-value-set": url}
        elif all(one.codes is not None for one in lists):
            yield {"enum": [one for each in lists for one in each.codes or ()], "x-value-set": url}

    def _minimum(self, element: Element) -> int:
        return int(self._readings.get(element.identity, {}).get("min", element.minimum))

    # Definitions

    def _definitions_used_by(self, body: Schema) -> Schema:
        """Return, sorted by name, the definitions that a schema refers to, directly or through another one."""
        extensions = {one.name: one for one in self._definitions.values() if one.constrained_type == "Extension"}
        found: dict[str, Schema] = {}
        waiting = sorted(_names_in(body))
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found[name] = self._extension(extensions[name]) if name in extensions else self._datatype(name)
            waiting.extend(sorted(_names_in(found[name])))
        return dict(sorted(found.items()))

    def _extension(self, definition: Definition) -> Schema:
        return {"x-path": definition.name, **self._object(definition.root, "Extension", leave_out="url")}

    def _datatype(self, name: str) -> Schema:
        if name in PRIMITIVES:
            return {**PRIMITIVES[name], "x-type": name}
        body: Schema = {}
        for key, one in properties(name).items():
            element = _as_element(name, key, one)
            self._add(body, element, None)
        return {"type": "object", "x-type": name, **body}


def _as_element(datatype: str, name: str, one: Property) -> Element:
    path = f"{datatype}.{name}"
    types = (TypeOfElement(one.code),)
    maximum = None if one.repeats else 1
    return Element(path, path, path, one.minimum, maximum, one.repeats, types, None, one.required_values)


def _code(element: Element) -> str:
    return element.types[0].code if element.types else ""


def _choice_names(element: Element) -> list[tuple[str, str]]:
    """Return the JSON properties of a choice with their types."""
    codes = list(dict.fromkeys(one.code for one in element.types))
    if not element.name.endswith("[x]"):
        return [(element.name, codes[0])]
    return [(f"{element.choice}{code[0].upper()}{code[1:]}", code) for code in codes]


def _reference(code: str) -> Schema:
    if code == "Resource":
        return {"type": "object", "required": ["resourceType"]}
    return {"$ref": f"#/$defs/{code}"} if known(code) else {}


def _add_prohibited(body: Schema, child: Element) -> None:
    for name in _properties(child.name, _code(child)):
        rule = {"x-path": child.identity, "x-prohibited": True, "not": {}}
        body.setdefault("properties", {})[name] = rule


def _properties(name: str, code: str) -> list[str]:
    """Return the JSON properties that may hold an element: a primitive one may have extensions without a value."""
    return [name, "_" + name] if code in PRIMITIVES else [name]


def _or_null(item: Schema) -> Schema:
    """Let an array of primitive values hold ``null`` where only an extension is given for an item."""
    return {"if": {"type": "null"}, "else": item}


def _slice_cardinality(one: Element, match: Schema) -> Iterator[Schema]:
    if one.minimum or one.maximum is not None:
        limit = {} if one.maximum is None else {"maxContains": one.maximum}
        yield {"x-slice": one.identity, "contains": match, "minContains": one.minimum, **limit}


def _discriminating_value(one: Element, key: str) -> bool | int | str:
    """Return the value that marks the items of a slice: fixed in it, or the URL of its extension's definition."""
    child = one.child(key)
    if child is not None and child.fixed is not None:
        return child.fixed
    profile = next((each.profile for each in one.types if each.profile), None)
    if profile is None:
        raise ValueError(f"{one.identity} fixes no {key}: slices by value only can be compiled")
    return profile


def _coding(one: CodeList, reading: Mapping[str, Any]) -> Schema:
    """Return what a coding of the list has; ``reading`` may leave the system open, and may have further codes."""
    system = {} if reading.get("any_system") else {"system": {"const": one.system}}
    known = None if one.codes is None else list(dict.fromkeys([*one.codes, *reading.get("further_codes", ())]))
    codes = {} if known is None else {"code": {"enum": known}}
    return {"properties": {**system, **codes}, "required": [*system, *codes]}


def _targets(element: Element) -> Iterator[Schema]:
    """Yield the rule for a literal reference: contained, or relative or absolute to one of the target types."""
    targets = {_PROFILE_NAME.match(one.target.rsplit("/", 1)[-1]) for one in element.types if one.target}
    names = sorted({found.group(1) for found in targets if found})
    if not names or "Resource" in names:
        return
    pattern = rf"^(#.+|urn:(uuid|oid):.+|(https?://\S+/)?({'|'.join(names)})/{_ID}(/_history/{_ID})?)$"
    yield {"properties": {"reference": {"pattern": pattern, "x-targets": names}}}


def _names_in(node: object) -> Iterator[str]:
    """Yield the names of the definitions that a schema refers to."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[-1]
        for value in node.values():
            yield from _names_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from _names_in(value)
