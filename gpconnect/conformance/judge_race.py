"""The judge of races: how many may succeed, how the others are refused, and what the provider holds afterwards."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, Final

from gpconnect.conformance.answers import judge_correct_request
from gpconnect.conformance.appointment_state import holds_texts, is_cancelled, kept, version_of
from gpconnect.conformance.judge import judge_refusal, resource_of
from gpconnect.conformance.patient_appointments import appointments_in
from gpconnect.conformance.race import Entrant, Race
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rule import Judgement, Problem, Resource, judged

TAKEN: Final = "BOOK-067"
UNTOUCHED: Final = "BOOK-009"
FREE_AGAIN: Final = "CANC-019"
LISTED: Final = "RETR-017"
SHOWN: Final = "RAPP-019"
# An answer other than what is kept is not the whole resource that the change made.
ANSWERED: Final[Mapping[str, str]] = {"amend-an-appointment": "AMND-031", "cancel-an-appointment": "CANC-028"}
WHO: Final = "consumers"


def judge_one_succeeds(race: Race, requirement: str, situation: str) -> Judgement:
    """Judge that one request of a race is carried out, and every other refused as ``situation`` says.

    ``situation`` names a row of ``gpconnect/spec/refusals.toml``, ``requirement`` the one that asks to refuse.
    """
    judgement = judged(requirement, _not_one(race))
    return judgement.merge(_judge_each(race, requirement, situation))


def judge_one_at_most(race: Race, requirement: str, situation: str) -> Judgement:
    """Judge that no more than one request of a race is carried out, and the others refused."""
    judgement = judged(requirement, _not_one(race) if len(race.winners) > 1 else ())
    return judgement.merge(_judge_each(race, requirement, situation))


def judge_all_succeed(race: Race, requirement: str) -> Judgement:
    """Judge that every request of a race, all of them correct whoever comes first, is carried out."""
    judgement = Judgement()
    for one in race.entrants:
        judgement.merge(_of(one, judge_correct_request(one.exchange, requirement)))
    return judgement


def judge_slots(held: set[str], raced_for: set[str], offered: Sequence[str]) -> Judgement:
    """Judge the slots after a race for them: those of the appointment that was made are taken, the others free.

    ``held`` and ``offered`` are logical IDs: of the slots of that appointment, and of those of the race that a
    search finds free.
    """
    return _judge_slots(held, raced_for, offered, UNTOUCHED, "as no booking of it was made")


def judge_freed(held: set[str], raced_for: set[str], offered: Sequence[str]) -> Judgement:
    """Judge the slots after a cancellation and bookings of them: free, unless a booking was made after it."""
    return _judge_slots(held, raced_for, offered, FREE_AGAIN, "as its appointment is cancelled")


def judge_lists(
    lists: Mapping[str, Resource], raced_for: set[str], made: Sequence[Resource], ended: Set[str] = frozenset()
) -> Judgement:
    """Judge that the patients' lists show what was made, and nothing else, to hold the slots of a race.

    ``lists`` are searchsets by the patient's logical ID; ``made`` the appointments that consumers were told of;
    ``ended`` the logical IDs of those that consumers were told to be cancelled.
    """
    listed = {
        str(one.get("id")): one
        for searchset in lists.values()
        for one in appointments_in(searchset)
        if one.get("status") != "cancelled" and raced_for & set(referenced_ids(one, "slot", "Slot"))
    }
    judgement = judged(FREE_AGAIN, _not_ended(listed, ended)) if ended else Judgement()
    others = {name: one for name, one in listed.items() if name not in ended}
    judgement.add(LISTED, _other_than(others, {str(one.get("id")): one for one in made}))
    return judgement


def judge_left_as_told(race: Race, requirement: str, now: Resource) -> Judgement:
    """Judge that an appointment is as the change that was carried out left it, and no other change shows.

    ``now`` is the appointment as it is read after the race.
    """
    judgement = Judgement()
    for winner in race.winners:
        told, sent = resource_of(winner.exchange), _sent(winner)
        problems = (
            *_unlike(told, sent, now),
            *(one._replace(also=_also(winner)) for one in kept(told, now)),
        )
        judgement.add(requirement, problems, f"Appointment, after {winner.name}")
    return judgement


def judge_one_record(requirement: str, found: Sequence[Resource]) -> Judgement:
    """Judge that the practice has one record of somebody whom several consumers registered at one instant."""
    names = ", ".join(f"Patient/{one.get('id')}" for one in found)
    return judged(
        requirement, [] if len(found) == 1 else [Problem("Find a patient", "one record", names or "none")]
    )


def _judge_each(race: Race, requirement: str, situation: str) -> Judgement:
    judgement = Judgement()
    for winner in race.winners:
        judgement.merge(_of(winner, judge_correct_request(winner.exchange, requirement)))
    for loser in race.losers:
        judgement.merge(_of(loser, judge_refusal(loser.exchange, situation, requirement)))
    return judgement


def _of(entrant: Entrant, judgement: Judgement) -> Judgement:
    """Say of every finding which consumer's answer it is about."""
    findings = [replace(one, where=f"{entrant.name}: {one.where}") for one in judgement.findings]
    return Judgement(findings, judgement.decided)


def _not_one(race: Race) -> Iterator[Problem]:
    if len(race.winners) != 1:
        actual = "; ".join(str(one) for one in race.winners) or "none of them"
        yield Problem(WHO, f"1 of {len(race.entrants)} succeeds", f"{len(race.winners)}: {actual}")


def _judge_slots(
    held: set[str], raced_for: set[str], offered: Sequence[str], free_by: str, because: str
) -> Judgement:
    free = set(offered)
    taken = [Problem(f"Slot/{one}", "not offered, as it is booked", "free") for one in sorted(held & free)]
    lost = [f"Slot/{one}" for one in sorted(raced_for - held - free)]
    judgement = judged(TAKEN, taken)
    judgement.add(free_by, [Problem(one, f"free, {because}", "not offered") for one in lost])
    return judgement


def _other_than(listed: Mapping[str, Resource], made: Mapping[str, Resource]) -> Iterator[Problem]:
    for name in sorted(made.keys() - listed.keys()):
        yield Problem(f"Appointment/{name}", "in its patient's list, booked", "not there")
    for name in sorted(listed.keys() - made.keys()):
        yield Problem(f"Appointment/{name}", "no appointment with a slot that nobody was told to have", "in a list")
    if len(made) == 1 and len(listed) > 1:
        yield Problem("the patients' lists", "one appointment with these slots", f"{len(listed)} of them")


def _not_ended(listed: Mapping[str, Resource], ended: Set[str]) -> Iterator[Problem]:
    for name in sorted(ended & listed.keys()):
        found = f"{listed[name].get('status')}, in its patient's list"
        yield Problem(f"Appointment/{name}", "cancelled, as the consumer that cancelled it was told", found)


def _unlike(told: Resource, sent: Resource, now: Resource) -> Iterator[Problem]:
    if version_of(told) != version_of(now):
        yield Problem("meta.versionId", version_of(told), version_of(now))
    if sent.get("status") == "cancelled":
        yield from is_cancelled(now)
    else:
        yield from holds_texts(sent, now)


def _also(winner: Entrant) -> tuple[str, ...]:
    answered = ANSWERED.get(winner.exchange.request.interaction)
    return (answered, SHOWN) if answered else (SHOWN,)


def _sent(entrant: Entrant) -> dict[str, Any]:
    return dict(json.loads(entrant.exchange.request.body))
