"""What a collected scenario says of itself: its place, its titles, its tags, its example values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import md5
from pathlib import Path

import pytest
from pytest_bdd.parser import Feature, ScenarioTemplate

from gpconnect.assurance.gherkin import example_of, requirements_of, template_of
from gpconnect.spec import Interaction, interactions, requirements

INTERACTION_TAG = "interaction:"
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class ScenarioFacts:
    """One scenario, or one row of a scenario outline.

    ``path`` is the feature file's location below the project's root, ``line`` the line of the scenario in it;
    ``example`` holds the row's values by their column. ``requirement_ids`` are those that the scenario claims to
    check, the one that it is about first.
    """

    path: str
    template: ScenarioTemplate
    example: Mapping[str, str]
    requirement_ids: tuple[str, ...] = ()

    @property
    def feature(self) -> Feature:
        """The feature that the scenario belongs to."""
        return self.template.feature

    @property
    def line(self) -> int:
        """The line of the feature file that the scenario starts in."""
        return self.template.line_number

    @cached_property
    def title(self) -> str:
        """The scenario's title with the example values that it does not already name."""
        shown: str = self.template.render(self.example).name
        unnamed = [f"{key}: {value}" for key, value in self.example.items() if f"<{key}>" not in self.template.name]
        return f"{shown} [{', '.join(_shortened(part) for part in unnamed)}]" if unnamed else shown

    @cached_property
    def tag_levels(self) -> tuple[frozenset[str], ...]:
        """The tags of the scenario, of its rule and of its feature, the nearest first."""
        rule = self.template.rule
        levels = self.template.tags, rule.tags if rule else (), self.feature.tags
        return tuple(frozenset(tags) for tags in levels)

    @cached_property
    def tags(self) -> frozenset[str]:
        """Every tag that holds for the scenario."""
        return frozenset().union(*self.tag_levels)

    @cached_property
    def interaction(self) -> Interaction | None:
        """The interaction that the nearest tag names, or ``None`` for a scenario about none in particular."""
        known = interactions()
        for level in self.tag_levels:
            named = {tag.removeprefix(INTERACTION_TAG) for tag in level} & known.keys()
            if named:
                return max((known[key] for key in named), key=lambda one: one.order)
        return None

    @cached_property
    def group(self) -> str:
        """What the scenario belongs to within its feature: its rule, else its requirement's heading."""
        if self.template.rule:
            return str(self.template.rule.name)
        found = [requirements()[one] for one in self.requirement_ids if one in requirements()]
        return found[0].heading if found else str(self.feature.name)

    @property
    def name(self) -> str:
        """What a person calls the scenario by: its file and its title."""
        return f"{self.path}: {self.title}"

    @property
    def names(self) -> tuple[str, ...]:
        """All that a waiver may call the scenario by."""
        return self.history_id, self.name

    @property
    def case_id(self) -> str:
        """An ID of the scenario that stays the same from run to run and from machine to machine."""
        return _digest(self.path, self.template.name)

    @property
    def history_id(self) -> str:
        """An ID of the scenario with these example values, as stable as ``case_id``."""
        return _digest(
            self.path, self.template.name, *(f"{key}={self.example[key]}" for key in sorted(self.example))
        )


def scenario_facts(item: pytest.Item) -> ScenarioFacts | None:
    """Return what a collected test says of itself, or ``None`` when it is no scenario."""
    if _FACTS not in item.stash:
        item.stash[_FACTS] = _facts(item)
    return item.stash[_FACTS]


def _facts(item: pytest.Item) -> ScenarioFacts | None:
    template = template_of(item)
    if template is None:
        return None
    path = _location(template.feature, item.config)
    return ScenarioFacts(path, template, example_of(item), tuple(requirements_of(item)))


def _location(feature: Feature, config: pytest.Config) -> str:
    file = Path(feature.filename)
    inside = file.is_relative_to(config.rootpath)
    return (file.relative_to(config.rootpath) if inside else Path(feature.rel_filename)).as_posix()


def _digest(*parts: str) -> str:
    return md5("\n".join(parts).encode("utf-8"), usedforsecurity=False).hexdigest()


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


_FACTS = pytest.StashKey[ScenarioFacts | None]()
