"""XML bodies: a resource in JSON form written as FHIR XML, letter by letter the same values."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fhir.resources.STU3 import get_fhir_model_class
from fhir_core.fhirabstractmodel import FHIRAbstractModel
from lxml import etree

_NAMESPACE: Final = "http://hl7.org/fhir"
# lxml knows the default namespace by None, which its type stubs leave out.


def to_xml(resource: Mapping[str, Any]) -> bytes:
    """Return a resource as FHIR XML in UTF-8; raise ``pydantic.ValidationError`` when it is no valid resource."""
    root = _resource(dict(resource))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _resource(resource: Mapping[str, Any]) -> etree._Element:
    name = str(resource["resourceType"])
    root = etree.Element(f"{{{_NAMESPACE}}}{name}", nsmap={None: _NAMESPACE})  # type: ignore[dict-item]
    _fill(root, resource, get_fhir_model_class(name).model_validate(dict(resource)))
    return root


def _fill(node: etree._Element, content: Mapping[str, Any], model: FHIRAbstractModel) -> None:
    """Write the properties of an object below its element, in the order that FHIR gives them."""
    of_extension = ("url",) if type(model).__name__ == "Extension" else ()
    written_as_attributes = () if "resourceType" in content else ("id", *of_extension)
    attributes = {one.alias or name: name for name, one in type(model).model_fields.items()}
    for name in type(model).elements_sequence():
        if name in written_as_attributes and isinstance(content.get(name), str):
            node.set(name, content[name])
            continue
        inner = getattr(model, attributes[name], None)
        for value, below, extension in _items(content.get(name), inner, content.get(f"_{name}")):
            _element(node, name, value, below, extension)


def _items(value: Any, model: Any, extension: Any) -> Iterator[tuple[Any, Any, Any]]:  # noqa: ANN401 - JSON values
    """Yield each value of a property, with its model and what its ``_name`` sibling says of it."""
    if isinstance(value, list) or isinstance(extension, list):
        values, extensions, models = (list(one) if one else [] for one in (value, extension, model))
        for place in range(max(len(values), len(extensions))):
            yield _at(values, place), _at(models, place), _at(extensions, place)
    elif value is not None or extension is not None:
        yield value, model, extension


def _at(values: list[Any], place: int) -> Any:  # noqa: ANN401 - any JSON value
    return values[place] if place < len(values) else None


def _element(parent: etree._Element, name: str, value: Any, model: Any, extension: Any) -> None:  # noqa: ANN401
    node = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    if isinstance(value, dict) and "resourceType" in value:
        node.append(_resource(value))
    elif isinstance(value, dict):
        _fill(node, value, model)
    elif name == "div":
        parent.replace(node, etree.fromstring(value))
    else:
        _primitive(node, value, extension)


def _primitive(node: etree._Element, value: Any, extension: Any) -> None:  # noqa: ANN401 - any JSON value
    if value is not None:
        node.set("value", str(value).lower() if isinstance(value, bool) else str(value))
    if not extension:
        return
    if "id" in extension:
        node.set("id", extension["id"])
    for one in extension.get("extension", ()):
        below = etree.SubElement(node, f"{{{_NAMESPACE}}}extension")
        _fill(below, one, get_fhir_model_class("Extension").model_validate(one))
