"""Certificates made on the fly, and bad ones that are bad in another way than they should be."""

from pathlib import Path

import pytest

from gpconnect.consumer.tls import ClientCertificate
from gpconnect.target.bad_certificates import names, read_certificate, unfit
from gpconnect.target.certificates import OTHER_NAME, PROXY_NAME, MadeCertificates, make_certificates
from gpconnect.target.settings import BAD_CERTIFICATES, CertificateKind


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeCertificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def _client(made: MadeCertificates, name: str) -> ClientCertificate:
    return ClientCertificate(made.certificate(name), made.key(name))


@pytest.mark.parametrize("kind", BAD_CERTIFICATES)
def test_each_made_certificate_is_bad_in_its_own_way_only(made: MadeCertificates, kind: CertificateKind) -> None:
    assert unfit(kind, _client(made, kind), _client(made, "client")) is None


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        ("expired", "revoked", "has not expired"),
        ("revoked", "expired", "expired on"),
        ("wrong_name", "expired", "expired on"),
        ("untrusted", "client", "its issuer is"),
        ("revoked", "untrusted", "An authority that nobody trusts"),
        ("wrong_name", "revoked", f"it names {PROXY_NAME}"),
        ("revoked", "wrong_name", f"it names {OTHER_NAME}"),
        ("revoked", "client", "it is the good certificate"),
    ],
)
def test_a_certificate_that_is_bad_otherwise_will_not_do(
    made: MadeCertificates, kind: CertificateKind, given: str, why: str
) -> None:
    assert why in (unfit(kind, _client(made, given), _client(made, "client")) or "")


def test_keys_are_for_their_owner_only(made: MadeCertificates) -> None:
    assert made.key("client").stat().st_mode & 0o077 == 0


def test_names_are_the_alternative_ones(made: MadeCertificates) -> None:
    assert names(read_certificate(_client(made, "wrong_name"))) == [OTHER_NAME]


def test_a_certificate_that_stands_behind_its_key_is_read(made: MadeCertificates, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(made.key("client").read_bytes() + made.certificate("client").read_bytes())
    assert names(read_certificate(ClientCertificate(both))) == [PROXY_NAME]
