"""A resource as text, by which it is remembered what was found in it."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json


def as_text(resource: Mapping[str, Any]) -> str:
    """Return a resource as compact JSON, the same text for the same content in the same order."""
    return to_json(resource).decode("utf-8")
