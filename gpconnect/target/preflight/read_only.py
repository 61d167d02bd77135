"""A connection that only looks."""

from typing import Final

from gpconnect.consumer.connection import Connection
from gpconnect.consumer.exchange import Exchange, Request

_LOOKING: Final = "GET"


class ReadOnlyConnection(Connection):
    """Refuses to send what might change something at the provider."""

    def exchange(self, request: Request) -> Exchange:
        """Send a GET; raise ``ValueError`` for any other method."""
        if request.method != _LOOKING:
            raise ValueError(f"{request.method} {request.url}: preflight sends nothing but {_LOOKING}")
        return super().exchange(request)

    def exchange_message(self, request: Request, message: bytes, *, cut: bool = False) -> Exchange:  # noqa: ARG002
        """Raise ``ValueError``: bytes of which nobody knows what they mean are not sent."""
        raise ValueError(f"{request.url}: preflight sends no raw messages")
