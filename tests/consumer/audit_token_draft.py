"""A draft with a correct audit token, for the tests that alter it."""

import base64
import json
from typing import Any

from gpconnect.consumer.draft import Draft
from gpconnect.consumer.identity import ConsumerIdentity, ConsumerOrganisation, ConsumerUser
from gpconnect.consumer.token import build_claims
from gpconnect.spec import edition, interaction

NOW = 1_700_000_000
ROOT = "https://provider.example/A1/STU3/1/gpconnect"
IDENTITY = ConsumerIdentity(
    asid="200000000359",
    endpoint="https://consumer.example/",
    device_id="DEVICE-1",
    product="Product",
    version="1.0",
    organisation=ConsumerOrganisation("A11111", "An organisation", "gp-practice", "01130000000"),
    user=ConsumerUser("10019", "Family", "Given", "Dr", "111222333444", "444555666777", "local-1"),
)


def correct_draft() -> Draft:
    """Return a search for a patient with a correct token, made at ``NOW``."""
    key = "find-a-patient"
    headers = (("Ssp-To", "918999198993"), ("Ssp-InteractionID", edition().interaction_id(key)))
    claims = build_claims(IDENTITY, interaction(key).scope, ROOT, NOW)
    return Draft(interaction(key), ROOT, "GET", "Patient", headers, claims).with_claims({})


def authorisation(draft: Draft) -> str:
    """Return the one Authorization header of a draft."""
    (value,) = [value for name, value in draft.headers if name == "Authorization"]
    return value


def decoded(part: str) -> Any:  # noqa: ANN401 - any JSON value
    """Read one part of a token; raise ``ValueError`` when it is not base64url or not JSON."""
    return json.loads(base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True))


def claims_of(draft: Draft) -> dict[str, Any]:
    """Return the claims that a draft's token carries."""
    claims: dict[str, Any] = decoded(authorisation(draft).removeprefix("Bearer ").split(".")[1])
    return claims
