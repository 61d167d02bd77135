"""The journal of bookings: what was about to be booked, was booked and was cancelled, kept through a crash."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rule import Resource
from gpconnect.consumer.local_time import LONDON

NAMES: Final = "bookings-*.jsonl"


class BookingJournal:
    """Writes one JSON object a line; the file is there from the first line on and outlives the program.

    Its lock is held for as long as the program lives, so that nobody takes a run that goes on for one that crashed.
    """

    def __init__(self, path: Path, provider: str) -> None:
        self.path = path
        self.provider = provider
        self._lock = _lock_of(path)

    def intends(self, appointment: Resource) -> None:
        """Note, before anything is sent, that this Appointment is going to be booked.

        By its patient, its slots and what it says of its making a booking is recognised whose answer never came.
        """
        self._write(
            {
                "event": "intended",
                "patient": next(iter(referenced_ids(appointment, "participant.actor", "Patient")), None),
                "slots": list(referenced_ids(appointment, "slot", "Slot")),
                "day": datetime.fromisoformat(appointment["start"]).astimezone(LONDON).date().isoformat(),
                "created": appointment["created"],
            }
        )

    def booked(self, appointment_id: str) -> None:
        """Note that the provider holds this booking."""
        self._write({"event": "booked", "appointment": appointment_id})

    def cancelled(self, appointment_id: str) -> None:
        """Note that this booking is cancelled."""
        self._write({"event": "cancelled", "appointment": appointment_id})

    def settled(self) -> None:
        """Note that every booking which was intended has been answered, and leave the rest to others to sweep."""
        self._write({"event": "settled"})
        self._lock.release()

    def leave(self) -> None:
        """Leave the file to be swept: bookings may be at the provider whose answers never came."""
        self._lock.release()

    def close(self) -> None:
        """Remove the file: nothing that it speaks of is left at the provider."""
        self.path.unlink(missing_ok=True)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def _write(self, event: dict[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self._lock.is_locked:
            self._lock.acquire()
        with self.path.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"provider": self.provider, **event}, ensure_ascii=False) + "\n")


@dataclass(frozen=True)
class Intention:
    """A booking that was about to be sent: its patient, its slots, their day, and when it says that it was made."""

    patient: str
    slots: frozenset[str]
    day: date
    created: datetime


@dataclass(frozen=True)
class Leftover:
    """What a journal says of a run that did not end well; ``open`` are bookings that are not known as cancelled."""

    provider: str
    open: tuple[str, ...]
    cancelled: frozenset[str]
    intentions: tuple[Intention, ...]


def read_journal(path: Path) -> Leftover:
    """Return what a journal says; the line that a crash cut short says nothing.

    Raises ``ValueError`` naming the line when another one is no event.
    """
    events = list(_events(path))
    cancelled = {one["appointment"] for one in events if one["event"] == "cancelled"}
    booked = dict.fromkeys(one["appointment"] for one in events if one["event"] == "booked")
    settled = max((place for place, one in enumerate(events) if one["event"] == "settled"), default=0)
    return Leftover(
        provider=events[0]["provider"] if events else "",
        open=tuple(one for one in booked if one not in cancelled),
        cancelled=frozenset(cancelled),
        intentions=tuple(_intention(one) for one in events[settled:] if one["event"] == "intended"),
    )


def open_bookings(path: Path) -> list[str]:
    """Return the IDs of the appointments that a journal knows as booked and not as cancelled."""
    return list(read_journal(path).open)


@contextmanager
def taken_over(path: Path) -> Iterator[bool]:
    """Hold the lock of a journal that another run left; say ``False`` when that run still goes on."""
    lock = _lock_of(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
        if not path.exists():
            Path(lock.lock_file).unlink(missing_ok=True)


def _lock_of(path: Path) -> FileLock:
    return FileLock(path.with_suffix(".lock"), thread_local=False)


def _events(path: Path) -> Iterator[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        try:
            if line:
                yield dict(json.loads(line))
        except ValueError as error:
            if number < len(lines):  # a line that is whole ends in a line break, and so is followed by another
                raise ValueError(f"{path}, line {number}: no event of a booking ({error})") from None


def _intention(event: dict[str, Any]) -> Intention:
    return Intention(
        patient=event["patient"],
        slots=frozenset(event["slots"]),
        day=date.fromisoformat(event["day"]),
        created=datetime.fromisoformat(event["created"]),
    )
