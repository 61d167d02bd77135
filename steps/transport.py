"""Transport: connections with good and bad client certificates, versions, ciphers, and none of these at all."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import transport
from gpconnect.consumer.attempt import Attempt
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.client_hello import HelloAnswer
from gpconnect.consumer.draft import Draft
from gpconnect.spec.transport import CIPHER_SUITES
from gpconnect.target.requests import TypicalRequests
from gpconnect.target.secure_port import SecurePort, harmless_draft
from gpconnect.target.settings import CertificateKind, TargetSettings

KINDS: dict[str, CertificateKind] = {
    "untrusted": "untrusted",
    "expired": "expired",
    "revoked": "revoked",
    "wrong in name": "wrong_name",
}


@given("a provider that is reached over HTTPS", target_fixture="port")
def secure_port(consumer: Consumer, target_settings: TargetSettings) -> SecurePort:
    return SecurePort(consumer, target_settings)


@given(parsers.parse("any request to {key}"), target_fixture="draft")
def any_request(typical: TypicalRequests, key: str) -> Draft:
    return harmless_draft(typical, key)


@when("the consumer connects with the good client certificate", target_fixture="tried")
def with_good_certificate(port: SecurePort) -> Attempt:
    return port.with_good_certificate()


@when("the consumer connects without a client certificate", target_fixture="refusable")
def without_certificate(port: SecurePort, draft: Draft) -> tuple[Attempt, Attempt]:
    return port.without_certificate(draft)


@when(parsers.parse("the consumer connects with a client certificate that is {kind}"), target_fixture="refusable")
def with_bad_certificate(port: SecurePort, kind: str) -> tuple[Attempt, Attempt]:
    return port.with_certificate(KINDS[kind])


@when("the consumer sends a request in plain HTTP", target_fixture="tried")
def in_plain_http(port: SecurePort) -> Attempt:
    return port.in_plain_http()


@when(parsers.parse("the consumer connects with the ciphers {family}"), target_fixture="tried")
def with_family(port: SecurePort, family: str) -> Attempt:
    return port.with_ciphers(family)


@when(parsers.parse("the consumer connects with a cipher of the kind {kind}"), target_fixture="tried")
def with_cipher(port: SecurePort, kind: str) -> Attempt:
    return port.with_ciphers(CIPHER_SUITES[kind])


@when(parsers.parse("the consumer offers nothing but ciphers of the kind {kind}"), target_fixture="offer")
def offers_ciphers(port: SecurePort, kind: str) -> HelloAnswer:
    return port.offered_ciphers(kind)


@when("the consumer offers every cipher family, the least preferred first", target_fixture="offer")
def offers_families(port: SecurePort) -> HelloAnswer:
    return port.offered_families()


@when(parsers.re(r"the consumer offers (?P<version>(SSL|TLS)\S* ?\S*)$"), target_fixture="offer")
def offers_version(port: SecurePort, version: str) -> HelloAnswer:
    return port.offered_version(version)


@then("the provider refuses the client")
def refuses_the_client(refusable: tuple[Attempt, Attempt], verdict: Verdict) -> None:
    verdict.deliver(transport.judge_refused_certificate(*refusable, verdict.claimed))


@then("the provider refuses the insecure connection")
def refuses_plain_http(tried: Attempt, verdict: Verdict) -> None:
    verdict.deliver(transport.judge_refused_plain_http(tried, verdict.claimed))


@then("the request is answered")
@then("the request is answered over TLS 1.2")
def is_answered(tried: Attempt, verdict: Verdict) -> None:
    verdict.deliver(transport.judge_answered(tried, verdict.claimed))


@then("the provider refuses the offer")
def refuses_the_offer(offer: HelloAnswer, verdict: Verdict) -> None:
    verdict.deliver(transport.judge_refused_offer(offer, verdict.claimed))


@then("the provider chooses the most preferred family")
def chooses_preferred(offer: HelloAnswer, verdict: Verdict) -> None:
    verdict.deliver(transport.judge_preferred_family(offer, verdict.claimed))
