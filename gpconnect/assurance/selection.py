"""Which scenarios a run holds, and in which order: Foundations first, then #1 to #6."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from gpconnect.assurance.gherkin import example_of, template_of
from gpconnect.spec import interaction, testing_order, through

LEFT_OUT = pytest.StashKey[Mapping[str, int]]()


def is_scenario(item: pytest.Item) -> bool:
    """Say whether a test item is a scenario of a feature file."""
    return template_of(item) is not None


def interaction_of(item: pytest.Item) -> str | None:
    """Return the key of the interaction that a scenario tests: by its tag, or by the outline's example."""
    mark = item.get_closest_marker("interaction")
    return str(mark.args[0]) if mark else example_of(item).get("interaction")


def place_in_order(item: pytest.Item) -> int:
    """Return a sort key: the place of the item's interaction in the testing order, other items last."""
    key = interaction_of(item)
    return testing_order().index(key) if key else len(testing_order())


def is_selected(item: pytest.Item, config: pytest.Config) -> bool:
    """Say whether the options let this item run; items that are no scenarios always do."""
    limit, wanted = config.getoption("through"), config.getoption("interaction")
    if not is_scenario(item) or (limit is None and not wanted):
        return True
    key = interaction_of(item)
    return key is not None and (limit is None or key in through(limit)) and (not wanted or key in wanted)


def count_by_interaction(items: Iterable[pytest.Item]) -> Mapping[str, int]:
    """Count items by the label of their interaction, in the testing order."""
    counts = Counter(interaction_of(item) for item in items)
    known = [key for key in testing_order() if counts[key]]
    labelled = {interaction(key).label: counts[key] for key in known}
    return {**labelled, **({"Cross-cutting": counts[None]} if counts[None] else {})}
