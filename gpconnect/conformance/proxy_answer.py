"""Answers that the Spine Secure Proxy gave itself, told apart from the provider's."""

from typing import Any

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import values_at
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec.transport import PROXY_ERRORS


def proxy_error(exchange: Exchange) -> str | None:
    """Return what the proxy complains of, or ``None`` when the answer is the provider's, or there is none.

    Page: development_fhir_error_handling_guidance. The proxy names its HTTP status as the error code, which no
    provider does: the codes of a provider are those of the Spine.
    """
    kind = PROXY_ERRORS.get(exchange.status or 0)
    if kind is None:
        return None
    for _, issue in values_at(resource_of(exchange), "issue"):
        codes = [code for _, code in values_at(issue, "details.coding.code")]
        if _value(issue, "code") == kind and str(exchange.status) in codes:
            return f"{exchange.status} {kind}: {_value(issue, 'diagnostics') or 'no diagnostics'}"
    return None


def _value(issue: Any, name: str) -> Any:  # noqa: ANN401 - any JSON value
    return issue.get(name) if isinstance(issue, dict) else None
