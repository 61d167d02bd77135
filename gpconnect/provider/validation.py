"""Resources that consumers send, against the published profiles: what is wrong, and where."""

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from gpconnect.provider.errors import ProviderError
from gpconnect.provider.resource import Resource
from gpconnect.spec.profile import profile_schema, profiled_types
from gpconnect.spec.vocabulary import PROFILES

_SHOWN = 5
_LONGEST_MESSAGE = 160
_REFUSED = ("implicitRules", "modifierExtension")
Schema = dict[str, Any]


def check_resource(resource: object, resource_type: str, place: str) -> Resource:
    """Return a resource that conforms to its profile; raise INVALID_RESOURCE for any other.

    ``place`` is where the resource stands in the request body. An element that FHIR does not define is refused, and
    so is one that changes the meaning of others in a way unknown here (base FHIR: ``implicitRules``,
    ``modifierExtension``). Page: development_fhir_error_handling_guidance, resource validation errors.
    """
    if not isinstance(resource, dict) or resource.get("resourceType") != resource_type:
        raise ProviderError("INVALID_RESOURCE", f"{place} has to be a resource of the type {resource_type}")
    problems = [f"{place}.{name} is not supported" for name in _REFUSED if name in resource]
    problems += _problems(resource, resource_type, place)
    empty = [where for where in _empty(resource, place) if not any(one.startswith(where) for one in problems)]
    problems += [f"{where} is empty" for where in empty]
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise ProviderError("INVALID_RESOURCE", "; ".join(problems[:_SHOWN]) + more)
    return resource


def check_simple_elements(resource: Resource, place: str) -> None:
    """Refuse with INVALID_RESOURCE a resource with a simple element that base FHIR does not allow.

    For resources that need not fit a profile: a code, date, text or boolean has to be one. Types of resource
    without a published profile are not looked at.
    """
    if resource["resourceType"] not in profiled_types():
        return
    for error in _simple_elements(resource["resourceType"]).iter_errors(resource):
        raise ProviderError(
            "INVALID_RESOURCE", f"{place}.{'.'.join(map(str, error.instance_path))}: {error.message}"
        )


def check_profile_claim(resource: Resource, place: str) -> None:
    """Refuse with INVALID_RESOURCE a resource whose ``meta.profile`` does not name its GP Connect profile."""
    wanted = PROFILES[resource["resourceType"]]
    claimed = resource.get("meta", {}).get("profile", [])
    if wanted not in claimed:
        raise ProviderError("INVALID_RESOURCE", f"{place}.meta.profile does not have {wanted}")


def ordered(resource: Resource) -> Resource:
    """Return a valid resource with its elements, at every depth, in the order in which its profile defines them."""
    schema = profile_schema(resource["resourceType"])
    result: Resource = _ordered(resource, schema, schema["$defs"])
    return result


def _ordered(value: object, schema: Schema, types: Schema) -> Any:  # noqa: ANN401  (JSON of any shape)
    if isinstance(value, list):
        return [_ordered(one, schema.get("items", {}), types) for one in value]
    if not isinstance(value, dict):
        return value
    known = {**_type_of(schema, types).get("properties", {}), **schema.get("properties", {})}
    names = [*(name for name in known if name in value), *(name for name in value if name not in known)]
    return {name: _ordered(value[name], known.get(name, {}), types) for name in names}


def _type_of(schema: Schema, types: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Schema = types.get(name, {})
    return found


def _problems(resource: Resource, resource_type: str, place: str) -> Iterator[str]:
    schema, validator = _compiled(resource_type)
    for error in validator.iter_errors(resource):
        where = place + "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in error.instance_path)
        rule: Any = schema
        for step in error.schema_path[:-1]:
            rule = rule[step]
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.UnevaluatedProperties):
            yield f"{where} cannot have {', '.join(error.kind.unexpected)}"
        else:
            yield _said(where, error.message, error.schema_path[-1], rule)


def _said(where: str, message: str, keyword: object, rule: Schema) -> str:
    if "x-mandatory" in rule:
        return f"{where}.{rule['x-mandatory']} is missing"
    if "x-prohibited" in rule:
        return f"{where} must not be populated"
    if keyword == "pattern" and "x-type" in rule:
        return f"{where} is not a FHIR {rule['x-type']}"
    shown = message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}..."
    return f"{where}: {shown}"


def _empty(value: object, place: str) -> Iterator[str]:
    """Yield the places of lists and objects with nothing in them, which the JSON format of FHIR does not have."""
    if not isinstance(value, list | dict):
        return
    if not value:
        yield place
    inner = enumerate(value) if isinstance(value, list) else value.items()
    for key, one in inner:
        yield from _empty(one, f"{place}[{key}]" if isinstance(value, list) else f"{place}.{key}")


@cache
def _simple_elements(resource_type: str) -> jsonschema_rs.Draft202012Validator:
    schema = profile_schema(resource_type)
    types = schema["$defs"]
    simple = {
        name: one
        for name, one in schema["properties"].items()
        if "$ref" in one and _type_of(one, types).get("type") in ("string", "boolean", "integer")
    }
    return jsonschema_rs.Draft202012Validator({"$defs": types, "properties": simple})


@cache
def _compiled(resource_type: str) -> tuple[Schema, jsonschema_rs.Draft202012Validator]:
    schema = copy.deepcopy(profile_schema(resource_type))
    _close(schema)
    for name, definition in schema["$defs"].items():
        if not name.startswith("Extension"):
            for one in definition.get("properties", {}).values():
                _close_uses(one, schema["$defs"])
    return schema, jsonschema_rs.Draft202012Validator(schema)


def _close(schema: Schema) -> None:
    """Let an object have no other elements than those named; a primitive element's extensions start with ``_``."""
    types = schema["$defs"]
    schema["unevaluatedProperties"] = False
    schema["patternProperties"] = {**schema.get("patternProperties", {}), "^_": {}}
    for one in schema["properties"].values():
        _close_uses(one, types)


def _close_uses(schema: Schema, types: Schema) -> None:
    if "items" in schema:
        _close_uses(schema["items"], types)
    name = schema.get("$ref", "").rpartition("/")[2]
    if types.get(name, {}).get("type") == "object" and not name.startswith("Extension"):
        schema["unevaluatedProperties"] = False
        schema["patternProperties"] = {**schema.get("patternProperties", {}), "^_": {}}
        for one in schema.get("properties", {}).values():
            _close_uses(one, types)
