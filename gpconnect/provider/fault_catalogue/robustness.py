"""Faults over bodies that are wrong in a way that nobody thought of: the provider fails, or does not look."""

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from gpconnect.provider.call import Call, Handled, Handler
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.fault_catalogue.appointments import BOOK, CHANGES
from gpconnect.provider.fault_catalogue.building import violations
from gpconnect.provider.fault_catalogue.handling import handling_fault, reading
from gpconnect.provider.fault_catalogue.registration import REGISTER
from gpconnect.provider.faults import Fault, Gate
from gpconnect.spec.profile import profile_schema

if TYPE_CHECKING:
    from starlette.requests import Request

Body = dict[str, Any]
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_NEEDED: Final = {
    "Appointment": frozenset({"status", "description", "start", "end", "slot", "participant"}),
    "Patient": frozenset({"name", "identifier", "birthDate"}),
}


def _resources(body: object) -> Iterator[Body]:
    """Yield the resource in a request body, and the one that is to be registered."""
    if not isinstance(body, dict):
        return
    yield body
    for one in body.get("parameter", ()):
        if isinstance(one, dict) and isinstance(one.get("resource"), dict):
            yield one["resource"]


def _values(value: object) -> Iterator[object]:
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _values(one)


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _over_any(holds: Callable[[object], bool]) -> Gate:
    """Return the gate that fails over a body in which any value is of a kind."""

    def gate(_request: "Request", body: bytes) -> bool:
        return bool(body) and any(holds(one) for one in _values(_read(body)))

    return gate


def _is_odd_list(value: object) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], list))


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _is_foreign(value: object) -> bool:
    reference = value.get("reference") if isinstance(value, dict) else None
    return isinstance(reference, str) and ("://" in reference or reference.startswith("Observation/"))


def _is_halved(_request: "Request", body: bytes) -> bool:
    return bool(_HALF.search(body))


def _lacks_what_is_needed(_request: "Request", body: bytes) -> bool:
    found = list(_resources(_read(body)))
    return any(_NEEDED.get(str(one.get("resourceType")), frozenset()) - one.keys() for one in found)


def _without_prohibited(body: Body) -> None:
    for one in _resources(body):
        if one.get("resourceType") in _NEEDED:
            properties = profile_schema(one["resourceType"])["properties"]
            for name in [name for name in one if properties.get(name, {}).get("x-prohibited")]:
                del one[name]


def _counting_refusals(handler: Handler, call: Call) -> Handled:
    try:
        return handler(call)
    except ProviderError:
        call.store.run("UPDATE appointment SET version = version + 1 WHERE id = ?", call.ids["id"])
        raise


def _gate_fault(name: str, over: str, gate: Gate) -> Fault:
    return Fault(name, f"the provider fails over {over}", violations().get(name, ()), gate=gate)


FAULTS = (
    _gate_fault("odd-lists-fail", "a list with nothing in it, and a list in a list", _over_any(_is_odd_list)),
    _gate_fault("blank-texts-fail", "a text without a character", _over_any(_is_blank)),
    _gate_fault("foreign-references-fail", "a reference to elsewhere", _over_any(_is_foreign)),
    _gate_fault("half-surrogates-fail", "half a surrogate pair", _is_halved),
    _gate_fault("incomplete-resources-fail", "a resource that lacks what is mandatory", _lacks_what_is_needed),
    handling_fault(
        "prohibited-elements-ignored",
        "elements that must not be populated are passed over",
        reading(_without_prohibited),
        f"{BOOK} {CHANGES} {REGISTER}",
    ),
    handling_fault(
        "refused-changes-counted",
        "an amendment or a cancellation that is refused gives the appointment a new version",
        _counting_refusals,
        CHANGES,
    ),
)
