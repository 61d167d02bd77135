"""The test data of the official suite: its CSV files, which name people by its own codes, mapped to our roles."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from gpconnect.target.registration import VERIFIED
from gpconnect.target.settings_file import SettingsError
from gpconnect.target.testdata import RegistrationCandidate, TestData

PATIENTS: Final = "NHSNoMap.csv"
ORGANISATIONS: Final = "ODSCodeMap.csv"
PRACTITIONERS: Final = "PractitionerCodeMap.csv"
LOCATIONS: Final = "LocationLogicalIdentifierMap.csv"
PEOPLE: Final = "RegisterPatients.csv"

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    PATIENTS: ("NATIVE_NHS_NUMBER", "PROVIDER_NHS_NUMBER"),
    ORGANISATIONS: ("NATIVE_ODS_CODE", "PROVIDER_ODS_CODE"),
    PRACTITIONERS: ("NATIVE_PRACTITIONER_CODE", "PROVIDER_PRACTITIONER_CODE"),
    LOCATIONS: ("Location", "LogicalIdentifier"),
    PEOPLE: ("SPINE_NHS_NUMBER", "NAME_FAMILY", "NAME_GIVEN", "GENDER", "DOB"),
}
"""The columns of each file, as its first line names them."""

# What the suite's prerequisites say of each code. Codes with other peculiarities play no role of ours.
_PATIENT_ROLES: Final = {
    **{f"patient{number}": "registered" for number in range(1, 9)},
    "patient9": "sensitive",
    "patient15": "no_consent",
    "patient18": "deceased",
    "patient21": "inactive",
    "patientNotInSystem": "not_in_system",
    "patientNoAppointments": "no_appointments",
}
_ROLES: Final[Mapping[str, Mapping[str, str]]] = {
    PATIENTS: _PATIENT_ROLES,
    ORGANISATIONS: {"ORG1": "practice", "ORG2": "other", "unknownORG": "unknown"},
    PRACTITIONERS: {
        "practitioner1": "no_role_profile",
        "practitioner2": "one_role_profile",
        "practitioner3": "two_role_profiles",
        "practitioner4": "unknown",
    },
    LOCATIONS: {"SIT1": "practice"},
}


@dataclass(frozen=True)
class Imported:
    """Test data from the official suite's files; ``unused`` are the codes that play no role of ours, by file."""

    data: TestData
    files: tuple[str, ...]
    unused: Mapping[str, Sequence[str]]


def read_official_data(folder: Path) -> Imported:
    """Return the test data in a folder with the official suite's files, of which some may be absent.

    Raises ``SettingsError`` when there is none of them, or one that cannot be used.
    """
    found = [name for name in COLUMNS if (folder / name).is_file()]
    if not found:
        raise SettingsError(f"{folder}: holds none of {', '.join(COLUMNS)}; name the official suite's Data folder")
    rows = {name: _rows(folder / name, COLUMNS[name]) for name in found}
    mapped = {name: _mapped(name, rows.get(name, [])) for name in _ROLES}
    data = TestData(
        patients=_grouped(mapped[PATIENTS]),
        organisations=dict(mapped[ORGANISATIONS]),
        practitioners=dict(mapped[PRACTITIONERS]),
        locations=dict(mapped[LOCATIONS]),
        registration=tuple(_candidate(folder / PEOPLE, row) for row in rows.get(PEOPLE, [])),
    )
    unused = {name: [row[0] for row in rows.get(name, []) if row[0] not in _ROLES[name]] for name in _ROLES}
    return Imported(data, tuple(found), {name: codes for name, codes in unused.items() if codes})


def _rows(file: Path, columns: Sequence[str]) -> list[tuple[str, ...]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read ({error})") from None
    table = csv.DictReader(lines)
    names = [name.strip() for name in table.fieldnames or ()]
    if not set(columns) <= set(names):
        raise SettingsError(f"{file}: its first line must name the columns {', '.join(columns)}; it has {names}")
    table.fieldnames = names
    read = [tuple((row[name] or "").strip() for name in columns) for row in table]
    return [row for row in read if all(row)]


def _mapped(name: str, rows: Sequence[tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(_ROLES[name][row[0]], row[1]) for row in rows if row[0] in _ROLES[name]]


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, str | list[str]]:
    made: dict[str, list[str]] = {}
    for role, value in pairs:
        made.setdefault(role, []).append(value)
    return {role: values if role == "registered" else values[0] for role, values in made.items()}


def _candidate(file: Path, row: tuple[str, ...]) -> RegistrationCandidate:
    nhs_number, family, given, gender, born = row
    try:
        date.fromisoformat(born)
    except ValueError:
        raise SettingsError(f"{file}: DOB {born} of {nhs_number} is no date such as 1980-12-31") from None
    return RegistrationCandidate(VERIFIED, nhs_number, family, given, born, gender.lower())
