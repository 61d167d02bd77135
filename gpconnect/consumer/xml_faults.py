"""Broken XML bodies: a correct one made unreadable, or dangerous to read, in one named way."""

from collections.abc import Callable, Mapping
from typing import Final

_ENTITIES: Final = (
    b'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10))
    + b"]>"
)
_FILE: Final = b'<!DOCTYPE a [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


def broken_xml(body: bytes, fault: str) -> bytes:
    """Return an XML body broken as ``XML_FAULTS`` names it; raise ``LookupError`` for a fault it has not."""
    if fault not in XML_FAULTS:
        raise LookupError(f"no XML body is broken by {fault!r}; known: {', '.join(XML_FAULTS)}")
    return XML_FAULTS[fault](body)


def _with_entity(definition: bytes, name: bytes) -> Callable[[bytes], bytes]:
    def broken(body: bytes) -> bytes:
        declaration, _, root = body.partition(b"?>")
        opening, _, rest = root.partition(b">")
        return declaration + b"?>" + definition + opening + b'><language value="&' + name + b';"/>' + rest

    return broken


XML_FAULTS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "that breaks off in the middle": lambda body: body[: len(body) // 2],
    "whose namespace is not FHIR's": lambda body: body.replace(b"http://hl7.org/fhir", b"http://example.org/other"),
    "with entities that multiply": _with_entity(_ENTITIES, b"a9"),
    "with an entity that names a file": _with_entity(_FILE, b"secret"),
}
