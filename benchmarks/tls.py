"""The suite's wall time over TLS as a ratio to its wall time in plain HTTP.

Both run against an embedded provider of their own, turn and turn about; over TLS the scenarios on transport run as
well, which without are not applicable. Run it with ``python -m benchmarks.tls``; the ratio must not exceed 1.5.
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 3
LIMIT = 1.5


def run_suite(*options: str) -> float:
    """Run the whole suite and return its wall time in seconds."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    started = time.perf_counter()
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if finished.returncode:
        raise SystemExit(f"the suite is not green, so there is nothing to compare:\n{finished.stdout}")
    return seconds


def main() -> int:
    """Print the wall times of every round and the median ratio; return 1 when it exceeds the limit."""
    ratios = []
    for number in range(1, ROUNDS + 1):
        plain, secured = run_suite(), run_suite("--tls")
        ratios.append(secured / plain)
        print(f"round {number}: plain HTTP {plain:.2f} s, TLS {secured:.2f} s, ratio {secured / plain:.2f}")
    median = statistics.median(ratios)
    print(f"median ratio {median:.2f} (limit {LIMIT})")
    return int(median > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
