"""Several pytest processes that take turns, each with its own provider."""

import os
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from tests.faults.case import Case, Turn
from tests.faults.turns import Turns

PROJECT = Path(__file__).parents[2]
WORKERS = (os.cpu_count() or 1) + 1  # one more than processors, as a provider that stops waits for its connections


class Workers:
    """The processes, and the names of the scenarios in the order in which the suite runs them."""

    def __init__(self, connections: Sequence[Connection], scenarios: Sequence[str]) -> None:
        self._connections = connections
        self.scenarios = scenarios

    def take(self, turns: Sequence[Turn]) -> list[list[Case]]:
        """Return what the scenarios of each turn came to; which process takes which turn makes no difference."""
        waiting = deque(enumerate(turns))
        busy: dict[Connection, int] = {}
        done: dict[int, list[Case]] = {}
        idle = list(self._connections)
        while waiting or busy:
            while idle and waiting:
                number, turn = waiting.popleft()
                connection = idle.pop()
                connection.send(turn)
                busy[connection] = number
            for ready in wait(list(busy)):
                if isinstance(ready, Connection):
                    number = busy.pop(ready)
                    done[number] = _answer(ready, turns[number])
                    idle.append(ready)
        return [done[number] for number in range(len(turns))]


@contextmanager
def workers(count: int = WORKERS) -> Iterator[Workers]:
    """Start the processes; raise ``RuntimeError`` when one of them cannot collect the suite."""
    context = get_context("spawn")
    started = [_start(context.Process, context.Pipe()) for _ in range(count)]
    try:
        connections = [connection for _, connection in started]
        scenarios = [_collected(one) for one in connections]
        yield Workers(connections, scenarios[0])
        for connection in connections:
            connection.send(None)
    finally:
        for process, connection in started:
            connection.close()
            process.join()


def _start(make: type[SpawnProcess], pipe: tuple[Connection, Connection]) -> tuple[SpawnProcess, Connection]:
    ours, theirs = pipe
    process = make(target=_pytest, args=(theirs,))
    process.start()
    theirs.close()
    return process, ours


def _pytest(orders: Connection) -> None:
    """Run pytest in this process with nothing on its outputs; a parent that has gone ends it."""
    os.chdir(PROJECT)
    with open(os.devnull, "w") as nothing, tempfile.TemporaryDirectory(prefix="gpconnect-faults-") as journals:
        sys.stdout = nothing
        options = ["-qq", "--tb=no", "-p", "no:cacheprovider", f"--booking-journals={journals}"]
        try:
            pytest.main([*options, "features"], plugins=[Turns(orders)])
        except EOFError:
            return


def _answer(connection: Connection, turn: Turn) -> list[Case]:
    try:
        cases: list[Case] = connection.recv()
    except EOFError:
        raise RuntimeError(f"pytest ended in the turn of {turn.fault or 'no fault'}") from None
    return cases


def _collected(connection: Connection) -> list[str]:
    try:
        names: list[str] = connection.recv()
    except EOFError:
        raise RuntimeError("the suite cannot be collected: run `pytest --collect-only`") from None
    return names
