"""Findings: single violations of the specification, each with its place, what was expected and what came."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["SHALL", "SHOULD", "MAY"]


@dataclass(frozen=True)
class Finding:
    """One violation.

    ``requirement`` is an ID of the catalogue; ``where`` a header name or a path such as
    ``Bundle.entry[3].resource.start``. ``ambiguity`` (``AMB-nnn``) marks a disputed expectation: the report shows
    it, the run does not fail for it. A finding below SHALL is advisory.
    """

    requirement: str | None
    where: str
    expected: str
    actual: str
    level: Level = "SHALL"
    ambiguity: str | None = None

    @property
    def fails(self) -> bool:
        """Whether this finding makes its scenario fail: a SHALL that nobody disputes."""
        return self.level == "SHALL" and self.ambiguity is None

    def __str__(self) -> str:
        """The finding as a reader of a report meets it."""
        marks = [self.requirement or "base FHIR", self.level]
        if self.ambiguity:
            marks.append(f"disputed, {self.ambiguity}")
        return f"{self.where} [{', '.join(marks)}]\n    expected: {self.expected}\n    actual:   {self.actual}"
