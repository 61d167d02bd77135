"""The roles of the seed data as a test-data file, in the TOML form that suppliers write by hand."""

import json
from collections.abc import Mapping

from gpconnect.provider.store import Store

_LISTS = frozenset({("patients", "registered")})
_SUBJECTS = ("patients", "patient_ids", "organisations", "practitioners", "locations", "slots", "appointments")
_CANDIDATE = ("role", "nhs_number", "family", "given", "birth_date", "gender", "logical_id", "postcode")


def data_file(store: Store) -> str:
    """Return the test-data file of a seeded store, as text."""
    parts = ["# Test data of the GP Connect reference provider: which of its records plays which role."]
    parts += [f"[{subject}]\n{_table(subject, _roles(store, subject))}" for subject in _SUBJECTS]
    for values in _roles(store, "registration").values():
        known = [(key, value) for key, value in zip(_CANDIDATE, values, strict=True) if value]
        lines = [f"{key} = {_quoted(value)}" for key, value in known]
        parts.append("[[registration]]\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _roles(store: Store, subject: str) -> Mapping[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for row in store.all("SELECT name, value FROM role WHERE subject = ? ORDER BY name, position", subject):
        roles.setdefault(row["name"], []).append(row["value"])
    return roles


def _table(subject: str, roles: Mapping[str, list[str]]) -> str:
    return "\n".join(f"{name} = {_value(subject, name, values)}" for name, values in roles.items())


def _value(subject: str, name: str, values: list[str]) -> str:
    if (subject, name) in _LISTS:
        return f"[{', '.join(_quoted(one) for one in values)}]"
    return _quoted(values[0])


def _quoted(text: str) -> str:
    """A JSON string without escapes for non-ASCII is a TOML basic string."""
    return json.dumps(text, ensure_ascii=False)
