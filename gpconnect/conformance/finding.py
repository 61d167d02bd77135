"""Findings: single violations of the specification, each with its place, what was expected and what came."""

import re
from dataclasses import dataclass
from typing import Final, Literal

_LONGEST_SHOWN: Final = 1000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Level = Literal["SHALL", "SHOULD", "MAY"]


@dataclass(frozen=True)
class Finding:
    """One violation.

    ``requirement`` is an ID of the catalogue; ``where`` a header name or a path such as
    ``Bundle.entry[3].resource.start``. ``ambiguity`` (``AMB-nnn``) marks a disputed expectation: the report shows
    it, the run does not fail for it. A finding below SHALL is advisory. ``also`` holds the IDs of other
    requirements that the same observation breaks: those of the interaction or of the answer in general, where
    ``requirement`` is what a scenario is about.
    """

    requirement: str | None
    where: str
    expected: str
    actual: str
    level: Level = "SHALL"
    ambiguity: str | None = None
    also: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether this finding makes its scenario fail: a SHALL that nobody disputes."""
        return self.level == "SHALL" and self.ambiguity is None

    def __str__(self) -> str:
        """The finding as a reader of a report meets it."""
        marks = [self.requirement or "base FHIR", self.level]
        if self.ambiguity:
            marks.append(f"disputed, {self.ambiguity}")
        where, expected, actual = map(readable, (self.where, self.expected, self.actual))
        return f"{where} [{', '.join(marks)}]\n    expected: {expected}\n    actual:   {actual}"


def readable(text: str) -> str:
    """Return a text from a provider as a reader may safely be shown it: no control characters, and not too long."""
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}… ({len(text)} characters)"
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", shown)
