"""Reading the snapshot of a StructureDefinition into a tree of elements."""

from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

_FHIR = "{http://hl7.org/fhir}"
_NUMBERS = ("Integer", "PositiveInt", "UnsignedInt")


@dataclass(frozen=True)
class TypeOfElement:
    """One type an element may have: its code, the profile it must fit, and for references the target profiles."""

    code: str
    profile: str | None = None
    target: str | None = None


@dataclass
class Element:
    """One element of a snapshot with the elements and slices below it; ``maximum`` is ``None`` for ``*``."""

    identity: str
    path: str
    base_path: str
    minimum: int
    maximum: int | None
    repeats: bool
    types: tuple[TypeOfElement, ...]
    fixed: bool | int | str | None = None
    required_values: str | None = None
    discriminator: str | None = None
    closed: bool = False
    children: list["Element"] = field(default_factory=list)
    slices: list["Element"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The JSON property; ends with ``[x]`` where several types are allowed."""
        return self.path.rsplit(".", 1)[-1]

    @property
    def choice(self) -> str | None:
        """The stem that all type-specific properties of a choice share, or ``None`` when this is no choice."""
        stem = self.base_path.rsplit(".", 1)[-1]
        return stem.removesuffix("[x]") if stem.endswith("[x]") else None

    @property
    def prohibited(self) -> bool:
        """Whether the element must not be there."""
        return self.maximum == 0

    def child(self, name: str) -> "Element | None":
        """Return the child with this JSON property, if the snapshot has one."""
        return next((one for one in self.children if one.name == name), None)


@dataclass(frozen=True)
class Definition:
    """A StructureDefinition: its canonical URL, the type it constrains and the root of its snapshot."""

    url: str
    constrained_type: str
    root: Element

    @property
    def name(self) -> str:
        """The last part of the canonical URL."""
        return self.url.rsplit("/", 1)[-1]


def read_definitions(folder: Path) -> dict[str, Definition]:
    """Return every StructureDefinition of a folder of XML files by its canonical URL."""
    found = [read_definition(path) for path in sorted(folder.glob("*.xml"))]
    return {definition.url: definition for definition in found}


def read_definition(path: Path) -> Definition:
    """Read one StructureDefinition; raise ``ValueError`` when it has no snapshot."""
    document = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    snapshot = document.find(f"{_FHIR}snapshot")
    if snapshot is None:
        raise ValueError(f"{path} has no snapshot: it is no StructureDefinition, or holds a differential only")
    return Definition(
        url=_required(document, "url"),
        constrained_type=_required(document, "type"),
        root=_tree([_element(one) for one in snapshot]),
    )


def _tree(elements: list[Element]) -> Element:
    """Hang every element below its parent, and every slice below the element that it slices."""
    by_identity = {one.identity: one for one in elements}
    for one in elements[1:]:
        parent, _, last = one.identity.rpartition(".")
        sliced = by_identity.get(one.identity.rpartition(":")[0]) if ":" in last else None
        if sliced is not None:
            sliced.slices.append(one)
        else:
            by_identity[parent].children.append(one)
    return elements[0]


def _element(node: etree._Element) -> Element:
    path = _required(node, "path")
    maximum = _required(node, "max")
    slicing = node.find(f"{_FHIR}slicing")
    return Element(
        identity=node.get("id", path),
        path=path,
        base_path=_below(node, "base", "path") or path,
        minimum=int(_required(node, "min")),
        maximum=None if maximum == "*" else int(maximum),
        repeats=(_below(node, "base", "max") or maximum) not in ("0", "1"),
        types=tuple(_type(one) for one in node.findall(f"{_FHIR}type")),
        fixed=_fixed(node),
        required_values=_required_values(node),
        discriminator=None if slicing is None else _below(slicing, "discriminator", "path"),
        closed=slicing is not None and _value(slicing, "rules") == "closed",
    )


def _type(node: etree._Element) -> TypeOfElement:
    code = (_value(node, "code") or "").rsplit("/", 1)[-1]
    return TypeOfElement(code=code, profile=_value(node, "profile"), target=_value(node, "targetProfile"))


def _fixed(node: etree._Element) -> bool | int | str | None:
    """Return the value that an element is fixed to; a pattern for a primitive type means the same."""
    for child in node:
        name = etree.QName(child).localname
        for prefix in ("fixed", "pattern"):
            if name.startswith(prefix):
                return _primitive(name.removeprefix(prefix), child)
    return None


def _primitive(type_name: str, node: etree._Element) -> bool | int | str:
    text = node.get("value")
    if text is None:
        raise ValueError(f"a fixed {type_name} has no value: only primitive types can be compiled")
    if type_name == "Boolean":
        return text == "true"
    return int(text) if type_name in _NUMBERS else text


def _required_values(node: etree._Element) -> str | None:
    """Return the URL of the value set that an element is bound to, if it is bound with strength required."""
    binding = node.find(f"{_FHIR}binding")
    if binding is None or _value(binding, "strength") != "required":
        return None
    return _below(binding, "valueSetReference", "reference") or _value(binding, "valueSetUri")


def _value(node: etree._Element, name: str) -> str | None:
    child = node.find(f"{_FHIR}{name}")
    return None if child is None else child.get("value")


def _required(node: etree._Element, name: str) -> str:
    value = _value(node, name)
    if value is None:
        raise ValueError(f"<{etree.QName(node).localname}> has no {name}")
    return value


def _below(node: etree._Element, first: str, second: str) -> str | None:
    child = node.find(f"{_FHIR}{first}")
    return None if child is None else _value(child, second)
