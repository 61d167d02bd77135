"""Layer 2 of telling right from wrong: the GP Connect profiles, by JSON Schema."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError, validators

from gpconnect.conformance.as_text import as_text
from gpconnect.conformance.place import at, quote
from gpconnect.conformance.rule import LONGEST_REMEMBERED, Problem, join_path
from gpconnect.spec.profile import profile_schema, profiled_types
from gpconnect.spec.vocabulary import PROFILES

_RESOURCES_REMEMBERED: Final = 4096
_CODES_LISTED: Final = 12


def profile_problems(resource: Mapping[str, Any]) -> list[Problem]:
    """Return every way in which a resource does not fit the profile of its type; none for a type without profile.

    Places are relative to the resource. The resources it contains are judged by their profiles too. Of a Bundle
    only the Bundle itself is judged (``bundle_problems`` judges its entries as well), and only when its
    ``meta.profile`` claims GPConnect-Searchset-Bundle-1: the pages ask for that profile in the answer to Register a
    patient alone, and elsewhere for a searchset.
    """
    if resource.get("resourceType") != "Bundle":
        return list(_check(resource))
    return list(_check(_without_content(resource))) if _claims_profile(resource) else []


def bundle_problems(bundle: Mapping[str, Any]) -> list[Problem]:
    """Return every way in which a Bundle and the resources in its entries do not fit their profiles."""
    problems = profile_problems(bundle)
    entries = bundle.get("entry")
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            problems += _moved(profile_problems(resource), f"entry[{index}].resource")
    return problems


def _claims_profile(bundle: Mapping[str, Any]) -> bool:
    meta = bundle.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    return isinstance(profiles, list) and PROFILES["Bundle"] in profiles


def _without_content(bundle: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a Bundle without what its entries hold."""
    entries = bundle.get("entry")
    return {**bundle, "entry": [_emptied(one) for one in entries]} if isinstance(entries, list) else bundle


def _emptied(entry: object) -> object:
    """Return an entry whose resource says its type only: the resource itself is judged by its own profile."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(resource, dict):
        return entry
    return {**entry, "resource": {"resourceType": resource.get("resourceType")}}


def _moved(problems: Iterable[Problem], path: str) -> list[Problem]:
    return [one._replace(where=join_path(path, one.where)) for one in problems]


def _check(resource: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return the problems of one resource and those it contains."""
    text = as_text(resource)
    return _check_text(text) if len(text) <= LONGEST_REMEMBERED else _check_text.__wrapped__(text)


@lru_cache(maxsize=_RESOURCES_REMEMBERED)
def _check_text(text: str) -> tuple[Problem, ...]:
    """Judge a resource in JSON: the same one stands in many Bundles, so what was found is remembered."""
    resource = json.loads(text)
    type_name = resource.get("resourceType")
    problems: list[Problem] = []
    profiled = isinstance(type_name, str) and type_name in profiled_types()
    if profiled and not _fast_validator(type_name).is_valid(resource):
        problems += _explained(resource, type_name)
    contained = resource.get("contained")
    for index, one in enumerate(contained if isinstance(contained, list) else []):
        if isinstance(one, dict):
            problems += _moved(_check(one), f"contained[{index}]")
    return tuple(problems)


def _explained(resource: dict[str, Any], type_name: str) -> list[Problem]:
    errors = _validator(type_name).iter_errors(resource)
    problems = [one for error in errors for one in _explain(error)]
    unexplained = Problem("", f"a resource that fits {PROFILES[type_name]}", "one that does not")
    return list(dict.fromkeys(problems)) or [unexplained]


@cache
def _fast_validator(resource_type: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator that says yes or no; what is wrong, ``_validator`` says."""
    return jsonschema_rs.Draft202012Validator(profile_schema(resource_type))


@cache
def _validator(resource_type: str) -> Any:  # noqa: ANN401 - jsonschema builds the class
    exact = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return exact(profile_schema(resource_type))


def _pattern(_: Any, pattern: str, value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:  # noqa: ANN401
    """Judge a pattern as JSON Schema means it: ``$`` is the very end, not the place before a last line break."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r} of {schema}")


def _explain(error: ValidationError) -> Iterator[Problem]:
    """Yield the problems that one error of a schema means, each at the element it is about."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    steps = list(error.absolute_path)
    place = at("", steps)
    if "x-mandatory" in schema:
        where = join_path(place, schema["x-mandatory"])
        yield Problem(where, f"present ({schema['x-path']} is mandatory)", "absent")
    elif error.validator == "required":
        yield _missing(error, schema, place)
    elif schema.get("x-prohibited"):
        expected = f"absent ({schema['x-path']} is prohibited)"
        yield Problem(place, expected, quote(error.instance))
    else:
        yield Problem(place, _expected(error, schema), _actual(error))


def _missing(error: ValidationError, schema: dict[str, Any], place: str) -> Problem:
    """Return the problem for the first missing property that this error is about (there is one error for each)."""
    names: list[str] = error.validator_value  # type: ignore[assignment]
    name = next(one for one in names if error.message.startswith(repr(one)))
    if "x-value-set" in schema:
        expected = f"present, with a code from {schema['x-value-set']}"
    else:
        expected = f"present ({schema.get('properties', {}).get(name, {}).get('x-path', name)} is mandatory)"
    return Problem(join_path(place, name), expected, "absent")


def _expected(error: ValidationError, schema: dict[str, Any]) -> str:
    """Say in a few words what a schema asks for."""
    value: Any = error.validator_value
    match error.validator:
        case "contains" | "minContains" | "maxContains":
            return _expected_items(schema)
        case "enum":
            listed = ", ".join(map(str, value[:_CODES_LISTED])) + (", ..." if len(value) > _CODES_LISTED else "")
            return f"one of {listed}" + (f" ({schema['x-value-set']})" if "x-value-set" in schema else "")
        case "const":
            return quote(value)
        case "minItems" | "maxItems":
            bound = "at least" if error.validator == "minItems" else "at most"
            return f"{bound} {value} ({schema['x-path']})"
        case "pattern" if "x-targets" in schema:
            return f"a reference to {' or '.join(schema['x-targets'])}"
        case _ if "x-type" in schema:
            return f"a valid {schema['x-type']}"
        case "type":
            return f"a JSON {value}"
        case _:
            return f"{error.validator} {quote(value)}"


def _expected_items(schema: dict[str, Any]) -> str:
    if "x-slice" not in schema:
        return f"a coding from {schema['x-value-set']}"
    upper = schema.get("maxContains", "*")
    if upper == 0:
        return f"none of {schema['x-slice']} (prohibited)"
    ((key, rule),) = schema["contains"]["properties"].items()
    return f"{schema['minContains']}..{upper} with {key} {rule['const']} ({schema['x-slice']})"


def _actual(error: ValidationError) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    instance: Any = error.instance
    if error.validator in ("minItems", "maxItems"):
        return str(len(instance))
    if "x-slice" in schema:
        ((key, rule),) = schema["contains"]["properties"].items()
        return str(sum(isinstance(one, dict) and one.get(key) == rule["const"] for one in instance))
    return quote(instance)
