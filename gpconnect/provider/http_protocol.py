"""HTTP below the application: whom a connection is kept with, and what becomes of what is no HTTP at all."""

import asyncio
import json
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from gpconnect.provider.errors import operation_outcome
from gpconnect.provider.faults import Faults
from gpconnect.provider.formats import JSON
from gpconnect.provider.tls import is_named
from gpconnect.spec import spine_error


class Protocol(H11Protocol):
    """The HTTP/1.1 protocol of uvicorn, with the provider's own answer to a request that cannot be parsed.

    ``client_names``: the FQDNs of which a client certificate must carry one; any certificate will do without.
    ``malformed_code``: the Spine error code for what cannot be parsed. ``fails_when_cut``, ``acts_when_cut`` and
    ``known_clients`` are for faults: to fail over a message that breaks off, to take it for a whole one, and to let
    each client certificate in only once.
    """

    client_names: tuple[str, ...] = ()
    malformed_code = "BAD_REQUEST"
    fails_when_cut = False
    acts_when_cut = False
    known_clients: set[str] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Close a connection whose client certificate names another (page: development_api_security_guidance)."""
        super().connection_made(transport)
        certificate: dict[str, Any] | None = transport.get_extra_info("peercert")
        if certificate and self.client_names and not is_named(certificate, self.client_names):
            transport.close()
        if certificate and self.known_clients is not None:
            serial = str(certificate.get("serialNumber"))
            if serial in self.known_clients:
                transport.close()
            self.known_clients.add(serial)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Close the connection with a client that sends no more; in the middle of a message there is no answer.

        Return whether the connection stays open for an answer.
        """
        is_cut = self.conn.their_state is h11.SEND_BODY
        if self.fails_when_cut and is_cut:
            self._refuse("INTERNAL_SERVER_ERROR", "the message breaks off")
        if self.acts_when_cut and is_cut:
            self.cycle.more_body = False
            self.cycle.message_event.set()
            return True
        return False

    def send_400_response(self, msg: str) -> None:
        """Answer with BAD_REQUEST and close the connection (page: development_fhir_error_handling_guidance)."""
        self._refuse(self.malformed_code, f"this is not an HTTP request: {msg}")

    def _refuse(self, code: str, diagnostics: str) -> None:
        body = json.dumps(operation_outcome(code, diagnostics)).encode()
        headers = [
            ("Content-Type", f"{JSON};charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ]
        events = (
            h11.Response(status_code=spine_error(code).status, headers=headers),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def protocol_for(client_names: tuple[str, ...], faults: Faults) -> type[Protocol]:
    """Return the protocol for connections with clients of these names; with anybody when there are none."""
    members: dict[str, Any] = {
        "client_names": () if faults.on("tls-client-name-ignored") else client_names,
        "malformed_code": "INTERNAL_SERVER_ERROR" if faults.on("malformed-messages-fail") else "BAD_REQUEST",
        "fails_when_cut": faults.on("cut-messages-fail"),
        "acts_when_cut": faults.on("cut-messages-acted-on"),
        "known_clients": set() if faults.on("tls-clients-let-in-once") else None,
    }
    return type("ProviderProtocol", (Protocol,), members)
