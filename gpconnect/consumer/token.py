"""The audit token: an unsecured JWT (page: integration_cross_organisation_audit_and_provenance)."""

import json
from typing import Any, Final

import jwt

from gpconnect.consumer.identity import ConsumerIdentity
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS, LIMITS

# Made once: to make them takes longer than a token does.
_UNSECURED: Final = jwt.PyJWS()
_COMPACT: Final = json.JSONEncoder(separators=(",", ":"))

Claims = dict[str, Any]


def build_claims(identity: ConsumerIdentity, scope: str, audience: str, issued_at: int) -> Claims:
    """Return every claim of the audit token.

    ``scope`` is the interaction's ``requested_scope``, ``audience`` the provider's service root URL and
    ``issued_at`` the time of the request in seconds since 1970-01-01T00:00:00Z.
    """
    return {
        "iss": identity.endpoint,
        "sub": identity.user.id,
        "aud": audience,
        "exp": issued_at + LIMITS["token_lifetime_seconds"],
        "iat": issued_at,
        "reason_for_request": "directcare",
        "requested_scope": scope,
        "requesting_device": _device(identity),
        "requesting_organization": _organisation(identity),
        "requesting_practitioner": _practitioner(identity),
    }


def encode_token(claims: Claims) -> str:
    """Return the claims as an unsecured JWT: algorithm ``none``, empty signature, trailing full stop.

    Claims are written as they are, wrong ones too, which the library's own ``jwt.encode`` would refuse.
    """
    return _UNSECURED.encode(_COMPACT.encode(claims).encode(), key="", algorithm="none")


def _identifier(system: str, value: str) -> dict[str, str]:
    return {"system": system, "value": value}


def _local_system(identity: ConsumerIdentity, kind: str) -> str:
    return f"{identity.endpoint.rstrip('/')}/Id/{kind}"


def _device(identity: ConsumerIdentity) -> dict[str, Any]:
    return {
        "resourceType": "Device",
        "identifier": [_identifier(_local_system(identity, "device-identifier"), identity.device_id)],
        "model": identity.product,
        "version": identity.version,
    }


def _organisation(identity: ConsumerIdentity) -> dict[str, Any]:
    organisation = identity.organisation
    return {
        "resourceType": "Organization",
        "identifier": [_identifier(IDENTIFIER_SYSTEMS["ods_organisation"], organisation.ods_code)],
        "name": organisation.name,
    }


def _practitioner(identity: ConsumerIdentity) -> dict[str, Any]:
    user = identity.user
    return {
        "resourceType": "Practitioner",
        "id": user.id,
        "identifier": [
            _identifier(IDENTIFIER_SYSTEMS["sds_user"], user.sds_user_id),
            _identifier(IDENTIFIER_SYSTEMS["sds_role_profile"], user.sds_role_profile_id),
            _identifier(_local_system(identity, "user-guid"), user.local_id),
        ],
        "name": [{"family": user.family, "given": [user.given], "prefix": [user.prefix]}],
    }
