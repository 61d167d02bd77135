"""A pytest plugin that moves the clock: ``-p tests.stability.clock --clock-starts INSTANT``."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from fixtures.provider_under_test import EMBEDDED_CLOCK


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that says what time it is."""
    parser.addoption("--clock-starts", metavar="INSTANT", help="ISO instant with offset at which the run starts")


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[object]:
    """Let the clocks of this process and of the embedded provider start at the instant and run on from there."""
    text = session.config.getoption("clock_starts")
    if text is None:
        return (yield)
    instant = datetime.fromisoformat(text)
    session.config.stash[EMBEDDED_CLOCK] = instant
    with time_machine.travel(instant, tick=True):
        return (yield)
