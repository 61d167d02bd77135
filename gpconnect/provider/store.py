"""The provider's data, in SQLite: one connection, whole transactions, versions on all that can change."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

_SCHEMA = """
CREATE TABLE organisation (
  id TEXT PRIMARY KEY, ods_code TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL, last_updated INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE location (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), role TEXT NOT NULL,
  version INTEGER NOT NULL, last_updated INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE practitioner (
  id TEXT PRIMARY KEY, sds_user_id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL, last_updated INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE patient (
  id TEXT PRIMARY KEY, nhs_number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('active', 'inactive', 'deceased')),
  verification TEXT NOT NULL,
  registration_type TEXT NOT NULL, registration_start INTEGER NOT NULL, registration_end INTEGER,
  preferred_branch TEXT REFERENCES location(id),
  dissents_to_sharing INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL, last_updated INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE pds (
  nhs_number TEXT PRIMARY KEY, family TEXT NOT NULL, given TEXT NOT NULL, birth_date TEXT NOT NULL,
  deceased INTEGER NOT NULL DEFAULT 0, invalid INTEGER NOT NULL DEFAULT 0,
  sensitive INTEGER NOT NULL DEFAULT 0, superseded INTEGER NOT NULL DEFAULT 0, content TEXT NOT NULL);
CREATE TABLE schedule (
  id TEXT PRIMARY KEY, practitioner_id TEXT REFERENCES practitioner(id),
  location_id TEXT NOT NULL REFERENCES location(id),
  role_code TEXT NOT NULL, role_display TEXT NOT NULL, service_category TEXT NOT NULL,
  horizon_start INTEGER NOT NULL, horizon_end INTEGER NOT NULL,
  version INTEGER NOT NULL, last_updated INTEGER NOT NULL);
CREATE TABLE slot (
  id TEXT PRIMARY KEY, schedule_id TEXT NOT NULL REFERENCES schedule(id),
  status TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  service_type TEXT NOT NULL, delivery_channel TEXT NOT NULL,
  bookable INTEGER NOT NULL, opens_at INTEGER, closes_at INTEGER,
  version INTEGER NOT NULL, last_updated INTEGER NOT NULL);
CREATE INDEX slot_by_start ON slot(start, id);
CREATE TABLE slot_access (
  slot_id TEXT NOT NULL REFERENCES slot(id),
  kind TEXT NOT NULL CHECK (kind IN ('type', 'code')), value TEXT NOT NULL,
  PRIMARY KEY (slot_id, kind, value)) WITHOUT ROWID;
CREATE TABLE appointment (
  id TEXT PRIMARY KEY, patient_id TEXT NOT NULL REFERENCES patient(id),
  location_id TEXT NOT NULL REFERENCES location(id), practitioner_id TEXT REFERENCES practitioner(id),
  status TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, created INTEGER NOT NULL,
  description TEXT NOT NULL, comment TEXT, cancellation_reason TEXT, booking_organisation TEXT,
  version INTEGER NOT NULL, last_updated INTEGER NOT NULL, content TEXT NOT NULL);
CREATE INDEX appointment_by_patient ON appointment(patient_id, start, id);
CREATE TABLE appointment_slot (
  appointment_id TEXT NOT NULL REFERENCES appointment(id), position INTEGER NOT NULL,
  slot_id TEXT NOT NULL REFERENCES slot(id), PRIMARY KEY (appointment_id, position)) WITHOUT ROWID;
CREATE TABLE slot_booking (
  slot_id TEXT PRIMARY KEY REFERENCES slot(id),
  appointment_id TEXT NOT NULL REFERENCES appointment(id)) WITHOUT ROWID;
CREATE TABLE role (
  subject TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (subject, name, position)) WITHOUT ROWID;
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL,
  trace_id TEXT, consumer_asid TEXT, interaction TEXT, practitioner TEXT, organisation TEXT, device TEXT,
  status INTEGER NOT NULL, error_code TEXT);
"""

Row = sqlite3.Row


class Store:
    """The provider's tables. ``slot_booking`` has one row for each slot that is taken and so decides who got it."""

    def __init__(self, database: str = ":memory:") -> None:
        """Open a database file, or one in memory; a new one gets its tables and is then ``empty``."""
        self._connection = sqlite3.connect(
            database, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 5000"):
            self._connection.execute(f"PRAGMA {pragma}")
        if not self.all("SELECT name FROM sqlite_master WHERE name = 'organisation'"):
            self._connection.executescript(_SCHEMA)

    @property
    def empty(self) -> bool:
        """Whether nothing has been put into the store yet."""
        return self.one("SELECT 1 FROM organisation LIMIT 1") is None

    def one(self, statement: str, *values: object) -> Row | None:
        """Return the first row of a query, or nothing."""
        row: Row | None = self._connection.execute(statement, values).fetchone()
        return row

    def all(self, statement: str, *values: object) -> list[Row]:
        """Return every row of a query."""
        return self._connection.execute(statement, values).fetchall()

    def run(self, statement: str, *values: object) -> int:
        """Execute a change and return how many rows it touched; raise ``sqlite3.IntegrityError`` on a conflict."""
        return self._connection.execute(statement, values).rowcount

    def insert(self, table: str, **values: object) -> None:
        """Insert one row; dictionaries and lists are stored as JSON."""
        marks = ", ".join("?" for _ in values)
        statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
        self._connection.execute(statement, [_stored(value) for value in values.values()])

    def update(self, table: str, identity: str, **values: object) -> None:
        """Change columns of the row with this logical id; dictionaries and lists are stored as JSON."""
        changes = ", ".join(f"{name} = ?" for name in values)
        stored = [_stored(value) for value in values.values()]
        self._connection.execute(f"UPDATE {table} SET {changes} WHERE id = ?", [*stored, identity])

    def insert_many(self, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        """Insert rows that all have these columns."""
        marks = ", ".join("?" for _ in columns)
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is done inside one whole: written at the end, or not at all when an exception leaves it.

        The write lock is taken at once, so that what was read inside is still true when it is written. Within
        another transaction this one is a part of that.
        """
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def by_id(self, table: str, identity: str) -> Row | None:
        """Return the row with this logical id, or nothing."""
        return self.one(f"SELECT * FROM {table} WHERE id = ?", identity)

    def by_ids(self, table: str, identities: Iterable[str]) -> list[Row]:
        """Return the rows with these logical ids, each once, in the order of their first mention."""
        wanted = list(dict.fromkeys(identities))
        statement = f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        found = {row["id"]: row for row in self.all(statement, json.dumps(wanted))}
        return [found[one] for one in wanted if one in found]

    def close(self) -> None:
        """Close the database."""
        self._connection.close()


def _stored(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict | list) else value
