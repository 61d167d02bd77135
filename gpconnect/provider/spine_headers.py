"""The Spine headers: present, each once, meant for this provider and for the endpoint that was called."""

import re

from starlette.datastructures import Headers

from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Faults
from gpconnect.spec import Edition
from gpconnect.spec.vocabulary import SPINE_HEADERS

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STRUCTURED_METADATA = "urn:nhs:names:services:gpconnect:structured:fhir:rest:read:metadata-1"
_KNOWN_SENDERS = ("200000000359",)


def required_header(headers: Headers, name: str) -> str:
    """Return the one value of a header; raise BAD_REQUEST when it is absent, empty or repeated."""
    values = headers.getlist(name)
    if len(values) != 1:
        raise ProviderError("BAD_REQUEST", f"exactly one {name} header is needed; {len(values)} were sent")
    if not values[0].strip():
        raise ProviderError("BAD_REQUEST", f"the {name} header is empty")
    return values[0].strip()


def check_addressing(headers: Headers, asid: str, faults: Faults) -> None:
    """Refuse with BAD_REQUEST a request without trace and sender, or for another provider's ASID.

    Pages: integration_spine_secure_proxy, development_api_security_guidance.
    """
    _refuse_too_much(headers, faults)
    with faults.lifting("trace-id-not-required"):
        required_header(headers, SPINE_HEADERS["trace_id"])
    with faults.lifting("sender-not-required"):
        required_header(headers, SPINE_HEADERS["from"])
    with faults.lifting("addressee-not-required"):
        required_header(headers, SPINE_HEADERS["to"])
    addressees = headers.getlist(SPINE_HEADERS["to"])
    with faults.lifting("addressee-not-checked"):
        if any(one.strip() not in ("", asid) for one in addressees):
            raise ProviderError(
                "BAD_REQUEST", f"{SPINE_HEADERS['to']} is {addressees[0]}, but the ASID of this provider is {asid}"
            )


def _refuse_too_much(headers: Headers, faults: Faults) -> None:
    """Refuse what the specification allows, where a fault says so."""
    if faults.on("expect-refused") and "expect" in headers:
        raise ProviderError("BAD_REQUEST", "no expectation can be met", status=417)
    traced = headers.get(SPINE_HEADERS["trace_id"], "")
    if faults.on("trace-ids-in-other-forms-refused") and not _UUID.fullmatch(traced):
        raise ProviderError("BAD_REQUEST", "the trace ID is not a UUID in lower case")
    if faults.on("unknown-senders-refused") and headers.get(SPINE_HEADERS["from"]) not in _KNOWN_SENDERS:
        raise ProviderError("BAD_REQUEST", "the sender is not known here")


def meant_interactions(
    headers: Headers, keys: tuple[str, ...], edition: Edition, faults: Faults
) -> tuple[str, ...]:
    """Return those of the endpoint's interactions that the interaction ID names; refuse when it names none.

    Page: integration_interaction_ids.
    """
    name = SPINE_HEADERS["interaction_id"]
    sent = ""
    with faults.lifting("interaction-id-not-required"):
        sent = required_header(headers, name)
    if faults.on("structured-metadata-id-accepted") and sent == _STRUCTURED_METADATA:
        return keys[:1]
    meant = tuple(key for key in keys if edition.interaction_id(key) == sent)
    lifted = faults.on("interaction-id-not-checked") if sent else faults.on("interaction-id-not-required")
    if not meant and not lifted:
        expected = " or ".join(sorted({edition.interaction_id(key) for key in keys}))
        raise ProviderError(
            "BAD_REQUEST", f"{name} is {sent}, but this endpoint of GP Connect {edition.version} is {expected}"
        )
    return meant or keys[:1]
