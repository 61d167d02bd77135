"""ClientHellos by hand, and what servers answer to them."""

import ssl

import pytest
import trustme

from gpconnect.consumer.attempt import Ending
from gpconnect.consumer.client_hello import client_hello, ssl2_hello, understood
from gpconnect.spec.transport import CIPHER_FAMILIES, CIPHER_SUITES, REFUSED_CIPHERS, REFUSED_VERSIONS

TLS12 = 0x0303


def _openssl_answers(hello: bytes, ciphers: str, lowest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> bytes:
    """Return what OpenSSL, with these ciphers, sends back."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.minimum_version = lowest
    context.set_ciphers(ciphers)
    trustme.CA(key_type=trustme.KeyType.ECDSA).issue_cert("provider.example").configure_cert(context)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    incoming.write(hello)
    server = context.wrap_bio(incoming, outgoing, server_side=True)
    with pytest.raises(ssl.SSLError):
        server.do_handshake()
    return outgoing.read()


@pytest.mark.parametrize("host", ["provider.example", "127.0.0.1"])
def test_a_permitted_offer_is_accepted(host: str) -> None:
    suites = CIPHER_FAMILIES["AESGCM+EECDH"]
    answer = understood(_openssl_answers(client_hello(TLS12, suites, host), "AESGCM+EECDH"), TLS12)
    assert answer.ending is Ending.ANSWERED
    assert answer.version == TLS12
    assert answer.suite in suites


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_an_offer_of_an_old_version_is_really_one() -> None:
    hello = client_hello(REFUSED_VERSIONS["TLS 1.1"], [0xC00A], "provider.example")
    accepted = _openssl_answers(hello, "ALL:@SECLEVEL=0", ssl.TLSVersion.TLSv1_1)
    assert understood(accepted, TLS12).version == REFUSED_VERSIONS["TLS 1.1"]
    refused = understood(_openssl_answers(hello, "ALL"), TLS12)
    assert refused.ending is Ending.REFUSED
    assert refused.evidence == "TLS alert from the provider: 70"


def test_an_offer_without_a_permitted_cipher_is_refused() -> None:
    hello = client_hello(TLS12, REFUSED_CIPHERS["RC4"], "provider.example")
    assert understood(_openssl_answers(hello, "AESGCM+EECDH"), TLS12).evidence == "TLS alert from the provider: 40"


def test_the_hello_of_sslv2_says_its_own_length() -> None:
    hello = ssl2_hello()
    assert int.from_bytes(hello[:2], "big") == 0x8000 | (len(hello) - 2)
    assert hello[2:5] == bytes([1, 0, 2])


@pytest.mark.parametrize(
    ("received", "version", "ending", "evidence"),
    [
        (b"", TLS12, Ending.REFUSED, "closed"),
        (bytes([21, 3, 1, 0, 2, 2, 40]), TLS12, Ending.REFUSED, "alert from the provider: 40"),
        (b"HTTP/1.1 400 Bad Request", TLS12, Ending.REFUSED, "what is not TLS: b'HTTP/1.1 400 Bad'"),
        (bytes([0x80, 20, 4, 0, 1, 0, 2]), 2, Ending.ANSWERED, "SSLv2"),
        (bytes([0x80, 3, 0, 0, 1]), 2, Ending.REFUSED, "not TLS"),
        (bytes([22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3]), TLS12, Ending.GAVE_UP, "too early"),
    ],
)
def test_what_a_server_sends_is_told_apart(received: bytes, version: int, ending: Ending, evidence: str) -> None:
    answer = understood(received, version)
    assert answer.ending is ending
    assert evidence in answer.evidence


def test_the_families_hold_what_openssl_puts_into_them() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for family, suites in CIPHER_FAMILIES.items():
        context.set_ciphers(f"{family}:@SECLEVEL=0")
        known = {one["id"] & 0xFFFF for one in context.get_ciphers() if one["protocol"] != "TLSv1.3"}
        assert known <= {*suites} | _CCM8, family


_CCM8 = {0xC0AE, 0xC0AF, 0xC0A2, 0xC0A3, 0xC0AC, 0xC09E}


def test_no_suite_is_both_permitted_and_refused() -> None:
    permitted = {suite for suites in CIPHER_FAMILIES.values() for suite in suites}
    refused = {suite for suites in REFUSED_CIPHERS.values() for suite in suites}
    assert not permitted & refused


@pytest.mark.parametrize("name", CIPHER_SUITES)
def test_every_member_that_is_tried_belongs_to_a_family(name: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers(CIPHER_SUITES[name])
    permitted = {suite for suites in CIPHER_FAMILIES.values() for suite in suites}
    tried = {one["id"] & 0xFFFF for one in context.get_ciphers() if one["protocol"] != "TLSv1.3"}
    assert tried <= permitted
