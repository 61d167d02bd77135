"""Two runs compared by the command: what is told, and the exit code."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gpconnect.assurance.verdict_json import read, write
from gpconnect.cli import app

EXAMPLE = Path(__file__).parents[2] / "docs" / "verdict-example.json"
ONE, OTHER = "0123456789abcdef", "fedcba9876543210"


def scenario(name: str, outcome: str, *fingerprints: str) -> dict[str, Any]:
    pattern = read(EXAMPLE)["scenarios"][0]
    finding = {
        "requirement": "RLOC-010",
        "level": "SHALL",
        "where": "id",
        "expected": "one",
        "actual": "absent",
        "fails": True,
        "ambiguity": None,
        "waiver": None,
    }
    findings = [{**finding, "fingerprint": one} for one in fingerprints]
    return {**pattern, "id": name, "name": name, "outcome": outcome, "findings": findings}


def compared(folder: Path, before: list[dict[str, Any]], after: list[dict[str, Any]], *options: str) -> Result:
    for name, scenarios in (("before", before), ("after", after)):
        write({**read(EXAMPLE), "scenarios": scenarios}, folder / name / "verdict.json")
    return CliRunner().invoke(app, ["compare", str(folder / "before"), str(folder / "after"), *options])


@pytest.mark.parametrize(
    ("before", "after", "told", "status"),
    [
        (("passed",), ("failed", ONE), f"broken (1)\n  s (passed -> failed, {ONE})", 1),
        (("advisory",), ("blocked",), "newly blocked (1)\n  s (advisory -> blocked)", 1),
        (("failed", ONE), ("failed", ONE, OTHER), f"failing otherwise (1)\n  s (failed, {OTHER})", 1),
        (("failed", ONE, OTHER), ("failed", ONE), "still failing (1)\n  s (failed)", 0),
        (("failed", ONE), ("waived", ONE), "still failing (1)\n  s (failed -> waived)", 0),
        (("failed", ONE), ("passed",), "fixed (1)\n  s (failed -> passed)", 0),
        (("blocked",), ("passed",), "no longer blocked (1)\n  s (blocked -> passed)", 0),
        (("blocked",), ("blocked",), "still blocked (1)\n  s (blocked)", 0),
        (("passed",), ("not applicable",), "other changes (1)\n  s (passed -> not applicable)", 0),
        (("passed",), ("passed",), "no scenario differs, and none fails", 0),
        ((), ("passed",), "added (1)\n  s (passed)", 0),
        ((), ("failed", ONE), f"added (1)\n  s (failed, {ONE})", 1),
        (("passed",), (), "removed (1)\n  s (passed)", 0),
    ],
)
def test_each_change_is_told(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...], told: str, status: int
) -> None:
    one, other = ([scenario("s", *said)] if said else [] for said in (before, after))
    result = compared(tmp_path, one, other)
    assert told in result.output
    assert result.exit_code == status


def test_markdown_escapes_what_it_would_take_for_its_own(tmp_path: Path) -> None:
    name = "a.feature: A <b>_bad_</b> | name"
    result = compared(tmp_path, [scenario(name, "passed")], [scenario(name, "failed", ONE)], "--markdown")
    assert result.output.startswith("## GP Connect conformance: worse than before\n")
    assert (
        f"### Broken (1)\n\n- a.feature: A \\<b\\>\\_bad\\_\\</b\\> \\| name (passed -\\> failed, {ONE})"
        in result.output
    )
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [(None, "there is no such file"), ("{", "cannot be read as a verdict"), ("{}", "is no verdict of format 1")],
)
def test_what_is_no_verdict_is_named(tmp_path: Path, text: str | None, complaint: str) -> None:
    file = tmp_path / "verdict.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["compare", str(EXAMPLE), str(file)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"gpconnect-conformance: {file}: {complaint}")
    assert result.stderr.count("\n") == 1
