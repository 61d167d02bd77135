"""What the gaps cost: the scenarios that cannot run for want of a role, or because an endpoint does not work."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gpconnect.assurance.feature_files import WrittenScenario
from gpconnect.spec import interaction, needed_by, testing_order
from gpconnect.target.preflight.check import Check, State
from gpconnect.target.roles import Role, roles
from gpconnect.target.testdata import TestData
from gpconnect.target.testdata_files import mapped_roles, unknown_roles


@dataclass(frozen=True)
class Cost:
    """What one gap costs: how many scenarios, of which interactions, what becomes of them, and what to do."""

    cause: str
    scenarios: int
    interactions: tuple[str, ...]
    outcome: str
    advice: str


def role_checks(data: TestData) -> Iterator[Check]:
    """Yield a gap for every role that is not mapped, and a note for every mapped one that no scenario needs."""
    mapped = mapped_roles(data)
    for role in roles():
        if (role.table, role.name) not in mapped:
            yield Check(State.GAP, role.label, "not mapped", f"Map it: {role.means}.", role=role)
    for line in unknown_roles(data):
        subject, _, found = line.partition(": ")
        yield Check(State.NOTE, subject, found)


def costs(checks: Iterable[Check], scenarios: Sequence[WrittenScenario]) -> list[Cost]:
    """Return what the gaps and the problems cost, what blocks first."""
    found = list(checks)
    dead = {one.interaction for one in found if one.interaction and one.state is State.PROBLEM}
    blocked = [_blocked(key, scenarios) for key in testing_order() if key in dead]
    worst = {one.role: one for one in sorted(found, key=lambda one: one.state is State.PROBLEM) if _lacks(one)}
    lacking = [_lacking(role, worst[role], scenarios) for role in roles() if role in worst]
    lacking.sort(key=lambda one: -one.scenarios)
    return [one for one in (*blocked, *lacking) if one.scenarios]


def _lacks(check: Check) -> bool:
    return check.role is not None and check.state in (State.GAP, State.PROBLEM)


def _blocked(key: str, scenarios: Iterable[WrittenScenario]) -> Cost:
    stopped = tuple(one for one in testing_order() if key in needed_by([one]))
    number = sum(_rows_about(scenario, stopped) for scenario in scenarios)
    return Cost(f"{interaction(key).label} does not work", number, stopped, "blocked", "See above what was found.")


def _rows_about(scenario: WrittenScenario, keys: Sequence[str]) -> int:
    rows = scenario.examples or ({},)
    named = [{row["interaction"]} if "interaction" in row else scenario.interaction_keys for row in rows]
    return sum(not keys_of_row.isdisjoint(keys) for keys_of_row in named)


def _lacking(role: Role, check: Check, scenarios: Sequence[WrittenScenario]) -> Cost:
    number = sum(role.needed_by(scenario) for scenario in scenarios)
    outcome = "failed or blocked" if check.state is State.PROBLEM else "not applicable"
    return Cost(role.label, number, tuple(role.interactions(scenarios)), outcome, check.advice)
