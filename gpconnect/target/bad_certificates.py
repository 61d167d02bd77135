"""Client certificates that a provider must refuse: each has one thing wrong with it, and nothing else.

A certificate that was made for one test and has expired since would be refused for another reason than the one
that a scenario is about, and the scenario would pass for nothing.
"""

import ssl
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from gpconnect.consumer.tls import ClientCertificate
from gpconnect.target.settings import CertificateKind


def unfit(kind: CertificateKind, bad: ClientCertificate, good: ClientCertificate) -> str | None:
    """Return why a certificate is not what its kind says, or wrong in more than that; ``None`` when it will do."""
    given, wanted = read_certificate(bad), read_certificate(good)
    expired = given.not_valid_after_utc <= datetime.now(UTC)
    if expired != (kind == "expired"):
        word = "expired on" if expired else "has not expired: it is valid until"
        return f"it {word} {given.not_valid_after_utc:%Y-%m-%d}"
    if (given.issuer != wanted.issuer) != (kind == "untrusted"):
        return (
            f"its issuer is {given.issuer.rfc4514_string()}, that of the good one {wanted.issuer.rfc4514_string()}"
        )
    if (names(given) != names(wanted)) != (kind == "wrong_name"):
        return f"it names {', '.join(names(given))}, the good one {', '.join(names(wanted))}"
    return "it is the good certificate" if given == wanted else None


def read_certificate(client: ClientCertificate) -> x509.Certificate:
    """Return the certificate of a client; the files have been loaded before, so they can be."""
    content = client.certificate.read_bytes()
    if content.lstrip().startswith(b"-----") or b"-----BEGIN CERTIFICATE" in content:
        return x509.load_pem_x509_certificates(content)[0]
    _, certificate, _ = pkcs12.load_key_and_certificates(content, (client.password or "").encode() or None)
    if certificate is None:
        raise ssl.SSLError(f"{client.certificate} holds no certificate")
    return certificate


def names(certificate: x509.Certificate) -> list[str]:
    """Return the FQDNs that a certificate carries: its alternative names, or without any its common name."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        found = extension.value.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        found = []
    common = [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return sorted(name.lower() for name in (found or common))
