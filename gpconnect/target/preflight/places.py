"""Preflight of organisations, practitioners and locations: whether each is what its role says."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules import location, organisation, practitioner
from gpconnect.consumer.client import Consumer
from gpconnect.target.preflight.check import Check, State
from gpconnect.target.preflight.seen import Rule, find, is_absent, plays, send
from gpconnect.target.roles import Role
from gpconnect.target.testdata import TestData

_UNKNOWN: Final = "unknown"
_CONSUMER: Final = "[organisations] other_consumer"
_READ: Final = "read-a-location"
_SEARCHES: Final = {
    "organisations": ("find-an-organisation", "ods_organisation"),
    "practitioners": ("find-a-practitioner", "sds_user"),
}
_RULES: Final[Mapping[str, Sequence[Rule]]] = {
    "[organisations] all_details": (organisation.comes_with_address, organisation.comes_with_contact_details),
    "[practitioners] no_role_profile": (partial(practitioner.has_role_profiles, count=0),),
    "[practitioners] one_role_profile": (partial(practitioner.has_role_profiles, count=1),),
    "[practitioners] two_role_profiles": (partial(practitioner.has_role_profiles, count=2),),
    "[practitioners] all_details": (practitioner.comes_with_gender, practitioner.comes_with_language),
    "[locations] all_details": (location.comes_with_address, location.comes_with_contact_details),
}


def found_by_code(consumer: Consumer, data: TestData, role: Role) -> Iterator[Check]:
    """Yield whether an organisation or a practitioner is found by its code, and is what its role says.

    An organisation that only sends requests need not be on record anywhere at the provider: nothing is asked.
    """
    if role.label == _CONSUMER:
        return
    key, system = _SEARCHES[role.table]
    code = data.code(role.table, role.name)
    seen = find(consumer, key, system, code)
    if role.name == _UNKNOWN:
        yield is_absent(role, code, seen)
        return
    yield plays(role, code, key, seen, _RULES.get(role.label, ()))
    if role.label == "[organisations] practice" and f"/{code}/" not in f"{consumer.connection.endpoint.root}/":
        root = consumer.connection.endpoint.root
        yield Check(
            State.NOTE,
            f"{role.label} ({code})",
            f"is not part of the service root URL {root}",
            "The service root URL names the practice by its ODS code; check which practice is tested.",
        )


def location_check(consumer: Consumer, data: TestData, role: Role) -> Check:
    """Return whether a Location can be read by its logical ID, and is what its role says."""
    logical_id = data.code(role.table, role.name)
    exchange = send(consumer, consumer.draft(_READ, logical_id=logical_id))
    if isinstance(exchange, str):
        return plays(role, logical_id, _READ, exchange, ())
    resource = resource_of(exchange)
    if exchange.status != 200 or resource.get("resourceType") != "Location":
        return plays(role, logical_id, _READ, exchange.summary(), ())
    return plays(role, logical_id, _READ, [resource], _RULES.get(role.label, ()))
