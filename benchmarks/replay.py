"""The suite's wall time as a ratio to the bare replay, by httpx alone, of the very same requests.

Both run against an embedded provider of their own, started afresh: the suite with Allure results written and
its provider's start included, the replay with nothing but sending. The requests are those of a run before, which
is not timed: to log them takes time. Run it with ``python -m benchmarks.replay``.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from gpconnect.consumer.exchange import Exchange, Request
from gpconnect.consumer.exchange_log import read_exchange_log
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings

ROUNDS = 3


def run_suite(*options: str) -> float:
    """Run the whole suite; return its wall time in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", f"--alluredir={folder}", *options]
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
        run_suite(f"--exchange-log={log}", "--no-redaction")  # what is redacted cannot be sent again
        return list(read_exchange_log(log))


def replay(exchanges: list[Exchange]) -> float:
    """Send the same requests again with a bare httpx client; return the wall time in seconds."""
    with embedded_provider(TargetSettings()) as provider, httpx.Client(trust_env=False) as client:
        origin = httpx.URL(provider.base_url)
        started = time.perf_counter()
        for exchange in exchanges:
            _send(client, exchange.request, origin)
        return time.perf_counter() - started


def _send(client: httpx.Client, request: Request, origin: httpx.URL) -> None:
    url = httpx.URL(request.url).copy_with(port=origin.port)
    try:
        client.request(request.method, url, headers=list(request.headers), content=request.body)
    except httpx.TransportError as error:
        print(f"replay: {request.method} {url}: {error}", file=sys.stderr)


def main() -> None:
    """Print the wall times of every round and the median ratio."""
    ratios = []
    exchanges = recorded()
    for number in range(1, ROUNDS + 1):
        suite, bare = run_suite(), replay(exchanges)
        ratios.append(suite / bare)
        print(
            f"round {number}: {len(exchanges)} requests, suite {suite:.2f} s, bare replay {bare:.2f} s, "
            f"ratio {suite / bare:.2f}"
        )
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
