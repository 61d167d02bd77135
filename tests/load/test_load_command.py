"""The command ``load``, run as it is: alone against the embedded provider, and with a master and two workers."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gpconnect.cli import app

# Not importorskip: to import Locust puts gevent under the whole process.
pytestmark = pytest.mark.skipif(find_spec("locust") is None, reason="Locust is not installed (extra load)")

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
COMMAND = (sys.executable, "-m", "gpconnect")
FINISHED = (0, 1)  # a busy machine may answer beyond the limits


def _load(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "load", *options]
    return subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _output(process: subprocess.Popen[str]) -> str:
    text, _ = process.communicate(timeout=120)
    return text


def test_a_short_load_of_the_embedded_provider_writes_page_and_results(tmp_path: Path) -> None:
    size = ("--slots", "0", "--patients", "0")
    process = _load(tmp_path, "--users", "4", "--seconds", "4", "--throughput", "20", *size)
    said = _output(process)
    assert process.returncode in FINISHED, said
    result = json.loads((tmp_path / "reports/load.json").read_text(encoding="utf-8"))
    assert result["all"]["calls"] > 20
    assert (result["all"]["failed"], result["troubles"]) == (0, [])
    assert {"book-an-appointment", "search-for-free-slots"} <= result["interactions"].keys()
    assert "<svg" in (tmp_path / "reports/load.html").read_text(encoding="utf-8")
    assert not list(tmp_path.glob("reports/bookings*"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    ready = tmp_path / "ready.json"
    options = ("--database", "provider.db", "--ready-file", "ready.json", "--write-test-data", "data.toml")
    command = [*COMMAND, "serve", *options]
    with subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        for _ in range(600):
            if ready.exists():
                break
            time.sleep(0.05)
        yield json.loads(ready.read_text(encoding="utf-8"))["base_url"]
        process.terminate()


def _taken(folder: Path) -> int:
    with sqlite3.connect(folder / "provider.db") as database:
        return int(database.execute("SELECT count(*) FROM slot_booking").fetchone()[0])


def test_a_master_leads_two_workers_and_every_slot_is_given_back(tmp_path: Path, served: str) -> None:
    before = _taken(tmp_path)
    target = ("--provider-url", served, "--test-data", "data.toml", "--master-port", "15557")
    workers = [_load(tmp_path, "--worker", *target) for _ in range(2)]
    figures = ("--users", "4", "--seconds", "5", "--throughput", "20")
    master = _load(tmp_path, "--master", "--workers", "2", *figures, *target)
    said = [_output(one) for one in (master, *workers)]
    assert master.returncode in FINISHED, said
    assert [one.returncode for one in workers] == [0, 0], said
    result = json.loads((tmp_path / "reports/load.json").read_text(encoding="utf-8"))
    assert (result["processes"], result["troubles"], result["all"]["failed"]) == (2, [], 0)
    assert max(users for _, users in result["users"]) == 4
    assert _taken(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--master", "--worker"), "exclude each other"),
        (("--master",), "need --provider-url"),
        (("--provider-url", "nonsense"), "setting provider_url"),
    ],
)
def test_misuse_is_explained(options: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(app, ["load", *options])
    assert result.exit_code == 2
    assert said in result.output
