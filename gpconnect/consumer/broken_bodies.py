"""Broken bodies: a correct request body made unreadable, or something else than a resource, in one named way."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from gpconnect.spec.vocabulary import PROFILES

_MEGABYTES: Final = 3_000_000

Change = Callable[[bytes], bytes]


def broken_body(body: bytes, fault: str) -> bytes:
    """Return a body broken as ``BROKEN_BODIES`` names it; raise ``LookupError`` for a fault it has not."""
    if fault not in BROKEN_BODIES:
        raise LookupError(f"no body is broken by {fault!r}; known: {', '.join(BROKEN_BODIES)}")
    return BROKEN_BODIES[fault](body)


def _as_resource(change: Callable[[dict[str, Any]], object]) -> Change:
    return lambda body: json.dumps(change(json.loads(body)), ensure_ascii=False).encode()


def _another_type(_: dict[str, Any]) -> object:
    return {"resourceType": "Location", "meta": {"profile": [PROFILES["Location"]]}, "name": "The surgery"}


def _without_type(resource: dict[str, Any]) -> object:
    return {name: value for name, value in resource.items() if name != "resourceType"}


def _a_name_twice(body: bytes) -> bytes:
    kind = json.loads(body)["resourceType"]
    return body.replace(b"{", b'{"resourceType": "' + kind.encode() + b'", ', 1)


BROKEN_BODIES: Final[Mapping[str, Change]] = {
    "that breaks off in the middle": lambda body: body[: len(body) // 2],
    "of plain text": lambda _: b"please do as I say",
    "with text after its end": lambda body: body + b" and so on",
    "with a comma too many": lambda body: body[:-1] + b",}",
    "that is not UTF-8": lambda body: body[:-1] + b', "language": "\xff\xfe"}',
    "nested a hundred thousand times": lambda _: b"[" * 100_000,
    "that is an array": lambda body: b"[" + body + b"]",
    "that is a string": lambda _: b'"Appointment"',
    "that is null": lambda _: b"null",
    "that is empty": lambda _: b"",
    "of another resource type": _as_resource(_another_type),
    "of no resource type": _as_resource(_without_type),
    "of a resource type that FHIR has not": _as_resource(lambda one: {**one, "resourceType": "Basket"}),
    "with an element that FHIR has not": _as_resource(lambda one: {**one, "colour": "blue"}),
    "with a string of three megabytes": _as_resource(lambda one: {**one, "implicitRules": "x" * _MEGABYTES}),
    "with three megabytes of spaces": lambda body: body[:-1] + b" " * _MEGABYTES + b"}",
    "with a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "with a name that stands there twice": _a_name_twice,
}
