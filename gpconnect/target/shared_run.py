"""What the workers of one run share: what has been established, who works with what, and when changes must wait.

All of it is in one folder: a file for each thing that was established, with a lock, and a small database.
"""

import hashlib
import pickle
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Final, Literal, TypeVar

from filelock import FileLock

from gpconnect.consumer.exchange import Request

T = TypeVar("T")
Kind = Literal["looking", "changing"]

SLOT: Final = "slot"
PERSON: Final = "person"
HUNGRY: Final = "hungry"
CHANGE_BOOKINGS: Final = ("book-an-appointment", "amend-an-appointment", "cancel-an-appointment")

_WAIT: Final = 0.01
_NOBODY: Final = "nobody"
# A worker that died holds its turn no longer than this.
_LONGEST_TURN: Final = 180.0
_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS lent
        (kind TEXT, name TEXT, owner TEXT, state TEXT, since REAL, PRIMARY KEY (kind, name));
    CREATE TABLE IF NOT EXISTS turns (number INTEGER PRIMARY KEY, kind TEXT, holds INTEGER, since REAL);
"""
_ADMIT: Final = """
    UPDATE turns SET holds = 1 WHERE kind = :kind AND holds = 0 AND NOT EXISTS (
        SELECT 1 FROM turns WHERE kind <> :kind AND since > :ended AND (
            holds = 1 OR number < (SELECT min(number) FROM turns WHERE kind = :kind AND holds = 0)
        )
    )
"""


class SharedRun:
    """One worker's view of a run: ``folder`` is the same for all, ``worker`` its own name.

    Without a folder there is one worker only, which shares with nobody.
    """

    def __init__(self, folder: Path | None = None, worker: str = "") -> None:
        self.folder = folder
        self.worker = worker
        self._looking = False
        # Consumers of a race send from threads of their own: transactions and row numbers are not to be mixed up.
        self._alone = threading.RLock()
        place = folder / "run.sqlite" if folder is not None else ":memory:"
        self._database = sqlite3.connect(place, timeout=60.0, isolation_level=None, check_same_thread=False)
        # SQLite does not wait for one that changes the journal's mode at the same time: it fails.
        with FileLock(folder / "run.lock") if folder is not None else nullcontext():
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.executescript(_TABLES)

    @property
    def alone(self) -> bool:
        """Whether nobody else tests in this run."""
        return self.folder is None

    def once(self, name: tuple[str, ...], establish: Callable[[], T]) -> T:
        """Return what was established under a name by whichever worker needed it first."""
        if self.folder is None:
            return establish()
        digest = hashlib.sha256("\n".join(name).encode()).hexdigest()[:32]
        file = self.folder / f"{digest}.pickle"
        if not file.exists():
            with FileLock(file.with_suffix(".lock")):
                if not file.exists():
                    self._keep(file, establish())
        made: T = pickle.loads(file.read_bytes())
        return made

    @staticmethod
    def _keep(file: Path, made: object) -> None:
        unfinished = file.with_suffix(".new")
        unfinished.write_bytes(pickle.dumps(made))
        unfinished.replace(file)

    @contextmanager
    def alone_with_leases(self) -> Iterator["Leases"]:
        """Look at what is lent, and change it, while nobody else does."""
        with self._alone:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield Leases(self._database, self.worker)
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def wants_slots(self, *, hungry: bool) -> None:
        """Tell the others that this worker waits for a slot, or that it waits no more."""
        with self.alone_with_leases() as leases:
            if hungry:
                leases.lend(HUNGRY, self.worker)
            else:
                leases.give_back(HUNGRY, self.worker)

    @property
    def others_want_slots(self) -> bool:
        """Whether another worker waits for a slot."""
        if self.alone:
            return False
        with self.alone_with_leases() as leases:
            return bool(leases.others(HUNGRY))

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Compare answers while nobody changes bookings; as many as like may look at once."""
        self._looking = True
        try:
            with self._turn("looking"):
                yield
        finally:
            self._looking = False

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change bookings while nobody compares answers; whoever looks may change as well."""
        if self._looking:
            yield
            return
        with self._turn("changing"):
            yield

    def turn_of(self, request: Request) -> AbstractContextManager[None]:
        """Return what a request is sent within: one that may change bookings waits for whoever compares answers."""
        changes = not self.alone and request.interaction in CHANGE_BOOKINGS and request.method != "GET"
        return self.changing() if changes else nullcontext()

    @contextmanager
    def _turn(self, kind: Kind) -> Iterator[None]:
        if self.folder is None:
            yield
            return
        with self._alone:
            number = self._database.execute(
                "INSERT INTO turns (kind, holds, since) VALUES (?, 0, ?)", (kind, time.time())
            ).lastrowid
        try:
            while not self._has_turn(kind, number):
                time.sleep(_WAIT)
            yield
        finally:
            with self._alone:
                self._database.execute("DELETE FROM turns WHERE number = ?", (number,))

    def _has_turn(self, kind: Kind, number: int | None) -> bool:
        # The kinds take turns: once nobody of the other kind has one, all who wait go along with the one who has
        # waited longest, and who comes later waits until the other kind was served.
        known = {"kind": kind, "number": number, "ended": time.time() - _LONGEST_TURN}
        with self._alone:
            self._database.execute(_ADMIT, known)
            held = self._database.execute("SELECT holds FROM turns WHERE number = :number", known).fetchone()
        return bool(held == (1,))


class Leases:
    """What is lent to whom, by kind and name, within one transaction."""

    def __init__(self, database: sqlite3.Connection, worker: str) -> None:
        self._database = database
        self._worker = worker

    def taken(self, kind: str) -> set[str]:
        """Return the names that are lent or gone."""
        rows = self._database.execute("SELECT name FROM lent WHERE kind = ?", (kind,))
        return {str(name) for (name,) in rows}

    def mine(self, kind: str) -> set[str]:
        """Return the names that are lent to this worker."""
        found = "SELECT name FROM lent WHERE kind = ? AND owner = ? AND state = 'lent'"
        return {str(name) for (name,) in self._database.execute(found, (kind, self._worker))}

    def others(self, kind: str) -> set[str]:
        """Return the names that are lent to other workers, who may give them back."""
        found = "SELECT name FROM lent WHERE kind = ? AND owner NOT IN (?, ?) AND state = 'lent'"
        return {str(name) for (name,) in self._database.execute(found, (kind, self._worker, _NOBODY))}

    def reserve(self, kind: str, name: str) -> None:
        """Keep something from being lent for as long as the run lasts."""
        self._put(kind, name, "lent", _NOBODY)

    def lend(self, kind: str, name: str) -> None:
        """Lend something to this worker."""
        self._put(kind, name, "lent")

    def give_back(self, kind: str, name: str) -> None:
        """Let others have what was lent to this worker."""
        self._database.execute(
            "DELETE FROM lent WHERE kind = ? AND name = ? AND owner = ? AND state = 'lent'",
            (kind, name, self._worker),
        )

    def gone(self, kind: str, name: str) -> None:
        """Lend this no more: it is used up, or booked."""
        self._put(kind, name, "gone")

    def there_again(self, kind: str, name: str, seen: float) -> None:
        """Take note that what was gone was there at this time."""
        self._database.execute(
            "DELETE FROM lent WHERE kind = ? AND name = ? AND state = 'gone' AND since < ?", (kind, name, seen)
        )

    def _put(self, kind: str, name: str, state: str, owner: str | None = None) -> None:
        row = (kind, name, self._worker if owner is None else owner, state, time.time())
        self._database.execute("INSERT OR REPLACE INTO lent VALUES (?, ?, ?, ?, ?)", row)
