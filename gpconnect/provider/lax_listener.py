"""A port that looks at the first bytes of a connection, for faults that no setting of OpenSSL can bring about."""

import asyncio
import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gpconnect.provider.faults import Faults

_PEEKED: Final = 11
_HANDSHAKE: Final = 22
_CLIENT_HELLO, _SERVER_HELLO, _SSL2_SERVER_HELLO = 1, 2, 4
_TRIPLE_DES: Final = 0x000A
_SSL3: Final = 0x0300

ProtocolFactory = Callable[[], asyncio.Protocol]


@dataclass(frozen=True)
class Laxity:
    """What the port accepts besides TLS: plain HTTP, or the first message of a handshake of SSLv2 and SSLv3."""

    plain_http: bool
    old_ssl: bool

    @classmethod
    def of(cls, faults: Faults) -> "Laxity":
        """Return what the faults of a provider make it accept."""
        return cls(faults.on("tls-plain-http-answered"), faults.on("tls-ssl-accepted"))

    def __bool__(self) -> bool:
        return self.plain_http or self.old_ssl


async def accept_laxly(
    listener: socket.socket, protocol: ProtocolFactory, context: ssl.SSLContext, laxity: Laxity
) -> None:
    """Accept connections until cancelled, each as its first bytes say."""
    loop = asyncio.get_running_loop()
    listener.setblocking(False)
    welcomes: set[asyncio.Task[None]] = set()
    while True:
        connection, _ = await loop.sock_accept(listener)
        welcome = loop.create_task(_welcome(connection, protocol, context, laxity))
        welcomes.add(welcome)
        welcome.add_done_callback(welcomes.discard)


async def _welcome(
    connection: socket.socket, protocol: ProtocolFactory, context: ssl.SSLContext, laxity: Laxity
) -> None:
    start = await _first_bytes(connection)
    hello = _server_hello(start) if laxity.old_ssl else b""
    plain = laxity.plain_http and start[:1].isalpha()
    try:
        if hello:
            await asyncio.get_running_loop().sock_sendall(connection, hello)
            connection.close()
            return
        context_used = None if plain else context
        await asyncio.get_running_loop().connect_accepted_socket(protocol, connection, ssl=context_used)
    except OSError:
        connection.close()  # no handshake came about, which the client has been told


async def _first_bytes(connection: socket.socket) -> bytes:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(connection, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(connection)
    return connection.recv(_PEEKED, socket.MSG_PEEK)


def _server_hello(start: bytes) -> bytes:
    """Return a ServerHello to a ClientHello of SSLv2 or SSLv3, and nothing to any other start."""
    if len(start) == _PEEKED and start[0] == _HANDSHAKE and start[9:11] == struct.pack("!H", _SSL3):
        body = struct.pack("!H32sBHB", _SSL3, bytes(32), 0, _TRIPLE_DES, 0)
        message = struct.pack("!B", _SERVER_HELLO) + len(body).to_bytes(3, "big") + body
        return struct.pack("!BHH", _HANDSHAKE, _SSL3, len(message)) + message
    if len(start) > 2 and start[0] & 0x80 and start[2] == _CLIENT_HELLO:
        body = struct.pack("!BBBHHHH", _SSL2_SERVER_HELLO, 0, 1, 2, 0, 0, 0)
        return struct.pack("!H", 0x8000 | len(body)) + body
    return b""
