"""What preflight looked at: what it found, how bad that is, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from gpconnect.target.roles import Role


class State(StrEnum):
    """How what was looked at stands."""

    READY = "ready"
    NOTE = "note"
    GAP = "gap"
    PROBLEM = "problem"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    ``advice`` says what to do. Where that is what is wrong, ``interaction`` is the key of an interaction that does
    not work, and ``role`` one that is not mapped or does not behave as it must.
    """

    state: State
    subject: str
    found: str
    advice: str = ""
    interaction: str | None = None
    role: Role | None = None
