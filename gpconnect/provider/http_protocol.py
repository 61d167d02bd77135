"""HTTP below the application: what is no HTTP at all is refused with an OperationOutcome too."""

import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from gpconnect.provider.errors import operation_outcome
from gpconnect.provider.formats import JSON


class Protocol(H11Protocol):
    """The HTTP/1.1 protocol of uvicorn, with the provider's own answer to a request that cannot be parsed."""

    def send_400_response(self, msg: str) -> None:
        """Answer with BAD_REQUEST and close the connection (page: development_fhir_error_handling_guidance)."""
        body = json.dumps(operation_outcome("BAD_REQUEST", f"this is not an HTTP request: {msg}")).encode()
        headers = [
            ("Content-Type", f"{JSON};charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ]
        events = (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
