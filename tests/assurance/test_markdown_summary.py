"""The Markdown summary: what it lists, and what a provider's words cannot do to it."""

from pathlib import Path
from typing import Any

import pytest

from gpconnect.assurance.markdown_summary import LISTED, code, escaped, markdown_summary
from gpconnect.assurance.verdict_json import read

EXAMPLE = Path(__file__).parents[2] / "docs" / "verdict-example.json"


def test_the_example_is_told_in_full() -> None:
    lines = markdown_summary(read(EXAMPLE)).splitlines()
    assert lines[0] == "## ❌ GP Connect conformance: not conformant"
    assert "- 2 scenarios failed" in lines
    assert any(line.startswith("- **limited to** `--interaction=read-a-location") for line in lines)
    assert any(line.startswith("| F Read a location |") for line in lines)
    assert "### Failures" in lines
    assert "  - RLOC-001, `status and Spine error code`: `404 NO_RECORD_FOUND`, but `200`" in lines
    assert any(line.startswith("| RLOC-010 | The managing organisation") for line in lines)


def test_a_long_list_ends() -> None:
    example = read(EXAMPLE)
    failed = next(one for one in example["scenarios"] if one["outcome"] == "failed")
    verdict: dict[str, Any] = {**example, "scenarios": [failed] * (LISTED + 7)}
    assert "- and 7 more, in the reports" in markdown_summary(verdict).splitlines()


def test_what_blocks_is_told_once_with_the_number() -> None:
    example = read(EXAMPLE)
    blocked = {**example["scenarios"][0], "outcome": "blocked", "reason": "by F Read a patient: GET x -> 500"}
    verdict: dict[str, Any] = {**example, "scenarios": [blocked, blocked]}
    assert "- 2 by F Read a patient: GET x -\\> 500" in markdown_summary(verdict).splitlines()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a | b", "`a \\| b`"), ("a `b`", "`` a `b` ``"), ("two\nlines", "`two lines`"), ("", "`  `")],
)
def test_code_cannot_be_ended_by_what_is_in_it(text: str, shown: str) -> None:
    assert code(text) == shown


def test_nothing_is_taken_for_markdown() -> None:
    assert escaped("<img> [x](y) *a* | #") == "\\<img\\> \\[x\\](y) \\*a\\* \\| \\#"
