"""Preflight of the way to the provider: its name, its port, its certificate, the handshake."""

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509

from gpconnect.consumer.attempt import Ending, Place, attempt
from gpconnect.consumer.exchange import Request
from gpconnect.target.bad_certificates import names, read_certificate
from gpconnect.target.preflight.check import Check, State
from gpconnect.target.settings import TargetSettings
from gpconnect.target.tls_diagnosis import advice

# A certificate that ends sooner is worth a word.
_SOON: Final = timedelta(days=30)


def network_checks(settings: TargetSettings, root: str) -> Iterator[Check]:
    """Yield what is found on the way to the provider; the last one is ``UNREACHABLE`` where the way ends.

    Raises ``SettingsError`` when a file for TLS cannot be used.
    """
    url = settings.endpoint(root).request_root
    place = Place.of(url, settings.connect_timeout, settings.way_out, settings.tls_server_name)
    for step in (_name, _port):
        check = step(place)
        yield check
        if check.state is State.UNREACHABLE:
            return
    if url.startswith("https://"):
        yield from _client_certificate(settings)
        yield from _tls(settings, place, root, url)


def _name(place: Place) -> Check:
    first = place.web_proxy.host if place.web_proxy else place.host
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(first, None, type=socket.SOCK_STREAM)}
    except OSError as error:
        return Check(
            State.UNREACHABLE,
            "name (DNS)",
            f"{first} has no address: {error.strerror or error}",
            "Check the host in provider_url (or ssp_proxy, web_proxy); it may resolve inside HSCN or a VPN only.",
        )
    return Check(State.READY, "name (DNS)", f"{first} is {', '.join(sorted(found))}")


def _port(place: Place) -> Check:
    started = time.perf_counter()
    try:
        place.connect().close()
    except OSError as error:
        return Check(
            State.UNREACHABLE,
            "port (TCP)",
            f"{place.host}:{place.port}: {error}",
            "Check the port in provider_url, that the provider is running, and that a firewall or web_proxy lets "
            "this machine through.",
        )
    milliseconds = (time.perf_counter() - started) * 1000
    through = f" through the web proxy {place.web_proxy.host}" if place.web_proxy else ""
    return Check(State.READY, "port (TCP)", f"{place.host}:{place.port} open{through}, {milliseconds:.0f} ms")


def _client_certificate(settings: TargetSettings) -> Iterator[Check]:
    client = settings.certificate("client")
    if client is None:
        yield Check(
            State.NOTE,
            "client certificate",
            "none is set",
            "A provider lets nobody in without: set tls_client_certificate (and tls_client_key).",
        )
        return
    certificate = read_certificate(client)
    subject = f"names {', '.join(names(certificate))}, {client.certificate}"
    yield _dates("client certificate", certificate, subject, "Have a new one issued: tls_client_certificate.")


def _tls(settings: TargetSettings, place: Place, root: str, url: str) -> Iterator[Check]:
    certificate = _shown_certificate(settings, place)
    if certificate is not None:
        found = f"names {', '.join(names(certificate))}, issued by {certificate.issuer.rfc4514_string()}"
        yield _dates("provider certificate", certificate, found, "The provider must have a new one issued.")
    context = settings.ssl_context(settings.certificate("client"))
    tried = attempt(place, Request("get-the-capability-statement", "GET", url, ()), context)
    if tried.ending is Ending.ANSWERED and tried.response is not None:
        yield Check(State.READY, "TLS handshake", f"{tried.response.tls}, the certificate names {place.name}")
        return
    told = advice(settings, root) or "Check provider_url and the tls_ settings."
    yield Check(State.UNREACHABLE, "TLS handshake", tried.evidence, told)


def _shown_certificate(settings: TargetSettings, place: Place) -> x509.Certificate | None:
    """Return the certificate that the provider shows, whether it is to be trusted or not."""
    context = settings.ssl_context(settings.certificate("client"))
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with place.connect() as plain, context.wrap_socket(plain, server_hostname=place.name) as secured:
            shown = secured.getpeercert(binary_form=True)
    except OSError:
        return None  # the handshake itself is looked at next, and told
    return x509.load_der_x509_certificate(shown) if shown else None


def _dates(subject: str, certificate: x509.Certificate, found: str, remedy: str) -> Check:
    now = datetime.now(UTC)
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    valid = f"{found}, valid {start:%Y-%m-%d} to {end:%Y-%m-%d}"
    if not start <= now <= end:
        return Check(State.PROBLEM, subject, f"{valid}: not on this day", remedy)
    if end - now < _SOON:
        return Check(State.NOTE, subject, f"{valid}: {(end - now).days} days left", remedy)
    return Check(State.READY, subject, valid)
