"""TLS of the consumer: one context per client certificate, made of the files that settings name."""

import secrets
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)

_PKCS12_SUFFIXES: Final = (".p12", ".pfx")

Part = Literal["ca", "certificate", "key"]


class TlsFileError(Exception):
    """A file for TLS cannot be used: which part it was to be, which file, why, and what to do."""

    def __init__(self, part: Part, file: Path, reason: str) -> None:
        self.part = part
        super().__init__(f"{file}: {reason}")


@dataclass(frozen=True)
class ClientCertificate:
    """Files of a client certificate: PEM, its key in the same file or another, or PKCS#12 (``.p12``, ``.pfx``)."""

    certificate: Path
    key: Path | None = None
    password: str | None = None


@dataclass(frozen=True)
class Trust:
    """Which servers to trust: those of the authorities in ``ca`` (PEM), or of the system's.

    ``strict`` holds certificates to RFC 5280 in full, whatever the version of Python (its default since 3.13).
    """

    ca: Path | None = None
    strict: bool = True


def client_context(trust: Trust, client: ClientCertificate | None = None) -> ssl.SSLContext:
    """Return a context for TLS 1.2 that presents this client certificate, or none.

    Raises ``TlsFileError`` (page: development_api_security_guidance).
    """
    context = _trusting(trust)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
    if trust.strict:
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    if client is not None:
        _load(context, client)
    return context


def _trusting(trust: Trust) -> ssl.SSLContext:
    if trust.ca is None:
        return ssl.create_default_context()
    _readable("ca", trust.ca)
    try:
        return ssl.create_default_context(cafile=str(trust.ca))
    except ssl.SSLError:
        raise TlsFileError(
            "ca", trust.ca, "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"
        ) from None


def _load(context: ssl.SSLContext, client: ClientCertificate) -> None:
    _readable("certificate", client.certificate)
    if client.certificate.suffix.lower() in _PKCS12_SUFFIXES:
        with _as_pem(client) as (pem, password):
            context.load_cert_chain(pem, password=password)
        return
    if client.key is not None:
        _readable("key", client.key)
    # Without a password of ours OpenSSL would ask for one at the terminal.
    password = client.password or ""
    try:
        context.load_cert_chain(client.certificate, client.key, password=password)
    except (ssl.SSLError, ValueError) as error:
        raise _pem_error(client, error) from None


def _readable(part: Part, file: Path) -> None:
    try:
        file.open("rb").close()
    except OSError as error:
        raise TlsFileError(part, file, f"cannot be read ({error.strerror})") from None


def _pem_error(client: ClientCertificate, error: Exception) -> TlsFileError:
    key = client.key or client.certificate
    if b"-----BEGIN CERTIFICATE" not in client.certificate.read_bytes():
        return TlsFileError(
            "certificate", client.certificate, "holds no certificate in PEM form; name a PKCS#12 file .p12 or .pfx"
        )
    if b"PRIVATE KEY-----" not in key.read_bytes():
        return TlsFileError("key", key, "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)")
    if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
        return TlsFileError("key", key, f"is not the key of the certificate in {client.certificate}")
    return TlsFileError("key", key, "the private key cannot be read; is it encrypted, and tls_password right?")


@contextmanager
def _as_pem(client: ClientCertificate) -> Iterator[tuple[Path, str]]:
    """Yield a PEM file of a PKCS#12 file's content, its key encrypted with a password that nobody else knows."""
    password = client.password.encode() if client.password else None
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(client.certificate.read_bytes(), password)
    except ValueError:
        raise TlsFileError(
            "certificate", client.certificate, "is no PKCS#12 file, or tls_password is not its password"
        ) from None
    if key is None or certificate is None:
        raise TlsFileError("certificate", client.certificate, "the PKCS#12 file lacks the certificate or its key")
    secret = secrets.token_urlsafe()
    parts = [one.public_bytes(Encoding.PEM) for one in (certificate, *others)]
    parts.append(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret.encode())))
    with tempfile.TemporaryDirectory(prefix="gpconnect-tls-") as folder:
        pem = Path(folder, "client.pem")
        pem.write_bytes(b"".join(parts))
        yield pem, secret
