"""A pytest plugin that damages, at random, what the provider answers: for runs of the suite that must survive it."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gpconnect.consumer.connection import Connection
from gpconnect.consumer.exchange import Exchange, Request
from tests.suite.damage import damaged


@pytest.fixture(scope="session", autouse=True)
def _answers_are_damaged() -> Iterator[None]:
    seed, share = os.environ["DAMAGE_SEED"], float(os.environ["DAMAGE_SHARE"])
    chance = random.Random(seed)
    unharmed = Connection.exchange

    def exchange(connection: Connection, request: Request) -> Exchange:
        made = unharmed(connection, request)
        if made.response is None or chance.random() > share:
            return made
        return replace(made, response=damaged(made.response, chance))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "exchange", exchange)
        yield
