"""TLS at the provider: who is let in, and what its operator is told when files cannot be used."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from typer.testing import CliRunner

from gpconnect.cli import app
from gpconnect.consumer.attempt import Ending, Place
from gpconnect.consumer.client_hello import offer
from gpconnect.provider.server import Address, running
from gpconnect.provider.settings import Settings
from gpconnect.provider.tls import Tls, is_named
from gpconnect.spec.transport import REFUSED_CIPHERS
from gpconnect.target.certificates import PROXY_NAME, MadeCertificates, make_certificates


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeCertificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def _metadata(made: MadeCertificates, *faults: str, client: str = "client") -> Iterator[httpx.Response]:
    tls = Tls(made.certificate("server"), made.key("server"), made.authority, made.revocations, (PROXY_NAME,))
    trusting = ssl.create_default_context(cafile=str(made.authority))
    trusting.load_cert_chain(made.certificate(client), made.key(client))
    with running(Settings(faults=faults), Address(tls=tls)) as provider:
        yield httpx.get(f"{provider.base_url}/metadata", verify=trusting, trust_env=False)


def test_the_proxy_is_answered_and_told_to_come_by_https_only(made: MadeCertificates) -> None:
    with _metadata(made) as response:
        assert response.headers["Strict-Transport-Security"].startswith("max-age=")


def test_the_header_for_hsts_can_be_missing(made: MadeCertificates) -> None:
    with _metadata(made, "tls-hsts-missing") as response:
        assert "Strict-Transport-Security" not in response.headers


def test_a_client_of_another_name_gets_no_answer(made: MadeCertificates) -> None:
    with pytest.raises(httpx.TransportError), _metadata(made, client="wrong_name"):
        pass


@pytest.mark.parametrize(
    ("certificate", "named"),
    [
        ({"subjectAltName": (("DNS", "Proxy.Spine.Example"),)}, True),
        ({"subjectAltName": (("DNS", "other.example"), ("DNS", PROXY_NAME))}, True),
        ({"subject": ((("commonName", PROXY_NAME),),)}, True),
        ({"subject": ((("commonName", PROXY_NAME),),), "subjectAltName": (("DNS", "other.example"),)}, False),
        ({"subjectAltName": (("URI", PROXY_NAME),)}, False),
        ({}, False),
        (None, False),
    ],
)
def test_a_client_is_named_by_its_alternative_names_first(certificate: dict[str, Any] | None, named: bool) -> None:
    assert is_named(certificate, [PROXY_NAME]) is named


@pytest.mark.parametrize(
    ("replaced", "said"),
    [
        ("server.pem", "server.pem with key"),
        ("server.key", "server.key: "),
        ("authority.pem", "authority.pem: "),
        ("authority.crl", "authority.crl: "),
    ],
)
def test_files_that_cannot_be_used_are_named(
    made: MadeCertificates, tmp_path: Path, replaced: str, said: str
) -> None:
    files = {
        "--tls-cert": made.certificate("server"),
        "--tls-key": made.key("server"),
        "--tls-client-ca": made.authority,
        "--tls-crl": made.revocations,
    }
    broken = tmp_path / replaced
    broken.write_text("nothing", encoding="utf-8")
    words = [
        word for name, file in files.items() for word in (name, str(broken if file.name == replaced else file))
    ]
    result = CliRunner().invoke(app, ["serve", "--port", "0", *words])
    assert result.exit_code == 2
    assert "TLS cannot be set up" in result.stderr
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_names_and_revocations_need_an_authority(made: MadeCertificates) -> None:
    words = ["--tls-cert", str(made.certificate("server")), "--tls-key", str(made.key("server"))]
    result = CliRunner().invoke(app, ["serve", *words, "--tls-client-name", PROXY_NAME])
    assert result.exit_code == 2
    assert "--tls-client-ca is needed" in result.stderr


@pytest.mark.parametrize("kind", ["triple DES", "RC4", "single DES and export grades"])
def test_ciphers_that_openssl_has_no_more_can_be_accepted(made: MadeCertificates, kind: str) -> None:
    tls = Tls(made.certificate("server"), made.key("server"))
    endings = {}
    for faults in ((), ("tls-forgotten-cipher-accepted",)):
        with running(Settings(faults=faults), Address(tls=tls)) as provider:
            answer = offer(Place.of(provider.base_url, 5), 0x0303, REFUSED_CIPHERS[kind])
            endings[faults] = (answer.ending, answer.suite)
    assert endings[()][0] is Ending.REFUSED
    assert endings["tls-forgotten-cipher-accepted",] == (Ending.ANSWERED, REFUSED_CIPHERS[kind][0])


def test_a_port_that_accepts_forgotten_ciphers_speaks_tls_all_the_same(made: MadeCertificates) -> None:
    with _metadata(made, "tls-forgotten-cipher-accepted") as response:
        assert response.status_code == 400


def test_a_message_that_breaks_off_has_no_answer() -> None:
    endings = {}
    for faults in ((), ("cut-messages-fail",), ("cut-messages-acted-on",)):
        with running(Settings(faults=faults)) as provider:
            parts = urlsplit(provider.base_url)
            with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as connection:
                connection.sendall(b"POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\ncut")
                connection.shutdown(socket.SHUT_WR)
                endings[faults] = connection.recv(12)
    assert endings == {
        (): b"",
        ("cut-messages-fail",): b"HTTP/1.1 500",
        ("cut-messages-acted-on",): b"HTTP/1.1 404",
    }
