"""What one scenario came to in one turn, and the turns themselves: one provider, some scenarios."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One scenario in one turn.

    ``claimed`` are the requirements of its tags, ``decided`` these and all that rules looked at; ``found`` are the
    requirements of the findings, and what these break besides. ``feature`` is the feature file, ``scenario`` the
    title as it is written there; ``secure`` says that it applies to a provider that serves HTTPS only.
    """

    name: str
    outcome: str
    interaction: str
    claimed: frozenset[str]
    decided: frozenset[str]
    found: frozenset[str]
    reason: str = ""
    feature: str = ""
    scenario: str = ""
    secure: bool = False


@dataclass(frozen=True)
class Turn:
    """A fresh provider with at most one fault, and the names of the scenarios to run against it.

    ``secure`` says that it serves HTTPS only.
    """

    fault: str | None
    scenarios: tuple[str, ...]
    secure: bool = False
