"""Faults of transport security: they show on a provider that serves HTTPS only."""

from gpconnect.provider.answer import Answer
from gpconnect.provider.faults import Fault, Mutator


def _without_hsts(answer: Answer, _interaction: str | None) -> None:
    answer.headers.pop("Strict-Transport-Security", None)


def _fault(name: str, breaks: str, requirements: str, mutate: Mutator | None = None) -> Fault:
    return Fault(name, breaks, tuple(requirements.split()), mutate)


FAULTS = (
    _fault("tls-client-certificate-optional", "a client without certificate is answered", "SEC-102"),
    _fault(
        "tls-client-certificate-not-verified",
        "whoever issued a client certificate, and whether it came at all, is the same",
        "SEC-102 SEC-112 SEC-113 SEC-114 SEC-115 SEC-116 SEC-101",
    ),
    _fault("tls-expired-accepted", "client certificates that have expired are accepted", "SEC-114"),
    _fault("tls-revocation-ignored", "client certificates that were revoked are accepted", "SEC-115"),
    _fault("tls-client-name-ignored", "client certificates may carry any name", "SEC-116 SEC-101"),
    _fault("tls-old-versions-accepted", "TLS 1.0 and TLS 1.1 are spoken", "SEC-107"),
    _fault("tls-ssl-accepted", "a handshake of SSLv2 or SSLv3 is begun", "SEC-106"),
    _fault("tls-weak-cipher-accepted", "whatever ciphers OpenSSL still has can be used", "SEC-103 SEC-111"),
    _fault("tls-cipher-family-missing", "the families with DHE are not supported", "SEC-108 SEC-109"),
    _fault("tls-preference-ignored", "the least preferred cipher family is chosen", "SEC-110"),
    _fault("tls-plain-http-answered", "plain HTTP is answered on the port for TLS", "SEC-104"),
    _fault("tls-hsts-missing", "no response has the header for HSTS", "GEN-003", mutate=_without_hsts),
)
