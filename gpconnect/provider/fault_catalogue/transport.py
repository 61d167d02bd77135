"""Faults of transport security and of the published address: they show on a provider that serves HTTPS only."""

from gpconnect.provider.answer import Answer
from gpconnect.provider.fault_catalogue.building import fault


def _without_hsts(answer: Answer, _interaction: str | None) -> None:
    answer.headers.pop("Strict-Transport-Security", None)


FAULTS = (
    fault("tls-client-certificate-optional", "a client without certificate is answered"),
    fault(
        "tls-client-certificate-not-verified",
        "whoever issued a client certificate, and whether it came at all, is the same",
    ),
    fault("tls-expired-accepted", "client certificates that have expired are accepted"),
    fault("tls-revocation-ignored", "client certificates that were revoked are accepted"),
    fault("tls-client-name-ignored", "client certificates may carry any name"),
    fault("tls-old-versions-accepted", "TLS 1.0 and TLS 1.1 are spoken"),
    fault("tls-ssl-accepted", "a handshake of SSLv2 or SSLv3 is begun"),
    fault("tls-weak-cipher-accepted", "whatever ciphers OpenSSL still has can be used"),
    fault(
        "tls-forgotten-cipher-accepted",
        "a handshake over triple DES, RC4 or weaker is begun, made by hand as OpenSSL has none",
    ),
    fault("tls-ecdhe-families-missing", "the families with ECDHE are not supported"),
    fault("tls-clients-let-in-once", "a client certificate is let in over one connection only"),
    fault("tls-cipher-family-missing", "the families with DHE are not supported"),
    fault("tls-preference-ignored", "the least preferred cipher family is chosen"),
    fault("tls-plain-http-answered", "plain HTTP is answered on the port for TLS"),
    fault("service-root-in-lower-case", "the service root URL names the FHIR version in lower case"),
    fault("tls-hsts-missing", "no response has the header for HSTS", _without_hsts),
)
