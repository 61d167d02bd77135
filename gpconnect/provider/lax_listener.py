"""A port that looks at the first bytes of a connection, for faults that no setting of OpenSSL can bring about."""

import asyncio
import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gpconnect.provider.faults import Faults
from gpconnect.spec.transport import REFUSED_CIPHERS

_PEEKED: Final = 1024
_HEAD: Final = 11
_HANDSHAKE: Final = 22
_CLIENT_HELLO, _SERVER_HELLO, _SSL2_SERVER_HELLO = 1, 2, 4
_TRIPLE_DES: Final = 0x000A
_SSL3: Final = 0x0300
_SECURE_RENEGOTIATION: Final = 0x00FF
# What no version of OpenSSL that Python can be built with still has.
_FORGOTTEN: Final = frozenset(
    suite for kind in ("triple DES", "RC4", "single DES and export grades") for suite in REFUSED_CIPHERS[kind]
)

ProtocolFactory = Callable[[], asyncio.Protocol]


@dataclass(frozen=True)
class Laxity:
    """What the port accepts besides TLS: plain HTTP, or the first message of a handshake that OpenSSL cannot make.

    ``old_ssl`` is about SSLv2 and SSLv3, ``forgotten_ciphers`` about TLS 1.2 with ciphers that OpenSSL has no more.
    """

    plain_http: bool
    old_ssl: bool
    forgotten_ciphers: bool

    @classmethod
    def of(cls, faults: Faults) -> "Laxity":
        """Return what the faults of a provider make it accept."""
        return cls(
            faults.on("tls-plain-http-answered"),
            faults.on("tls-ssl-accepted"),
            faults.on("tls-forgotten-cipher-accepted"),
        )

    def __bool__(self) -> bool:
        return self.plain_http or self.old_ssl or self.forgotten_ciphers


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
    hello = _server_hello(start, laxity)
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


def _server_hello(start: bytes, laxity: Laxity) -> bytes:
    """Return a ServerHello to a ClientHello that only a lax port accepts, and nothing to any other start."""
    if len(start) >= _HEAD and start[0] == _HANDSHAKE:
        version = int.from_bytes(start[9:11])
        if laxity.old_ssl and version == _SSL3:
            return _tls_hello(_SSL3, _TRIPLE_DES)
        offered = _suites(start)
        if laxity.forgotten_ciphers and offered and set(offered) <= _FORGOTTEN:
            return _tls_hello(version, offered[0])
    if laxity.old_ssl and len(start) > 2 and start[0] & 0x80 and start[2] == _CLIENT_HELLO:
        body = struct.pack("!BBBHHHH", _SSL2_SERVER_HELLO, 0, 1, 2, 0, 0, 0)
        return struct.pack("!H", 0x8000 | len(body)) + body
    return b""


def _suites(hello: bytes) -> list[int]:
    """Return the cipher suites that a ClientHello offers (RFC 5246, 7.4.1.2); signals are none."""
    after_random = _HEAD + 32
    at = after_random + 1 + (hello[after_random] if len(hello) > after_random else 0)
    size = int.from_bytes(hello[at : at + 2])
    offered = hello[at + 2 : at + 2 + size]
    suites = [int.from_bytes(offered[place : place + 2]) for place in range(0, len(offered), 2)]
    return [one for one in suites if one != _SECURE_RENEGOTIATION]


def _tls_hello(version: int, suite: int) -> bytes:
    body = struct.pack("!H32sBHB", version, bytes(32), 0, suite, 0)
    message = struct.pack("!B", _SERVER_HELLO) + len(body).to_bytes(3, "big") + body
    return struct.pack("!BHH", _HANDSHAKE, version, len(message)) + message
