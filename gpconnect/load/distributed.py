"""A test over several processes: a master leads, workers make the requests, on one machine or on many."""

from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from typing import Any, Final

import gevent
from gevent.event import Event

from gpconnect.load.crew import CannotRunError, Crew
from gpconnect.load.engine import Clock, Floor, Watch, environment, errors, lead, stop_signals
from gpconnect.load.measurements import Measurements
from gpconnect.load.outcome import Outcome
from gpconnect.load.practice import Share
from gpconnect.load.profile import Profile

READY: Final = "gpconnect-ready"
BEGIN: Final = "gpconnect-begin"
DONE: Final = "gpconnect-done"
PIECE: Final = "gpconnect"
WORKERS_WAIT_SECONDS: Final = 120.0
CLEAN_UP_SECONDS: Final = 300.0
# Until the last messages of a worker have left it.
FAREWELL_SECONDS: Final = 0.5
TICK_SECONDS: Final = 0.1


def run_master(profile: Profile, port: int, workers: int, say: Callable[[str], None]) -> Outcome:
    """Lead a test; raise ``CannotRunError`` when its workers do not come.

    Workers send what they measured every few seconds, and the rest once they have given back what they booked.
    """
    stopped = stop_signals()
    clock, outcome = Clock(), Outcome(Measurements(profile.window_seconds))
    made = environment(clock, profile)
    runner = made.create_master_runner("*", port)
    ready: set[str] = set()
    done: set[str] = set()

    def take(data: Mapping[str, Any], **_: Any) -> None:  # noqa: ANN401 - as Locust calls it
        if PIECE in data:
            outcome.measured.add(Measurements.received(data[PIECE]))

    def finish(msg: Any, **_: Any) -> None:  # noqa: ANN401
        done.add(msg.node_id)
        outcome.measured.add(Measurements.received(msg.data["measured"]))
        outcome.left += msg.data["left"]
        outcome.busiest = max(outcome.busiest, msg.data["busiest"])
        outcome.stall = max(outcome.stall, msg.data["stall"])

    def welcome(msg: Any, **_: Any) -> None:  # noqa: ANN401
        ready.add(msg.node_id)

    made.events.worker_report.add_listener(take)
    runner.register_message(READY, welcome)
    runner.register_message(DONE, finish)
    say(f"waiting for {workers} workers on port {port}")
    try:
        _await_workers(ready, workers, stopped)
    except CannotRunError:
        runner.quit()
        raise
    for index, client in enumerate(sorted(ready)):
        share = {"index": index, "count": workers}
        pace = {"window_seconds": profile.window_seconds, "think_seconds": profile.think_seconds}
        runner.send_message(BEGIN, {**share, **pace}, client)
    lead(runner, profile, clock, outcome, stopped)
    with suppress(gevent.Timeout), gevent.Timeout(CLEAN_UP_SECONDS):
        while len(done) < workers and runner.worker_count:
            gevent.sleep(TICK_SECONDS)
    outcome.lost_workers, outcome.errors = workers - len(done), errors(runner)
    runner.quit()
    return outcome


def run_worker(crew: Crew, host: str, port: int) -> list[str]:
    """Make requests as a master says until it ends the test; return a line for each booking that is left.

    Raises ``CannotRunError`` when there is no master, or the provider does not work as it must.
    """
    stopped = stop_signals()
    crew.rehearse()
    clock, left, finished = Clock(), list[str](), Event()
    floor = Floor(crew, clock, Measurements(1.0), 1.0)
    made = environment(clock, floor=floor)

    def begin(msg: Any, **_: Any) -> None:  # noqa: ANN401 - as Locust calls it
        crew.take_share(Share(msg.data["index"], msg.data["count"]))
        floor.measured, floor.think_seconds = Measurements(msg.data["window_seconds"]), msg.data["think_seconds"]
        clock.start()

    def report(data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        if floor.measured.cells:
            data[PIECE] = floor.measured.taken()

    def finish(**_: Any) -> None:  # noqa: ANN401
        left[:] = crew.clean_up()
        measured = floor.measured.taken()
        strain = {"busiest": watch.busiest, "stall": watch.stall}
        runner.send_message(DONE, {"left": list(left), "measured": measured, **strain})
        finished.set()

    made.events.report_to_master.add_listener(report)
    made.events.test_stop.add_listener(finish)
    try:
        runner = made.create_worker_runner(host, port)
    except ConnectionError:
        raise CannotRunError(f"there is no master at {host}:{port}") from None
    runner.register_message(BEGIN, begin)
    runner.send_message(READY)
    watch = Watch(runner)
    while not finished.is_set() and not stopped.wait(TICK_SECONDS):
        pass
    if not finished.is_set():
        runner.quit()
    gevent.sleep(FAREWELL_SECONDS)
    return left


def _await_workers(ready: Set[str], workers: int, stopped: Event) -> None:
    missing = CannotRunError(f"{workers} workers did not come within {WORKERS_WAIT_SECONDS:g} s")
    with gevent.Timeout(WORKERS_WAIT_SECONDS, missing):
        while len(ready) < workers:
            if stopped.wait(TICK_SECONDS):
                raise CannotRunError("interrupted")
