"""Outcomes of a scenario, and the exceptions by which a step says that it is blocked or does not conform."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pytest

from gpconnect.assurance.waivers import Waiver
from gpconnect.conformance.finding import Finding
from gpconnect.consumer.exchange import Recorder


class Outcome(StrEnum):
    """What a scenario came to. Only ``PASSED`` and ``ADVISORY`` say that the provider did what it shall do.

    ``WAIVED`` says that it did not, and that somebody answers for each of the failures.
    """

    PASSED = "passed"
    ADVISORY = "advisory"
    WAIVED = "waived"
    FAILED = "failed"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not applicable"
    ERROR = "error"


class NonConformance(AssertionError):  # noqa: N818 - it names what was found, not an error of the harness
    """The provider does not conform: raised by a ``Then`` step with all findings at once, those that fail first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda one: not one.fails))
        super().__init__("\n".join(str(finding) for finding in self.findings))


class Blocked(Exception):  # noqa: N818
    """A prerequisite failed, so the scenario decides nothing: names the interaction that blocks, and why.

    Without an interaction it is the provider as a whole.
    """

    def __init__(self, interaction: str | None, reason: str) -> None:
        self.interaction = interaction
        self.reason = reason
        super().__init__(f"blocked by {interaction}: {reason}" if interaction else f"blocked: {reason}")


class NotApplicable(Exception):  # noqa: N818
    """The edition, the provider's declared capabilities or the configured test data rule the scenario out."""


class UnmappedRole(NotApplicable):
    """The test data maps nothing to a role that the scenario needs; ``table`` and ``role`` name it."""

    _WORDS: Final = "the test data maps nothing to the role "

    def __init__(self, table: str, role: str, detail: str = "") -> None:
        self.table, self.role = table, role
        super().__init__(f"{self._WORDS}[{table}] {role}{detail}")

    @classmethod
    def named_in(cls, reason: str) -> str | None:
        """Return the role that a reason in a report is about, as ``[table] role``; ``None`` for other reasons."""
        found = re.search(rf"{re.escape(cls._WORDS)}(\[\w+\] \w+)", reason)
        return found[1] if found else None


@dataclass(frozen=True)
class ScenarioResult:
    """What one scenario came to and why.

    ``blocked_by`` is the key of the interaction that blocks it, ``waivers`` are those by which its failures are
    accepted.
    """

    outcome: Outcome
    reason: str = ""
    blocked_by: str | None = None
    findings: tuple[Finding, ...] = ()
    waivers: tuple[Waiver, ...] = ()


RESULT = pytest.StashKey[ScenarioResult]()
RECORDER = pytest.StashKey[Recorder]()
