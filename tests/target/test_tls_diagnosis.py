"""What is said when a provider cannot be reached over HTTPS."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gpconnect.target.certificates import MadeCertificates, make_certificates
from gpconnect.target.embedded import tls_settings
from gpconnect.target.settings import TargetSettings
from gpconnect.target.tls_diagnosis import advice


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeCertificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def _serving(context: ssl.SSLContext | None) -> Iterator[str]:
    """Accept connections, with this TLS or none, and answer none of them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        root = f"https://127.0.0.1:{listener.getsockname()[1]}/A1/STU3/1/gpconnect"

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(ssl.SSLError, ConnectionError):
                        if context is None:
                            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        else:
                            context.wrap_socket(connection, server_side=True).recv(1)

        thread = threading.Thread(target=serve)
        thread.start()
        yield root
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _server(made: MadeCertificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate("server"), made.key("server"))
    return context


def _settings(made: MadeCertificates, **changes: object) -> TargetSettings:
    return TargetSettings(**{**tls_settings(made), "connect_timeout": 1.0, **changes})  # type: ignore[arg-type]


def test_plain_http_needs_no_advice_on_tls(made: MadeCertificates) -> None:
    assert advice(_settings(made), "http://127.0.0.1:9/A1") == ""


def test_an_unknown_authority_points_to_its_setting(made: MadeCertificates, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    with _serving(_server(made)) as root:
        said = advice(_settings(made, tls_ca=other), root)
    assert f"the authorities in {other} (tls_ca) do not vouch" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"tls_client_certificate": None, "tls_client_key": None},
            "It may want a client certificate: set tls_client",
        ),
        ({}, "It may not accept the client certificate"),
    ],
)
def test_a_refused_client_certificate_points_to_its_setting(
    made: MadeCertificates, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    context = _server(made)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(other)
    with _serving(context) as root:
        assert said in advice(_settings(made, **changes), root)


def test_a_server_without_tls_is_recognised(made: MadeCertificates) -> None:
    with _serving(None) as root:
        assert "It does not speak TLS: is its URL one with http://" in advice(_settings(made), root)


def test_a_server_without_tls_1_2_is_recognised(made: MadeCertificates) -> None:
    context = _server(made)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    with _serving(context) as root:
        assert "It does not speak TLS 1.2" in advice(_settings(made), root)


def test_a_certificate_that_only_strictness_refuses_has_its_own_advice(
    made: MadeCertificates, tmp_path: Path
) -> None:
    authority, context = _lax_authority(tmp_path)
    with _serving(context) as root:
        said = advice(_settings(made, tls_ca=authority), root)
        lenient = advice(_settings(made, tls_ca=authority, tls_strict=False), root)
    assert "falls short of RFC 5280" in said
    assert "tls_strict = false" in said
    assert "RFC 5280" not in lenient


def _lax_authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return an authority's file, whose basic constraints are not critical, and a server that it vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lax authority")])
    common = x509.CertificateBuilder().issuer_name(name).public_key(key.public_key())
    common = common.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    authority = (
        common.subject_name(name)
        .serial_number(1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=False)
        .sign(key, SHA256())
    )
    server = (
        common.subject_name(x509.Name([]))
        .serial_number(2)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(_localhost())]), critical=True)
        .sign(key, SHA256())
    )
    files = folder / "lax.pem", folder / "server.pem"
    files[0].write_bytes(authority.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    files[1].write_bytes(server.public_bytes(Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1])
    return files[0], context


def _localhost() -> IPv4Address:
    return IPv4Address("127.0.0.1")
