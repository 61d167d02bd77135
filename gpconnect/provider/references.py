"""References in what consumers send: which resource of this provider they mean."""

import re
from typing import Any

from gpconnect.provider.errors import ProviderError

_LOCAL = re.compile(r"([A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?")


def target(element: dict[str, Any], place: str, base_url: str) -> tuple[str, str]:
    """Return resource type and logical id of a Reference, relative or below the service root URL.

    Raises ``ProviderError``: INVALID_RESOURCE for a Reference that names nothing by its ``reference``,
    REFERENCE_NOT_FOUND for one to another server, which is not resolved (page: development_general_api_guidance,
    external resource resolution).
    """
    text = element.get("reference")
    if text is None:
        raise ProviderError("INVALID_RESOURCE", f"{place}.reference is missing")
    found = _LOCAL.fullmatch(text.removeprefix(f"{base_url}/"))
    if found is None:
        raise not_found(text, place)
    return found[1], found[2]


def not_found(text: str, place: str) -> ProviderError:
    """Return the refusal of a reference to something that this provider does not have."""
    return ProviderError("REFERENCE_NOT_FOUND", f"{place} is a reference to {text}: there is none at this provider")
