"""The starting line: consumers with open connections of their own, whose requests are released at one instant."""

import ssl
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from gpconnect.conformance.race import Race, in_order
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection, Endpoint
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange, Request
from gpconnect.consumer.guard import Guard

OPENING: Final = "get-the-capability-statement"
# How much longer than an answer may take the others are waited for, in seconds.
PATIENCE: Final = 5.0


class StartingLine:
    """Keeps a connection for each consumer of a race, opened before the race begins."""

    def __init__(self, endpoint: Endpoint, guard: Guard) -> None:
        context = endpoint.ssl_context or ssl.create_default_context()  # one for all: each takes long to make
        self._endpoint = replace(endpoint, ssl_context=context)
        self._guard = guard
        self._connections: list[Connection] = []

    def race(self, consumer: Consumer, drafts: Sequence[Draft]) -> Race:
        """Send every draft by a consumer of its own, all at one instant, and return what came of each.

        The exchanges are recorded as those of ``consumer``, in the order in which they were answered. What opens
        the connections is no part of the race, and is not recorded.
        """
        lacking = len(drafts) - len(self._connections)
        self._connections += [Connection(self._endpoint, guard=self._guard) for _ in range(lacking)]
        opening, requests = consumer.draft(OPENING).request(), [one.request() for one in drafts]
        barrier = threading.Barrier(len(drafts), timeout=self._endpoint.total_timeout + PATIENCE)

        def run(connection: Connection, request: Request) -> Exchange:
            connection.exchange(opening)
            barrier.wait()
            return connection.exchange(request)

        consumer.connection.bypassed()  # who comes first is for no recording to repeat
        with consumer.connection.turn(requests[0]), ThreadPoolExecutor(len(drafts)) as consumers:
            exchanges = list(consumers.map(run, self._connections, requests))
        race = in_order([f"consumer {number}" for number in range(1, len(drafts) + 1)], exchanges)
        for entrant in sorted(race.entrants, key=lambda one: one.answered):
            consumer.take_over(entrant.exchange)
        return race

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            connection.close()
