"""The crew of one process: its users, what they measured, and what they hold at the provider."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from gpconnect.assurance.outcomes import Blocked
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection
from gpconnect.consumer.guard import UnsafeRequestError
from gpconnect.load.bookings import Bookings
from gpconnect.load.desk import Desk, Think, with_one_context
from gpconnect.load.journeys import Journeys
from gpconnect.load.measurements import Call, Measurements
from gpconnect.load.practice import Practice, Share, lookups, patients, registrable
from gpconnect.load.profile import journey_weights
from gpconnect.spec import edition
from gpconnect.target.booking_journal import BookingJournal
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.safety import guard_of
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata import TestData

Aside = Callable[[Callable[[], None]], None]


class CannotRunError(Exception):
    """The test cannot be run; the message says why."""


class Crew:
    """Makes the users of one process, and gives back what they booked.

    ``aside`` runs what writes to disk without keeping a user waiting; ``register`` says whether people who are
    registered at the provider by the test may stay there.
    """

    def __init__(
        self, root: str, data: TestData, settings: TargetSettings, aside: Aside, *, register: bool = True
    ) -> None:
        self._settings = settings
        self._edition = edition(settings.edition)
        self._endpoint = with_one_context(settings.endpoint(root))
        self._data = data
        self._register = register
        try:
            connection = Connection(self._endpoint, guard=guard_of(settings, data, root))
        except UnsafeRequestError as error:
            raise CannotRunError(f"refused, nothing was sent: {error}") from None
        self._consumer = Consumer(connection, self._edition, settings.identity)
        self._bookings = Bookings(BookingJournal(_journal_file(), root), aside)
        self._practice = self._met()

    def take_share(self, share: Share) -> None:
        """Leave to other processes what is not in this share."""
        self._practice.share = share
        candidates = registrable(self._data, share) if self._register else []
        self._practice.candidates = [one for one in self._practice.candidates if one in candidates]

    def rehearse(self) -> None:
        """Go on every journey once, unmeasured, so that nothing is done for the first time while it is measured.

        Raises ``CannotRunError`` when a call is not answered as it must be: there is nothing to measure then.
        """
        failed: list[str] = []

        def note(call: Call) -> None:
            if call.failure:
                failed.append(call.failure)

        with self.user(note, lambda _: None) as journeys:
            for name in journeys.known:
                journeys.known[name]()
            for _ in self._practice.lookups:
                journeys.directory()
        left = self.clean_up()
        if failed or left:
            raise CannotRunError("the provider does not work as it must:\n" + "\n".join(failed + left))

    @contextmanager
    def user(self, note: Callable[[Call], None], think: Think) -> Iterator[Journeys]:
        """Give the journeys of one more user, on a connection of its own."""
        desk = Desk(self._consumer.connection, self._edition, self._settings.identity, note, think)
        try:
            yield Journeys(desk.consumer, self._practice, desk.send)
        finally:
            desk.close()

    def next_journey(self) -> str:
        """Return the name of a journey, chosen by weight."""
        weights = journey_weights()
        return self._practice.chance.choices(list(weights), list(weights.values()))[0]

    def pause(self, mean: float) -> float:
        """Return for how many seconds a user thinks who thinks for ``mean`` seconds on average."""
        return self._practice.chance.uniform(0.5 * mean, 1.5 * mean)

    def clean_up(self) -> list[str]:
        """Cancel all that is booked; return a line for each booking that is left, saying why."""
        left = self._bookings.cancel_all(self._consumer)
        self._consumer.recorder.clear()
        return left

    def _met(self) -> Practice:
        unreachable = self._consumer.connection.failure_to_connect()
        if unreachable is not None:
            raise CannotRunError(f"no provider answers at {self._endpoint.request_root}: {unreachable}")
        try:
            known = lookups(Prerequisites(self._consumer, self._data))
            numbers = patients(self._data)
        except Blocked as blocked:
            raise CannotRunError(str(blocked)) from None
        self._consumer.recorder.clear()
        candidates = registrable(self._data, Share()) if self._register else []
        return Practice(numbers, known, self._bookings, candidates, Share())


def _journal_file() -> Path:
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return Path("reports") / f"bookings-load-{started}-{os.getpid()}.jsonl"


def noting(measured: Callable[[], Measurements], seconds: Callable[[], float]) -> Callable[[Call], None]:
    """Return what notes a call that has just ended at the moment of the test at which it began."""
    return lambda call: measured().note(seconds() - call.milliseconds / 1000, call)
