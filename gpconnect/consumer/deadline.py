"""Deadlines: a request is over after a given time, however the provider spends it."""

import threading
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore

from gpconnect.consumer.web_proxy import TunnelError, WebProxy


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
    """A network on which nothing waits beyond the deadline, and that may lie behind a web proxy.

    Timeouts of an HTTP client count from the last byte: one byte a second keeps it waiting for ever.
    ``server_name`` is the name that TLS expects of the server, where it is not the host of the URL.
    """

    def __init__(
        self,
        network: httpcore.NetworkBackend,
        deadline: Deadline,
        web_proxy: WebProxy | None = None,
        server_name: str | None = None,
    ) -> None:
        self._network = network
        self._deadline = deadline
        self._web_proxy = web_proxy
        self._server_name = server_name

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a TCP connection; raise ``httpcore.ProxyError`` when the web proxy does not let it through."""
        limit = self._deadline.timeout(timeout)
        proxy = self._web_proxy
        first = (proxy.host, proxy.port) if proxy else (host, port)
        stream = self._network.connect_tcp(*first, limit, local_address, socket_options)
        made = _DeadlineStream(stream, self._deadline, self._server_name)
        if proxy is not None:
            try:
                proxy.open_tunnel(
                    host, port, lambda sent: made.write(sent, timeout), lambda most: made.read(most, timeout)
                )
            except TunnelError as error:
                made.close()
                raise httpcore.ProxyError(str(error)) from None
        return made


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, server_name: str | None = None) -> None:
        self._stream = stream
        self._deadline = deadline
        self._server_name = server_name

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
        name = self._server_name or server_hostname
        return _DeadlineStream(self._stream.start_tls(ssl_context, name, limit), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore leaves it open
        return self._stream.get_extra_info(info)
