"""The journal of bookings: what was about to be booked, was booked and was cancelled, kept through a crash."""

import json
from collections.abc import Sequence
from pathlib import Path


class BookingJournal:
    """Writes one JSON object a line; the file is there from the first line on and outlives the program."""

    def __init__(self, path: Path, provider: str) -> None:
        self.path = path
        self.provider = provider

    def intends(self, patient_id: str, slot_ids: Sequence[str]) -> None:
        """Note, before anything is sent, that these slots are going to be asked for."""
        self._write({"event": "intended", "patient": patient_id, "slots": list(slot_ids)})

    def booked(self, appointment_id: str) -> None:
        """Note that the provider holds this booking."""
        self._write({"event": "booked", "appointment": appointment_id})

    def cancelled(self, appointment_id: str) -> None:
        """Note that this booking is cancelled."""
        self._write({"event": "cancelled", "appointment": appointment_id})

    def close(self) -> None:
        """Remove the file: nothing that it speaks of is left at the provider."""
        self.path.unlink(missing_ok=True)

    def _write(self, event: dict[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"provider": self.provider, **event}, ensure_ascii=False) + "\n")


def open_bookings(path: Path) -> list[str]:
    """Return the IDs of the appointments that a journal knows as booked and not as cancelled."""
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    cancelled = {one["appointment"] for one in events if one["event"] == "cancelled"}
    booked = dict.fromkeys(one["appointment"] for one in events if one["event"] == "booked")
    return [one for one in booked if one not in cancelled]
