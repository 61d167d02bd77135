"""Roles: whom and what scenarios need at a provider, what each must be like, and which steps need it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from gpconnect.assurance.feature_files import WrittenScenario
from gpconnect.spec import testing_order

_ROLES: Final = resources.files("gpconnect.target").joinpath("roles.toml")


@dataclass(frozen=True)
class Role:
    """One role of a table of the test data.

    ``rows`` is how many a run needs. ``needs`` holds the keys of the interactions of which most scenarios rest on
    the role; ``steps`` are regular expressions for the steps that need it. ``search`` is what Find a patient must
    make of a patient in it, where it may be tried.
    """

    table: str
    name: str
    means: str
    rows: int = 1
    needs: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    search: Literal["one", "nobody"] | None = None

    @property
    def label(self) -> str:
        """The role with its table, as the test data file writes it: ``[patients] deceased``."""
        return f"[{self.table}] {self.name}"

    def needed_by(self, scenario: WrittenScenario) -> int:
        """Return how many rows of a scenario (1 when it is no outline) cannot run without the role."""
        rows = zip(scenario.examples or ({},), scenario.filled_steps, strict=True)
        return sum(self._rests_on_it(scenario, row) or any(map(self._is_named_by, steps)) for row, steps in rows)

    def interactions(self, scenarios: Iterable[WrittenScenario]) -> list[str]:
        """Return the keys of the interactions whose scenarios need the role, in the testing order."""
        named = (one for one in scenarios if any(map(self._is_named_by, one.step_texts)))
        found = set(self.needs).union(*(one.interaction_keys for one in named))
        return [key for key in testing_order() if key in found]

    def _rests_on_it(self, scenario: WrittenScenario, row: Mapping[str, str]) -> bool:
        keys = {row["interaction"]} if "interaction" in row else scenario.interaction_keys
        return not keys.isdisjoint(self.needs)

    def _is_named_by(self, step: str) -> bool:
        return any(re.search(pattern, step) for pattern in self.steps)


def table_contents() -> Mapping[str, str]:
    """Return the tables of the test data, and what each maps its roles to."""
    return {name: row["holds"] for name, row in _data()["tables"].items()}


@cache
def roles() -> tuple[Role, ...]:
    """Return every role that the scenarios know, by table."""
    tables = _data()["tables"]
    return tuple(_role(row, tables[row["table"]]["steps"]) for row in _data()["role"])


def _role(row: Mapping[str, Any], words: Iterable[str]) -> Role:
    steps = (*(re.escape(one).replace(r"\{role\}", row["name"]) for one in words), *row.get("steps", ()))
    return Role(**{**row, "needs": tuple(row.get("needs", ())), "steps": steps})


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_ROLES.read_text(encoding="utf-8"))
