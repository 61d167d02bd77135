"""The plan of a load test: what the command line asks for, handed to a program of its own."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

from gpconnect.load.profile import Profile

Role = Literal["alone", "master", "worker"]
DEFAULT_PORT = 5557


@dataclass(frozen=True)
class Plan:
    """Who takes part in the test and how, which provider it is for, and where its results go.

    ``settings`` are options that override the settings of the run. ``slots`` and ``patients`` are the embedded
    provider's. A worker takes the profile from its master.
    """

    profile: Profile
    settings: dict[str, Any]
    page: Path
    results: Path
    register: bool = True
    role: Role = "alone"
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    workers: int = 1
    slots: int = 0
    patients: int = 0

    def as_text(self) -> str:
        """Return the plan as text for another program."""
        return json.dumps({**asdict(self), "page": str(self.page), "results": str(self.results)}, default=str)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the plan that ``as_text`` wrote."""
        table = json.loads(text)
        paths = {name: Path(table[name]) for name in ("page", "results")}
        return cls(**{**table, **paths, "profile": Profile(**table["profile"])})
