"""Reading the data files that hold the specification's facts."""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

SPEC: Traversable = files("gpconnect.spec")


def read_toml(*path: str) -> dict[str, Any]:
    """Return the content of one TOML file below ``gpconnect/spec``."""
    return tomllib.loads(SPEC.joinpath(*path).read_text(encoding="utf-8"))
