"""What a handler gives back: a status, a resource and headers, before any of it is written to the wire."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    """One response of the provider; ``resource`` is a FHIR resource in its JSON form, or nothing at all."""

    status: int
    resource: dict[str, Any] | None
    headers: dict[str, str] = field(default_factory=dict)
