"""The provider's own port under TLS: attempts to connect, each after proof that a good one is answered."""

import ssl
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.consumer.attempt import Attempt, Ending, Place, attempt, never_sent
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.client_hello import HelloAnswer, offer
from gpconnect.consumer.draft import Draft
from gpconnect.spec import interaction
from gpconnect.spec.transport import CIPHER_FAMILIES, PERMITTED_VERSIONS, REFUSED_CIPHERS, REFUSED_VERSIONS
from gpconnect.target.bad_certificates import unfit
from gpconnect.target.requests import TypicalRequests
from gpconnect.target.settings import CertificateKind, TargetSettings

KEY = "get-the-capability-statement"
_TLS12 = PERMITTED_VERSIONS["TLS 1.2"]
_EVERY_SUITE = sorted({*chain.from_iterable((*CIPHER_FAMILIES.values(), *REFUSED_CIPHERS.values()))})
_PERMITTED_SUITES = [*chain.from_iterable(CIPHER_FAMILIES.values())]


class SecurePort:
    """One provider's port, reached directly over HTTPS.

    Every method raises ``Blocked`` when the port does not answer the good client certificate, before or, where a
    refusal explains itself by nothing, after the attempt; and ``NotApplicable`` when the attempt could not be made.
    """

    def __init__(self, consumer: Consumer, settings: TargetSettings) -> None:
        """Raise ``NotApplicable`` unless the provider's own port is reached, and by HTTPS."""
        endpoint = consumer.connection.endpoint
        if not endpoint.root.startswith("https://"):
            raise NotApplicable(f"there is no transport security to test: the provider's URL is {endpoint.root}")
        if endpoint.proxy_root is not None:
            raise NotApplicable(f"the proxy {endpoint.proxy_root} stands before the provider's own port")
        consumer.connection.bypassed()
        self._consumer = consumer
        self._settings = settings
        self._place = Place.of(endpoint.root, endpoint.connect_timeout, endpoint.web_proxy, endpoint.server_name)
        self._contexts: dict[CertificateKind | None, ssl.SSLContext] = {}

    def answers(self, draft: Draft | None = None) -> Attempt:
        """Return the attempt with the consumer's own certificate, which the provider must answer."""
        made = self._attempt(draft or self._consumer.draft(KEY), self._context("client"))
        status = made.exchange.status or 0
        usable = status == 200 if draft is None else 0 < status < 500
        if not usable:
            raise Blocked(KEY, f"with the good client certificate, {made.exchange.summary()}")
        return made

    def with_good_certificate(self) -> Attempt:
        """Send a request with the consumer's own certificate over a connection of its own."""
        return self._attempt(self._consumer.draft(KEY), self._context("client"))

    def without_certificate(self, draft: Draft) -> tuple[Attempt, Attempt]:
        """Send a request without client certificate; return the attempt, and the good one that came before it."""
        good = self.answers(draft)
        return self._refusable(draft, self._context(None)), good

    def with_certificate(self, kind: CertificateKind) -> tuple[Attempt, Attempt]:
        """Send a request with a bad certificate; return the attempt, and the good one that came before it."""
        bad, own = self._settings.certificate(kind), self._settings.certificate("client")
        for name, certificate in (("tls_client_certificate", own), (f"tls_{kind}_certificate", bad)):
            if certificate is None:
                raise NotApplicable(f"could not run: the setting {name} is not set")
        if bad is not None and own is not None and (why := unfit(kind, bad, own)):
            raise NotApplicable(f"could not run: {bad.certificate} (tls_{kind}_certificate) does not fit: {why}")
        good = self.answers()
        return self._refusable(self._consumer.draft(KEY), self._context(kind)), good

    def in_plain_http(self) -> Attempt:
        """Send a request in plain HTTP to the port for HTTPS, as to one that speaks no TLS."""
        self.answers()
        draft = self._consumer.draft(KEY)
        return self._refusable(replace(draft, root=f"http://{draft.root.removeprefix('https://')}"), None)

    def with_ciphers(self, ciphers: str) -> Attempt:
        """Send a request with the consumer's certificate over ciphers that OpenSSL knows by these names."""
        self.answers()
        context = self._settings.ssl_context(self._settings.certificate("client"))
        try:
            context.set_ciphers(ciphers)
        except ssl.SSLError:
            raise NotApplicable(f"could not run: {ssl.OPENSSL_VERSION} has none of {ciphers}") from None
        made = self._attempt(self._consumer.draft(KEY), context)
        if made.ending is Ending.GAVE_UP:
            raise NotApplicable(f"could not run: {made.evidence}")
        return made

    def offered_version(self, name: str) -> HelloAnswer:
        """Offer one version that must be refused, with every cipher that there is."""
        self._understood()
        return self._refusable_offer(REFUSED_VERSIONS[name], _EVERY_SUITE)

    def offered_ciphers(self, name: str) -> HelloAnswer:
        """Offer TLS 1.2 with one kind of cipher that must be refused, and no other."""
        self._understood()
        return self._refusable_offer(_TLS12, REFUSED_CIPHERS[name])

    def offered_families(self) -> HelloAnswer:
        """Offer TLS 1.2 with all families, the least preferred first."""
        self._understood()
        suites = chain.from_iterable(reversed(list(CIPHER_FAMILIES.values())))
        self._consumer.connection.pacing.wait()
        return offer(self._place, _TLS12, list(suites))

    def _understood(self) -> None:
        """Make sure that a handshake begun by hand goes on when what it offers is permitted."""
        self.answers()
        control = offer(self._place, _TLS12, _PERMITTED_SUITES)
        if control.ending is not Ending.ANSWERED:
            raise NotApplicable(
                f"could not run: an offer by hand of what is permitted is refused: {control.evidence}"
            )

    def _attempt(self, draft: Draft, context: ssl.SSLContext | None) -> Attempt:
        impossible = never_sent(context, self._place.name) if context else None
        if impossible:
            raise NotApplicable(f"could not run: {impossible}")
        request = draft.request()
        self._consumer.connection.guard.check(request)
        self._consumer.connection.pacing.wait()
        made = attempt(self._place, request, context)
        self._consumer.recorder.add(made.exchange)
        if made.ending is Ending.UNREACHABLE:
            raise Blocked(KEY, f"nothing listens any more: {made.evidence}")
        return made

    def _refusable(self, draft: Draft, context: ssl.SSLContext | None) -> Attempt:
        made = self._attempt(draft, context)
        if made.ending is Ending.GAVE_UP:
            raise NotApplicable(f"could not run: {made.evidence}")
        if made.ending is not Ending.ANSWERED:
            self.answers()
        return made

    def _refusable_offer(self, version: int, suites: Sequence[int]) -> HelloAnswer:
        self._consumer.connection.pacing.wait()
        made = offer(self._place, version, suites)
        if made.ending is Ending.GAVE_UP:
            raise NotApplicable(f"could not run: {made.evidence}")
        if made.ending is not Ending.ANSWERED:
            self.answers()
        return made

    def _context(self, kind: CertificateKind | None) -> ssl.SSLContext:
        if kind not in self._contexts:
            certificate = self._settings.certificate(kind) if kind is not None else None
            self._contexts[kind] = self._settings.ssl_context(certificate)
        return self._contexts[kind]


def harmless_draft(typical: TypicalRequests, key: str) -> Draft:
    """Return a request to an interaction that changes nothing, should it be answered.

    Queries are correct ones; commands have an empty body, which a provider refuses once it has let the client in.
    """
    if interaction(key).kind == "query":
        return typical.draft(key)
    return typical.consumer.draft(key, logical_id="1", body={}, version="1")
