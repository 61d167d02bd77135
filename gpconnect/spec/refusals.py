"""Refusals: which Spine errors a provider may answer with in a situation that feature files name."""

from dataclasses import dataclass
from functools import cache

from gpconnect.spec._data import read_toml


@dataclass(frozen=True)
class Refusal:
    """One situation: the error codes that the pages name, and those that an ambiguity makes defensible.

    ``requirements`` holds the IDs of those that ask for the code; ``answers`` says that a provider which does not
    refuse the request has to answer it like any other; ``challenged`` says that RFC 6750 has a challenge come with
    403, as the audit token is what is not enough.
    """

    situation: str
    expected: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()
    expected_statuses: tuple[int, ...] = ()
    tolerated_statuses: tuple[int, ...] = ()
    ambiguity: str | None = None
    requirements: tuple[str, ...] = ()
    answers: bool = False
    challenged: bool = False


@cache
def refusals() -> dict[str, Refusal]:
    """Return every refusal by the situation it answers."""
    table = read_toml("refusals.toml")
    return {
        situation: Refusal(
            situation,
            expected=tuple(row.get("expected", ())),
            tolerated=tuple(row.get("tolerated", ())),
            expected_statuses=tuple(row.get("expected_statuses", ())),
            tolerated_statuses=tuple(row.get("tolerated_statuses", ())),
            ambiguity=row.get("ambiguity"),
            requirements=tuple(row.get("requirements", ())),
            answers=row.get("answers", False),
            challenged=row.get("challenged", False),
        )
        for situation, row in table.items()
    }


def refusal(situation: str) -> Refusal:
    """Return the refusal for a situation; raise ``LookupError`` when the data file has none of this name."""
    if situation not in refusals():
        raise LookupError(f"gpconnect/spec/refusals.toml has no situation {situation!r}")
    return refusals()[situation]
