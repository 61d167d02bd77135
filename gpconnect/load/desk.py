"""The desk of one user: lets the user think, sends what the user asks for, and notes how long it took."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection, Endpoint
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.identity import ConsumerIdentity
from gpconnect.load.journeys import TAKEN
from gpconnect.load.measurements import Call
from gpconnect.spec import Edition

Note = Callable[[Call], None]
Think = Callable[[float], None]


class Desk:
    """One user's consumer, on a connection of its own.

    ``think`` waits before each call, and may end the journey, as nothing is under way then; it is told how many
    milliseconds the last call took. ``note`` is told of every call.
    """

    def __init__(
        self, way: Connection, edition: Edition, identity: ConsumerIdentity, note: Note, think: Think
    ) -> None:
        """``way`` is a connection to the provider; the user's own goes the same way."""
        self._way = way
        self.consumer = Consumer(self._connection(), edition, identity)
        self._note = note
        self._think = think
        self._last = 0.0

    def _connection(self) -> Connection:
        return Connection(self._way.endpoint, guard=self._way.guard)

    def send(self, draft: Draft, expected: Sequence[int]) -> Exchange | None:
        """Think, make a call and note it; return ``None`` when it was not answered with an expected status."""
        self._think(self._last)
        exchange = self.consumer.send(draft)
        self.consumer.recorder.clear()
        failure = _failure(draft, exchange, expected)
        received = len(exchange.response.body) if exchange.response else 0
        contended = exchange.status == TAKEN and failure is None
        key = draft.interaction.key
        self._note(Call(key, exchange.milliseconds, len(draft.body), received, failure, contended))
        if self.consumer.connection.given_up is not None:  # a user would try again; the suite would not
            self.consumer.connection.close()
            self.consumer.connection = self._connection()
        self._last = exchange.milliseconds
        return None if failure else exchange

    def close(self) -> None:
        """Close the connection."""
        self.consumer.connection.close()


def _failure(draft: Draft, exchange: Exchange, expected: Sequence[int]) -> str | None:
    if exchange.response is None:
        return f"{draft.interaction.title}: no response: {exchange.failure}"
    if exchange.status in expected:
        return None
    return f"{draft.interaction.title}: status {exchange.status}{exchange.oddity}"


def with_one_context(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with a TLS context that all connections share; to make one for each user takes long."""
    import ssl

    return replace(endpoint, ssl_context=endpoint.ssl_context or ssl.create_default_context())
