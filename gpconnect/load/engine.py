"""The engine: Locust starts and stops the users, here all of them in one process.

Importing Locust replaces what blocks in the standard library; so it is imported before any other module of ours,
see ``gpconnect.load.__main__``.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import gevent
from gevent.event import Event
from locust import LoadTestShape, User, constant, task
from locust.env import Environment
from locust.exception import StopUser
from locust.runners import Runner

from gpconnect.load.crew import Crew, noting
from gpconnect.load.measurements import Measurements
from gpconnect.load.outcome import Outcome
from gpconnect.load.profile import Profile

STOP_SECONDS: Final = 90.0
_TICK_SECONDS = 0.05


class Clock:
    """The time of the test in seconds from its start; ``ending`` is set when the users have to stop."""

    def __init__(self) -> None:
        self.ending = Event()
        self.start()

    def start(self) -> None:
        """Begin to count."""
        self._began = time.monotonic()

    def second(self) -> float:
        """Return how much time has gone by."""
        return time.monotonic() - self._began


@dataclass
class Floor:
    """What the users of one process share: who they are, the time, where calls are noted, how long they think."""

    crew: Crew
    clock: Clock
    measured: Measurements
    think_seconds: float


class ConsumerUser(User):
    """A user of a consumer system: one journey after the other."""

    abstract = True
    wait_time = constant(0)
    floor: ClassVar[Floor]

    def on_start(self) -> None:
        """Come to the desk."""
        floor = self.floor
        self._session = floor.crew.user(noting(lambda: floor.measured, floor.clock.second), self.think)
        self._journeys = self._session.__enter__()

    def on_stop(self) -> None:
        """Leave the desk."""
        self._session.__exit__(None, None, None)

    def think(self, milliseconds: float) -> None:
        """Pause so that this user makes a request every so often; stop when the test is over."""
        pause = self.floor.crew.pause(self.floor.think_seconds)
        if self.floor.clock.ending.wait(max(0.0, pause - milliseconds / 1000)):
            raise StopUser

    @task
    def journey(self) -> None:
        """Go on a journey."""
        self._journeys.known[self.floor.crew.next_journey()]()


def aside(action: Callable[[], None]) -> None:
    """Run something that blocks in a thread, while other users go on."""
    gevent.get_hub().threadpool.apply(action)


def run_alone(profile: Profile, crew: Crew) -> Outcome:
    """Run the test in this process; raise ``CannotRunError`` when the provider does not work as it must."""
    stopped = stop_signals()
    crew.rehearse()
    clock, outcome = Clock(), Outcome(Measurements(profile.window_seconds))
    floor = Floor(crew, clock, outcome.measured, profile.think_seconds)
    runner = environment(clock, profile, floor).create_local_runner()
    watch = Watch(runner)
    lead(runner, profile, clock, outcome, stopped)
    outcome.errors, outcome.busiest, outcome.stall = errors(runner), watch.busiest, watch.stall
    runner.quit()
    outcome.left = crew.clean_up()
    return outcome


def environment(clock: Clock, profile: Profile | None = None, floor: Floor | None = None) -> Environment:
    """Return Locust's environment: with a profile for whoever leads, with a floor for whoever has users."""
    users = type("Users", (ConsumerUser,), {"floor": floor, "abstract": False})
    made = Environment(user_classes=[users], stop_timeout=STOP_SECONDS)
    if profile is not None:
        made.shape_class = _shape(profile)

    def end(**_: Any) -> None:  # noqa: ANN401 - as Locust calls it
        clock.ending.set()

    made.events.test_stopping.add_listener(end)
    return made


def _shape(profile: Profile) -> LoadTestShape:
    class Shape(LoadTestShape):
        def tick(self) -> tuple[int, float] | None:
            return profile.users_at(self.get_run_time())

    return Shape()


def lead(runner: Runner, profile: Profile, clock: Clock, outcome: Outcome, stopped: Event) -> None:
    """Start and stop users as the profile says until the test is over or interrupted; note how many there are."""
    clock.start()
    runner.start_shape()
    shape: gevent.Greenlet[..., Any] = runner.shape_greenlet  # type: ignore[assignment]  # there now
    watching = gevent.spawn(_count_users, runner, profile.window_seconds, clock, outcome)
    while not shape.dead and not stopped.wait(_TICK_SECONDS):
        pass
    if not shape.dead:
        outcome.interrupted = True
        runner.stop()
    outcome.seconds = min(clock.second(), profile.seconds)
    watching.kill()


def _count_users(runner: Runner, window_seconds: float, clock: Clock, outcome: Outcome) -> None:
    while not clock.ending.is_set():
        outcome.users.append((clock.second(), runner.user_count))
        gevent.sleep(min(1.0, window_seconds))


def errors(runner: Runner) -> list[str]:
    """Return what went wrong in the users themselves, which is a fault of the harness."""
    return [f"{one['count']} times: {one['msg']}\n{one['traceback']}" for one in runner.exceptions.values()]


class Watch:
    """Keeps the highest processor use of this process that Locust saw, and for how long it was held up at most."""

    def __init__(self, runner: Runner) -> None:
        self.busiest = 0.0
        self.stall = 0.0
        self._runner = runner
        gevent.spawn(self._look)

    def _look(self) -> None:
        while True:
            began = time.monotonic()
            gevent.sleep(_TICK_SECONDS)
            self.stall = max(self.stall, time.monotonic() - began - _TICK_SECONDS)
            self.busiest = max(self.busiest, float(self._runner.current_cpu_usage))


def stop_signals() -> Event:
    """Return what is set when this program is interrupted or asked to terminate, from now on.

    It is not ended then and there: a user may be in the midst of a booking, and what is booked is to be given back.
    """
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, stopped.set)
    return stopped
