"""The suite against providers that misbehave: it ends in time, in bounds, tells what is wrong, and never passes."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.suite import hostile_providers as hostile

PROJECT = Path(__file__).parents[2]
KILOBYTES_ALLOWED = 600 * 1024
SECONDS_ALLOWED = 60
TEST_DATA = """
[organisations]
practice = "A20047"
other = "B82617"
"""

EXPECTED = {
    hostile.NeverAnswers: "does not answer: 5 requests in a row had no response, the last one: ReadTimeout: nothing",
    hostile.Resets: "does not answer: 5 requests in a row had no response, the last one: ReadError",
    hostile.DripsBody: "status 200 came, but not all of its body: ReadTimeout: the response was not complete within",
    hostile.HugeBundle: "status 200 came, but not all of its body: the body is longer than 1000000 bytes",
    hostile.GzipBomb: "status 200 came, but not all of its body: the body is longer than 1000000 bytes",
    hostile.HtmlPage: "-> 200, an HTML page, which is no FHIR resource",
    hostile.HtmlError: "-> 500, an HTML page, which is no FHIR resource",
    hostile.RedirectsAway: "-> 302, a redirect to https://login.example/start (redirects are not followed)",
    hostile.HalfCharacters: "expected 200 and a",
    hostile.RatherDeepJson: "expected 200 and a",
    hostile.ForeignCertificate: "certificate verify failed",
}


@dataclass(frozen=True)
class Run:
    status: int
    printed: str
    seconds: float
    kilobytes: int
    outcomes: Counter[str]
    evidence: bool


def run_suite(folder: Path, url: str) -> Run:
    """Run two interactions, with Allure results; return also the most memory that pytest took."""
    (folder / "data.toml").write_text(TEST_DATA, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={folder / 'junit.xml'}"]
    command += ["--interaction=find-an-organisation", "--interaction=read-an-organisation"]
    command += [f"--provider-url={url}", f"--test-data={folder / 'data.toml'}", f"--alluredir={folder / 'allure'}"]
    limits = {"CONNECT_TIMEOUT": "1", "READ_TIMEOUT": "0.3", "TOTAL_TIMEOUT": "0.6", "BODY_LIMIT": "1000000"}
    environment = {**os.environ, **{f"GPCONNECT_{name}": value for name, value in limits.items()}}
    began = time.monotonic()
    with (folder / "printed.txt").open("wb") as printed:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=printed, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        process.returncode,
        (folder / "printed.txt").read_text(encoding="utf-8"),
        time.monotonic() - began,
        usage.ru_maxrss,
        outcomes_in(folder / "junit.xml"),
        any((folder / "allure").glob("*-result.json")),
    )


def outcomes_in(junit: Path) -> Counter[str]:
    if not junit.exists():
        return Counter()
    cases = ElementTree.parse(junit).iter("testcase")
    return Counter(
        str(one.get("value")) for case in cases for one in case.iter("property") if one.get("name") == "outcome"
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[type[hostile.HostileProvider], Run]]:
    """A run against each provider, two at a time."""
    with ExitStack() as stack, ThreadPoolExecutor(2) as workers:
        providers = [stack.enter_context(kind()) for kind in EXPECTED]
        folders = [tmp_path_factory.mktemp(kind.__name__) for kind in EXPECTED]
        made = workers.map(run_suite, folders, [one.url for one in providers])
        yield dict(zip(EXPECTED, made, strict=True))


@pytest.mark.parametrize("kind", EXPECTED, ids=lambda kind: kind.__name__)
def test_a_run_against_a_hostile_provider(
    runs: dict[type[hostile.HostileProvider], Run], kind: type[hostile.HostileProvider]
) -> None:
    run = runs[kind]
    assert EXPECTED[kind] in run.printed
    assert "INTERNALERROR" not in run.printed
    assert run.status in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.USAGE_ERROR)
    assert set(run.outcomes) <= {"failed", "blocked", "not applicable"}
    assert run.seconds < SECONDS_ALLOWED
    assert run.kilobytes < KILOBYTES_ALLOWED
    assert run.evidence or run.status == pytest.ExitCode.USAGE_ERROR
