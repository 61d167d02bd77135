"""Several workers come to what one comes to: a repetition of ``python -m tests.parallel`` with a few features."""

import pytest

from tests.parallel import __main__ as command
from tests.parallel.run import Run, differences

FEW = ["--interaction=read-a-location", "--interaction=read-an-appointment", "-k=version or logical_ID or header"]


def made(outcomes: dict[str, str], status: int = 0) -> Run:
    return Run(status, outcomes, 10, 1.0, "")


def test_two_workers_come_to_what_one_comes_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--runs=1", "--workers=2", *FEW]) == 0
    printed = capsys.readouterr().out
    assert "1 of 1 runs came to what the serial one came to" in printed
    serial, several = [
        one.split(" | ") for one in printed.splitlines() if one.startswith(("| serial", "| 1, -n 2"))
    ]
    assert serial[1:5] == several[1:5]
    assert int(serial[1]) > 20


def test_what_differs_is_named_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    several = iter([made({"a": "passed", "b": "passed"}), made({"a": "passed", "b": "blocked"}, 1)])
    monkeypatch.setattr(
        command, "run", lambda workers, _: next(several) if workers else made({"a": "passed", "b": "passed"})
    )
    monkeypatch.setattr(command, "_explain", lambda _number, _made, found: print(*found, sep="\n"))
    assert command.main(["--runs=2"]) == 1
    printed = capsys.readouterr().out
    assert "b: passed, then blocked" in printed
    assert "exit code 0, then 1" in printed
    assert "1 of 2 runs came to what the serial one came to" in printed


def test_a_serial_run_that_is_not_green_is_nothing_to_compare_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "run", lambda *_: made({"a": "failed"}, 1))
    assert command.main(["--runs=3"]) == 2


def test_a_scenario_that_did_not_run_is_a_difference() -> None:
    assert differences(made({"a": "passed", "b": "passed"}), made({"a": "passed"})) == [
        "b: passed, then did not run"
    ]
    assert differences(made({"a": "passed"}), made({"a": "passed"})) == []
