"""How a provider declares the search for free slots in its CapabilityStatement."""

from collections.abc import Iterator, Sequence
from typing import Final

from gpconnect.conformance.rule import Problem, Resource, values_at
from gpconnect.consumer.slot_search import INCLUDES, SCHEDULES

PARAMETERS: Final = ("status", "start", "end", "searchFilter")


def slot_search_problems(statement: Resource) -> Iterator[Problem]:
    """Yield a problem for everything of the slot search that a CapabilityStatement does not declare."""
    resources = [(at, one) for at, one in values_at(statement, "rest.resource") if isinstance(one, dict)]
    found = [(at, one) for at, one in resources if one.get("type") == "Slot"]
    if not found:
        yield Problem("rest.resource", "one with the type Slot", "absent")
    for at, slot in found:
        yield from _undeclared(at, slot, "interaction.code", ["search-type"])
        yield from _undeclared(at, slot, "searchParam.name", PARAMETERS)
        yield from _undeclared(at, slot, "searchInclude", [SCHEDULES[1], *(one for _, one in INCLUDES.values())])


def _undeclared(at: str, slot: Resource, path: str, names: Sequence[str]) -> Iterator[Problem]:
    declared = [value for _, value in values_at(slot, path)]
    yield from (Problem(f"{at}.{path}", name, "absent") for name in names if name not in declared)
