"""How many free slots a run needs at a time, from what its scenarios say."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

SHARED: Final = 2
"""The slot of the booking that all scenarios read, and the one that searches are written about."""
HELD: Final = 1
"""The slot of the booking that each worker keeps for scenarios which amend it or are refused."""

_BOOKS: Final = re.compile(r"\bbooking of|\bbooked appointment|\bappointment (?:just )?booked|book an appointment")
_SEVERAL: Final = re.compile(r"\b(\d+|two) (?:adjacent )?(?:free )?slots")


class TooFewSlotsError(Exception):
    """The provider offers too few slots for the run that was asked for; the message says what to do."""


def slots_needed(scenarios: Iterable[Sequence[str]], workers: int) -> int:
    """Return how many slots a run needs at a time; ``scenarios`` are the texts of their steps.

    Scenarios give back what they do not book, and cancel what they book, so that it is the scenario with the most
    slots that counts, and not their number.
    """
    most = max((_of_scenario(steps) for steps in scenarios), default=0)
    return SHARED + workers * (HELD + most) if most else 0


def _of_scenario(steps: Sequence[str]) -> int:
    found = [_of_step(step) for step in steps]
    return max(found, default=0)


def _of_step(step: str) -> int:
    if not _BOOKS.search(step.lower()):
        return 0
    several = _SEVERAL.search(step)
    if several is None:
        return 1
    return 2 if several[1] == "two" else int(several[1])


def too_few(needed: int, free: int, workers: int) -> TooFewSlotsError:
    """Return what to tell when a provider offers fewer slots than a run needs."""
    fewer = "test with fewer workers (-n), " if workers > 1 else ""
    return TooFewSlotsError(
        f"the run needs {needed} free slots at a time, and the provider offers {free} in the coming weeks.\n"
        f"Nothing was booked. Have slots added, {fewer}or leave bookings out: --through 1"
    )
