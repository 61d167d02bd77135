"""What a consumer's version of an appointment changes, compared with the provider's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gpconnect.provider.resource import Resource
from gpconnect.provider.validation import ordered
from gpconnect.spec.vocabulary import EXTENSIONS

_INSTANTS = ("start", "end", "created")
_IGNORED = frozenset({"resourceType", "id", "meta"})
# The provider finds these in its own slots and schedules; requests need not have them (as the examples of the pages
# amend and cancel show), but where they have them they have to be the same.
_DERIVED = frozenset(
    {
        "serviceCategory",
        "serviceType",
        f"extension:{EXTENSIONS['practitioner_role']}",
        f"extension:{EXTENSIONS['delivery_channel']}",
    }
)


def changed_elements(sent: Resource, current: Resource, base_url: str) -> set[str]:
    """Return the names of the elements in which two versions of an appointment differ.

    An extension counts as an element, named ``extension:`` and its URL. Neither the order of slots and participants
    nor the way in which an instant or a reference is written counts as a difference.
    """
    ours, theirs = _comparable(current, base_url), _comparable(sent, base_url)
    differing = {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}
    return differing - (_DERIVED - theirs.keys())


def _comparable(appointment: Resource, base_url: str) -> dict[str, Any]:
    found = {name: value for name, value in appointment.items() if name not in _IGNORED and name != "extension"}
    for name in _INSTANTS:
        if name in found:
            found[name] = _instant(found[name])
    found["slot"] = sorted(_written(one, base_url) for one in found["slot"])
    found["participant"] = sorted(_participant(one, base_url) for one in found["participant"])
    if "contained" in found:
        found["contained"] = [
            ordered(one) if one["resourceType"] == "Organization" else one for one in found["contained"]
        ]
    for one in appointment.get("extension", []):
        found.setdefault(f"extension:{one.get('url')}", []).append(one)
    return found


def _instant(text: str) -> object:
    """Return whole seconds, as they are stored; a text that is no date and time equals nothing but itself."""
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return text


def _participant(participant: Mapping[str, Any], base_url: str) -> str:
    rest = {name: value for name, value in participant.items() if name != "actor"}
    return f"{_written(participant['actor'], base_url)} {sorted(rest.items())}"


def _written(reference: Mapping[str, Any], base_url: str) -> str:
    target = reference.get("reference", "").removeprefix(f"{base_url}/").partition("/_history/")[0]
    rest = {name: value for name, value in reference.items() if name != "reference"}
    return f"{target} {sorted(rest.items())}"
