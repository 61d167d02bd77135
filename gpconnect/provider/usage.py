"""How to call a running provider by hand: a curl command with an audit token that it accepts."""

import shlex
from typing import Any

import jwt

from gpconnect.provider.call import Services
from gpconnect.provider.seed_roles import role
from gpconnect.spec import edition, interaction
from gpconnect.spec.vocabulary import AUDIT_TOKEN, IDENTIFIER_SYSTEMS, LIMITS, SPINE_HEADERS

_USER = "10019"
_CONSUMER_ASID = "200000000359"
_SHOWN = "find-a-patient"


def example_call(services: Services, base_url: str) -> str:
    """Return a curl command that finds a seeded patient; its token expires after five minutes."""
    nhs_number = role(services.store, "patients", "registered")
    values = {
        SPINE_HEADERS["trace_id"]: "09a01679-2564-0fb4-5129-aecc81ea2706",
        SPINE_HEADERS["from"]: _CONSUMER_ASID,
        SPINE_HEADERS["to"]: services.settings.asid,
        SPINE_HEADERS["interaction_id"]: edition(services.settings.edition).interaction_id(_SHOWN),
        "Authorization": f"Bearer {_token(services, base_url)}",
    }
    headers = " ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in values.items())
    url = f"{base_url}/Patient?identifier={IDENTIFIER_SYSTEMS['nhs_number']}%7C{nhs_number}"
    return f"curl {headers} {shlex.quote(url)}"


def _token(services: Services, base_url: str) -> str:
    now = services.clock.epoch()
    claims = {
        "iss": "https://consumer.example/",
        "sub": _USER,
        "aud": base_url,
        "iat": now,
        "exp": now + LIMITS["token_lifetime_seconds"],
        "reason_for_request": AUDIT_TOKEN["reason_for_request"],
        "requested_scope": interaction(_SHOWN).scope,
        "requesting_device": {
            "resourceType": "Device",
            "identifier": [_identifier("https://consumer.example/Id/device", "sandbox")],
            "model": "curl",
            "version": "1",
        },
        "requesting_organization": {
            "resourceType": "Organization",
            "identifier": [_identifier(IDENTIFIER_SYSTEMS["ods_organisation"], "A11111")],
            "name": "Sandbox consumer",
        },
        "requesting_practitioner": {
            "resourceType": "Practitioner",
            "id": _USER,
            "identifier": [_identifier(IDENTIFIER_SYSTEMS["sds_user"], "UNK")],
            "name": [{"family": "Consumer", "given": ["Sandbox"]}],
        },
    }
    return jwt.encode(claims, key="", algorithm=AUDIT_TOKEN["algorithm"])


def _identifier(system: str, value: str) -> dict[str, Any]:
    return {"system": system, "value": value}
