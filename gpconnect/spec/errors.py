"""The Spine error codes with their HTTP status and issue type (page: development_fhir_error_handling_guidance)."""

from dataclasses import dataclass
from functools import cache

from gpconnect.spec._data import read_toml


@dataclass(frozen=True)
class SpineError:
    """One row of the specification's error tables; ``issue_types`` lists the table's own value first."""

    code: str
    status: int
    issue_types: tuple[str, ...]
    display: str
    diagnostics: bool = False


@cache
def spine_errors() -> dict[str, SpineError]:
    """Return every Spine error by its code."""
    rows = read_toml("errors.toml")["codes"]
    return {
        code: SpineError(code=code, **{**row, "issue_types": tuple(row["issue_types"])})
        for code, row in rows.items()
    }


def spine_error(code: str) -> SpineError:
    """Return one Spine error; raise ``LookupError`` when the specification has no such code."""
    if code not in spine_errors():
        raise LookupError(f"the specification has no Spine error code {code!r}")
    return spine_errors()[code]


@cache
def code_systems() -> tuple[str, ...]:
    """Return the coding systems accepted for a Spine error code, the published one first (AMB-023)."""
    return tuple(read_toml("errors.toml")["systems"])
