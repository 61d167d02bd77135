"""A reference provider whose store can be looked into, and one that has few free slots left."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gpconnect.target.embedded import EmbeddedProvider, embedded_provider
from gpconnect.target.settings import TargetSettings

# Side by side, in one schedule, open to every consumer, and none of today or tomorrow.
_CHOSEN = """
    SELECT schedule_id FROM slot WHERE status = 'free' AND bookable AND delivery_channel = 'In-person'
    AND opens_at IS NULL AND closes_at IS NULL AND id NOT IN (SELECT slot_id FROM slot_access)
    AND start > ?
    GROUP BY schedule_id HAVING count(*) >= ? ORDER BY min(start) LIMIT 1
"""
_LEFT = "SELECT id FROM slot WHERE schedule_id = ? AND status = 'free' ORDER BY start LIMIT ?"


@contextmanager
def provider_with_store(store: Path, now: datetime | None = None) -> Iterator[EmbeddedProvider]:
    """Run the reference provider on this store, and fill it when it is new; its clock may start at ``now``."""
    with embedded_provider(TargetSettings(), now=now, options=("--database", str(store))) as provider:
        yield provider


@contextmanager
def provider_with_few_slots(store: Path, free: int, now: datetime | None = None) -> Iterator[EmbeddedProvider]:
    """Run the reference provider with so many free slots, 12 at most, for as long as the context lasts."""
    with provider_with_store(store, now):
        pass  # it has filled its store
    soonest = (now or datetime.now(UTC)) + timedelta(days=2)
    with closing(sqlite3.connect(store)) as database, database:
        (schedule,) = database.execute(_CHOSEN, (int(soonest.timestamp()), free)).fetchone()
        left = [name for (name,) in database.execute(_LEFT, (schedule, free))]
        marks = ", ".join("?" * free)
        database.execute(f"UPDATE slot SET status = 'busy' WHERE status = 'free' AND id NOT IN ({marks})", left)
    with provider_with_store(store, now) as provider:
        yield provider


def booked_slots(store: Path) -> set[str]:
    """Return the slots that appointments hold in a store."""
    with closing(sqlite3.connect(store)) as database:
        return {str(name) for (name,) in database.execute("SELECT slot_id FROM slot_booking")}
