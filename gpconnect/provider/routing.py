"""From method and path to the interactions that a request can mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Faults
from gpconnect.spec import interactions

_OPERATION = "$gpc.registerpatien"


@dataclass(frozen=True)
class Endpoint:
    """A method and path with the interactions that share them, and the path's placeholder values."""

    keys: tuple[str, ...]
    ids: Mapping[str, str]


def resolve(method: str, path: str, service_root: str, faults: Faults) -> Endpoint:
    """Return the endpoint of a request.

    Raises ``ProviderError``: NO_RECORD_FOUND outside the service root, NOT_IMPLEMENTED for a resource type or
    operation that the provider does not have, BAD_REQUEST for a method that the path does not allow (page:
    development_fhir_error_handling_guidance). Paths are case-sensitive.
    """
    if faults.on("any-practice-answered"):
        path = "/".join((*service_root.split("/")[:2], *path.split("/")[2:]))
    prefix = f"{service_root}/"
    if not path.startswith(prefix):
        raise ProviderError("NO_RECORD_FOUND", f"{path} is not below the service root {service_root}")
    relative = _as_read(method, path.removeprefix(prefix).removesuffix("/"), faults)
    matching = [(pattern, methods) for pattern, methods in _table() if pattern.fullmatch(relative)]
    if not matching:
        raise ProviderError("NOT_IMPLEMENTED", f"this provider does not implement {method} {relative or '/'}")
    pattern, methods = matching[0]
    if method not in methods and faults.on("methods-not-checked"):
        method = next(iter(methods))
    if method not in methods:
        allowed = f"{method} cannot be used on {relative}; it allows {' and '.join(methods)}"
        raise ProviderError("BAD_REQUEST", allowed, status=405 if faults.on("allow-missing") else None)
    found = pattern.fullmatch(relative)
    return Endpoint(methods[method], found.groupdict() if found else {})


def _as_read(method: str, relative: str, faults: Faults) -> str:
    """Return the path as the provider reads it: as it is, unless a fault has it read otherwise."""
    if faults.on("paths-in-any-case"):
        relative = _as_spelled(relative)
    if faults.on("registers-at-similar-addresses") and _OPERATION in relative:
        relative = f"Patient/{_OPERATION}t"
    if faults.on("appointment-without-id-lists-all") and (method, relative) == ("GET", "Appointment"):
        relative = "Appointment/*"
    return relative


@cache
def _table() -> list[tuple[re.Pattern[str], dict[str, tuple[str, ...]]]]:
    """Path patterns, and the interactions of each method; an ``{id}`` that starts with ``$`` is an operation."""
    paths: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, row in interactions().items():
        methods = paths.setdefault(row.path, {})
        methods[row.method] = (*methods.get(row.method, ()), key)
    return [(_pattern(path), methods) for path, methods in paths.items()]


def _as_spelled(relative: str) -> str:
    """Return a path with its resource type spelled as in the specification, whatever the case it came in."""
    kind, slash, rest = relative.partition("/")
    spelled = {row.path.partition("/")[0].lower(): row.path.partition("/")[0] for row in interactions().values()}
    return f"{spelled.get(kind.lower(), kind)}{slash}{rest}"


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\{id\}", r"(?P<id>[^/$_][^/]*)"))
