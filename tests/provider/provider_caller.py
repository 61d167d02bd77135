"""A caller of a really served provider that knows nothing but the specification."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from gpconnect.provider.seed_roles import role
from gpconnect.provider.server import Running, running
from gpconnect.provider.settings import Settings
from gpconnect.spec import edition, interaction

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
SDS_USER = "https://fhir.nhs.uk/Id/sds-user-id"


class Caller:
    """Sends requests to one provider, correct ones unless told otherwise."""

    def __init__(self, provider: Running, http: httpx.Client) -> None:
        self.provider = provider
        self.http = http

    def claims(self, key: str) -> dict[str, Any]:
        """Return the claims of a correct audit token for one interaction."""
        now = self.provider.services.clock.epoch()
        return {
            "iss": "https://consumer.example/",
            "sub": "10019",
            "aud": self.provider.base_url,
            "iat": now,
            "exp": now + 300,
            "reason_for_request": "directcare",
            "requested_scope": interaction(key).scope,
            "requesting_device": {
                "resourceType": "Device",
                "identifier": [{"system": "https://consumer.example/Id/device", "value": "D-1"}],
                "model": "Consumer",
                "version": "5.3.0",
            },
            "requesting_organization": {
                "resourceType": "Organization",
                "identifier": [{"system": ODS_CODE, "value": "A11111"}],
                "name": "Test hospital",
            },
            "requesting_practitioner": {
                "resourceType": "Practitioner",
                "id": "10019",
                "identifier": [{"system": SDS_USER, "value": "111222333444"}],
                "name": [{"family": "Jones", "given": ["Claire"]}],
            },
        }

    @staticmethod
    def bearer(claims: Mapping[str, object]) -> str:
        """Return an unsecured JWT with these claims, whatever they are."""
        parts = (json.dumps(one).encode() for one in ({"alg": "none", "typ": "JWT"}, claims))
        encoded = [base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts]
        return f"Bearer {'.'.join(encoded)}."

    def headers(self, key: str, **changes: str | None) -> dict[str, str]:
        """Return correct headers; ``Ssp_To="1"`` changes one, ``Ssp_To=None`` leaves it out."""
        settings = self.provider.services.settings
        headers: dict[str, str | None] = {
            "Ssp-TraceID": str(uuid4()),
            "Ssp-From": "200000000359",
            "Ssp-To": settings.asid,
            "Ssp-InteractionID": edition(settings.edition).interaction_id(key),
            "Authorization": self.bearer(self.claims(key)),
        }
        headers |= {name.replace("_", "-"): value for name, value in changes.items()}
        return {name: value for name, value in headers.items() if value is not None}

    def send(self, key: str, path: str, method: str = "GET", **headers: str | None) -> httpx.Response:
        """Send a request for one interaction to a path below the service root."""
        return self.http.request(method, f"{self.provider.base_url}{path}", headers=self.headers(key, **headers))

    def submit(
        self, key: str, path: str, body: object, method: str = "POST", **headers: str | None
    ) -> httpx.Response:
        """Send a resource for one interaction to a path below the service root."""
        sent = self.headers(key, **({"Content_Type": "application/fhir+json"} | headers))
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.request(method, f"{self.provider.base_url}{path}", headers=sent, content=content)

    def find_patient(self, nhs_number: str) -> httpx.Response:
        """Find a patient by NHS number."""
        return self.send("find-a-patient", f"/Patient?identifier={NHS_NUMBER}|{nhs_number}")

    def role(self, subject: str, name: str) -> str:
        """Return the first value of a role of the seed data."""
        return role(self.provider.services.store, subject, name)


@contextmanager
def calling(settings: Settings | None = None) -> Iterator[Caller]:
    """Serve a provider for as long as the context lasts."""
    with running(settings) as provider, httpx.Client(trust_env=False, timeout=10) as http:
        del http.headers["accept"]
        yield Caller(provider, http)


def refused(response: httpx.Response, status: int, code: str) -> str:
    """Assert that this is an error with an OperationOutcome for the Spine code; return its diagnostics."""
    assert response.headers["Content-Type"] == "application/fhir+json;charset=utf-8"
    outcome = response.json()
    coding = outcome["issue"][0]["details"]["coding"][0]
    assert (response.status_code, coding["code"]) == (status, code), response.text
    profile = "https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-OperationOutcome-1"
    assert outcome["resourceType"] == "OperationOutcome"
    assert outcome["meta"]["profile"] == [profile]
    assert outcome["issue"][0]["severity"] == "error"
    assert coding["display"]
    assert response.headers["Cache-Control"] == "no-store"
    diagnostics: str = outcome["issue"][0]["diagnostics"]
    assert diagnostics
    return diagnostics


def found(response: httpx.Response) -> list[dict[str, Any]]:
    """Assert that this is a searchset bundle; return its resources."""
    assert response.status_code == 200, response.text
    bundle = response.json()
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "searchset")
    assert bundle.get("entry") != []
    return [entry["resource"] for entry in bundle.get("entry", [])]
