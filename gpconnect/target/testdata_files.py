"""Test data files: TOML or CSV, read and checked, and what to tell when one cannot be used."""

import csv
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from gpconnect.target.roles import roles, table_contents
from gpconnect.target.settings import TargetSettings
from gpconnect.target.settings_file import SettingsError, did_you_mean
from gpconnect.target.testdata import RegistrationCandidate, TestData

REGISTRATION: Final = "registration"
_MEMBERS: Final = [one for one in fields(RegistrationCandidate) if one.name != "role"]
PERSON: Final = tuple(one.name for one in _MEMBERS if one.default is MISSING)
OPTIONAL: Final = tuple(one.name for one in _MEMBERS if one.default is not MISSING)
CSV_COLUMNS: Final = ("table", "role", "value", *PERSON, *OPTIONAL)
"""The columns of the CSV form: people to register fill the last ones, everybody and everything else ``value``."""

Table = dict[str, Any]
_KNOWN_TABLES: Final = f"there are {', '.join(table_contents())}"


def read_test_data(path: Path, practice: str | None = None, place: str = "") -> TestData:
    """Read a test data file, CSV or JSON when its name ends so and TOML otherwise.

    ``practice`` is the ODS code of the practice from the settings: the role ``practice`` where the file does not
    map it. ``place`` is where the file was named. Raises ``SettingsError`` saying what is wrong with the file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = _READERS.get(path.suffix.lower(), tomllib.loads)(text)
        return with_practice(_test_data(table), practice)
    except OSError as error:
        raise SettingsError(
            f"setting test_data{place}: {path} cannot be read ({error.strerror}); name the file that says who "
            "plays which role, or write one with gpconnect-conformance init"
        ) from None
    except (ValueError, TypeError) as error:
        raise SettingsError(f"test data {path}: {error}; see docs/test-data.md for its tables") from None


def configured_data(settings: TargetSettings) -> TestData:
    """Return the test data that settings name, without any role when they name none.

    Raises ``SettingsError`` when the file cannot be used.
    """
    if settings.test_data is None:
        return with_practice(TestData(), settings.provider_ods_code)
    return read_test_data(settings.test_data, settings.provider_ods_code, settings.place("test_data"))


def with_practice(data: TestData, code: str | None) -> TestData:
    """Return the test data with this ODS code as the practice's; raise ``SettingsError`` when it has another."""
    mapped = data.organisations.get("practice", code)
    if code is not None and mapped != code:
        raise SettingsError(
            f"setting provider_ods_code: {code} is not what the test data maps to [organisations] practice: "
            f"{mapped}; leave one of them out, or correct it"
        )
    return replace(data, organisations={**data.organisations, "practice": mapped}) if mapped else data


def mapped_roles(data: TestData) -> set[tuple[str, str]]:
    """Return every role that the test data maps, by table and name."""
    people = {(REGISTRATION, one.role) for one in data.registration}
    return people | {
        (table, role) for table in table_contents() if table != REGISTRATION for role in getattr(data, table)
    }


def misspelt_roles(data: TestData) -> list[str]:
    """Return a line for every role that was probably meant to be one that scenarios need."""
    return [line for line in unknown_roles(data) if "did you mean" in line]


def unknown_roles(data: TestData) -> Iterator[str]:
    """Yield a line for every role that no scenario of ours knows, with the one that may be meant."""
    known: dict[str, list[str]] = {}
    for role in roles():
        known.setdefault(role.table, []).append(role.name)
    for table, names in known.items():
        mapped = [one.role for one in data.registration] if table == REGISTRATION else getattr(data, table)
        for name in dict.fromkeys(mapped):
            if name not in names:
                hint = did_you_mean(name, names)
                yield f"[{table}] {name}: no scenario needs this role" + (f"; {hint}" if hint else "")


def _test_data(table: Table) -> TestData:
    known = table_contents()
    for name in table:
        if name not in known:
            raise ValueError(f"there is no table [{name}]; {did_you_mean(name, known) or _KNOWN_TABLES}")
    people = tuple(_person(number, row) for number, row in enumerate(table.pop(REGISTRATION, []), start=1))
    for name, mapping in table.items():
        _check(name, mapping)
    return TestData(**table, registration=people)


def _check(name: str, mapping: object) -> None:
    if not isinstance(mapping, dict):
        raise ValueError(f"[{name}] must be a table that maps roles")
    for role, value in mapping.items():
        several = value if name == "patients" and isinstance(value, list) else [value]
        if not all(isinstance(one, str) and one.strip() for one in several):
            raise ValueError(
                f"[{name}] {role}: must be {table_contents()[name]}, as text in quotes (got {value!r})"
            )


def _person(number: int, row: Mapping[str, Any]) -> RegistrationCandidate:
    place = f"[[{REGISTRATION}]] row {number}"
    lacking = [name for name in ("role", *PERSON) if not isinstance(row.get(name), str) or not row[name]]
    if lacking:
        raise ValueError(f"{place}: lacks {', '.join(lacking)} (as text)")
    surplus = [name for name in row if name not in ("role", *PERSON, *OPTIONAL)]
    if surplus:
        known = f"role, {', '.join(PERSON)}; and may have {', '.join(OPTIONAL)}"
        raise ValueError(f"{place}: there is no {surplus[0]}; a person has {known}")
    untold = [name for name in OPTIONAL if not isinstance(row.get(name, ""), str)]
    if untold:
        raise ValueError(f"{place}: {untold[0]} must be text in quotes (got {row[untold[0]]!r})")
    try:
        date.fromisoformat(row["birth_date"])
    except ValueError:
        raise ValueError(f"{place}: birth_date {row['birth_date']} is no date such as 1980-12-31") from None
    return RegistrationCandidate(**row)


def _from_csv(text: str) -> Table:
    rows = csv.DictReader(text.splitlines())
    lacking = [name for name in CSV_COLUMNS[:3] if name not in (rows.fieldnames or ())]
    if lacking:
        raise ValueError(f"its first line lacks the columns {', '.join(lacking)}; it has {rows.fieldnames}")
    made: Table = {}
    for row in rows:
        cells = {name: (value or "").strip() for name, value in row.items() if name is not None}
        if any(cells.values()):
            _add(made, rows.line_num, cells)
    return made


def _add(made: Table, line: int, cells: Mapping[str, str]) -> None:
    table, role, value = (cells[name] for name in CSV_COLUMNS[:3])
    if table == REGISTRATION:
        person = {name: cells.get(name, "") for name in (*PERSON, *OPTIONAL)}
        made.setdefault(table, []).append({"role": role, **person})
        return
    if not (table and role and value):
        raise ValueError(f"line {line}: table, role and value are all needed")
    mapping = made.setdefault(table, {})
    if role in mapping and table != "patients":
        raise ValueError(f"line {line}: [{table}] {role} stands twice")
    if role in mapping:
        several = mapping[role] if isinstance(mapping[role], list) else [mapping[role]]
        mapping[role] = [*several, value]
    else:
        mapping[role] = value


_READERS: Final[Mapping[str, Callable[[str], Table]]] = {".csv": _from_csv, ".json": json.loads}
