"""A port that speaks TLS and plain HTTP alike: what the fault ``tls-plain-http-answered`` opens."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Final

_TLS_HANDSHAKE: Final = b"\x16"
ProtocolFactory = Callable[[], asyncio.Protocol]


async def accept_both(listener: socket.socket, protocol: ProtocolFactory, context: ssl.SSLContext) -> None:
    """Accept connections until cancelled, with TLS or without as their first byte says."""
    loop = asyncio.get_running_loop()
    listener.setblocking(False)
    welcomes: set[asyncio.Task[None]] = set()
    while True:
        connection, _ = await loop.sock_accept(listener)
        welcome = loop.create_task(_welcome(connection, protocol, context))
        welcomes.add(welcome)
        welcome.add_done_callback(welcomes.discard)


async def _welcome(connection: socket.socket, protocol: ProtocolFactory, context: ssl.SSLContext) -> None:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(connection, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(connection)
    secured = connection.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE
    try:
        await loop.connect_accepted_socket(protocol, connection, ssl=context if secured else None)
    except OSError:
        connection.close()  # no handshake came about, which the client has been told
