"""How problems name a place in a resource and quote what stands there."""

import json
from collections.abc import Iterable

_LONGEST_QUOTE = 100


def at(path: str, steps: Iterable[str | int]) -> str:
    """Return the place that steps of property names and array indices lead to: ``Slot.extension[0].url``."""
    below = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path + below if path else below.removeprefix(".")


def quote(value: object) -> str:
    """Return a value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} ... ({len(text)} characters)"
