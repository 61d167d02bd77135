"""The judge of lifecycles: every answer of a walk against what was done before (a model of what must hold)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gpconnect.conformance import judge_change
from gpconnect.conformance.appointment_state import kept, version_of
from gpconnect.conformance.judge import judge_refusal, judge_success, resource_of
from gpconnect.conformance.patient_appointments import entry_of
from gpconnect.conformance.rule import Judgement, Problem, Resource, judged
from gpconnect.consumer.exchange import Exchange

BOOKED: Final = "BOOK-050"
BOOKED_ONCE: Final = "BOOK-030"
AMENDED: Final = "AMND-014"
CANCELLED: Final = "CANC-008"
CANCELLED_IS_FINAL: Final = "AMND-004"
CANCELLED_ONCE: Final = "CANC-006"
STALE: Final[Mapping[str, str]] = {"amend-an-appointment": "AMND-023", "cancel-an-appointment": "CANC-020"}
VERSIONS_DIFFER: Final = "GEN-043"
READ_AS_CHANGED: Final = "RAPP-019"
LISTED: Final = "RETR-017"
LISTED_OF_OTHERS: Final = "RETR-025"
TAKEN: Final = "BOOK-067"
FREE_AGAIN: Final = "CANC-019"
REGISTERED_ONCE: Final = "REG-048"

# What a consumer can know of an appointment, whatever of it a provider adds to its answers.
KNOWN: Final = ("status", "description", "comment", "start", "end", "slot")


@dataclass
class KnownAppointment:
    """An appointment of a walk: who it is for, which slot it has, and every state that the provider answered."""

    name: str
    patient: str
    slot: str
    states: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The logical ID that the provider gave."""
        return str(self.now["id"])

    @property
    def now(self) -> dict[str, Any]:
        """The present state, as far as the walk knows."""
        return self.states[-1]

    @property
    def is_booked(self) -> bool:
        """Whether the appointment still has its slot."""
        return self.now.get("status") == "booked"


def judge_booked(exchange: Exchange) -> Judgement:
    """Judge the booking of a slot that nobody has."""
    return judge_success(exchange, BOOKED, status=201, resource="Appointment")


def judge_amended(exchange: Exchange, known: KnownAppointment) -> Judgement:
    """Judge an amendment that quotes the present version of a booked appointment."""
    judgement = judge_change.judge_amended(exchange, known.now, AMENDED)
    return judgement.merge(_judge_version(exchange, known))


def judge_cancelled(exchange: Exchange, known: KnownAppointment) -> Judgement:
    """Judge a cancellation that quotes the present version of a booked appointment."""
    judgement = judge_change.judge_cancelled(exchange, known.now, CANCELLED)
    return judgement.merge(_judge_version(exchange, known))


def judge_stale(exchange: Exchange) -> Judgement:
    """Judge a change that quotes a version from before."""
    return judge_refusal(exchange, "a version that is not current", STALE[exchange.request.interaction])


def judge_change_of_cancelled(exchange: Exchange) -> Judgement:
    """Judge a change of an appointment that is cancelled: refused, or a second cancellation (AMB-045)."""
    if exchange.request.interaction == "cancel-an-appointment":
        return judge_change.judge_cancelled_twice(exchange, CANCELLED_ONCE)
    return judge_refusal(exchange, "a change that is not allowed", CANCELLED_IS_FINAL)


def judge_taken(exchange: Exchange) -> Judgement:
    """Judge the booking of a slot that an appointment of the walk has."""
    return judge_refusal(exchange, "a duplicate", BOOKED_ONCE)


def judge_registered_again(exchange: Exchange) -> Judgement:
    """Judge the registration of somebody who is a patient already."""
    return judge_refusal(exchange, "a duplicate", REGISTERED_ONCE)


def judge_read(exchange: Exchange, known: KnownAppointment) -> Judgement:
    """Judge whether a read shows an appointment as the last accepted change left it."""
    judgement = judge_success(exchange, "RAPP-006", resource="Appointment")
    if judgement.findings:
        return judgement
    judgement.add(READ_AS_CHANGED, unlike(known.now, resource_of(exchange)), known.name)
    return judgement


def judge_list(
    exchange: Exchange, own: Sequence[KnownAppointment], others: Sequence[KnownAppointment]
) -> Judgement:
    """Judge whether a patient's list shows the patient's appointments of the walk as they are, and no others'."""
    judgement = judge_success(exchange, "RETR-012", resource="Bundle")
    if judgement.findings:
        return judgement
    found = resource_of(exchange)
    for known in own:
        entry = entry_of(found, known.id)
        judgement.add(LISTED, [] if entry else [Problem("", "in the patient's list", "not there")], known.name)
        judgement.add(READ_AS_CHANGED, unlike(known.now, entry) if entry else (), known.name)
    strangers = [one.name for one in others if entry_of(found, one.id)]
    problems = [Problem(one, "not in the list of another patient", "there") for one in strangers]
    judgement.add(LISTED_OF_OTHERS, problems)
    return judgement


def judge_slots(offered: set[str], booked: Mapping[str, str], free: Mapping[str, str]) -> Judgement:
    """Judge a search: slots with an appointment are not offered, the others are.

    ``offered`` are logical IDs; ``booked`` and ``free`` name the slots of the walk by theirs.
    """
    taken = [name for slot, name in booked.items() if slot in offered]
    judgement = judged(TAKEN, [Problem(one, "not offered, as it is booked", "free") for one in taken])
    lost = [name for slot, name in free.items() if slot not in offered]
    problem = "free, as no appointment has it any more"
    judgement.add(FREE_AGAIN, [Problem(one, problem, "not offered") for one in lost])
    return judgement


def unlike(known: Resource, seen: Resource) -> Iterator[Problem]:
    """Find what differs between an appointment as the walk knows it and as the provider shows it."""
    yield from kept(_of_interest(known), _of_interest(seen))
    if version_of(known) != version_of(seen):
        yield Problem("meta.versionId", version_of(known), version_of(seen))


def _of_interest(appointment: Resource) -> Resource:
    return {name: appointment[name] for name in KNOWN if name in appointment}


def _judge_version(exchange: Exchange, known: KnownAppointment) -> Judgement:
    answered = resource_of(exchange)
    before = [version_of(one) for one in known.states]
    version = version_of(answered)
    used = [Problem("meta.versionId", f"none of {', '.join(before)}", version)] if version in before else []
    return judged(VERSIONS_DIFFER, used if exchange.status == 200 else (), known.name)
