"""Robustness: correct requests, bad ones made of them, and what of the provider's state must not change."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gpconnect.conformance.appointment_state import unchanged
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.judge_robustness import Attempt
from gpconnect.conformance.patient_appointments import appointments_in
from gpconnect.conformance.rule import Problem
from gpconnect.conformance.told import outcome_of
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.curl import curl_command
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.mutations import Form, Mutation, mutations, spread
from gpconnect.consumer.registration_body import PATIENT
from gpconnect.target import held_appointments as held
from gpconnect.target.appointments import BOOK, AppointmentBook
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.registration import REGISTER, active_patients, find
from gpconnect.target.requests import TypicalRequests
from gpconnect.target.usable import unusable

EACH: Final = 3
State = dict[str, Any]


@dataclass
class Subject:
    """A correct request that is going to be spoilt, and how to look at what it would change."""

    draft: Draft
    look: Callable[[], State]
    at: str = ""

    @property
    def form(self) -> Form:
        """The body, and where its profiled resource stands."""
        return Form(json.loads(self.draft.body), self.at)


class Spoiler:
    """Spoils requests that create or change something, and looks at the provider after each of them."""

    def __init__(
        self,
        consumer: Consumer,
        established: Prerequisites,
        book: AppointmentBook,
        appointments: HeldAppointments,
        typical: TypicalRequests,
    ) -> None:
        self._consumer = consumer
        self._established = established
        self._book = book
        self._held = appointments
        self._typical = typical

    def subject(self, key: str) -> Subject:
        """Return a correct request to an interaction that takes a body; raise ``LookupError`` for any other."""
        subjects = {
            BOOK: self._booking,
            held.AMEND: self._change,
            held.CANCEL: self._change,
            REGISTER: self._person,
        }
        if key not in subjects:
            raise LookupError(f"{key} takes no body that could be spoilt; known: {', '.join(subjects)}")
        return subjects[key](key)

    def try_all(self, subject: Subject, bad: Sequence[Mutation]) -> list[Attempt]:
        """Send the request with each bad body in turn, and look after each what it has changed."""
        return list(self._attempts(subject, bad))

    def _attempts(self, subject: Subject, bad: Sequence[Mutation]) -> Iterator[Attempt]:
        before = subject.look()
        for one in bad:
            exchange = self._consumer.send(subject.draft.with_body(one.body))
            after = subject.look()
            yield Attempt(one.words, exchange, list(_differences(before, after)))
            before = after

    def _booking(self, _key: str) -> Subject:
        patient, slots = self._established.patient(), self._book.lease()
        draft = self._book.draft(self._consumer, patient, slots)
        day = slots[0].start.date()

        def look() -> State:
            found = resource_of(self._consumer.send(held.between(self._consumer, patient["id"], day, day)))
            return _by_id(appointments_in(found))

        return Subject(draft, look)

    def _change(self, key: str) -> Subject:
        appointment = self._held.booked(self._consumer)
        make = held.amendment if key == held.AMEND else held.cancellation

        def look() -> State:
            return {appointment["id"]: self._held.now(self._consumer, appointment)}

        return Subject(make(self._consumer, appointment), look)

    def _person(self, _key: str) -> Subject:
        person = self._established.candidates.free()

        def look() -> State:
            return _by_id(active_patients(find(self._consumer, person.nhs_number)))

        return Subject(self._typical.register(person), look, PATIENT)


def bad_bodies(kind: str, form: Form, count: int = EACH) -> list[Mutation]:
    """Return so many bad bodies of a kind: of the list of all that can be wrong, and drawn at random beyond it."""
    known = mutations(kind, form)
    if count <= len(known):
        return spread(known, count)
    from gpconnect.consumer.generated_mutations import drawn  # it takes long to import, and is seldom needed

    return known + drawn(kind, form, count - len(known))


def account(attempts: Sequence[Attempt]) -> str:
    """Return what was wrong with each request and what came of it; those not refused with how to repeat them."""
    lines = [f"{one.words}: {outcome_of(one.exchange)}" for one in attempts]
    amiss = [one for one in attempts if not 400 <= (one.exchange.status or 0) < 500]
    repeat = [f"\n{one.words}; repeat it with:\n{curl_command(one.exchange.request)}" for one in amiss]
    return "\n".join([*lines, *repeat])


def _by_id(found: Sequence[Resource]) -> State:
    return {one["id"]: one for one in found if unusable(one) is None}


def _differences(before: State, after: State) -> Iterator[Problem]:
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Problem(name, "still there", "gone")
        elif name not in before:
            yield Problem(name, "nothing new", _kind(after[name]))
        else:
            yield from unchanged(before[name], after[name])


def _kind(resource: Resource) -> str:
    return f"a new {resource.get('resourceType')}"
