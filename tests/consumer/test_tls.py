"""Contexts for TLS, and what is said of files that none can be made of."""

import ssl
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from gpconnect.consumer.tls import ClientCertificate, TlsFileError, Trust, client_context

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    authority = trustme.CA()
    leaf, other = authority.issue_cert("proxy.example"), authority.issue_cert("other.example")
    certificate, key = leaf.cert_chain_pems[0].bytes(), leaf.private_key_pem.bytes()
    loaded = load_pem_private_key(key, None)
    locked = BestAvailableEncryption(PASSWORD.encode())
    files = {
        "ca.pem": authority.cert_pem.bytes(),
        "client.pem": certificate,
        "client.key": key,
        "both.pem": certificate + key,
        "other.key": other.private_key_pem.bytes(),
        "locked.key": loaded.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
        "nonsense.pem": b"nonsense",
        "nonsense.p12": b"nonsense",
    }
    parsed = x509.load_pem_x509_certificate(certificate)
    files["locked.p12"] = pkcs12.serialize_key_and_certificates(b"proxy", loaded, parsed, None, locked)
    files["open.pfx"] = pkcs12.serialize_key_and_certificates(b"proxy", loaded, parsed, None, NoEncryption())
    files["keyless.p12"] = pkcs12.serialize_key_and_certificates(None, None, parsed, None, NoEncryption())
    for name, content in files.items():
        (made / name).write_bytes(content)
    return made


@pytest.mark.parametrize(
    ("certificate", "key", "password"),
    [
        ("client.pem", "client.key", None),
        ("client.pem", "locked.key", PASSWORD),
        ("both.pem", None, None),
        ("locked.p12", None, PASSWORD),
        ("open.pfx", None, None),
    ],
)
def test_a_context_speaks_tls_1_2_with_the_client_certificate(
    folder: Path, certificate: str, key: str | None, password: str | None
) -> None:
    client = ClientCertificate(folder / certificate, folder / key if key else None, password)
    context = client_context(Trust(folder / "ca.pem"), client)
    assert context.minimum_version == context.maximum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize(
    ("certificate", "key", "password", "setting", "said"),
    [
        ("absent.pem", "client.key", None, "tls_client_certificate", "absent.pem: cannot be read (No such file"),
        ("client.pem", "absent.key", None, "tls_client_key", "absent.key: cannot be read (No such file"),
        ("nonsense.pem", "client.key", None, "tls_client_certificate", "nonsense.pem: holds no certificate in PEM"),
        ("client.pem", "nonsense.pem", None, "tls_client_key", "nonsense.pem: holds no private key in PEM form"),
        ("client.pem", None, None, "tls_client_key", "client.pem: holds no private key in PEM form"),
        ("client.pem", "other.key", None, "tls_client_key", "other.key: is not the key of the certificate in"),
        ("client.pem", "locked.key", None, "tls_client_key", "tls_password right?"),
        ("client.pem", "locked.key", "wrong", "tls_client_key", "tls_password right?"),
        ("nonsense.p12", None, None, "tls_client_certificate", "is no PKCS#12 file, or tls_password is not"),
        ("locked.p12", None, "wrong", "tls_client_certificate", "is no PKCS#12 file, or tls_password is not"),
        ("keyless.p12", None, None, "tls_client_certificate", "lacks the certificate or its key"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_setting(
    folder: Path, certificate: str, key: str | None, password: str | None, setting: str, said: str
) -> None:
    client = ClientCertificate(folder / certificate, folder / key if key else None, password)
    with pytest.raises(TlsFileError) as raised:
        client_context(Trust(folder / "ca.pem"), client)
    assert raised.value.setting == setting
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("name", "said"), [("absent.pem", "cannot be read"), ("nonsense.pem", "no certificate in PEM")]
)
def test_an_authority_that_cannot_be_used_is_named(folder: Path, name: str, said: str) -> None:
    with pytest.raises(TlsFileError, match=said) as raised:
        client_context(Trust(folder / name))
    assert raised.value.setting == "tls_ca"


@pytest.mark.parametrize("strict", [True, False])
def test_strictness_is_ours_and_not_that_of_the_python(folder: Path, strict: bool) -> None:
    context = client_context(Trust(folder / "ca.pem", strict))
    assert bool(context.verify_flags & ssl.VerifyFlags.VERIFY_X509_STRICT) is strict
