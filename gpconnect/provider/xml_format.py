"""Resources as FHIR XML, written from their JSON form and read back into it (http://hl7.org/fhir/STU3/xml.html)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin
from xml.sax.saxutils import quoteattr

from gpconnect.provider.errors import ProviderError

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMESPACE = "http://hl7.org/fhir"
_XHTML = "http://www.w3.org/1999/xhtml"
_RESOURCE_HOLDERS = ("resource", "contained", "outcome")
_ATTRIBUTES = ("id", "url")


def to_xml(resource: dict[str, Any]) -> bytes:
    """Return a resource as XML in UTF-8; its elements come in the order in which the dictionary has them."""
    kind = resource["resourceType"]
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{kind} xmlns="{_NAMESPACE}">']
    _write_members(resource, parts, in_resource=True)
    parts.append(f"</{kind}>")
    return "".join(parts).encode()


def _write_members(element: dict[str, Any], parts: list[str], *, in_resource: bool) -> None:
    for name, value in element.items():
        if name == "resourceType" or (name in _ATTRIBUTES and not in_resource and _is_attribute(name, element)):
            continue
        for one in value if isinstance(value, list) else [value]:
            _write(name, one, parts)


def _is_attribute(name: str, element: dict[str, Any]) -> bool:
    """An element's ``id`` is an XML attribute, and so is ``url`` where the element is an extension."""
    return name == "id" or "extension" in element or any(key.startswith("value") for key in element)


def _write(name: str, value: object, parts: list[str]) -> None:
    if not isinstance(value, dict):
        parts.append(f"<{name} value={quoteattr(_text(value))}/>")
    elif name in _RESOURCE_HOLDERS and "resourceType" in value:
        kind = value["resourceType"]
        parts.append(f"<{name}><{kind}>")
        _write_members(value, parts, in_resource=True)
        parts.append(f"</{kind}></{name}>")
    else:
        attributes = "".join(
            f" {key}={quoteattr(value[key])}" for key in _ATTRIBUTES if key in value and _is_attribute(key, value)
        )
        parts.append(f"<{name}{attributes}>")
        _write_members(value, parts, in_resource=False)
        parts.append(f"</{name}>")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class _Field:
    """What FHIR defines at one place: repeating or not, and the type of its content."""

    many: bool
    model: Any
    holds_resource: bool
    read: Callable[[str], object]


def from_xml(body: bytes) -> dict[str, Any]:
    """Return XML as a resource in its JSON form.

    Raises ``ProviderError``: BAD_REQUEST when it is not well-formed XML in the FHIR namespace, INVALID_RESOURCE
    when it has a resource type, an element or a value that FHIR does not define at its place.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ProviderError("BAD_REQUEST", f"the request body is not well-formed XML: {error}") from error
    if etree.QName(root).namespace != _NAMESPACE:
        raise ProviderError("BAD_REQUEST", f"the request body is not XML of the namespace {_NAMESPACE}")
    return _read_resource(root)


def _read_resource(node: "_Element") -> dict[str, Any]:
    from fhir.resources.STU3 import get_fhir_model_class

    kind = _local_name(node)
    try:
        model = get_fhir_model_class(kind)
    except ValueError as error:
        raise ProviderError("INVALID_RESOURCE", f"FHIR has no resource type {kind}") from error
    return {"resourceType": kind, **_read_members(node, model)}


def _read_members(node: "_Element", model: object) -> dict[str, Any]:
    members: dict[str, Any] = {name: str(value) for name, value in node.attrib.items() if name in _ATTRIBUTES}
    for child in node:
        name = _local_name(child)
        field = _fields(model).get(name)
        if field is None:
            raise ProviderError("INVALID_RESOURCE", f"{_local_name(node)} has no element {name}")
        value = _read_value(child, field)
        if field.many:
            members.setdefault(name, []).append(value)
        elif name in members:
            raise ProviderError("INVALID_RESOURCE", f"{_local_name(node)} has more than one {name}")
        else:
            members[name] = value
    return members


def _read_value(node: "_Element", field: _Field) -> object:
    if field.holds_resource:
        if len(node) != 1:
            raise ProviderError("INVALID_RESOURCE", f"{_local_name(node)} has to hold one resource")
        return _read_resource(node[0])
    if field.model is not None:
        return _read_members(node, field.model)
    if node.tag == f"{{{_XHTML}}}div":
        from lxml import etree

        return etree.tostring(node, encoding="unicode", with_tail=False)
    text = node.get("value")
    if text is None:
        raise ProviderError("INVALID_RESOURCE", f"{_local_name(node)} has no value")
    try:
        return field.read(str(text))
    except ValueError as error:
        raise ProviderError(
            "INVALID_RESOURCE", f"{_local_name(node)}: {text} is not a value of its type"
        ) from error


def _local_name(node: "_Element") -> str:
    return str(node.tag).rpartition("}")[2]


@cache
def _fields(model: Any) -> dict[str, _Field]:  # noqa: ANN401  (the model classes are made at run time)
    return {info.alias or name: _field(info.annotation) for name, info in model.model_fields.items()}


def _field(annotation: object) -> _Field:
    kind, many = _unwrapped(annotation)
    if hasattr(kind, "get_model_klass"):
        name = kind.__name__
        return _Field(many, kind.get_model_klass(), name == "ResourceType", str)
    return _Field(many, None, False, _READERS.get(kind, str))


def _unwrapped(annotation: object) -> tuple[Any, bool]:
    """Return the type within optional, annotated and list types, and whether there was a list."""
    kind, many = annotation, False
    while True:
        origin = get_origin(kind)
        if origin is None:
            return kind, many
        many = many or origin is list
        kind = next(one for one in get_args(kind) if one is not NoneType)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_READERS: dict[object, Callable[[str], object]] = {bool: _boolean, int: int, Decimal: float}
