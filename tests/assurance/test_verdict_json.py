"""The file of a verdict: its schema, the published example, and what writes and reads it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gpconnect.assurance.verdict_json import VerdictFileError, dumped, read, schema, write

EXAMPLE = Path(__file__).parents[2] / "docs" / "verdict-example.json"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_published_example_fits_it_and_shows_every_part() -> None:
    example = read(EXAMPLE)
    assert example.keys() == schema()["properties"].keys()
    assert {"passed", "failed", "waived"} <= {one["outcome"] for one in example["scenarios"]}
    assert example["waivers"]
    assert example["selection"]["limited"]


@pytest.mark.parametrize("scenarios", [0, 2])
def test_what_is_written_is_read_again(tmp_path: Path, scenarios: int) -> None:
    example = read(EXAMPLE)
    verdict: dict[str, Any] = {**example, "scenarios": example["scenarios"][:scenarios]}
    write(verdict, tmp_path / "new" / "verdict.json")
    assert read(tmp_path / "new") == verdict
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["verdict.json"]


def test_each_scenario_has_a_line() -> None:
    example = read(EXAMPLE)
    lines = [line for line in dumped(example).splitlines() if line.startswith('  {"id"')]
    assert len(lines) == len(example["scenarios"])
    assert json.loads(dumped(example)) == example


@pytest.mark.parametrize(
    "changes", [{"verdict": "passed"}, {"exit_code": 7}, {"format": 2}, {"scenarios": [{}]}, {"more": 1}]
)
def test_what_is_none_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    file = tmp_path / "verdict.json"
    file.write_text(json.dumps({**read(EXAMPLE), **changes}), encoding="utf-8")
    with pytest.raises(VerdictFileError, match="is no verdict of format 1"):
        read(file)
