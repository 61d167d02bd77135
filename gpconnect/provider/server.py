"""Serving the provider over HTTP or HTTPS with uvicorn."""

import asyncio
import json
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from gpconnect.provider.app import create_app
from gpconnect.provider.call import Services
from gpconnect.provider.http_protocol import Protocol
from gpconnect.provider.settings import Settings

# The cipher families of development_api_security_guidance, most preferred first, in OpenSSL's words.
_CIPHERS = "AESGCM+EECDH:AESGCM+EDH:AES256+EECDH:AES256+EDH"


@dataclass(frozen=True)
class Tls:
    """Files for TLS: the server's certificate and key, and the authority that issues client certificates (PEM)."""

    certificate: Path
    key: Path
    client_authority: Path | None = None


@dataclass(frozen=True)
class Address:
    """Where a provider listens; port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    tls: Tls | None = None


class _Server(uvicorn.Server):
    """A uvicorn server that says when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


def serve(app: Starlette, address: Address, on_ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``on_ready`` gets the service root URL once the provider listens.

    Raises ``OSError`` when the address cannot be used or a certificate file cannot be read.
    """
    listener = _listener(address)
    base_url = _base_url(app, address, listener)
    _Server(_config(app, address), lambda: on_ready(base_url)).run(sockets=[listener])


@dataclass(frozen=True)
class Running:
    """A provider that listens: its service root URL, and what it works with."""

    base_url: str
    services: Services


@contextmanager
def running(settings: Settings | None = None, address: Address | None = None) -> Iterator[Running]:
    """Run a provider in a thread of this process, on a free port unless ``address`` says otherwise."""
    app, address = create_app(settings), address or Address()
    listener, ready = _listener(address), threading.Event()
    server = _Server(_config(app, address), ready.set)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield Running(_base_url(app, address, listener), app.state.services)
    finally:
        server.should_exit = True
        thread.join()
        app.state.services.store.close()


def write_ready_file(path: Path, base_url: str) -> None:
    """Write one line of JSON for the program that started this one; it appears whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps({"base_url": base_url, "pid": os.getpid()}) + "\n", encoding="utf-8")
    temporary.replace(path)


def _listener(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only for sockets that name their protocol; with it, each answer on a
    # connection that is used again waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.host, address.port))
    except OSError:
        listener.close()
        raise
    return listener


def _base_url(app: Starlette, address: Address, listener: socket.socket) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    scheme = "https" if address.tls else "http"
    return f"{scheme}://{host}:{listener.getsockname()[1]}{app.state.services.settings.service_root}"


def _config(app: Starlette, address: Address) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    if address.tls is not None:
        config.load()
        config.ssl = _context(address.tls)
    return config


def _context(tls: Tls) -> ssl.SSLContext:
    """TLS 1.2 with the permitted ciphers, and client certificates of the authority if one is named.

    Later versions of TLS bring ciphers that development_api_security_guidance does not permit.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    context.load_cert_chain(tls.certificate, tls.key)
    if tls.client_authority is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(tls.client_authority)
    return context
