"""The web proxy that leads out of a network: opens tunnels, which leave every byte as it was sent."""

import base64
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_DEFAULT_PORT: Final = 80
_LONGEST_ANSWER: Final = 64 * 1024


class TunnelError(OSError):
    """The web proxy opened no tunnel; the message holds what it answered."""


@dataclass(frozen=True)
class WebProxy:
    """An HTTP proxy by its address; ``authorization`` is the value of Proxy-Authorization, empty without a user."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str, user: str | None = None, password: str = "") -> "WebProxy":
        """Return the proxy at a URL such as ``http://proxy.example:3128``."""
        parts = urlsplit(url)
        basic = base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        return cls(parts.hostname or "", parts.port or _DEFAULT_PORT, f"Basic {basic}" if basic else "")

    def open_tunnel(
        self, host: str, port: int, send: Callable[[bytes], object], receive: Callable[[int], bytes]
    ) -> None:
        """Ask for a tunnel over a connection to the proxy, and read no further than the proxy's own answer.

        Raises ``TunnelError`` when the proxy refuses, and what ``send`` and ``receive`` raise.
        """
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
        lines += [f"Proxy-Authorization: {self.authorization}"] if self.authorization else []
        send("\r\n".join([*lines, "", ""]).encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n") and len(answer) < _LONGEST_ANSWER:
            read = receive(1)  # byte by byte: the next one may be the provider's already
            if not read:
                break
            answer += read
        status = answer.split(b"\r\n")[0].decode("latin-1")
        words = status.split()
        if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].startswith("2"):
            said = f"answered {status}" if status else "closed the connection"
            raise TunnelError(f"the web proxy {self.host}:{self.port} opened no tunnel to {place}: it {said}")


def connect(host: str, port: int, seconds: float, proxy: WebProxy | None) -> socket.socket:
    """Return a TCP connection, through the web proxy when there is one; raise ``OSError`` when there is none."""
    first = (proxy.host, proxy.port) if proxy else (host, port)
    connection = socket.create_connection(first, timeout=seconds)
    if proxy is None:
        return connection
    try:
        proxy.open_tunnel(host, port, connection.sendall, connection.recv)
    except OSError:
        connection.close()
        raise
    return connection
