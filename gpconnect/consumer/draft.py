"""Drafts: requests that are complete and correct when made, and that a scenario may then alter on purpose."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import quote, urlencode

from gpconnect.consumer.exchange import Request
from gpconnect.consumer.token import Claims, encode_token
from gpconnect.spec import Interaction
from gpconnect.spec.vocabulary import MIME_TYPES

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Draft:
    """A request to one interaction that has not been sent yet. Every method returns an altered copy."""

    interaction: Interaction
    root: str
    method: str
    path: str
    headers: Pairs
    claims: Claims
    query: Pairs = ()
    body: bytes = b""
    raw_query: str | None = field(default=None)

    def with_header(self, name: str, value: str) -> Self:
        """Set one header, in place of every value that it had."""
        return replace(self, headers=(*self.without_header(name).headers, (name, value)))

    def adding_header(self, name: str, value: str) -> Self:
        """Add one more header, even if one of this name is there."""
        return replace(self, headers=(*self.headers, (name, value)))

    def without_header(self, name: str) -> Self:
        """Leave one header out."""
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0].lower() != name.lower()))

    def with_token(self, token: str) -> Self:
        """Send this text as the bearer token."""
        return self.with_header("Authorization", f"Bearer {token}")

    def with_claims(self, changes: Mapping[str, Any]) -> Self:
        """Change claims of the audit token; a value of ``...`` leaves the claim out."""
        claims = {name: value for name, value in {**self.claims, **changes}.items() if value is not ...}
        return replace(self, claims=claims).with_token(encode_token(claims))

    def with_query(self, query: Sequence[tuple[str, str]]) -> Self:
        """Use these search parameters in place of those that the draft had."""
        return replace(self, query=tuple(query), raw_query=None)

    def with_parameter(self, name: str, value: str) -> Self:
        """Set one search parameter, in place of every value that it had."""
        return self.without_parameter(name).adding_parameter(name, value)

    def adding_parameter(self, name: str, value: str) -> Self:
        """Add one more search parameter, even if one of this name is there."""
        return replace(self, query=(*self.query, (name, value)))

    def without_parameter(self, name: str) -> Self:
        """Leave one search parameter out."""
        return replace(self, query=tuple(pair for pair in self.query if pair[0] != name))

    def with_raw_query(self, query: str) -> Self:
        """Send this text as the query, encoded or not as it stands."""
        return replace(self, raw_query=query)

    def with_root(self, root: str) -> Self:
        """Send the request to another service root URL."""
        return replace(self, root=root)

    def with_path(self, path: str) -> Self:
        """Send the request to another path below the service root URL."""
        return replace(self, path=path)

    def with_method(self, method: str) -> Self:
        """Send the request with another HTTP verb."""
        return replace(self, method=method)

    def with_body(self, body: bytes | Mapping[str, Any], media_type: str | None = None) -> Self:
        """Send this body: bytes as they are, a resource as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        kind = media_type or f"{MIME_TYPES['json']};charset=utf-8"
        return replace(self, body=content).with_header("Content-Type", kind)

    def with_content(self, body: bytes) -> Self:
        """Send these bytes as the body, whatever the headers say of it."""
        return replace(self, body=body)

    def without_body(self) -> Self:
        """Send no body, and no Content-Type either."""
        return replace(self, body=b"").without_header("Content-Type")

    @property
    def url(self) -> str:
        """The whole URL: service root, path and percent-encoded query."""
        query = urlencode(self.query, quote_via=quote, safe=":/") if self.raw_query is None else self.raw_query
        return f"{self.root}/{self.path}" + (f"?{query}" if query else "")

    def request(self) -> Request:
        """Return the request as it will be sent."""
        return Request(self.interaction.key, self.method, self.url, self.headers, self.body)
