"""``python -m tests.stability``: the suite at many instants, each time in another order; nothing may fail.

Prints a table (Markdown) with a row for each run as it ends. ``--only`` picks the instants whose names hold a text,
``--repeat`` goes through them several times, ``--seed`` makes other orders than the last time. ``--runs`` makes so
many runs in a row at the present instant instead, each in an order of its own.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.stability.condition import Condition, conditions, ordinary
from tests.stability.run import Run, run_all

LOGS = Path("reports/stability")
HEADINGS = ("run", "starts at", "time zone", "seed", "passed", "advisory", "not applicable", "not green", "s")


def main() -> int:
    """Run the suite under the conditions asked for; return 1 when a run was not green."""
    options = _options()
    chosen = _chosen(options)
    if not chosen:
        print("no run has such a name", file=sys.stderr)
        return 2
    print(_line(HEADINGS), _line(["---"] * len(HEADINGS)), sep="\n", flush=True)
    green = True
    for one in run_all(chosen, 1 if options.runs else os.cpu_count() or 1):
        print(row(one), flush=True)
        if not one.is_green:
            green = False
            _explain(one)
    return 0 if green else 1


def row(one: Run) -> str:
    """Return the row of the table (Markdown) that tells of one run."""
    condition, counts = one.condition, one.counts
    green = [counts[outcome] for outcome in ("passed", "advisory", "not applicable")]
    red = "none" if one.is_green else f"{len(one.red)} (exit status {one.status})"
    return _line(
        [condition.name, condition.starts, condition.zone, condition.seed, *green, red, round(one.seconds)]
    )


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _explain(one: Run) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{one.condition.seed}.txt"
    log.write_text(one.printed, encoding="utf-8")
    print(*(f"  {name}" for name in one.red), f"  see {log}", sep="\n", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.stability", description="The suite at many instants.")
    parser.add_argument("--only", default="", metavar="TEXT", help="instants whose names hold this text")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="go through them so many times")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="number of the first order, less one")
    parser.add_argument("--interaction", action="append", default=[], metavar="KEY", help="this interaction only")
    parser.add_argument("--runs", type=int, default=0, metavar="N", help="so many runs in a row, all of them now")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[Condition]:
    known = ordinary(options.runs) if options.runs else conditions()
    wanted = [one for one in known if options.only in one.name]
    repeated = [one for _ in range(options.repeat) for one in wanted]
    return [
        replace(one, seed=number, interactions=tuple(options.interaction))
        for number, one in enumerate(repeated, start=options.seed + 1)
    ]


if __name__ == "__main__":
    sys.exit(main())
