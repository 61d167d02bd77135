"""Serving the provider over HTTP or HTTPS with uvicorn."""

import asyncio
import gc
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
from gpconnect.provider.http_protocol import protocol_for
from gpconnect.provider.lax_listener import Laxity, accept_laxly
from gpconnect.provider.settings import Settings
from gpconnect.provider.tls import Tls, server_context


@dataclass(frozen=True)
class Address:
    """Where a provider listens; port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    tls: Tls | None = None


class _Server(uvicorn.Server):
    """A uvicorn server that says when it listens; ``laxity`` is what a faulty one accepts besides TLS."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], laxity: Laxity) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._laxity = laxity
        self._accepting: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        if self._laxity and self.config.ssl is not None:
            await super().startup([])
            self._accepting = [self._accept_laxly(one, self.config.ssl) for one in sockets or ()]
        else:
            await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for task in self._accepting:
            task.cancel()
        await super().shutdown(sockets)

    def _accept_laxly(self, listener: socket.socket, context: ssl.SSLContext) -> asyncio.Task[None]:
        listener.listen()

        def protocol() -> asyncio.Protocol:
            made: type[asyncio.Protocol] = self.config.http_protocol_class
            return made(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)  # type: ignore[call-arg]

        return asyncio.get_running_loop().create_task(accept_laxly(listener, protocol, context, self._laxity))


def serve(app: Starlette, address: Address, on_ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``on_ready`` gets the service root URL once the provider listens.

    Raises ``OSError`` when the address cannot be used, ``TlsFilesError`` when a certificate file cannot.
    """
    config = _config(app, address)
    listener = _listener(address)
    base_url = _base_url(app, address, listener)
    gc.collect()
    gc.freeze()  # what stays for good need not be looked through again and again while requests are answered
    _server(app, config, lambda: on_ready(base_url)).run(sockets=[listener])


@dataclass(frozen=True)
class Running:
    """A provider that listens: its service root URL, and what it works with."""

    base_url: str
    services: Services


@contextmanager
def running(settings: Settings | None = None, address: Address | None = None) -> Iterator[Running]:
    """Run a provider in a thread of this process, on a free port unless ``address`` says otherwise."""
    app, address = create_app(settings), address or Address()
    config = _config(app, address)
    listener, ready = _listener(address), threading.Event()
    server = _server(app, config, ready.set)
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


def _server(app: Starlette, config: uvicorn.Config, on_ready: Callable[[], None]) -> _Server:
    return _Server(config, on_ready, Laxity.of(app.state.services.faults))


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
    faults = app.state.services.faults
    config = uvicorn.Config(
        app,
        http=protocol_for(address.tls.client_names if address.tls else (), faults),
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,  # a consumer that pauses must not meet a connection which is just being closed
        timeout_graceful_shutdown=1,
    )
    if address.tls is not None:
        config.load()
        config.ssl = server_context(address.tls, faults)
    return config
