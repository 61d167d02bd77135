"""Certificates made on the fly, for a provider with TLS that is tried on one machine.

One authority stands for the Spine's; a good client certificate carries the name of the Spine Secure Proxy, and the
bad ones each have one thing wrong with them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

PROXY_NAME = "proxy.spine.example"
OTHER_NAME = "consumer.example"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MadeCertificates:
    """Where the files are: each certificate ``<name>.pem`` has its key in ``<name>.key``."""

    folder: Path

    def certificate(self, name: str) -> Path:
        """Return the file of a certificate: server, client, untrusted, expired, revoked or wrong_name."""
        return self.folder / f"{name}.pem"

    def key(self, name: str) -> Path:
        """Return the file of a certificate's key."""
        return self.folder / f"{name}.key"

    @property
    def authority(self) -> Path:
        """The file of the authority that both sides trust."""
        return self.folder / "authority.pem"

    @property
    def revocations(self) -> Path:
        """The file of the authority's certificate revocation list."""
        return self.folder / "authority.crl"


def make_certificates(folder: Path, server_name: str = "127.0.0.1") -> MadeCertificates:
    """Make all certificates in a folder: about 0.2 s, most of it for the server's RSA key.

    RSA, because the DHE families of development_api_security_guidance have no suites for other keys in common use.
    """
    made, now = MadeCertificates(folder), datetime.now(UTC)
    authority, other_authority = trustme.CA(), trustme.CA(organization_name="An authority that nobody trusts")
    leaves = {
        "server": authority.issue_cert(server_name, key_type=trustme.KeyType.RSA),
        "client": authority.issue_cert(PROXY_NAME, common_name=PROXY_NAME),
        "untrusted": other_authority.issue_cert(PROXY_NAME, common_name=PROXY_NAME),
        "expired": authority.issue_cert(
            PROXY_NAME, common_name=PROXY_NAME, not_before=now - 30 * _DAY, not_after=now - _DAY
        ),
        "revoked": authority.issue_cert(PROXY_NAME, common_name=PROXY_NAME),
        "wrong_name": authority.issue_cert(OTHER_NAME, common_name=OTHER_NAME),
    }
    for name, leaf in leaves.items():
        leaf.cert_chain_pems[0].write_to_path(made.certificate(name))
        leaf.private_key_pem.write_to_path(made.key(name))
        made.key(name).chmod(0o600)
    authority.cert_pem.write_to_path(made.authority)
    revoked = x509.load_pem_x509_certificate(leaves["revoked"].cert_chain_pems[0].bytes())
    made.revocations.write_bytes(_revocation_list(authority, revoked, now))
    return made


def _revocation_list(authority: trustme.CA, revoked: x509.Certificate, now: datetime) -> bytes:
    issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    key = load_pem_private_key(authority.private_key_pem.bytes(), None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise TypeError(f"the authority was expected to have an elliptic curve key, not {type(key).__name__}")
    entry = x509.RevokedCertificateBuilder(serial_number=revoked.serial_number, revocation_date=now - _DAY).build()
    builder = x509.CertificateRevocationListBuilder(
        issuer_name=issuer.subject, last_update=now - _DAY, next_update=now + 30 * _DAY
    )
    return builder.add_revoked_certificate(entry).sign(key, SHA256()).public_bytes(Encoding.PEM)
