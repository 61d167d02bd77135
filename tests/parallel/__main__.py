"""``python -m tests.parallel``: the suite by one worker, then many times by several; all outcomes must be the same.

Prints a table (Markdown) with a row for each run as it ends, and each scenario that came to something else. All
arguments that are not its own are handed on to pytest.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.parallel.run import Run, differences, run

LOGS = Path("reports/parallel")
HEADINGS = ("run", "passed", "advisory", "not applicable", "other", "requests", "differences", "s")


def main(arguments: Sequence[str]) -> int:
    """Make the runs asked for; return 1 when one differs from the serial one, 2 when that one is not green."""
    parser = argparse.ArgumentParser(prog="python -m tests.parallel", description="One worker, then several.")
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="so many runs by several workers")
    parser.add_argument("--workers", default="auto", metavar="N", help="so many workers (pytest -n)")
    options, others = parser.parse_known_args(arguments)
    print(_line(HEADINGS), _line(["---"] * len(HEADINGS)), sep="\n", flush=True)
    serial = run(None, others)
    print(_row("serial", serial, []), flush=True)
    if serial.status != 0 or not serial.counts["passed"]:
        print(serial.printed[-4000:], "the serial run is not green: nothing to compare", sep="\n", file=sys.stderr)
        return 2
    differing = 0
    for number in range(1, options.runs + 1):
        made = run(options.workers, others)
        found = differences(serial, made)
        print(_row(f"{number}, -n {options.workers}", made, found), flush=True)
        if found:
            differing += 1
            _explain(number, made, found)
    print(f"{options.runs - differing} of {options.runs} runs came to what the serial one came to")
    return 1 if differing else 0


def _row(name: str, made: Run, found: Sequence[str]) -> str:
    shown = [made.counts[outcome] for outcome in HEADINGS[1:4]]
    rest = made.counts.total() - sum(shown)
    return _line([name, *shown, rest, made.requests, len(found) or "none", round(made.seconds)])


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _explain(number: int, made: Run, found: Sequence[str]) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{number}.txt"
    log.write_text(made.printed, encoding="utf-8")
    print(*(f"  {one}" for one in found), f"  see {log}", sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
