"""What a provider returned, when scenarios are to build on it."""

from collections.abc import Mapping
from typing import Any

from gpconnect.assurance.outcomes import Blocked
from gpconnect.conformance.local_time import instant
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.well_shaped import misshapen
from gpconnect.spec.vocabulary import LIMITS


def unusable(resource: Mapping[str, Any]) -> str | None:
    """Return why no scenario can build on a resource, or ``None`` when one can: it has an ID and is well shaped."""
    kind, name = resource.get("resourceType"), resource.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= LIMITS["logical_id_characters"]:
        return f"the {kind} has no id that is text of 1 to {LIMITS['logical_id_characters']} characters"
    place = misshapen(resource)
    return None if place is None else f"{place} has not the JSON form of its type"


def require_usable(key: str, seen: str, resource: dict[str, Any]) -> dict[str, Any]:
    """Return the resource; raise ``Blocked`` by the interaction that returned it when it cannot be built on.

    ``seen`` is the exchange in one line. Nobody can look for an Appointment without its start and its patient.
    """
    reason = unusable(resource) or _not_to_be_found(resource)
    if reason is not None:
        raise Blocked(key, f"{seen}, but {reason}")
    return resource


def _not_to_be_found(resource: Mapping[str, Any]) -> str | None:
    if resource.get("resourceType") != "Appointment":
        return None
    if instant(resource.get("start")) is None:
        return "the Appointment has no start that is an instant"
    if not referenced_ids(resource, "participant.actor", "Patient"):
        return "no Patient takes part in the Appointment"
    return None
