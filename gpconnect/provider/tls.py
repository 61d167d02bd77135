"""TLS at the provider: version, ciphers and client certificates as development_api_security_guidance asks."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gpconnect.provider.faults import Faults
from gpconnect.spec.transport import CIPHER_FAMILIES

# The finite-field group ffdhe2048 of RFC 7919: without parameters OpenSSL refuses the suites with DHE.
_DH_GROUP: Final = Path(__file__).with_name("ffdhe2048.pem")
_NO_CHECK_TIME: Final = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python gives no name


class TlsFilesError(Exception):
    """A file for TLS cannot be used; the message names it."""


@dataclass(frozen=True)
class Tls:
    """Files for TLS (PEM), and whom the client certificate must name.

    ``client_authority`` issues client certificates; without it none is asked for. ``revocations`` is that
    authority's certificate revocation list, ``client_names`` the names of which the certificate must carry one.
    """

    certificate: Path
    key: Path
    client_authority: Path | None = None
    revocations: Path | None = None
    client_names: tuple[str, ...] = ()


def server_context(tls: Tls, faults: Faults) -> ssl.SSLContext:
    """Return TLS 1.2 with the permitted ciphers, and client certificates of the authority if one is named.

    Later versions of TLS bring ciphers that development_api_security_guidance does not permit. Raises
    ``TlsFilesError``.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_ciphers(faults))
    if faults.on("tls-old-versions-accepted"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.load_dh_params(str(_DH_GROUP))
    try:
        context.load_cert_chain(tls.certificate, tls.key)
    except OSError as error:
        raise TlsFilesError(f"certificate {tls.certificate} with key {tls.key}: {_reason(error)}") from None
    if tls.client_authority is not None:
        _demand_client_certificate(context, tls.client_authority, tls.revocations, faults)
    return context


def _ciphers(faults: Faults) -> str:
    families = list(CIPHER_FAMILIES)
    if faults.on("tls-cipher-family-missing"):
        families = [one for one in families if not one.endswith("+EDH")]
    if faults.on("tls-ecdhe-families-missing"):
        families = [one for one in families if not one.endswith("+EECDH")]
    if faults.on("tls-preference-ignored"):
        families.reverse()
    if faults.on("tls-weak-cipher-accepted"):
        families += ["kRSA", "AES128", "CHACHA20", "CAMELLIA", "aNULL", "eNULL"]
    if faults.on("tls-weak-cipher-accepted") or faults.on("tls-old-versions-accepted"):
        families.append("@SECLEVEL=0")  # OpenSSL 3 lets neither be used on a higher level
    return ":".join(families)


def _demand_client_certificate(
    context: ssl.SSLContext, authority: Path, revocations: Path | None, faults: Faults
) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    if faults.on("tls-client-certificate-optional"):
        context.verify_mode = ssl.CERT_OPTIONAL
    if faults.on("tls-client-certificate-not-verified"):
        context.verify_mode = ssl.CERT_NONE
    _load_trusted(context, authority)
    if revocations is not None:
        _load_trusted(context, revocations)
        if not faults.on("tls-revocation-ignored"):
            context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    if faults.on("tls-expired-accepted"):
        context.verify_flags |= _NO_CHECK_TIME


def _load_trusted(context: ssl.SSLContext, file: Path) -> None:
    try:
        context.load_verify_locations(file)
    except OSError as error:
        raise TlsFilesError(f"{file}: {_reason(error)}") from None


def _reason(error: OSError) -> str:
    return error.strerror if not isinstance(error, ssl.SSLError) and error.strerror else f"no usable PEM ({error})"


def is_named(certificate: dict[str, Any] | None, expected: Iterable[str]) -> bool:
    """Say whether a verified client certificate carries one of the expected FQDNs.

    ``certificate`` is as ``SSLSocket.getpeercert`` returns it. Where it has alternative names, these count and the
    common name does not (RFC 6125).
    """
    if not certificate:
        return False
    names = {name.lower() for kind, name in certificate.get("subjectAltName", ()) if kind == "DNS"}
    if not names:
        subject = [pair for part in certificate.get("subject", ()) for pair in part]
        names = {name.lower() for kind, name in subject if kind == "commonName"}
    return bool(names & {one.lower() for one in expected})
