"""Bad requests without end: what can be wrong with a correct body, found by the JSON Schema of its profile.

For every kind there is a list of what can be wrong with each element, always the same, and a Hypothesis strategy
that goes on where the list ends.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from gpconnect.consumer.alter import Resource, element, with_element, without_element
from gpconnect.spec.profile import profile_schema, profiled_types

Schema = Mapping[str, Any]
Change = Callable[[Resource], Resource]

NOWHERE: Final = "conformance-nowhere"
LONG: Final = 5000
# Providers may ignore what is said of the resource as such (id, version), and who reads it (narrative).
NOT_LOOKED_AT: Final = frozenset({"resourceType", "id", "meta", "text", "language", "implicitRules"})


@dataclass(frozen=True)
class Mutation:
    """One bad body: ``words`` say what is wrong with it, and where; ``kind`` is one of ``KINDS``."""

    kind: str
    words: str
    body: bytes


@dataclass(frozen=True)
class Element:
    """One element of a correct body: its path, what stands there, and what the profile says of it.

    ``fields`` are the schemas of its own elements by their names.
    """

    path: str
    value: Any
    schema: Schema
    fields: Mapping[str, Schema]
    mandatory: frozenset[str]

    @property
    def type(self) -> str:
        """The FHIR type where the schema names one, else an empty text."""
        return str(self.schema.get("x-type", ""))


@dataclass(frozen=True)
class Form:
    """A correct body, and where in it the profiled resource stands; an empty ``at`` means that it is the body."""

    body: Resource
    at: str = ""

    @property
    def resource(self) -> Resource:
        """The profiled resource."""
        found: Resource = element(self.body, self.at) if self.at else self.body
        return found

    def elements(self) -> list[Element]:
        """Return every element of the resource that has a schema, the resource itself first."""
        return list(_walk(self.resource, profile_schema(self.resource["resourceType"]), self.at))

    def written(self, change: Change) -> bytes:
        """Return the changed body as JSON."""
        return _json(change(self.body))


def mutations(kind: str, form: Form) -> list[Mutation]:
    """Return what can be wrong in this way with each element of a body, always in the same order.

    Raises ``LookupError`` for a kind that is not among ``KINDS``.
    """
    if kind not in KINDS:
        raise LookupError(f"no bad requests are known with {kind!r}; known: {', '.join(KINDS)}")
    made = [Mutation(kind, words, body) for words, body in KINDS[kind](form)]
    return list({one.body: one for one in made}.values())


def spread(found: Sequence[Mutation], count: int) -> list[Mutation]:
    """Return so many of the mutations, or all, spread over the whole list."""
    if count >= len(found):
        return list(found)
    return [found[place * len(found) // count] for place in range(count)]


def left_out_paths(form: Form) -> list[str]:
    """Return the paths of the mandatory elements that a body has."""
    owners = [one for one in form.elements() if isinstance(one.value, dict)]
    return [_below(one.path, name) for one in owners for name in sorted(one.mandatory & one.value.keys())]


def prohibited_paths(form: Form) -> list[str]:
    """Return the paths at which a body must have nothing."""
    owners = [one for one in form.elements() if isinstance(one.value, dict)]
    named = [(one, name) for one in owners for name in one.fields if not name.startswith("_")]
    return [_below(one.path, name) for one, name in named if one.fields[name].get("x-prohibited")]


def reference_paths(form: Form) -> list[str]:
    """Return the paths of the literal references in a body."""
    references = [one for one in form.elements() if one.type == "Reference" and "reference" in one.value]
    return [_below(one.path, "reference") for one in references]


def _left_out(form: Form) -> Iterator[tuple[str, bytes]]:
    for path in left_out_paths(form):
        yield f"{said(form, path)} left out", form.written(partial(without_element, path=path))


def _added(form: Form) -> Iterator[tuple[str, bytes]]:
    for path in prohibited_paths(form):
        yield f"{said(form, path)} added", form.written(partial(with_element, path=path, value="X"))


def _of_wrong_type(form: Form) -> Iterator[tuple[str, bytes]]:
    for one in inner(form):
        for words, value in _other_types(one.value):
            change = partial(with_element, path=one.path, value=value)
            yield f"{words} as {said(form, one.path)}", form.written(change)


def _other_types(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, str):
        yield from (("a number", 7), ("an object", {"value": value}), ("a list", [value]), ("null", None))
    elif isinstance(value, dict):
        yield from (("a text", "X"), ("a list", [value]), ("null", None))
    elif isinstance(value, list):
        yield from (("no list", value[0] if value else "X"), ("an empty list", []), ("a list of numbers", [7]))


def _of_wrong_value(form: Form) -> Iterator[tuple[str, bytes]]:
    for one in simple(form):
        if is_narrow(one.schema):
            for value in ("half past nine", "9999-99-99T99:99:99Z", " ", "\t"):
                if not fits(value, one.schema):
                    change = partial(with_element, path=one.path, value=value)
                    yield f"{value!r} as {said(form, one.path)}", form.written(change)


def _of_wrong_length(form: Form) -> Iterator[tuple[str, bytes]]:
    for one in simple(form):
        yield f"an empty {said(form, one.path)}", form.written(partial(with_element, path=one.path, value=""))
        endless = one.value * (LONG // max(len(one.value), 1) + 1)
        if is_narrow(one.schema) and not fits(endless, one.schema):
            change = partial(with_element, path=one.path, value=endless)
            yield f"{len(endless)} characters as {said(form, one.path)}", form.written(change)


def _badly_encoded(form: Form) -> Iterator[tuple[str, bytes]]:
    correct = _json(form.body)
    middle = len(correct) // 2
    yield "half a surrogate pair in one element more", correct[:-1] + b', "more": "\\ud800"}'
    for one in simple(form):
        if one.path.rpartition(".")[2] in ("description", "comment", "family"):
            broken = form.written(partial(with_element, path=one.path, value="HALF"))
            yield f"half a surrogate pair in {said(form, one.path)}", broken.replace(b'"HALF"', b'"x\\ud800"')
    yield "UTF-16 in place of UTF-8", correct.decode().encode("utf-16")
    yield "the byte 0xff inside", correct[:middle] + b"\xff" + correct[middle:]
    yield "half of the body", correct[:middle]
    yield "two bodies, one after the other", correct * 2
    yield "no closing brace", correct[:-1]
    yield "single quotes", correct.replace(b'"', b"'")
    yield "a comment behind it", correct + b" // booked"
    yield "NaN as one element more", correct[:-1] + b', "more": NaN}'
    yield "a list in a list, a thousand times", b"[" * 1000 + b"]" * 1000


def _badly_referenced(form: Form) -> Iterator[tuple[str, bytes]]:
    for path in reference_paths(form):
        kind = str(element(form.body, path)).partition("/")[0]
        for reference in _dead_references("Organization" if kind.startswith("#") else kind):
            change = partial(with_element, path=path, value=reference)
            yield f"{reference[:80]} as {said(form, path)}", form.written(change)


def _dead_references(kind: str) -> Iterator[str]:
    yield f"{kind}/{NOWHERE}"
    yield f"#{NOWHERE}"
    yield f"Observation/{NOWHERE}"
    yield f"{kind}/not an id"
    yield f"https://elsewhere.invalid/STU3/{kind}/{NOWHERE}"
    yield f"{kind}/{'9' * LONG}"
    yield "/"


KINDS: Final[Mapping[str, Callable[[Form], Iterator[tuple[str, bytes]]]]] = {
    "a mandatory element left out": _left_out,
    "a prohibited element": _added,
    "an element of another type": _of_wrong_type,
    "a value that its type does not have": _of_wrong_value,
    "a text of no length or without end": _of_wrong_length,
    "a broken encoding": _badly_encoded,
    "a broken reference": _badly_referenced,
}


def _walk(value: Any, schema: Schema, path: str, types: Schema | None = None) -> Iterator[Element]:  # noqa: ANN401
    types = types if types is not None else schema.get("$defs", {})
    whole = _whole(schema, types)
    yield Element(path, value, whole, whole.get("properties", {}), _mandatory(whole))
    if isinstance(value, dict):
        for name, inner in value.items():
            below = whole.get("properties", {}).get(name)
            if below is not None and name not in NOT_LOOKED_AT:
                yield from _walk(inner, below, _below(path, name), types)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _walk_item(item, whole.get("items", {}), f"{path}[{place}]", types)


def _walk_item(item: Any, schema: Schema, path: str, types: Schema) -> Iterator[Element]:  # noqa: ANN401
    kind = item.get("resourceType") if isinstance(item, dict) else None
    if kind in profiled_types():
        yield from _walk(item, profile_schema(str(kind)), path)
    else:
        yield from _walk(item, schema, path, types)


def _whole(schema: Schema, types: Schema) -> dict[str, Any]:
    """Return a schema together with the type that it refers to and with what its ``allOf`` adds."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    base = _whole(types[name], types) if name else {}
    parts = [base, schema, *(one for one in schema.get("allOf", ()) if isinstance(one, dict))]
    merged: dict[str, Any] = {}
    for part in parts:
        merged |= {
            key: one for key, one in part.items() if key not in ("properties", "required", "allOf", "pattern")
        }
    merged["properties"] = {key: one for part in parts for key, one in part.get("properties", {}).items()}
    merged["required"] = [one for part in parts for one in part.get("required", ()) if "contains" not in part]
    merged["allOf"] = [one for part in parts for one in part.get("allOf", ())]
    merged["patterns"] = [
        *base.get("patterns", ()),
        *(one["pattern"] for one in parts[1:] if "pattern" in one),
    ]
    return merged


def _mandatory(schema: Schema) -> frozenset[str]:
    named = {one["x-mandatory"] for one in schema.get("allOf", ()) if "x-mandatory" in one}
    return frozenset({*named, *schema.get("required", ())}) - NOT_LOOKED_AT


def inner(form: Form) -> Iterator[Element]:
    """Return every element but the resource itself."""
    return (one for one in form.elements() if one.path != form.at)


def simple(form: Form) -> Iterator[Element]:
    """Return the elements that hold a text."""
    return (one for one in inner(form) if isinstance(one.value, str) and one.type)


def is_narrow(schema: Schema) -> bool:
    """Say whether a type is narrower than any text."""
    return schema.get("x-type") not in ("string", "markdown", "uri", "xhtml", None)


def fits(value: str, schema: Schema) -> bool:
    """Say whether a text is one of a simple type, as far as the schema tells."""
    if "enum" in schema and value not in schema["enum"]:
        return False
    if schema.get("x-type") == "code" and "enum" not in schema and value.strip() == value != "":
        return True
    return all(re.search(re.sub(r"\$$", r"\\Z", pattern), value) for pattern in schema.get("patterns", ()))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def said(form: Form, path: str) -> str:
    """Return the path of an element as a finding names it, from the resource on."""
    inside = path.removeprefix(form.at).lstrip(".")
    return f"{form.resource['resourceType']}.{inside}"


def _json(body: Resource) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
