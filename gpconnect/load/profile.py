"""Profiles: how many users there are at which moment of a test (page: development_api_volume_and_performance)."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Self

ProfileName = Literal["load", "ramp", "soak"]
_START_SHARE = 0.1
_WINDOWS = 120


@dataclass(frozen=True)
class Profile:
    """One test: LOAD and SOAK keep a steady number of users, RAMP adds users step by step.

    ``seconds`` is how long it takes, ``think_seconds`` the mean pause between two requests of one user.
    ``percentile`` says which share of an interaction's calls is held to the limits, 100 meaning every one.
    """

    name: str
    kind: Literal["steady", "stepped"]
    users: int
    seconds: float
    think_seconds: float
    percentile: float
    steps: int = 1

    def users_at(self, second: float) -> tuple[int, float] | None:
        """Return how many users there are at a moment, and how many may start in a second; ``None`` at the end."""
        if second >= self.seconds:
            return None
        users = math.ceil(self.users * (self.step_at(second) + 1) / self.steps)
        started_in = max(1.0, self.seconds * _START_SHARE / self.steps)
        return users, max(1.0, users / started_in)

    def step_at(self, second: float) -> int:
        """Return the number of the step that a moment belongs to, counted from 0."""
        return min(self.steps - 1, int(second / self.seconds * self.steps))

    @property
    def window_seconds(self) -> float:
        """How much time one point of a plot stands for; a step is a whole number of windows."""
        step = self.seconds / self.steps
        windows = max(1, round(_WINDOWS / self.steps))
        return step / min(windows, max(1, int(step)))

    def changed(self, users: int | None, seconds: float | None, throughput: float | None) -> Self:
        """Return the profile with other figures; ``throughput`` is in requests a second, at the peak."""
        made = replace(self, users=users or self.users, seconds=seconds or self.seconds)
        made = replace(made, steps=min(made.steps, made.users))
        return replace(made, think_seconds=made.users / throughput) if throughput else made

    def as_dict(self) -> dict[str, Any]:
        """Return the profile as JSON holds it."""
        return asdict(self)


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("gpconnect.load").joinpath("profiles.toml").read_text(encoding="utf-8"))


def profile(name: ProfileName) -> Profile:
    """Return one of the three profiles with its own figures."""
    return Profile(name=name, **_tables()[name])


def journey_weights() -> Mapping[str, float]:
    """Return how often users go on each journey, as weights."""
    weights: Mapping[str, float] = _tables()["journeys"]
    return weights


def embedded_size() -> tuple[int, int]:
    """Return how many slots and patients the embedded provider is to have."""
    table = _tables()["embedded"]
    return table["slots"], table["patients"]
