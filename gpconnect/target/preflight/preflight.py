"""Preflight as a whole: the way, the answers, the test data, the slots, and what the gaps cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gpconnect.assurance.feature_files import WrittenScenario
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange_log import ExchangeLog
from gpconnect.spec import edition
from gpconnect.target.preflight import people, places
from gpconnect.target.preflight.answers import answer_checks
from gpconnect.target.preflight.check import Check, State
from gpconnect.target.preflight.gaps import Cost, costs, role_checks
from gpconnect.target.preflight.network import network_checks
from gpconnect.target.preflight.read_only import ReadOnlyConnection
from gpconnect.target.preflight.slots import SlotDay, slot_checks
from gpconnect.target.roles import Role, roles
from gpconnect.target.safety import guard_of
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata import TestData
from gpconnect.target.testdata_files import mapped_roles
from gpconnect.target.through_proxy import consumer_class

UNMAPPED: Final = "roles"
"""The section on what the test data maps nothing to, or maps for no scenario."""


@dataclass(frozen=True)
class Preflight:
    """What was looked at by section, the free slots by day, and what the gaps cost."""

    sections: dict[str, list[Check]]
    days: Sequence[SlotDay]
    costs: Sequence[Cost]

    @property
    def checks(self) -> list[Check]:
        """Everything that was looked at."""
        return [check for section in self.sections.values() for check in section]

    def has(self, *states: State) -> bool:
        """Say whether anything that was looked at stands in one of these states."""
        return any(check.state in states for check in self.checks)


def look(
    settings: TargetSettings,
    root: str,
    data: TestData,
    scenarios: Sequence[WrittenScenario],
    log: ExchangeLog | None = None,
) -> Preflight:
    """Look at the provider with this service root URL, with GETs only, and return what was found.

    Raises ``SettingsError`` when a file for TLS cannot be used, and ``UnsafeRequestError`` when the provider, or
    what the test data maps, could be live.
    """
    guard = guard_of(settings, data, root)
    sections = {"way to the provider": list(network_checks(settings, root))}
    found = Preflight(sections, [], [])
    if found.has(State.UNREACHABLE):
        return found
    connection = ReadOnlyConnection(settings.endpoint(root), log, guard)
    try:
        consumer = consumer_class(settings.ssp_proxy)(connection, edition(settings.edition), settings.identity)
        sections["answers"] = list(answer_checks(consumer))
        if found.has(State.UNREACHABLE):
            return found
        sections["test data"] = list(_test_data_checks(consumer, data))
        sections[UNMAPPED] = list(role_checks(data))
        sections["slots"], days = slot_checks(consumer, scenarios)
    finally:
        connection.close()
    return Preflight(sections, days, costs(found.checks, scenarios))


def _test_data_checks(consumer: Consumer, data: TestData) -> Iterator[Check]:
    mapped = mapped_roles(data)
    for role in roles():
        if (role.table, role.name) in mapped:
            yield from _role_checks(consumer, data, role)


def _role_checks(consumer: Consumer, data: TestData, role: Role) -> Iterator[Check]:
    if role.table == "patients":
        yield from people.patient_check(consumer, data, role)
    elif role.table == "patient_ids":
        yield people.withheld_id_check(consumer, data, role)
    elif role.table == "registration":
        yield people.registration_check(consumer, data, role)
    elif role.table in ("organisations", "practitioners"):
        yield from places.found_by_code(consumer, data, role)
    elif role.table == "locations":
        yield places.location_check(consumer, data, role)
