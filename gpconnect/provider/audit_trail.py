"""The audit trail: one entry for each request, refused ones included."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers

from gpconnect.provider.answer import Answer
from gpconnect.provider.store import Store
from gpconnect.spec.vocabulary import SPINE_HEADERS


@dataclass(frozen=True)
class Event:
    """One request and what came of it; ``at`` is in seconds since 1970 UTC."""

    at: int
    method: str
    target: str
    headers: Headers
    interaction: str | None
    claims: Mapping[str, Any]
    answer: Answer


def record(store: Store, event: Event) -> None:
    """Add an event to the audit trail (page: integration_cross_organisation_audit_and_provenance)."""
    practitioner = event.claims.get("requesting_practitioner")
    organisation = event.claims.get("requesting_organization")
    device = event.claims.get("requesting_device")
    store.insert(
        "audit",
        at=event.at,
        method=event.method,
        target=event.target,
        trace_id=event.headers.get(SPINE_HEADERS["trace_id"]),
        consumer_asid=event.headers.get(SPINE_HEADERS["from"]),
        interaction=event.interaction,
        practitioner=practitioner,
        organisation=organisation,
        device=device,
        status=event.answer.status,
        error_code=_error_code(event.answer),
    )


def _error_code(answer: Answer) -> str | None:
    if answer.resource is None or answer.resource["resourceType"] != "OperationOutcome":
        return None
    code: str = answer.resource["issue"][0]["details"]["coding"][0]["code"]
    return code
