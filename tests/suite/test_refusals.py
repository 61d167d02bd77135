"""A run that would meet live systems or real people ends before it has sent anything."""

from pathlib import Path

import pytest

from gpconnect.assurance.refusal_reporting import REFUSED
from tests.suite.test_runs import run_suite

UNREACHABLE = "http://127.0.0.1:9/A20047/STU3/1/gpconnect"
"""Nothing listens there: a run that tries to connect ends with another message."""


@pytest.mark.parametrize(
    ("url", "data", "told"),
    [
        (UNREACHABLE, '[patients]\nregistered = ["9990000018", "4000000004"]', "test data [patients] registered"),
        (UNREACHABLE, '[organisations]\npractice = "B82617"', "ODS code A20047 is not listed"),
        ("https://spineservices.nhs.uk/A20047/STU3/1/gpconnect", "", "is a host of the live Spine"),
    ],
)
def test_a_run_that_would_be_unsafe_ends_before_it_connects(tmp_path: Path, url: str, data: str, told: str) -> None:
    file = tmp_path / "data.toml"
    file.write_text(data, encoding="utf-8")
    run = run_suite(tmp_path, f"--provider-url={url}", f"--test-data={file}", "--interaction=find-a-patient")
    assert run.status == REFUSED
    assert "refused, nothing was sent" in run.printed
    assert told in run.printed
    assert "Traceback" not in run.printed
    assert "4000000004" not in run.printed


def test_a_run_by_several_workers_is_refused_before_they_start(tmp_path: Path) -> None:
    file = tmp_path / "data.toml"
    file.write_text('[patients]\nregistered = "4000000004"', encoding="utf-8")
    run = run_suite(tmp_path, "-n=2", f"--provider-url={UNREACHABLE}", f"--test-data={file}")
    assert run.status == REFUSED
    assert "refused, nothing was sent" in run.printed
    assert "gw0" not in run.printed
