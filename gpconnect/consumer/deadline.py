"""Deadlines: a request is over after a given time, however the provider spends it."""

import threading
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore


class Deadline:
    """When the request that a thread is waiting for must be over; each thread has its own."""

    def __init__(self) -> None:
        self._own = threading.local()

    def set(self, seconds: float) -> None:
        """Give the request that this thread is about to send so many seconds from now."""
        self._own.seconds, self._own.end = seconds, time.monotonic() + seconds

    def timeout(self, asked: float | None) -> float:
        """Return how long one step may take that asks for so many seconds itself.

        Raises ``httpcore.ReadTimeout`` when the time is over.
        """
        left: float = self._own.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"the response was not complete within {self._own.seconds:g} s")
        return left if asked is None else min(asked, left)


class DeadlineBackend(httpcore.NetworkBackend):
    """A network on which nothing waits beyond the deadline.

    Timeouts of an HTTP client count from the last byte: one byte a second keeps it waiting for ever.
    """

    def __init__(self, network: httpcore.NetworkBackend, deadline: Deadline) -> None:
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a TCP connection."""
        limit = self._deadline.timeout(timeout)
        stream = self._network.connect_tcp(host, port, limit, local_address, socket_options)
        return _DeadlineStream(stream, self._deadline)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._stream.read(max_bytes, self._deadline.timeout(timeout))
        except httpcore.ReadTimeout:
            self._deadline.timeout(timeout)  # tells when it is the whole response that took too long
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.timeout(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = self._deadline.timeout(timeout)
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore leaves it open
        return self._stream.get_extra_info(info)
