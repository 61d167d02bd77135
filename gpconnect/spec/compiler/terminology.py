"""Reading published value sets, with the code systems that they take whole, into plain lists of codes."""

from pathlib import Path
from typing import Any

from lxml import etree

_FHIR = "{http://hl7.org/fhir}"


def read_value_set_files(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the value sets of a definitions folder by URL, each a list of code systems with their codes."""
    systems = dict(_code_system(path) for path in sorted((folder / "code-systems").glob("*.xml")))
    return dict(_value_set(path, systems) for path in sorted((folder / "value-sets").glob("*.xml")))


def _code_system(path: Path) -> tuple[str, list[str]]:
    document = _parse(path)
    return _url(document), _codes(document)


def _value_set(path: Path, systems: dict[str, list[str]]) -> tuple[str, list[dict[str, Any]]]:
    document = _parse(path)
    includes = document.findall(f"{_FHIR}compose/{_FHIR}include")
    return _url(document), [_include(one, systems) for one in includes]


def _include(node: etree._Element, systems: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a value set takes from one code system; no codes where a filter picks them from a terminology."""
    system = node.find(f"{_FHIR}system")
    if system is None:
        raise ValueError("a value set that includes other value sets cannot be compiled")
    url = system.get("value", "")
    if node.find(f"{_FHIR}filter") is not None:
        return {"system": url, "codes": None}
    return {"system": url, "codes": _codes(node) or systems.get(url)}


def _codes(node: etree._Element) -> list[str]:
    return [code.get("value", "") for code in node.iterfind(f".//{_FHIR}concept/{_FHIR}code")]


def _url(document: etree._Element) -> str:
    url = document.find(f"{_FHIR}url")
    if url is None:
        raise ValueError("a value set or code system has no url")
    return url.get("value", "")


def _parse(path: Path) -> etree._Element:
    return etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
