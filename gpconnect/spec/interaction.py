"""Interactions: the endpoints of the specification, what each needs, and the order they can be tested in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Literal

from gpconnect.spec._data import read_toml


@dataclass(frozen=True)
class Interaction:
    """One endpoint of the specification.

    ``order`` is 0 for Foundations and 1 to 6 for Appointment Management; ``needs`` holds the keys of the
    interactions that must work before this one can be tested; ``kind`` decides the response-time limits;
    ``success`` is the ID of the requirement that gives the status of a request which is carried out.
    """

    key: str
    title: str
    capability: str
    order: int
    method: Literal["GET", "POST", "PUT"]
    path: str
    scope: str
    kind: Literal["command", "query"]
    resource: str
    success: str
    page: str
    needs: tuple[str, ...]

    @property
    def label(self) -> str:
        """The title with its place in the order: ``#2 Book an appointment``, ``F Read a patient``."""
        return f"{'#' + str(self.order) if self.order else 'F'} {self.title}"


@cache
def interactions() -> dict[str, Interaction]:
    """Return every interaction by its key, in the order of the data file."""
    table = read_toml("interactions.toml")
    return {key: Interaction(key=key, **{**row, "needs": tuple(row["needs"])}) for key, row in table.items()}


def interaction(key: str) -> Interaction:
    """Return the interaction with this key; raise ``LookupError`` naming the known keys when there is none."""
    known = interactions()
    if key not in known:
        raise LookupError(f"there is no interaction {key!r}; known: {', '.join(known)}")
    return known[key]


@cache
def testing_order() -> tuple[str, ...]:
    """Return the keys so that each interaction comes after all it needs, Foundations first, then #1 to #6.

    Raises ``graphlib.CycleError`` when the data file describes a cycle.
    """
    table = interactions()
    positions = {key: place for place, key in enumerate(table)}
    sorter = TopologicalSorter({key: row.needs for key, row in table.items()})
    sorter.prepare()
    ordered: list[str] = []
    ready: set[str] = set()
    while sorter.is_active():
        ready.update(sorter.get_ready())
        key = min(ready, key=lambda one: (table[one].order, positions[one]))
        ready.remove(key)
        ordered.append(key)
        sorter.done(key)
    return tuple(ordered)


def needed_by(keys: Iterable[str]) -> set[str]:
    """Return the keys of all interactions that these need, directly or through others."""
    open_keys, found = list(keys), set[str]()
    while open_keys:
        for need in interaction(open_keys.pop()).needs:
            if need not in found:
                found.add(need)
                open_keys.append(need)
    return found


def through(order: int) -> set[str]:
    """Return the keys of Foundations and of the endpoints #1 to #``order``."""
    return {key for key, row in interactions().items() if row.order <= order}
