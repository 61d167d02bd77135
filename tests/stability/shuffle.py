"""A pytest plugin that shuffles the scenarios of each endpoint: ``-p tests.stability.shuffle --shuffle SEED``."""

import random
from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that sets the order."""
    parser.addoption("--shuffle", metavar="SEED", help="run scenarios in another order, the same one for a seed")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Shuffle before anything else orders them: sorting by the testing order then keeps what it leaves open."""
    seed = config.getoption("shuffle")
    if seed is not None:
        random.Random(seed).shuffle(items)
    return (yield)
