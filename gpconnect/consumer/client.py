"""The consumer: drafts correct requests to a provider, sends them and records each exchange."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self
from urllib.parse import quote

from gpconnect import __version__
from gpconnect.consumer.chance import unique_id, utc_now
from gpconnect.consumer.connection import Connection
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange, Recorder
from gpconnect.consumer.identity import ConsumerIdentity, ConsumerOrganisation
from gpconnect.consumer.raw import message_of
from gpconnect.consumer.token import build_claims, encode_token
from gpconnect.spec import Edition, interaction
from gpconnect.spec.vocabulary import MIME_TYPES


class Consumer:
    """A consumer of one provider, in one edition of the specification."""

    def __init__(
        self,
        connection: Connection,
        edition: Edition,
        identity: ConsumerIdentity,
        recorder: Recorder | None = None,
    ) -> None:
        self.connection = connection
        self.edition = edition
        self.identity = identity
        self.recorder = recorder if recorder is not None else Recorder()

    def recording_to(self, recorder: Recorder) -> Self:
        """Return the same consumer, on the same connection, that records elsewhere."""
        return type(self)(self.connection, self.edition, self.identity, recorder)

    def acting_for(self, organisation: ConsumerOrganisation) -> Self:
        """Return the same consumer as one of another organisation, which its audit tokens then name."""
        identity = replace(self.identity, organisation=organisation)
        return type(self)(self.connection, self.edition, identity, self.recorder)

    def draft(
        self,
        key: str,
        *,
        logical_id: str = "",
        query: Sequence[tuple[str, str]] = (),
        body: Mapping[str, Any] | None = None,
        version: str | None = None,
    ) -> Draft:
        """Return a correct request to one interaction.

        ``logical_id`` fills the path template; ``version`` is the ``versionId`` that ``If-Match`` quotes.
        """
        target = interaction(key)
        made_at = int(utc_now().timestamp())
        claims = build_claims(self.identity, target.scope, self.connection.endpoint.root, made_at)
        headers = [
            ("Accept", MIME_TYPES["json"]),
            ("Accept-Encoding", "gzip"),
            ("User-Agent", f"gpconnect-conformance/{__version__}"),
            ("Authorization", f"Bearer {encode_token(claims)}"),
            ("Ssp-TraceID", str(unique_id())),
            ("Ssp-From", self.identity.asid),
            ("Ssp-To", self.connection.endpoint.asid),
            ("Ssp-InteractionID", self.edition.interaction_id(key)),
        ]
        if version is not None:
            headers.append(("If-Match", f'W/"{version}"'))
        path = target.path.format(id=quote(logical_id, safe=""))
        root = self.connection.endpoint.request_root
        made = Draft(target, root, target.method, path, tuple(headers), claims, tuple(query))
        return made.with_body(body) if body is not None else made

    def send(self, draft: Draft) -> Exchange:
        """Send one request and record the exchange, also when no response came."""
        return self.recorder.add(self.connection.exchange(draft.request()))

    def take_over(self, exchange: Exchange) -> Exchange:
        """Record an exchange that was made over another connection as one of this consumer's."""
        return self.recorder.add(self.connection.logged(exchange))

    def send_in_chunks(self, draft: Draft) -> Exchange:
        """Send one request whose body comes in chunks, without its length."""
        return self.send_message(draft, message_of(draft.request(), chunked=True))

    def send_message(self, draft: Draft, message: bytes, *, cut: bool = False) -> Exchange:
        """Send these bytes in place of the request; with ``cut``, end the connection after the last one."""
        return self.recorder.add(self.connection.exchange_message(draft.request(), message, cut=cut))
