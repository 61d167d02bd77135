"""Roles of the seed data: which patient, organisation, practitioner or location plays which part in a test."""

from gpconnect.provider.store import Store


def assign(store: Store, subject: str, name: str, *values: str) -> None:
    """Give a role values, behind those that it has: ``assign(store, "patients", "temporary", "9990000018")``."""
    held = store.all("SELECT 1 FROM role WHERE subject = ? AND name = ?", subject, name)
    store.insert_many(
        "role",
        ("subject", "name", "position", "value"),
        [(subject, name, position, value) for position, value in enumerate(values, len(held))],
    )


def role(store: Store, subject: str, name: str) -> str:
    """Return the first value of a role; raise ``LookupError`` when the seed data have no such role."""
    row = store.one("SELECT value FROM role WHERE subject = ? AND name = ? ORDER BY position", subject, name)
    if row is None:
        raise LookupError(f"the seed data have no role {name!r} among the {subject}")
    value: str = row["value"]
    return value
