"""What pytest-bdd knows of the scenario behind a test item: the one place that touches its registries."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import pytest
from _pytest.fixtures import FixtureDef, FixtureManager
from pytest_bdd.parser import ScenarioTemplate, Step
from pytest_bdd.scenario import scenario_wrapper_template_registry

_SCENARIO: Final[Any] = import_module("pytest_bdd.scenario")
_LOOK_UP: Final[Callable[[Step, FixtureManager, pytest.Item], Iterable[FixtureDef[object]]]] = (
    _SCENARIO.find_fixturedefs_for_step
)

EXAMPLE_FIXTURE = "_pytest_bdd_example"


def template_of(item: pytest.Item) -> ScenarioTemplate | None:
    """Return the scenario, or outline, that a test item was made from; ``None`` for any other test."""
    function = getattr(item, "obj", None)
    try:
        return scenario_wrapper_template_registry.get(function) if callable(function) else None
    except TypeError:  # the registry holds its keys weakly, and not every callable can be
        return None


def example_of(item: pytest.Item) -> Mapping[str, str]:
    """Return the example values that a test item of an outline was made with."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get(EXAMPLE_FIXTURE, {}) if callspec else {}


def requirements_of(item: pytest.Item) -> list[str]:
    """Return the requirements that a scenario's own tags claim, in the order they are written."""
    template = template_of(item)
    if template is None:
        return []
    return [tag for tag in _tags_above(template.feature.filename, template.line_number) if tag in _claims(template)]


def _claims(template: ScenarioTemplate) -> set[str]:
    return {tag.removeprefix("req:") for tag in template.tags if tag.startswith("req:")}


def _tags_above(feature_file: str, line_number: int) -> list[str]:
    # pytest-bdd keeps tags as a set, and the first requirement is the one that a scenario is about.
    lines = _lines(feature_file)[: line_number - 1]
    tag_lines: list[str] = []
    while lines and lines[-1].lstrip().startswith("@"):
        tag_lines.insert(0, lines.pop())
    return re.findall(r"@req:(\S+)", " ".join(tag_lines))


@cache
def _lines(feature_file: str) -> list[str]:
    return Path(feature_file).read_text(encoding="utf-8").splitlines()


def remember_step_definitions() -> None:
    """Let pytest-bdd look up the definitions of a step once, not twice for every scenario that uses it.

    It goes through all fixtures at each look-up, which takes longer than the suite's requests. What it finds for
    a step depends on nothing but the step's words and the module of the scenario.
    """
    _SCENARIO.find_fixturedefs_for_step = _remembered


def _remembered(step: Step, fixturemanager: FixtureManager, node: pytest.Item) -> list[FixtureDef[object]]:
    known = _known_steps.setdefault(fixturemanager, {})
    key = step.type, step.name, node.parent.nodeid if node.parent else ""
    if key not in known:
        known[key] = list(_LOOK_UP(step, fixturemanager, node))
    return list(known[key])


def forget_injected_fixtures(item: pytest.Item) -> None:
    """Take the fixtures that the steps of a scenario made out of pytest's registry, now that it has ended.

    pytest-bdd leaves them there, and every look-up of such a name would go through those of all scenarios before.
    """
    registry = item.session._fixturemanager._arg2fixturedefs
    for name, definitions in registry.items():
        if any(one.node is item for one in definitions):
            registry[name] = [one for one in definitions if one.node is not item]


_known_steps: WeakKeyDictionary[FixtureManager, dict[tuple[str | None, str, str], list[FixtureDef[object]]]] = (
    WeakKeyDictionary()
)
