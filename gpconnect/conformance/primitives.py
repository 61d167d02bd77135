"""Primitive values of base FHIR STU3, for what its models let pass (page: development_fhir_api_guidance)."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from gpconnect.spec.vocabulary import LIMITS

_LONGEST: Final = LIMITS["string_characters"]
_WHITE: Final = re.compile(r"\s").search
_CAPITALS: Final = re.compile(r"urn:uuid:[0-9a-f-]*[A-F]").match


def _string(value: str) -> str | None:
    """Return what was expected in place of a string of more than 1 MB, which is counted in characters."""
    return f"at most {_LONGEST} characters (1 MB)" if len(value) > _LONGEST else None


def _uri(value: str) -> str | None:
    """Return what was expected in place of a URI with white space, or with a UUID in capitals."""
    if _CAPITALS(value):
        return "a UUID in lower case"
    return "a uri without white space" if _WHITE(value) else None


STRICTER: Final[Mapping[str, Callable[[str], str | None]]] = {"string": _string, "markdown": _string, "uri": _uri}
"""By the name of a primitive type: what tells what was expected in place of a value, or ``None`` when it fits."""
