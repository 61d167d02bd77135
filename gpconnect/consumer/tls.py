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


class TlsFileError(Exception):
    """A file for TLS cannot be used: the setting that names it, which file, why, and what to do."""

    def __init__(self, setting: str, file: Path, reason: str) -> None:
        self.setting = setting
        super().__init__(f"{file}: {reason}")


@dataclass(frozen=True)
class ClientCertificate:
    """Files of a client certificate: PEM, its key in the same file or another, or PKCS#12 (``.p12``, ``.pfx``).

    ``name`` begins the names of the settings that the files come from.
    """

    certificate: Path
    key: Path | None = None
    password: str | None = None
    name: str = "tls_client"

    def unusable(self, part: Literal["certificate", "key"], reason: str) -> TlsFileError:
        """Return the error that one of the files cannot be used."""
        file = self.certificate if part == "certificate" or self.key is None else self.key
        return TlsFileError(f"{self.name}_{part}", file, reason)


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
    try:
        trust.ca.open("rb").close()
        return ssl.create_default_context(cafile=str(trust.ca))
    except ssl.SSLError:
        raise TlsFileError("tls_ca", trust.ca, "holds no certificate in PEM form (BEGIN CERTIFICATE)") from None
    except OSError as error:
        raise TlsFileError("tls_ca", trust.ca, f"cannot be read ({error.strerror})") from None


def _load(context: ssl.SSLContext, client: ClientCertificate) -> None:
    content = _content(client, "certificate", client.certificate)
    if client.certificate.suffix.lower() in _PKCS12_SUFFIXES:
        with _as_pem(client, content) as (pem, password):
            context.load_cert_chain(pem, password=password)
        return
    keys = _content(client, "key", client.key) if client.key else content
    try:
        # Without a password of ours OpenSSL would ask for one at the terminal.
        context.load_cert_chain(client.certificate, client.key, password=client.password or "")
    except (ssl.SSLError, ValueError) as error:
        raise _pem_error(client, content, keys, error) from None


def _content(client: ClientCertificate, part: Literal["certificate", "key"], file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise client.unusable(part, f"cannot be read ({error.strerror})") from None


def _pem_error(client: ClientCertificate, content: bytes, keys: bytes, error: Exception) -> TlsFileError:
    if b"-----BEGIN CERTIFICATE" not in content:
        return client.unusable("certificate", "holds no certificate in PEM form; name PKCS#12 files .p12 or .pfx")
    if b"PRIVATE KEY-----" not in keys:
        return client.unusable("key", "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)")
    if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
        return client.unusable("key", f"is not the key of the certificate in {client.certificate}")
    return client.unusable("key", "the private key cannot be read; is it encrypted, and tls_password right?")


@contextmanager
def _as_pem(client: ClientCertificate, content: bytes) -> Iterator[tuple[Path, str]]:
    """Yield a PEM file of a PKCS#12 file's content, its key encrypted with a password that nobody else knows."""
    password = client.password.encode() if client.password else None
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, password)
    except ValueError:
        raise client.unusable("certificate", "is no PKCS#12 file, or tls_password is not its password") from None
    if key is None or certificate is None:
        raise client.unusable("certificate", "the PKCS#12 file lacks the certificate or its key")
    secret = secrets.token_urlsafe()
    parts = [one.public_bytes(Encoding.PEM) for one in (certificate, *others)]
    parts.append(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret.encode())))
    with tempfile.TemporaryDirectory(prefix="gpconnect-tls-") as folder:
        pem = Path(folder, "client.pem")
        pem.write_bytes(b"".join(parts))
        yield pem, secret
