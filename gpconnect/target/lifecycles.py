"""Lifecycles: walks at random over a provider, and the shortest one found that it does not stand up to."""

from dataclasses import dataclass, field
from typing import Final

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from gpconnect.assurance.outcomes import Blocked
from gpconnect.conformance.judge_lifecycle import KnownAppointment
from gpconnect.conformance.rule import Judgement
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.slot_search import filters_of
from gpconnect.target.adjacent_slots import of_two_days
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.prerequisites import Resource
from gpconnect.target.slot_pool import search
from gpconnect.target.walk import Deviation, Ground, Walk

EXAMPLES: Final = 8
SEED: Final = 1
STEPS: Final = 14
SLOTS: Final = 2
# How often a failing walk is tried in shorter forms: each takes slots that a faulty provider may never free.
SHORTENINGS: Final = 80


@dataclass
class Walks:
    """Every walk of a run: how many, what they found, and the shortest that failed.

    ``examples`` is how many there are to be, ``patience`` how many more shorter forms of one that fails are tried.
    """

    book: AppointmentBook
    consumer: Consumer
    patients: dict[str, Resource]
    examples: int = EXAMPLES
    patience: int = SHORTENINGS
    count: int = 0
    shortenings: int = 0
    ground: Ground | None = None
    shortest: Walk | None = None
    longest: Walk | None = None
    judgement: Judgement = field(default_factory=Judgement)

    def begin(self) -> Walk | None:
        """Return a new walk, or ``None`` when there were enough of them."""
        if self.shortest is not None:
            self.shortenings += 1
        # Hypothesis tries some more than it is asked for; they would cost time and say nothing new.
        enough = self.shortenings > self.patience if self.shortest else self.count == self.examples
        if enough or not self._prepare():
            return None
        self.count += 1
        return Walk.over(self.prepared, self.consumer)

    def end(self, walk: Walk) -> None:
        """Take note of a walk that has come to its end."""
        walk.tidy_up()
        self.judgement.decided |= walk.judgement.decided
        self.judgement.findings += [one for one in walk.judgement.findings if not one.fails]
        if walk.failed and (self.shortest is None or walk.length <= self.shortest.length):
            self.shortest = walk
        if self.longest is None or walk.length > self.longest.length:
            self.longest = walk

    @property
    def shown(self) -> Walk:
        """The walk that tells a reader most: the shortest that failed, else the longest."""
        walk = self.shortest or self.longest
        if walk is None:
            raise LookupError("there was no walk: ask for one example at least (--lifecycle-examples)")
        return walk

    @property
    def prepared(self) -> Ground:
        """The ground of the walks; raise ``LookupError`` before there was one."""
        if self.ground is None:
            raise LookupError("the slots of the walks are not leased yet")
        return self.ground

    def found(self) -> Judgement:
        """Return what the walks found: of those that failed, what the shortest failed for."""
        failing = self.shortest.judgement.findings if self.shortest else []
        return Judgement([*failing, *self.judgement.findings], self.judgement.decided)

    def _prepare(self) -> bool:
        """Make sure that the slots are free; a faulty provider may have kept those of a walk that failed."""
        if self.ground is None:
            slots = {f"slot {number}": one for number, one in enumerate(self._leased(), start=1)}
            self.ground = Ground(self.book, self.patients, slots)
        elif self.shortest is not None:
            return self._replace_lost_slots(self.ground)
        return True

    def _leased(self) -> list[FreeSlot]:
        # Of two days, as a patient may have one appointment a day, but near ones: searches for them are short.
        apart = self.book.lease_chosen(of_two_days)
        return apart or [self.book.lease()[0] for _ in range(SLOTS)]

    def _replace_lost_slots(self, ground: Ground) -> bool:
        consumer = self.consumer
        filters = filters_of(consumer.identity.organisation)
        try:
            days = [one.start.date() for one in ground.slots.values()]
            free = {one.id for day in days for one in search(consumer, day, day, filters)}
            for name, slot in ground.slots.items():
                ground.slots[name] = slot if slot.id in free else self.book.lease()[0]
        except Blocked:
            return False  # no slots are left, or none to be found: the shortest walk so far is told
        return True


def walk_at_random(walks: Walks, seeded: int) -> None:
    """Walk at random, and shorten a walk that fails; what was found stands in ``walks``."""
    machine = seed(seeded)(_machine(walks))
    chosen = settings(
        max_examples=walks.examples,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        print_blob=False,
    )
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except (Deviation, Flaky):
        # A provider remembers what was done to it, so a walk need not fail twice. The one that did is kept.
        if walks.shortest is None:
            raise


_PATIENTS: Final = st.sampled_from(("patient 1", "patient 2"))
_SLOTS: Final = st.sampled_from(tuple(f"slot {number}" for number in range(1, SLOTS + 1)))
_PLACES: Final = st.integers(0, 3)


def _machine(walks: Walks) -> type[RuleBasedStateMachine]:
    class Lifecycle(_Lifecycle):
        """The state machine of these walks."""

        def __init__(self) -> None:
            super().__init__()
            self.walks = walks
            self.walk = walks.begin()

    return Lifecycle


class _Lifecycle(RuleBasedStateMachine):
    """What consumers may do at any time; whether it must succeed, the walk knows."""

    walks: Walks
    walk: Walk | None = None

    @property
    def has_changed(self) -> bool:
        """Whether an appointment has a version from before."""
        return self.walk is None or any(len(one.states) > 1 for one in self.walk.known)

    @initialize(patient=_PATIENTS, slot=_SLOTS)
    def book_first(self, patient: str, slot: str) -> None:
        if self.walk is not None:
            self.walk.book(patient, slot)

    @rule(patient=_PATIENTS, slot=_SLOTS)
    def book(self, patient: str, slot: str) -> None:
        if self.walk is not None:
            self.walk.book(patient, slot)

    @rule(place=_PLACES)
    def amend(self, place: int) -> None:
        if self.walk is not None:
            self.walk.amend(_chosen(self.walk.known, place), stale=False)

    @rule(place=_PLACES)
    def cancel(self, place: int) -> None:
        if self.walk is not None:
            self.walk.cancel(_chosen(self.walk.known, place), stale=False)

    @precondition(lambda self: self.has_changed)
    @rule(place=_PLACES, cancelling=st.booleans())
    def change_an_earlier_version(self, place: int, cancelling: bool) -> None:
        if self.walk is not None:
            changed = [one for one in self.walk.known if len(one.states) > 1]
            change = self.walk.cancel if cancelling else self.walk.amend
            change(_chosen(changed, place), stale=True)

    @rule(what=st.sampled_from(("search", "read", "retrieve", "register")), place=_PLACES, patient=_PATIENTS)
    def look(self, what: str, place: int, patient: str) -> None:
        """Do what changes nothing: one rule for all of it, so that walks get somewhere."""
        if self.walk is None:
            return
        if what == "search":
            self.walk.search()
        elif what == "read":
            self.walk.read(_chosen(self.walk.known, place))
        elif what == "retrieve":
            self.walk.retrieve(patient)
        else:
            self.walk.register(patient)

    def teardown(self) -> None:
        if self.walk is None:
            return
        try:
            if not self.walk.failed:
                self.walk.look_around()
                self.walk.come_home()
        finally:
            self.walks.end(self.walk)


def _chosen(known: list[KnownAppointment], place: int) -> KnownAppointment:
    return known[place % len(known)]


def summary(walks: Walks, seeded: int) -> str:
    """Return how the walks were made, so that they can be made again."""
    told = f"{walks.count} walks of up to {STEPS} steps at random; the same ones again: --lifecycle-seed={seeded}"
    if walks.shortest is None:
        return told
    length = walks.shortest.length[0]
    return f"{told}; the shortest that fails has {length} step{'' if length == 1 else 's'}"
