"""The first message of a TLS handshake, made by hand, to offer what our own TLS library would not.

What a server answers to it, a ServerHello or a refusal, tells what the server itself allows.
"""

import os
import socket
import struct
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from gpconnect.consumer.attempt import Ending, Place
from gpconnect.spec.transport import REFUSED_VERSIONS

_SSL2: Final = REFUSED_VERSIONS["SSLv2"]
_TLS1: Final = REFUSED_VERSIONS["TLS 1.0"]
_HANDSHAKE, _ALERT = 22, 21
_CLIENT_HELLO, _SERVER_HELLO, _SSL2_SERVER_HELLO = 1, 2, 4
# RFC 5746: some servers refuse every client that does not say that it knows of secure renegotiation.
_SECURE_RENEGOTIATION: Final = 0x00FF
_GROUPS: Final = (0x001D, 0x0017, 0x0018, 0x0019, 0x0100)
_SIGNATURES: Final = (
    0x0403,
    0x0503,
    0x0603,
    0x0804,
    0x0805,
    0x0806,
    0x0401,
    0x0501,
    0x0601,
    0x0203,
    0x0201,
    0x0202,
)
_SSL2_CIPHERS: Final = (0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700C0)


@dataclass(frozen=True)
class HelloAnswer:
    """What a server answered to an offer; ``version`` and ``suite`` are what it chose, when it accepted."""

    ending: Ending
    evidence: str
    version: int | None = None
    suite: int | None = None


def offer(place: Place, version: int, suites: Sequence[int]) -> HelloAnswer:
    """Offer one version and these cipher suites, and return what the server chose, or how it refused."""
    hello = ssl2_hello() if version == _SSL2 else client_hello(version, suites, place.name)
    try:
        connection = place.connect()
    except OSError as error:
        return HelloAnswer(Ending.UNREACHABLE, f"{place.host}:{place.port}: {error}")
    with closing(connection):
        try:
            connection.sendall(hello)
            return _read_answer(connection, version)
        except TimeoutError:
            return HelloAnswer(Ending.SILENT, f"no answer within {place.seconds:g} s")
        except OSError as error:
            return HelloAnswer(Ending.REFUSED, f"the provider reset the connection ({error})")


def client_hello(version: int, suites: Sequence[int], host: str) -> bytes:
    """Return a ClientHello record (RFC 5246, 7.4.1.2) of one version, with extensions from TLS 1.0 on."""
    offered = b"".join(struct.pack("!H", one) for one in (*suites, _SECURE_RENEGOTIATION))
    body = struct.pack("!H", version) + os.urandom(32) + b"\x00" + _sized(offered, 2) + b"\x01\x00"
    if version >= _TLS1:
        body += _sized(_extensions(version, host), 2)
    message = struct.pack("!B", _CLIENT_HELLO) + _sized(body, 3)
    return struct.pack("!BH", _HANDSHAKE, min(version, _TLS1)) + _sized(message, 2)


def ssl2_hello() -> bytes:
    """Return a ClientHello of SSLv2 that offers all its ciphers."""
    ciphers = b"".join(one.to_bytes(3, "big") for one in _SSL2_CIPHERS)
    body = struct.pack("!BHHHH", _CLIENT_HELLO, _SSL2, len(ciphers), 0, 16) + ciphers + os.urandom(16)
    return struct.pack("!H", 0x8000 | len(body)) + body


def _extensions(version: int, host: str) -> bytes:
    groups = b"".join(struct.pack("!H", one) for one in _GROUPS)
    extensions = [(10, _sized(groups, 2)), (11, b"\x01\x00")]
    if not _is_address(host):
        extensions.append((0, _sized(b"\x00" + _sized(host.encode("idna"), 2), 2)))
    if version > REFUSED_VERSIONS["TLS 1.1"]:
        signatures = b"".join(struct.pack("!H", one) for one in _SIGNATURES)
        extensions.append((13, _sized(signatures, 2)))
    return b"".join(struct.pack("!H", kind) + _sized(content, 2) for kind, content in extensions)


def _sized(content: bytes, width: int) -> bytes:
    return len(content).to_bytes(width, "big") + content


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _read_answer(connection: socket.socket, version: int) -> HelloAnswer:
    received = bytearray()
    while len(received) < _wanted(received, version) and (more := connection.recv(4096)):
        received += more
    return understood(bytes(received), version)


def _wanted(received: bytes | bytearray, version: int) -> int:
    if version == _SSL2 or len(received) < 5:
        return 5
    return 5 + int(struct.unpack("!H", received[3:5])[0])


def understood(received: bytes, version: int) -> HelloAnswer:
    """Return what the first record that a server sent says about an offer of this version."""
    if not received:
        return HelloAnswer(Ending.REFUSED, "the provider closed the connection")
    if received[0] == _ALERT and len(received) >= 7:
        return HelloAnswer(Ending.REFUSED, f"TLS alert from the provider: {received[6]}")
    if version == _SSL2 and len(received) >= 3 and received[0] & 0x80 and received[2] == _SSL2_SERVER_HELLO:
        return HelloAnswer(Ending.ANSWERED, "a ServerHello of SSLv2", _SSL2)
    if received[0] == _HANDSHAKE and len(received) >= 6 and received[5] == _SERVER_HELLO:
        return _server_hello(received[9:])
    return HelloAnswer(Ending.REFUSED, f"the provider answered with what is not TLS: {received[:16]!r}")


def _server_hello(body: bytes) -> HelloAnswer:
    try:
        version, length = struct.unpack("!H32xB", body[:35])
        (suite,) = struct.unpack("!H", body[35 + length : 37 + length])
    except struct.error:
        return HelloAnswer(Ending.GAVE_UP, "the ServerHello ends too early to be understood")
    return HelloAnswer(
        Ending.ANSWERED, f"a ServerHello of version {version:#06x}, suite {suite:#06x}", version, suite
    )
