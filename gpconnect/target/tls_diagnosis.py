"""Why a provider cannot be reached over HTTPS, and which setting to look at."""

from typing import Final

from gpconnect.consumer.attempt import Attempt, Ending, Place, attempt
from gpconnect.consumer.exchange import Request
from gpconnect.target.bad_certificates import names, read_certificate
from gpconnect.target.settings import TargetSettings

# OpenSSL's reasons for ending a handshake on its own account.
_NOT_TRUSTED: Final = "CERTIFICATE_VERIFY_FAILED"
_NOT_TLS: Final = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
_NOT_TLS12: Final = ("UNSUPPORTED_PROTOCOL", "protocol version")


def advice(settings: TargetSettings, root: str) -> str:
    """Return what to do about a service root URL that nothing answers at; empty when TLS is not the reason."""
    endpoint = settings.endpoint(root)
    if not endpoint.request_root.startswith("https://"):
        return ""
    tried = _try(settings, endpoint.request_root, strict=settings.tls_strict)
    if _NOT_TRUSTED in tried.evidence:
        return _distrust(settings, endpoint.request_root, tried)
    if any(one in tried.evidence for one in _NOT_TLS12):
        return "It does not speak TLS 1.2, which is what the specification asks for."
    if any(one in tried.evidence for one in _NOT_TLS):
        return "It does not speak TLS: is its URL one with http:// instead of https://?"
    return _refusal(settings) if tried.ending is Ending.REFUSED else ""


def _try(settings: TargetSettings, url: str, *, strict: bool) -> Attempt:
    context = settings.ssl_context(settings.certificate("client"), strict=strict)
    place = Place.of(url, settings.connect_timeout, settings.way_out, settings.tls_server_name)
    return attempt(place, Request("get-the-capability-statement", "GET", url, ()), context)


def _distrust(settings: TargetSettings, url: str, tried: Attempt) -> str:
    if settings.tls_strict and _NOT_TRUSTED not in _try(settings, url, strict=False).evidence:
        return (
            f"Its certificate, or its authority's, falls short of RFC 5280 ({tried.evidence}); Python holds\n"
            "certificates to it from 3.13 on, and this harness does in every version. Have the certificate made\n"
            "anew, or set tls_strict = false for a private authority that you trust."
        )
    known = f"the authorities in {settings.tls_ca} (tls_ca)" if settings.tls_ca else "the system's authorities"
    return (
        f"{known} do not vouch for its certificate ({tried.evidence}).\n"
        "Set tls_ca to the file with the certificate of the provider's authority (PEM), and check the host name."
    )


def _refusal(settings: TargetSettings) -> str:
    client = settings.certificate("client")
    if client is None:
        return "It may want a client certificate: set tls_client_certificate and tls_client_key."
    shown = read_certificate(client)
    return (
        f"It may not accept the client certificate {client.certificate} (tls_client_certificate): "
        f"it names {', '.join(names(shown))},\nwas issued by {shown.issuer.rfc4514_string()} and is valid until "
        f"{shown.not_valid_after_utc:%Y-%m-%d}."
    )
