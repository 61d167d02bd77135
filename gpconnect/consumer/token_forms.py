"""Forms of an audit token: what can be wrong or unusual in how one is written, by the name that features give it.

Page: integration_cross_organisation_audit_and_provenance, JWT generation.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

import jwt

from gpconnect.consumer.draft import Draft
from gpconnect.consumer.token import Claims, encode_token

Form = Callable[[Claims], str]

# Nobody knows it but this harness; a provider cannot tell a good signature from a bad one.
_SIGNING_KEY: Final = "a key of thirty-two bytes, at least"
_HEADER: Final = {"alg": "none", "typ": "JWT"}


def in_form(draft: Draft, form: str) -> Draft:
    """Return the draft with its claims written in another form, named as in ``FORMS``.

    Raises ``LookupError`` when there is no form of this name.
    """
    if form not in FORMS:
        raise LookupError(f"an audit token cannot come {form!r}; known: {', '.join(FORMS)}")
    return draft.with_header("Authorization", FORMS[form](draft.claims))


def _part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return json.dumps(value).encode()


def _bearer(*parts: str) -> str:
    return f"Bearer {'.'.join(parts)}"


def _with_payload(part: Callable[[Claims], str]) -> Form:
    return lambda claims: _bearer(_part(_json(_HEADER)), part(claims), "")


def _with_header(part: str) -> Form:
    return lambda claims: _bearer(part, _part(_json(claims)), "")


def _padded(content: bytes) -> str:
    """Encode with the padding that a JWT leaves out; JSON that needs none gets a blank, so that it does."""
    return urlsafe_b64encode(content if len(content) % 3 else content + b" ").decode()


def _parts(claims: Claims) -> list[str]:
    return encode_token(claims).split(".")


_NO_BEARER_TOKEN: Final[Mapping[str, Form]] = {
    "with the scheme Basic": lambda claims: f"Basic {encode_token(claims)}",
    "without a scheme": encode_token,
    "with nothing after the scheme": lambda _: "Bearer",
}

_MALFORMED: Final[Mapping[str, Form]] = {
    "in one part": lambda claims: _bearer(_parts(claims)[1]),
    "in two parts": lambda claims: _bearer(*_parts(claims)[:2]),
    "in four parts": lambda claims: _bearer(*_parts(claims), ""),
    "without a header": _with_header(""),
    "without a payload": _with_payload(lambda _: ""),
    "unencoded": lambda claims: _bearer(_json(_HEADER).decode(), _json(claims).decode(), ""),
    "with a header that is not base64": _with_header("***"),
    "with a header that is not JSON": _with_header(_part(b"alg none")),
    "with a payload that is not base64": _with_payload(lambda _: "***"),
    "with a payload that is not UTF-8": _with_payload(lambda _: _part(b'{"iss": "\xff"}')),
    "with a payload that is not JSON": _with_payload(lambda _: _part(b"iss sub aud")),
    "with a payload that is cut off": _with_payload(lambda claims: _part(_json(claims)[:-1])),
    "with a payload that is null": _with_payload(lambda _: _part(b"null")),
    "with a payload that is a list": _with_payload(lambda claims: _part(_json([claims]))),
    "with a payload that is a text": _with_payload(lambda claims: _part(_json(_json(claims).decode()))),
}

_UNUSUAL: Final[Mapping[str, Form]] = {
    "with the scheme in lower case": lambda claims: f"bearer {encode_token(claims)}",
    "with the scheme in upper case": lambda claims: f"BEARER {encode_token(claims)}",
    "with a header that has no typ": _with_header(_part(_json({"alg": "none"}))),
    "with white space in its payload": _with_payload(lambda claims: _part(json.dumps(claims, indent=4).encode())),
    "with its claims in another order": _with_payload(lambda claims: _part(_json(dict(reversed(claims.items()))))),
}

_MORE_THAN_UNSECURED: Final[Mapping[str, Form]] = {
    "with a signature though its algorithm is none": lambda claims: _bearer(*_parts(claims)[:2], _part(b"signed")),
    "signed": lambda claims: f"Bearer {jwt.encode(claims, _SIGNING_KEY, algorithm='HS256')}",
    "with padding": _with_payload(lambda claims: _padded(_json(claims))),
}

FORMS: Final[Mapping[str, Form]] = {**_NO_BEARER_TOKEN, **_MALFORMED, **_UNUSUAL, **_MORE_THAN_UNSECURED}
