"""The verdict of a run as JSON: the shape of the file, how it is written and read."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypedDict, cast

from jsonschema import Draft202012Validator

FORMAT: Final = 1
FILE_NAME: Final = "verdict.json"
SCHEMA: Final = "verdict.schema.json"


class VerdictFileError(Exception):
    """A verdict cannot be read; the message says which file, what is wrong and what to do."""


class FindingJson(TypedDict):
    """One finding of a scenario; ``waiver`` is the place of the waiver that covers it."""

    requirement: str | None
    level: str
    where: str
    expected: str
    actual: str
    fails: bool
    ambiguity: str | None
    fingerprint: str
    waiver: str | None


class ExchangeJson(TypedDict):
    """How long one exchange of a scenario took; ``status`` is ``None`` when no response came."""

    interaction: str
    method: str
    status: int | None
    milliseconds: float


class ScenarioJson(TypedDict):
    """One scenario of a run; ``requirements`` says for each that it decides what came of it there."""

    id: str
    name: str
    feature: str
    line: int
    title: str
    interaction: str | None
    order: int | None
    outcome: str
    reason: str
    blocked_by: str | None
    claimed: Sequence[str]
    requirements: Mapping[str, str]
    findings: Sequence[FindingJson]
    waivers: Sequence[str]
    exchanges: Sequence[ExchangeJson]
    seconds: float


VerdictJson = Mapping[str, Any]
"""A whole verdict, as its schema describes it."""


@cache
def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the file."""
    text = files("gpconnect.assurance").joinpath(SCHEMA).read_text(encoding="utf-8")
    return cast("Mapping[str, Any]", json.loads(text))


def dumped(verdict: VerdictJson) -> str:
    """Return a verdict as JSON text, one line for each scenario, at the end."""
    head = {name: value for name, value in verdict.items() if name != "scenarios"}
    start = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    lines = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in verdict["scenarios"])
    return f'{start},\n "scenarios": [\n  {lines}\n ]\n}}\n'


def write(verdict: VerdictJson, file: Path) -> None:
    """Write a verdict so that nobody ever reads half of it; raise ``OSError`` when it cannot be written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.part")
    unfinished.write_text(dumped(verdict), encoding="utf-8")
    unfinished.replace(file)


def read(path: Path) -> VerdictJson:
    """Return the verdict in a file, or in the folder of reports that holds one.

    Raises ``VerdictFileError`` when there is none, or what is there is none.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        verdict = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise VerdictFileError(f"{file}: there is no such file; a run writes it with --verdict={file}") from None
    except (OSError, ValueError) as error:
        raise VerdictFileError(f"{file}: cannot be read as a verdict: {error}") from None
    wrong = next(iter(Draft202012Validator(schema()).iter_errors(verdict)), None)
    if wrong is not None:
        raise VerdictFileError(
            f"{file}: is no verdict of format {FORMAT}: {wrong.json_path}: {wrong.message[:200]}"
        )
    return cast("VerdictJson", verdict)
