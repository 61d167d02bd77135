"""The suite's wall time as a ratio to the bare replay, by httpx alone, of the very same requests.

Both reach a reference provider that is running already, the suite with Allure results written; what is timed is the
suite as a whole program, imports included, and of the replay nothing but sending. Once the provider answers as fast
as it can, next door; then each answer comes as late as it does across a network. As many empty scenarios tell what
of the suite's time is the tools' own. The requests are those of a run before, which is not timed: to log them takes
time. Run it with ``python -m benchmarks.replay``.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx

from benchmarks.empty_scenarios import SCENARIOS, run_empty_scenarios
from gpconnect.consumer.exchange import Exchange, Request
from gpconnect.consumer.exchange_log import read_exchange_log
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings
from tests.target.hindered_network import hindered_network

ROUNDS = {0.0: 3, 0.02: 1}
"""How often to compare, by the seconds that each answer comes late."""


@contextmanager
def provider_at(latency: float) -> Iterator[tuple[str, Path]]:
    """Run a provider of its own; yield its service root URL, and the file that says who plays which role there."""
    with embedded_provider(TargetSettings()) as provider:
        network = hindered_network(provider.base_url, latency) if latency else nullcontext(None)
        with network as found:
            yield (found.root if found else provider.base_url), provider.test_data


def run_suite(latency: float, *options: str) -> float:
    """Run the whole suite; return its wall time in seconds."""
    with tempfile.TemporaryDirectory() as folder, provider_at(latency) as (root, data):
        command = [sys.executable, "-m", "pytest", "-q", f"--provider-url={root}", f"--test-data={data}"]
        command += [f"--alluredir={folder}", f"--booking-journals={folder}", *options]
        started = time.perf_counter()
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
    if finished.returncode:
        raise SystemExit(f"the suite is not green, so there is nothing to compare:\n{finished.stdout}")
    return seconds


def recorded() -> list[Exchange]:
    """Run the whole suite and return the exchanges that it made."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "exchanges.jsonl")
        run_suite(0, f"--exchange-log={log}", "--no-redaction")  # what is redacted cannot be sent again
        return list(read_exchange_log(log))


def replay(latency: float, exchanges: list[Exchange]) -> float:
    """Send the same requests again with a bare httpx client; return the wall time in seconds."""
    with provider_at(latency) as (root, _), httpx.Client(trust_env=False) as client:
        started = time.perf_counter()
        for exchange in exchanges:
            _send(client, exchange.request, httpx.URL(root))
        return time.perf_counter() - started


def _send(client: httpx.Client, request: Request, origin: httpx.URL) -> None:
    url = httpx.URL(request.url).copy_with(port=origin.port)
    try:
        client.request(request.method, url, headers=list(request.headers), content=request.body)
    except httpx.TransportError as error:
        print(f"replay: {request.method} {url}: {error}", file=sys.stderr)


def main() -> None:
    """Print the wall times of every round, and the median ratio for each latency."""
    exchanges = recorded()
    for latency, rounds in ROUNDS.items():
        print(f"{len(exchanges)} requests, each answer {1000 * latency:.0f} ms late", flush=True)
        ratios = []
        for number in range(1, rounds + 1):
            suite, bare = run_suite(latency), replay(latency, exchanges)
            ratios.append(suite / bare)
            print(
                f"round {number}: suite {suite:.2f} s, bare replay {bare:.2f} s, ratio {suite / bare:.2f}",
                flush=True,
            )
        print(f"median ratio {statistics.median(ratios):.2f}")
    print(f"{SCENARIOS} empty scenarios, without a request: {run_empty_scenarios():.2f} s")


if __name__ == "__main__":
    main()
