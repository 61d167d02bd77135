"""The web proxy: every way to the provider goes through its tunnel, and what it refuses is told."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import trustme

from gpconnect.consumer.attempt import Ending, Place, attempt
from gpconnect.consumer.connection import Connection, Endpoint
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.web_proxy import WebProxy
from tests.consumer.tunnel_proxy import TunnelProxy, tunnel_proxy

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
REFUSAL = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def provider(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answer every request with 200, one connection after the other."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                connection = context.wrap_socket(plain, server_side=True) if context else plain
            except OSError:  # the client did not like our name
                continue
            with connection:
                if connection.recv(65536):
                    connection.sendall(OK)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def connection_to(root: str, proxy: TunnelProxy, **settings: object) -> Connection:
    way = WebProxy.of(f"http://127.0.0.1:{proxy.port}", "tester", "secret")
    return Connection(Endpoint(root, "1", web_proxy=way, connect_timeout=2, read_timeout=2, **settings))  # type: ignore[arg-type]


def test_requests_and_messages_go_through_the_tunnel() -> None:
    with tunnel_proxy() as proxy, provider() as port:
        root = f"http://provider.example:{port}/base"
        made = connection_to(root, proxy)
        request = Request("find-a-patient", "GET", f"{root}/Patient", [])
        assert made.failure_to_connect() is None
        assert made.exchange(request).status == 200
        assert made.exchange_message(request, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").status == 200
        made.close()
    assert len(proxy.asked) == 3
    assert {one.splitlines()[0] for one in proxy.asked} == {f"CONNECT provider.example:{port} HTTP/1.1"}
    assert all("Proxy-Authorization: Basic dGVzdGVyOnNlY3JldA==" in one for one in proxy.asked)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def contexts(authority: trustme.CA, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(name).configure_cert(server)
    authority.configure_trust(client)
    return server, client


def test_tls_runs_inside_the_tunnel_and_expects_the_name_that_is_set(authority: trustme.CA) -> None:
    server, client = contexts(authority, "inside.example")
    with tunnel_proxy() as proxy, provider(server) as port:
        root = f"https://outside.example:{port}/base"
        request = Request("find-a-patient", "GET", f"{root}/Patient", [])
        wrong = connection_to(root, proxy, ssl_context=client)
        assert "outside.example" in str(wrong.exchange(request).failure)
        right = connection_to(root, proxy, ssl_context=client, server_name="inside.example")
        assert right.exchange(request).status == 200
        assert right.exchange_message(request, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").status == 200
        place = Place.of(root, 2, right.endpoint.web_proxy, "inside.example")
        assert attempt(place, request, client).ending is Ending.ANSWERED
        for one in (wrong, right):
            one.close()


def test_what_the_proxy_refuses_is_told() -> None:
    with tunnel_proxy(REFUSAL) as proxy:
        root = "http://provider.example:8080/base"
        made = connection_to(root, proxy)
        request = Request("find-a-patient", "GET", f"{root}/Patient", [])
        told = (
            f"the web proxy 127.0.0.1:{proxy.port} opened no tunnel to provider.example:8080: "
            "it answered HTTP/1.1 407 Proxy Authentication Required"
        )
        assert told in str(made.failure_to_connect())
        assert told in str(made.exchange(request).failure)
        assert told in str(made.exchange_message(request, b"GET / HTTP/1.1\r\n\r\n").failure)
        made.close()


def test_without_a_proxy_no_variable_of_the_environment_makes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with provider() as port:
        made = Connection(Endpoint(f"http://127.0.0.1:{port}", "1"))
        assert made.exchange(Request("find-a-patient", "GET", f"http://127.0.0.1:{port}/", [])).status == 200
        made.close()
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{port}/", timeout=2)
