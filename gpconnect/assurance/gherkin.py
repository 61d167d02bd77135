"""What pytest-bdd knows of the scenario behind a test item: the one place that touches its registries."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from pytest_bdd.parser import ScenarioTemplate
from pytest_bdd.scenario import scenario_wrapper_template_registry

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
