"""A stand-in for the Personal Demographics Service: what it knows of a person, and the matching rules."""

import json
from dataclasses import dataclass
from typing import Any

from gpconnect.provider.store import Row, Store

_FAMILY_PREFIX = 3
_MATCHING_PARTS = 2


@dataclass(frozen=True)
class PdsRecord:
    """One person's record; ``demographics`` holds FHIR elements (name, gender, address, telecom ...)."""

    nhs_number: str
    family: str
    given: str
    birth_date: str
    deceased: bool
    invalid: bool
    sensitive: bool
    superseded: bool
    demographics: dict[str, Any]

    @property
    def flagged(self) -> bool:
        """Whether the record carries one of the flags that rule out its use: invalid, sensitive, superseded."""
        return self.invalid or self.sensitive or self.superseded

    def matches(self, family: str, given: str, birth_date: str) -> bool:
        """Say whether these demographics verify the NHS number.

        Either the date of birth is the same; or two of its three parts are, and so are the first three characters
        of the family name and the first of the given name (pages: foundations_use_case_find_a_patient,
        foundations_use_case_register_a_patient).
        """
        if birth_date == self.birth_date:
            return True
        parts = zip(birth_date.split("-"), self.birth_date.split("-"), strict=False)
        enough = sum(ours == theirs for ours, theirs in parts) >= _MATCHING_PARTS
        return enough and _start(family, _FAMILY_PREFIX, self.family) and _start(given, 1, self.given)


def pds_record(store: Store, nhs_number: str) -> PdsRecord | None:
    """Return what PDS holds for an NHS number, or nothing when it does not know the number."""
    row = store.one("SELECT * FROM pds WHERE nhs_number = ?", nhs_number)
    return _record(row) if row else None


def _record(row: Row) -> PdsRecord:
    flags = {name: bool(row[name]) for name in ("deceased", "invalid", "sensitive", "superseded")}
    return PdsRecord(
        nhs_number=row["nhs_number"],
        family=row["family"],
        given=row["given"],
        birth_date=row["birth_date"],
        demographics=json.loads(row["content"]),
        **flags,
    )


def _start(ours: str, length: int, theirs: str) -> bool:
    return ours[:length].casefold() == theirs[:length].casefold()
