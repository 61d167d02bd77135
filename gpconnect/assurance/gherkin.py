"""What pytest-bdd knows of the scenario behind a test item: the one place that touches its registries."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from inspect import signature
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

import pytest
from _pytest.fixtures import FixtureDef, FixtureManager
from _pytest.scope import Scope
from pytest_bdd.compat import get_fixture_names
from pytest_bdd.parser import ScenarioTemplate, Step
from pytest_bdd.scenario import scenario_wrapper_template_registry
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry
from pytest_bdd.utils import get_required_args

_SCENARIO: Final[Any] = import_module("pytest_bdd.scenario")

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


def spare_fixtures() -> None:
    """Let pytest-bdd find the definitions of steps, and keep what they made, without a pytest fixture for each.

    It would go through all fixtures for every step of every scenario, and set one up for each, which takes longer
    than the suite's requests. What defines a step depends on its words and the module of the scenario only; what
    a definition asks for, on nothing else.
    """
    _SCENARIO.get_step_function = _definition_of
    _SCENARIO.inject_fixture = _keep
    _SCENARIO.signature = cache(signature)
    _SCENARIO.get_required_args = cache(get_required_args)


def _definition_of(request: pytest.FixtureRequest, step: Step) -> StepFunctionContext | None:
    parent = request.node.parent.nodeid if request.node.parent else ""
    known = _found.setdefault(request._fixturemanager, {})
    key = step.type, step.name, parent
    if key not in known:
        defined = _definitions(request._fixturemanager, request.node, parent)
        known[key] = next((one for one in defined if _defines(one, step)), None)
    return known[key]


def _defines(definition: StepFunctionContext, step: Step) -> bool:
    return definition.type in (None, step.type) and bool(definition.parser.is_matching(step.name))


def _definitions(manager: FixtureManager, node: pytest.Item, parent: str) -> list[StepFunctionContext]:
    """Return the step definitions that a scenario in this module can see, the one that counts most first."""
    known = _visible.setdefault(manager, {})
    if parent not in known:
        visible = [
            (one.baseid.count("/"), step_function_context_registry[one.func])
            for name in get_fixture_names(manager)
            for one in manager.getfixturedefs(name, node) or ()
            if one.func in step_function_context_registry
        ]
        known[parent] = [definition for _, definition in sorted(visible, key=itemgetter(0))[::-1]]
    return known[parent]


class _Made:
    """What a step made, where pytest keeps the fixtures of a test; it ends with the test."""

    _scope = Scope.Function

    def __init__(self, name: str, value: object) -> None:
        self.argname = name
        self.cached_result = value, None, None

    def addfinalizer(self, finalizer: Callable[[], object]) -> None:
        """Leave the end of a fixture that builds on this value to pytest, which has it on its list too."""


def _keep(request: pytest.FixtureRequest, name: str, value: object) -> None:
    request._fixture_defs[name] = cast(FixtureDef[object], _Made(name, value))


_found: WeakKeyDictionary[FixtureManager, dict[tuple[str | None, str, str], StepFunctionContext | None]] = (
    WeakKeyDictionary()
)
_visible: WeakKeyDictionary[FixtureManager, dict[str, list[StepFunctionContext]]] = WeakKeyDictionary()
