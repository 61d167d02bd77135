"""Another practice's service root URL, made from that of the practice under test."""

from urllib.parse import urlsplit

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.connection import Endpoint
from gpconnect.consumer.draft import Draft


def naming_practice(draft: Draft, endpoint: Endpoint, practice: str, other: str) -> Draft:
    """Return the request with another ODS code in place of the practice's, in its service root URL and audience.

    ``practice`` and ``other`` are ODS codes. Page: integration_sds_registering_endpoints.

    Raises ``NotApplicable`` when a proxy stands between, which looks service root URLs up itself, and when the
    service root URL has no segment that is the practice's ODS code.
    """
    if endpoint.proxy_root is not None:
        raise NotApplicable(f"a proxy stands between, and knows no other service root URL: {endpoint.proxy_root}")
    path = urlsplit(endpoint.root).path
    segments = path.split("/")
    if practice not in segments:
        raise NotApplicable(f"no segment of the service root URL is the practice's ODS code, {practice}: {path}")
    segments[segments.index(practice)] = other
    root = endpoint.root.removesuffix(path) + "/".join(segments)
    return draft.with_root(root).with_claims({"aud": root})
