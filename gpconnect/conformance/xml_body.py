"""Turning a FHIR XML body into its JSON form, with a problem for everything that JSON form has no place for."""

import math
from collections.abc import Container
from typing import Any, Final

from lxml import etree

from gpconnect.conformance.place import quote
from gpconnect.conformance.rule import Problem
from gpconnect.conformance.shape import Property, is_resource, properties

# No resource is as deep, and the stack is not endless.
_DEEPEST: Final = 100
_NAMESPACE: Final = "http://hl7.org/fhir"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


def read_xml(raw: bytes) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Return the JSON form of the resource in an XML body and what was wrong with the text.

    Nothing outside the body is read: entities are not resolved and a document type declaration is a problem.
    The values are taken over letter by letter; whether they are right is for the base checks to say.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        return None, [Problem("body", "well-formed XML", str(error))]
    if _is_too_deep(root):
        return None, [Problem("body", "a FHIR resource", "XML nested too deeply to be one")]
    name = etree.QName(root)
    if root.getroottree().docinfo.internalDTD is not None:
        actual = f"a document type declaration around {root.tag}"
        return None, [Problem("body", "XML without a document type declaration", actual)]
    if name.namespace != _NAMESPACE or not is_resource(name.localname):
        expected = f"a FHIR resource in the namespace {_NAMESPACE}"
        return None, [Problem("body", expected, f"the element {root.tag}")]
    reader = _Reader()
    return reader.resource(root, name.localname), reader.problems


def _is_too_deep(root: etree._Element) -> bool:
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for one in level for child in one]
        if not level:
            return False
    return True


class _Reader:
    """Walks the elements of a resource along the shape of its type."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def resource(self, node: etree._Element, path: str) -> dict[str, Any]:
        """Return the resource that an element holds."""
        name = etree.QName(node).localname
        return {"resourceType": name, **self._complex(node, name, path)}

    def _complex(self, node: etree._Element, type_name: str, path: str) -> dict[str, Any]:
        shapes = properties(type_name)
        found: dict[str, Any] = self._attributes(node, shapes.keys(), path)
        text = "".join([node.text or "", *(child.tail or "" for child in node)]).strip()
        if text:
            self._add(path, "elements only", f"text: {quote(text)}")
        for child in node.iterchildren(tag=etree.Element):
            name = etree.QName(child)
            shape = shapes.get(name.localname)
            if shape is None or name.namespace not in (_NAMESPACE, _XHTML):
                self._add(path, f"no element <{name.localname}> in {type_name}", f"an element {child.tag}")
            else:
                self._put(found, child, name.localname, shape, path)
        return found

    def _attributes(self, node: etree._Element, allowed: Container[str], path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in node.attrib.items():
            text = str(name)
            if text in ("id", "url", "value") and text in allowed:
                found[text] = str(value)
            elif not text.startswith(f"{{{_XSI}}}"):
                self._add(path, f"no attribute {text} here", f"{text}={quote(str(value))}")
        return found

    def _put(self, found: dict[str, Any], child: etree._Element, name: str, shape: Property, path: str) -> None:
        if shape.repeats:
            place = f"{path}.{name}[{len(found.get(name, []))}]"
        else:
            place = f"{path}.{name}"
            if name in found or f"_{name}" in found:
                self._add(place, "one element", "another one of the same name")
        value, extension = self._value(child, shape, place)
        if not shape.repeats:
            found.update({key: one for key, one in ((name, value), (f"_{name}", extension)) if one is not None})
            return
        found.setdefault(name, []).append(value)
        if extension is not None or f"_{name}" in found:
            extensions = found.setdefault(f"_{name}", [])
            extensions.extend([None] * (len(found[name]) - 1 - len(extensions)))
            extensions.append(extension)

    def _value(self, node: etree._Element, shape: Property, path: str) -> tuple[Any, dict[str, Any] | None]:
        """Return the value of an element and, for a primitive one, its ID and extensions."""
        if shape.fhir_type == "xhtml":
            return etree.tostring(node, encoding="unicode", with_tail=False), None
        if shape.kind is not None:
            self._attributes(node, ("id", "value"), path)
            return self._primitive(node, shape, path)
        if shape.fhir_type == "Resource":
            return self._inner_resource(node, path), None
        return self._complex(node, shape.fhir_type, path), None

    def _primitive(self, node: etree._Element, shape: Property, path: str) -> tuple[Any, dict[str, Any] | None]:
        value = node.get("value")
        extension: dict[str, Any] = {} if node.get("id") is None else {"id": node.get("id")}
        for child in node.iterchildren(tag=etree.Element):
            if child.tag == f"{{{_NAMESPACE}}}extension":
                extension.setdefault("extension", []).append(self._complex(child, "Extension", path))
            else:
                self._add(path, f"a {shape.fhir_type} with extensions only", f"an element {child.tag}")
        if value is None and not extension:
            self._add(path, "a value attribute or an extension", "neither")
        return None if value is None else _json_value(value, shape), extension or None

    def _inner_resource(self, node: etree._Element, path: str) -> dict[str, Any]:
        inner = list(node.iterchildren(tag=etree.Element))
        name = etree.QName(inner[0]) if len(inner) == 1 else None
        if name is None or name.namespace != _NAMESPACE or not is_resource(name.localname):
            self._add(path, "one FHIR resource", f"{[str(one.tag) for one in inner]}")
            return {}
        return self.resource(inner[0], path)

    def _add(self, path: str, expected: str, actual: str) -> None:
        self.problems.append(Problem(path, expected, actual))


def _json_value(text: str, shape: Property) -> str | bool | int | float:
    """Return what stands for this text in JSON; the text itself when it is no value of its type."""
    if shape.kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if shape.kind in ("integer", "decimal"):
        try:
            number = int(text) if shape.kind == "integer" else float(text)
        except ValueError:
            return text
        return number if math.isfinite(number) else text
    return text
