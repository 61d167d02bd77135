"""What is collected is the same in every process and at any time: workers (``-n``) refuse to run what differs."""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.stability.run import PROJECT

SECONDS = 120
COLLECT = """
import sys, pytest, time_machine
with time_machine.travel(sys.argv[1]):
    sys.exit(pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *sys.argv[2:]]))
"""
INSTANTS = ("2027-03-28T00:59:50+00:00", "2028-02-29T12:00:00+00:00")


@pytest.mark.parametrize("arguments", [(), ("tests",)], ids=["the suite", "the harness's own tests"])
def test_names_depend_neither_on_the_time_nor_on_the_process(arguments: Sequence[str]) -> None:
    with ThreadPoolExecutor() as threads:
        first, second = threads.map(lambda seed: names(INSTANTS[seed], str(seed), arguments), range(2))
    assert len(first) > 1000
    assert first == second


def names(instant: str, hash_seed: str, arguments: Sequence[str]) -> list[str]:
    """Return the names of what pytest collects at an instant, in the order of its collection."""
    done = subprocess.run(
        [sys.executable, "-c", COLLECT, instant, *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return [line for line in done.stdout.splitlines() if "::" in line]
