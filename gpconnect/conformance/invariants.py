"""Base FHIR STU3 invariants that neither a model nor a schema can say, by the type they belong to."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

Violation = tuple[str, str, str]
"""The element that breaks the invariant (or ``""``), what was expected, what came."""

Invariant = Callable[[dict[str, Any]], Iterator[Violation]]


def _extension(one: dict[str, Any]) -> Iterator[Violation]:
    """ext-1: either a value or extensions, never both."""
    values = [name for name in one if name.lstrip("_").startswith("value")]
    if bool(values) == ("extension" in one):
        actual = f"{values[0]} and extension" if values else "neither"
        yield "", "either value[x] or extension (ext-1)", actual


def _period(one: dict[str, Any]) -> Iterator[Violation]:
    """per-1: a period does not end before it starts."""
    start, end = one.get("start"), one.get("end")
    if isinstance(start, str) and isinstance(end, str) and _after(start, end):
        yield "end", f"not before start, {start} (per-1)", end


def _after(first: str, second: str) -> bool:
    """Whether one dateTime lies after another, as far as both are precise."""
    precision = min(len(first), len(second))
    if precision <= len("2020-01-01"):
        return first[:precision] > second[:precision]
    try:
        return datetime.fromisoformat(first) > datetime.fromisoformat(second)
    except (ValueError, TypeError):
        return False  # a malformed dateTime is found elsewhere


def _contact_point(one: dict[str, Any]) -> Iterator[Violation]:
    """cpt-2: a contact point with a value says its system."""
    if "value" in one and "system" not in one:
        yield "system", "present where value is (cpt-2)", "absent"


def _organization(one: dict[str, Any]) -> Iterator[Violation]:
    """org-1: a name or an identifier; org-2 and org-3: no home address, no home telecom."""
    if "name" not in one and "identifier" not in one:
        yield "", "a name or an identifier (org-1)", "neither"
    for name, key in (("address", "org-2"), ("telecom", "org-3")):
        for index, item in enumerate(_dicts(one.get(name))):
            if item.get("use") == "home":
                yield f"{name}[{index}].use", f"any other use than home ({key})", "home"


def _patient_contact(one: dict[str, Any]) -> Iterator[Violation]:
    """pat-1: a contact has at least one of these."""
    if not {"name", "telecom", "address", "organization"} & one.keys():
        yield "", "a name, telecom, address or organization (pat-1)", "none of them"


def _attachment(one: dict[str, Any]) -> Iterator[Violation]:
    """att-1: data comes with its content type."""
    if "data" in one and "contentType" not in one:
        yield "contentType", "present where data is (att-1)", "absent"


def _bundle(one: dict[str, Any]) -> Iterator[Violation]:
    """bdl-1 to bdl-4: what only some types of Bundle may carry; bdl-7: an entry's fullUrl stands once."""
    kind = one.get("type")
    if "total" in one and kind not in ("searchset", "history"):
        yield "total", "absent unless type is searchset or history (bdl-1)", str(one["total"])
    entries = _dicts(one.get("entry"))
    for index, entry in enumerate(entries):
        for name, types, key in _ENTRY_PARTS:
            if name in entry and kind not in types:
                yield f"entry[{index}].{name}", f"absent in a Bundle of type {kind} ({key})", "present"
    yield from _full_urls(entries)


_ENTRY_PARTS: Final = (
    ("search", ("searchset",), "bdl-2"),
    ("request", ("batch", "transaction", "history"), "bdl-3"),
    ("response", ("batch-response", "transaction-response"), "bdl-4"),
)


def _full_urls(entries: list[dict[str, Any]]) -> Iterator[Violation]:
    seen: set[tuple[object, object]] = set()
    for index, entry in enumerate(entries):
        if "fullUrl" not in entry:
            continue
        resource = entry.get("resource")
        meta = resource.get("meta") if isinstance(resource, dict) else None
        version = meta.get("versionId") if isinstance(meta, dict) else None
        mark = (str(entry["fullUrl"]), str(version))
        if mark in seen:
            yield f"entry[{index}].fullUrl", "a fullUrl that no other entry has (bdl-7)", str(entry["fullUrl"])
        seen.add(mark)


def _entry(one: dict[str, Any]) -> Iterator[Violation]:
    """bdl-5: an entry has a resource, unless it is all about a request or response."""
    if not {"resource", "request", "response"} & one.keys():
        yield "resource", "present (bdl-5)", "absent"


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one if isinstance(one, dict) else {} for one in value] if isinstance(value, list) else []


INVARIANTS: Final[Mapping[str, Invariant]] = {
    "Attachment": _attachment,
    "Bundle": _bundle,
    "BundleEntry": _entry,
    "ContactPoint": _contact_point,
    "Extension": _extension,
    "Organization": _organization,
    "PatientContact": _patient_contact,
    "Period": _period,
}
