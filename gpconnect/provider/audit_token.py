"""The audit token: an unsecured JWT in the Authorization header, every claim of which is checked."""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from starlette.datastructures import Headers

from gpconnect.provider.clock import Clock
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Faults
from gpconnect.provider.spine_headers import required_header
from gpconnect.provider.validation import check_simple_elements
from gpconnect.spec import interaction
from gpconnect.spec.vocabulary import AUDIT_TOKEN, IDENTIFIER_SYSTEMS, LIMITS

Claims = Mapping[str, Any]

_RESOURCES = {
    "device": "requesting_device",
    "organisation": "requesting_organization",
    "practitioner": "requesting_practitioner",
}

_CLAIMS = frozenset(
    {"iss", "sub", "aud", "exp", "iat", "reason_for_request", "requested_scope", *_RESOURCES.values()}
)
_MINUTE = 60
_LEEWAYS = {
    "expired-tokens-accepted-for-nine-minutes": 9 * _MINUTE,
    "expired-tokens-accepted-for-five-minutes": 5 * _MINUTE,
}
# What the page shows of each resource, where that is all that a faulty provider takes.
_MINIMUM = {
    "requesting_device": frozenset({"resourceType", "identifier", "model", "version"}),
    "requesting_organization": frozenset({"resourceType", "identifier", "name"}),
    "requesting_practitioner": frozenset({"resourceType", "id", "identifier", "name"}),
}
_ELEMENTS = {
    kind: frozenset(AUDIT_TOKEN["elements"]["Resource"]) | frozenset(own)
    for kind, own in AUDIT_TOKEN["elements"].items()
}


def check_audit_token(headers: Headers, key: str, clock: Clock, faults: Faults) -> Claims:
    """Return the claims of the request's audit token.

    Raises ``ProviderError``: BAD_REQUEST for a token that is absent, not well formed, expired, or has a claim that
    is missing or wrong; INVALID_RESOURCE for an element that FHIR does not know, or does not allow, in one of its
    resources (pages: integration_cross_organisation_audit_and_provenance,
    development_fhir_error_handling_guidance). The values of ``iat`` and ``aud`` are not judged beyond their form
    (AMB-040).
    """
    if "Authorization" not in headers and faults.on("token-not-required"):
        return {}
    claims = _decode(headers, faults)
    if faults.any:
        _refuse_too_much(claims, headers, clock, faults)
    if faults.on("token-claims-not-checked"):
        return claims
    checks: tuple[tuple[str, Callable[[], None]], ...] = (
        ("token-issuer-not-checked", lambda: _check_url(claims, "iss")),
        ("token-audience-not-checked", lambda: _check_url(claims, "aud")),
        ("token-issue-time-not-checked", lambda: _check_time(claims, "iat")),
        ("token-expiry-form-not-checked", lambda: _check_time(claims, "exp")),
        ("token-reason-not-checked", lambda: _check_reason(claims)),
        ("token-scope-not-checked", lambda: _check_scope(claims)),
        ("token-device-not-checked", lambda: _check_device(claims)),
        ("token-organisation-not-checked", lambda: _check_organisation(claims)),
        ("token-practitioner-not-checked", lambda: _check_practitioner(claims)),
        ("token-subject-not-checked", lambda: _check_subject(claims)),
        ("expired-tokens-accepted", lambda: _check_expiry(claims, clock, faults)),
        *((f"token-{kind}-may-have-anything", _fhir_check(claims, claim)) for kind, claim in _RESOURCES.items()),
    )
    for fault, check in checks:
        with faults.lifting(fault):
            check()
    if not faults.on("token-scope-not-checked"):
        _check_compartment(claims, key, faults)
    return claims


def _refuse_too_much(claims: Claims, headers: Headers, clock: Clock, faults: Faults) -> None:
    """Refuse what the specification allows, where a fault says so."""
    issued = claims.get("iat", 0)
    practitioner = claims.get("requesting_practitioner")
    systems = [one.get("system") for one in _identifiers(practitioner if isinstance(practitioner, dict) else {})]
    refused = {
        "unknown-claims-refused": not claims.keys() <= _CLAIMS,
        "old-tokens-refused": isinstance(issued, int) and issued < clock.epoch() - _MINUTE,
        "future-tokens-refused": isinstance(issued, int) and issued > clock.epoch() + _MINUTE,
        "users-without-smartcard-refused": "UNK" in str(practitioner) or "prefix" not in str(practitioner),
        "role-profile-required": IDENTIFIER_SYSTEMS["sds_role_profile"] not in systems,
        "lower-case-schemes-refused": not headers.get("authorization", "").startswith("Bearer "),
        "token-forms-refused": _unusually_written(headers.get("authorization", "")),
        "detailed-token-resources-refused": any(_more_than_minimum(claims, claim) for claim in _RESOURCES.values()),
    }
    for fault, applies in refused.items():
        if applies and faults.on(fault):
            raise _bad("iat", "the token is not accepted")
    audience = str(claims.get("aud"))
    foreign = headers.get("host", "") not in audience or audience.endswith("/")
    if audience.startswith("http") and foreign and faults.on("foreign-audiences-fail"):
        raise ProviderError("INTERNAL_SERVER_ERROR", "the audience is that of another provider")
    expiry = claims.get("exp")
    timed = isinstance(issued, int) and isinstance(expiry, int)
    if timed and expiry - issued != LIMITS["token_lifetime_seconds"] and faults.on("other-lifetimes-fail"):
        raise ProviderError("INTERNAL_SERVER_ERROR", "the token does not last five minutes")


def _unusually_written(authorization: str) -> bool:
    """Say whether the JSON of a token has no type, white space between its tokens, or its claims in odd order."""
    header, payload, *_ = [*authorization.rpartition(" ")[2].split("."), "", ""]
    text = _part(payload)
    return b"typ" not in _part(header) or b'": ' in text or not text.startswith(b'{"iss"')


def _part(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _more_than_minimum(claims: Claims, name: str) -> bool:
    resource = claims.get(name)
    return isinstance(resource, dict) and bool(resource.keys() - _MINIMUM[name])


def _decode(headers: Headers, faults: Faults) -> Claims:
    scheme, _, token = required_header(headers, "Authorization").partition(" ")
    with faults.lifting("token-scheme-not-checked"):
        if scheme.lower() != "bearer" or not token.strip():
            raise ProviderError("BAD_REQUEST", "the Authorization header is not a bearer token")
    try:
        decoded = _decoded(token.strip())
    except jwt.InvalidTokenError as error:
        raise ProviderError("BAD_REQUEST", f"the bearer token is not a JSON Web Token: {error}") from error
    if decoded["header"].get("alg") != AUDIT_TOKEN["algorithm"] or decoded["signature"]:
        raise ProviderError("BAD_REQUEST", "the bearer token is not an unsecured JWT (alg none, empty signature)")
    payload: Claims = decoded["payload"]
    return payload


@lru_cache(maxsize=256)
def _decoded(token: str) -> Mapping[str, Any]:
    """Return header, payload and signature of a token, none of which may be changed.

    A consumer that makes several requests within a second sends one and the same token with them.
    """
    return jwt.decode_complete(token, options={"verify_signature": False})


def _check_time(claims: Claims, name: str) -> None:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _bad(name, f"{value!r} is not a whole number of seconds")


def _check_expiry(claims: Claims, clock: Clock, faults: Faults) -> None:
    now, expiry = clock.epoch(), claims.get("exp")
    leeway = next((seconds for fault, seconds in _LEEWAYS.items() if faults.on(fault)), 0)
    if isinstance(expiry, int | float) and expiry + leeway <= now:
        raise _bad("exp", f"{expiry}: the token has expired; the time here is {now}")


def _check_url(claims: Claims, name: str) -> None:
    value = claims.get(name)
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        raise _bad(name, f"{value!r} is not a URL")


def _check_reason(claims: Claims) -> None:
    reason = claims.get("reason_for_request")
    if reason != AUDIT_TOKEN["reason_for_request"]:
        raise _bad("reason_for_request", f"{reason!r} is not {AUDIT_TOKEN['reason_for_request']}")


def _check_scope(claims: Claims) -> None:
    scope = claims.get("requested_scope")
    if not isinstance(scope, str):
        raise _bad("requested_scope", f"{scope!r} is not a scope")
    if scope not in AUDIT_TOKEN["requested_scopes"]:
        raise _bad("requested_scope", f"{scope!r} is not one of {', '.join(AUDIT_TOKEN['requested_scopes'])}")


def _check_compartment(claims: Claims, key: str, faults: Faults) -> None:
    scope, compartment = str(claims.get("requested_scope")), interaction(key).scope.partition("/")[0]
    writes = interaction(key).scope.endswith(".write")
    failing = faults.on("foreign-scopes-fail") or (writes and faults.on("another-scope-on-a-write-fails"))
    if scope.partition("/")[0] != compartment and failing:
        raise ProviderError("INTERNAL_SERVER_ERROR", f"the scope {scope} is that of another endpoint")
    if scope.partition("/")[0] != compartment and faults.on("scope-refused-without-challenge"):
        raise ProviderError("ACCESS_DENIED", f"the scope {scope} does not cover this endpoint")
    if scope.partition("/")[0] != compartment:
        raise _bad("requested_scope", f"{scope} does not cover this endpoint; it needs {interaction(key).scope}")


def _check_device(claims: Claims) -> None:
    device = _resource(claims, "requesting_device", "Device")
    if not any(_text(one, "system") and _text(one, "value") for one in _identifiers(device)):
        raise _bad("requesting_device", "it has no identifier with system and value")
    for name in ("model", "version"):
        if not _text(device, name):
            raise _bad("requesting_device", f"its {name} is missing")


def _check_organisation(claims: Claims) -> None:
    organisation = _resource(claims, "requesting_organization", "Organization")
    if not _text(organisation, "name"):
        raise _bad("requesting_organization", "its name is missing")
    _need_identifier(organisation, "requesting_organization", IDENTIFIER_SYSTEMS["ods_organisation"])


def _check_practitioner(claims: Claims) -> None:
    """Other identifiers than the SDS user ID are not always sent, so their absence is no error."""
    claim = "requesting_practitioner"
    practitioner = _resource(claims, claim, "Practitioner")
    _need_identifier(practitioner, claim, IDENTIFIER_SYSTEMS["sds_user"])
    if not _has_full_name(practitioner):
        raise _bad(claim, "it has no name with family and given")


def _check_subject(claims: Claims) -> None:
    claim, subject = "requesting_practitioner", claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise _bad("sub", f"{subject!r} is not the ID of a user")
    practitioner = claims.get(claim)
    identity = practitioner.get("id") if isinstance(practitioner, dict) else None
    if identity != subject:
        raise _bad(claim, f"its id {identity!r} is not that of the sub claim, {subject!r}")


def _has_full_name(practitioner: Claims) -> bool:
    names = practitioner.get("name")
    if not isinstance(names, list):
        return False
    return any(isinstance(one, dict) and _text(one, "family") and _given(one) for one in names)


def _given(name: Claims) -> bool:
    given = name.get("given")
    return isinstance(given, list) and bool(given) and all(isinstance(one, str) and one for one in given)


def _resource(claims: Claims, name: str, resource_type: str) -> Claims:
    value = claims.get(name)
    if not isinstance(value, dict):
        raise _bad(name, "it is missing or not a resource")
    if value.get("resourceType") != resource_type:
        raise _bad(name, f"it is a {value.get('resourceType')!r}, not a {resource_type}")
    return value


def _fhir_check(claims: Claims, claim: str) -> Callable[[], None]:
    """Return the check that the resource of a claim holds nothing that FHIR does not know or does not allow."""

    def check() -> None:
        resource = claims.get(claim)
        if not isinstance(resource, dict) or resource.get("resourceType") not in _ELEMENTS:
            return  # what it has to be is another check's business
        unknown = sorted(resource.keys() - _ELEMENTS[resource["resourceType"]])
        if unknown:
            what = f"{resource['resourceType']} has no element {unknown[0]}"
            raise ProviderError("INVALID_RESOURCE", f"audit token claim {claim}: {what}")
        check_simple_elements(resource, f"audit token claim {claim}")

    return check


def _identifiers(resource: Claims) -> list[Claims]:
    sent = resource.get("identifier")
    return [one for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []


def _need_identifier(resource: Claims, claim: str, system: str) -> None:
    if not any(one.get("system") == system and _text(one, "value") for one in _identifiers(resource)):
        raise _bad(claim, f"it has no identifier of the system {system}")


def _text(element: Claims, name: str) -> bool:
    value = element.get(name)
    return isinstance(value, str) and bool(value.strip())


def _bad(claim: str, what: str) -> ProviderError:
    return ProviderError("BAD_REQUEST", f"audit token claim {claim}: {what}")
