"""A walk through the lifecycle of appointments: one action after the other, each judged by what was done before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final, NoReturn

from gpconnect.assurance.outcomes import Blocked
from gpconnect.conformance import judge_lifecycle as judging
from gpconnect.conformance.appointment_state import version_of
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.judge_lifecycle import KnownAppointment
from gpconnect.conformance.rule import Judgement, Problem, judged
from gpconnect.conformance.told import outcome_of
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange, Recorder
from gpconnect.consumer.registration_body import typical_registration
from gpconnect.consumer.slot_search import filters_of
from gpconnect.consumer.texts import unlike_any_other
from gpconnect.target import held_appointments as held
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.free_slots import FreeSlot
from gpconnect.target.prerequisites import Resource
from gpconnect.target.registration import REGISTER, as_candidate
from gpconnect.target.slot_pool import search
from gpconnect.target.usable import unusable

STAMP: Final = "%a %d %b %H:%M"


class Deviation(Exception):  # noqa: N818 - it names what was found, not an error of the harness
    """An answer of the provider does not agree with what was done before: the walk ends."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        super().__init__("\n".join(str(one) for one in judgement.findings))


@dataclass(frozen=True)
class Ground:
    """What walks go over: patients and slots, both by the names that a walk gives them; nobody else works there."""

    book: AppointmentBook
    patients: dict[str, Resource]
    slots: dict[str, FreeSlot]


@dataclass
class Walk:
    """One walk: what it did, what it knows, and the exchanges that it made."""

    ground: Ground
    consumer: Consumer
    lines: list[str] = field(default_factory=list)
    known: list[KnownAppointment] = field(default_factory=list)
    judgement: Judgement = field(default_factory=Judgement)
    failed: bool = False
    at_random: int | None = None

    @property
    def length(self) -> tuple[int, int]:
        """How long the walk is: what was done at random counts first, then what was looked at in the end."""
        lines = len(self.lines)
        return (lines if self.at_random is None else self.at_random, lines)

    @classmethod
    def over(cls, ground: Ground, consumer: Consumer) -> "Walk":
        """Begin a walk whose exchanges are recorded apart from all others."""
        return cls(ground, consumer.recording_to(Recorder()))

    def register(self, patient: str) -> None:
        """Register a patient once more, which has to be refused."""
        person = as_candidate(self.ground.patients[patient])
        draft = self.consumer.draft(REGISTER, body=typical_registration(person))
        exchange = self._send(draft, f"somebody registers {patient} again")
        self._deliver(judging.judge_registered_again(exchange))

    def search(self) -> None:
        """Search for the slots of the walk."""
        slots = self.ground.slots
        days = sorted(day.date() for one in slots.values() for day in (one.start, one.end))
        offered = self._offered(days[0], days[-1]) & {one.id for one in slots.values()}
        booked = {slots[one.slot].id: one.slot for one in self.known if one.is_booked}
        free = {one.id: name for name, one in slots.items() if one.id not in booked}
        names = [name for name, one in slots.items() if one.id in offered]
        self._note("somebody searches for free slots", ", ".join(names) or "none of the slots")
        self._deliver(judging.judge_slots(offered, booked, free))

    def book(self, patient: str, slot: str) -> None:
        """Book a slot for a patient: refused when an appointment of the walk has it."""
        leased, who = self.ground.slots[slot], self.ground.patients[patient]
        draft = self.ground.book.draft(self.consumer, who, [leased], description=unlike_any_other())
        exchange = self._send(draft, f"{patient} books {slot} ({leased.start:{STAMP}})")
        if any(one.is_booked and one.slot == slot for one in self.known):
            self._deliver(judging.judge_taken(exchange))
            return
        self._deliver(judging.judge_booked(exchange).merge(_judge_usable(exchange)))
        name = f"appointment {len(self.known) + 1}"
        self.known.append(KnownAppointment(name, patient, slot, [resource_of(exchange)]))
        self.lines[-1] += f", {name}"

    def amend(self, known: KnownAppointment, *, stale: bool) -> None:
        """Change the description of an appointment, quoting its present version or, if stale, its first."""
        quoted = known.states[0] if stale else known.now
        draft = held.amendment(self.consumer, {**known.now, "meta": quoted.get("meta", {})})
        exchange = self._send(draft, f"{known.name} is amended, quoting version {version_of(quoted)}")
        self._judge_change(exchange, known, partial(judging.judge_amended, known=known))

    def cancel(self, known: KnownAppointment, *, stale: bool) -> None:
        """Cancel an appointment, quoting its present version or, if stale, its first."""
        quoted = known.states[0] if stale else known.now
        draft = held.cancellation(self.consumer, {**known.now, "meta": quoted.get("meta", {})})
        exchange = self._send(draft, f"{known.name} is cancelled, quoting version {version_of(quoted)}")
        self._judge_change(exchange, known, partial(judging.judge_cancelled, known=known))

    def read(self, known: KnownAppointment) -> None:
        """Read an appointment."""
        exchange = self._send(self.consumer.draft(held.READ, logical_id=known.id), f"{known.name} is read")
        self._deliver(judging.judge_read(exchange, known))

    def retrieve(self, patient: str) -> None:
        """Retrieve the list of a patient, of the days of the slots."""
        days = sorted(one.start.date() for one in self.ground.slots.values())
        who = self.ground.patients[patient]["id"]
        draft = held.between(self.consumer, who, days[0], days[-1])
        exchange = self._send(draft, f"the appointments of {patient} are retrieved")
        own = [one for one in self.known if one.patient == patient]
        others = [one for one in self.known if one.patient != patient]
        self._deliver(judging.judge_list(exchange, own, others))

    def look_around(self) -> None:
        """End what is done at random, and look at everything that the walk knows of: slots, lists, appointments."""
        self.at_random = len(self.lines)
        self.search()
        for patient in self.ground.patients:
            self.retrieve(patient)
        for known in self.known:
            self.read(known)

    def come_home(self) -> None:
        """Cancel what is still booked, and see that all slots are free: the next walk has to find them so."""
        for known in self.known:
            if known.is_booked:
                self.cancel(known, stale=False)
        self.search()

    def tidy_up(self) -> None:
        """Cancel what a walk that failed has left booked; what cannot be is left to the appointment book."""
        aside = self.consumer.recording_to(Recorder())
        for known in self.known:
            if known.is_booked:
                self.ground.book.observe(aside.send(held.cancellation(aside, known.now)))

    def text(self) -> str:
        """Return the walk as a reader follows it: one numbered line for each action."""
        lines = [f"{number:2}. {line}" for number, line in enumerate(self.lines, start=1)]
        if self.at_random is not None:
            lines.insert(self.at_random, "At the end of the walk:")
        return "\n".join(lines)

    def exchanges(self) -> Sequence[Exchange]:
        """Return the exchanges of the walk; where it failed, the last one is what it failed for."""
        return list(self.consumer.recorder)

    def _offered(self, first: date, last: date) -> set[str]:
        filters = filters_of(self.consumer.identity.organisation)
        try:
            return {one.id for one in search(self.consumer, first, last, filters)}
        except Blocked as blocked:  # in a walk, an answer like any other that is not as it must be
            problem = Problem("slots", "the result of a search", blocked.reason)
            self._note("somebody searches for free slots", blocked.reason)
            return self._refuse(judged(judging.TAKEN, [problem]))

    def _refuse(self, judgement: Judgement) -> NoReturn:
        self.judgement.merge(judgement)
        self.failed = True
        raise Deviation(judgement)

    def _judge_change(
        self, exchange: Exchange, known: KnownAppointment, judge_accepted: "partial[Judgement]"
    ) -> None:
        if f'W/"{version_of(known.now)}"' not in dict(exchange.request.headers).values():
            self._deliver(judging.judge_stale(exchange))
        elif not known.is_booked:
            self._deliver(judging.judge_change_of_cancelled(exchange))
        else:
            self._deliver(judge_accepted(exchange))
        if exchange.status == 200:
            known.states.append(resource_of(exchange))

    def _send(self, draft: Draft, what: str) -> Exchange:
        exchange = self.consumer.send(draft)
        self.ground.book.observe(exchange)
        self._note(what, _told(exchange))
        return exchange

    def _note(self, what: str, outcome: str) -> None:
        self.lines.append(f"{what}: {outcome}")

    def _deliver(self, judgement: Judgement) -> None:
        if any(one.fails for one in judgement.findings):
            self._refuse(judgement)
        self.judgement.merge(judgement)


def _told(exchange: Exchange) -> str:
    body = resource_of(exchange)
    shown = body.get("resourceType") == "Appointment" and unusable(body) is None
    version = f" version {version_of(body)}" if shown else ""
    return f"{outcome_of(exchange)}{version}"


def _judge_usable(exchange: Exchange) -> Judgement:
    reason = unusable(resource_of(exchange)) if exchange.status == 201 else None
    return judged(judging.BOOKED, [Problem("Appointment", "one to go on with", reason)] if reason else ())
