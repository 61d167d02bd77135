"""Connections: what scenarios need of the way to the provider."""

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.connection import Endpoint


def require_direct_https(endpoint: Endpoint) -> None:
    """Raise ``NotApplicable`` unless the provider is reached by HTTPS and without the Spine Secure Proxy."""
    if not endpoint.root.startswith("https://"):
        raise NotApplicable(f"the provider is reached by plain HTTP: {endpoint.root}")
    if endpoint.proxy_root is not None:
        raise NotApplicable(f"a proxy stands between, and may change headers: {endpoint.proxy_root}")


def require_published_root(endpoint: Endpoint) -> None:
    """Raise ``NotApplicable`` when the service root URL can be none that the Spine Directory Service holds."""
    if not endpoint.root.startswith("https://"):
        raise NotApplicable(f"a service root URL with plain HTTP is none that is published: {endpoint.root}")
