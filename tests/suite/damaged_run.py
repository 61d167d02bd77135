"""A pytest plugin that damages at random what the provider answers, for runs of the suite that must survive it.

Environment: ``DAMAGE_SEED``, and ``DAMAGE_SHARE`` of the responses that scenarios get in their steps; a tenth of
that share of those by which prerequisites are established, so that not everything is blocked.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gpconnect.consumer.connection import Connection
from gpconnect.consumer.exchange import Exchange, Request
from tests.suite.damage import damaged

_in_step = False


@pytest.fixture(scope="session", autouse=True)
def _answers_are_damaged() -> Iterator[None]:
    seed, share = os.environ["DAMAGE_SEED"], float(os.environ["DAMAGE_SHARE"])
    chance = random.Random(seed)
    unharmed = Connection.exchange

    def exchange(connection: Connection, request: Request) -> Exchange:
        made = unharmed(connection, request)
        if made.response is None or chance.random() > (share if _in_step else share / 10):
            return made
        return replace(made, response=damaged(made.response, chance))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "exchange", exchange)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    global _in_step
    _in_step = True
    try:
        return (yield)
    finally:
        _in_step = False
