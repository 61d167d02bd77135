"""How much faster eight workers are than one, when every answer of the provider comes 200 ms late.

Both runs test an embedded provider of their own through a network with that latency, write Allure results, and must
come to the same outcomes. Run it with ``python -m benchmarks.parallel``; it takes a quarter of an hour, as one
worker spends 200 ms on each request of the whole suite. Arguments are handed on to pytest, and so select less.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings
from tests.target.hindered_network import hindered_network

LATENCY = 0.2
WORKERS = 8


def run(*options: str) -> tuple[float, list[tuple[str, str]], str]:
    """Run the suite; return its seconds, each scenario with its outcome, and how many requests it made."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded_provider(TargetSettings()) as provider,
        hindered_network(provider.base_url, LATENCY) as network,
    ):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
        command += [f"--provider-url={network.root}", f"--test-data={provider.test_data}"]
        command += [
            f"--alluredir={folder}/allure",
            f"--junitxml={folder}/junit.xml",
            f"--booking-journals={folder}",
        ]
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        if done.returncode:
            raise SystemExit(f"the suite is not green, so there is nothing to compare:\n{done.stdout}{done.stderr}")
        return seconds, _outcomes(Path(folder, "junit.xml")), _requests(done.stdout)


def _outcomes(junit: Path) -> list[tuple[str, str]]:
    cases = ElementTree.parse(junit).iter("testcase")
    facts = [{one.get("name"): str(one.get("value")) for one in case.iter("property")} for case in cases]
    return sorted((f"{one['feature']}: {one['scenario']}", one["outcome"]) for one in facts)


def _requests(printed: str) -> str:
    found = re.search(r"^\d+ requests in .*$", printed, re.MULTILINE)
    return found[0] if found else ""


def main() -> None:
    """Compare, and print what came of it."""
    selection = sys.argv[1:]
    one, expected, requests = run(*selection)
    print(f"one worker:    {one:6.1f} s, {requests}", flush=True)
    many, outcomes, requests = run(*selection, "-n", str(WORKERS))
    print(f"{WORKERS} workers:     {many:6.1f} s, {requests}")
    print(f"{len(expected)} scenarios, {one / many:.1f} times faster")
    if outcomes != expected:
        raise SystemExit(f"the outcomes differ: {sorted(set(outcomes) ^ set(expected))}")


if __name__ == "__main__":
    main()
