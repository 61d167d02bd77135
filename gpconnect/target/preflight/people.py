"""Preflight of people: whether each patient behaves as the role says, and who is left to register."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.patient_appointments import appointments_in
from gpconnect.conformance.rule import Resource
from gpconnect.conformance.rules import patient as rules
from gpconnect.consumer.appointment_search import retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.local_time import today
from gpconnect.consumer.nhs_number import is_nhs_number
from gpconnect.target.preflight.check import Check, State
from gpconnect.target.preflight.seen import Rule, find, is_absent, plays, send
from gpconnect.target.registration import VERIFIED
from gpconnect.target.roles import Role
from gpconnect.target.testdata import TestData

FIND: Final = "find-a-patient"
RETRIEVE: Final = "retrieve-a-patients-appointments"
_AHEAD: Final = timedelta(days=365)
_WITHHELD: Final = 404
_MAY_BE_READ: Final = ("inactive", "deceased")
_INCOMPLETE: Final = "incomplete"
_RULES: Final[Mapping[str, Sequence[Rule]]] = {
    "registered": (rules.has_preferred_branch_surgery,),
    "all_details": (
        rules.comes_with_address,
        rules.comes_with_contact_details,
        rules.comes_with_contacts,
        rules.contact_comes_with_details,
        rules.comes_with_language,
    ),
}


def patient_check(consumer: Consumer, data: TestData, role: Role) -> Iterator[Check]:
    """Yield whether the patients in a role behave as it says; no search where that would make PDS mark them."""
    mapped = data.patients[role.name]
    several = [mapped] if isinstance(mapped, str) else mapped
    # Most scenarios rest on the first patient of a role, and few on those behind.
    behind = replace(role, needs=())
    if len(several) < role.rows:
        advice = f"Map {role.rows}: some scenarios need more than one."
        yield Check(State.GAP, role.label, f"{len(several)} mapped, {role.rows} needed", advice, role=behind)
    for place, nhs_number in enumerate(several):
        yield from _one_patient(consumer, data, behind if place else role, nhs_number)


def _one_patient(consumer: Consumer, data: TestData, role: Role, nhs_number: str) -> Iterator[Check]:
    if not is_nhs_number(nhs_number):
        found = "is no NHS number: ten digits, the last one a check digit"
        yield Check(State.PROBLEM, f"{role.label} ({nhs_number})", found, "Correct the test data.", role=role)
        return
    if role.search is None:
        yield Check(
            State.NOTE, f"{role.label} ({nhs_number})", "not looked at: a search makes PDS trace the patient"
        )
        return
    seen = find(consumer, FIND, "nhs_number", nhs_number)
    if role.search == "nobody":
        yield _absent(role, nhs_number, seen)
        return
    check = plays(role, nhs_number, FIND, seen, _RULES.get(role.name, ()))
    yield check
    if check.state is State.READY and not isinstance(seen, str):
        yield from _appointments(consumer, data, role, seen[0])


def _absent(role: Role, nhs_number: str, seen: Sequence[Resource] | str) -> Check:
    if role.name == "sensitive" and isinstance(seen, str) and f"-> {_WITHHELD}" in seen:
        return Check(State.READY, f"{role.label} ({nhs_number})", "refused as a withheld patient, as the role says")
    return is_absent(role, nhs_number, seen)


def _appointments(consumer: Consumer, data: TestData, role: Role, patient: Resource) -> Iterator[Check]:
    wanted = {"no_appointments": None, "appointments_elsewhere": data.appointments.get("elsewhere")}
    if role.name not in wanted or (role.name != "no_appointments" and wanted[role.name] is None):
        return
    query = retrieval_query(today(), today() + _AHEAD)
    exchange = send(consumer, consumer.draft(RETRIEVE, logical_id=str(patient.get("id")), query=query))
    if isinstance(exchange, str) or exchange.status != 200:
        found = exchange if isinstance(exchange, str) else exchange.summary()
        yield Check(State.PROBLEM, f"{role.label}: appointments", found, interaction=RETRIEVE, role=role)
        return
    held = [str(one.get("id")) for one in appointments_in(resource_of(exchange))]
    right = not held if wanted[role.name] is None else wanted[role.name] in held
    found = f"{len(held)} appointments in the coming year"
    state, advice = (
        (State.READY, "") if right else (State.PROBLEM, "Map another patient, or [appointments] elsewhere.")
    )
    yield Check(state, f"{role.label}: appointments", found, advice, role=None if right else role)


def withheld_id_check(consumer: Consumer, data: TestData, role: Role) -> Check:
    """Return whether a read by logical ID discloses nobody, for a patient whom no search may return."""
    logical_id = data.patient_ids[role.name]
    exchange = send(consumer, consumer.draft("read-a-patient", logical_id=logical_id))
    if isinstance(exchange, str):
        return Check(State.PROBLEM, f"{role.label} ({logical_id})", exchange, role=role)
    if exchange.status == 200 and role.name in _MAY_BE_READ:
        return Check(State.NOTE, f"{role.label} ({logical_id})", "can be read, which no page rules out (AMB-055)")
    if exchange.status == 200 and role.name == _INCOMPLETE:
        advice = "Map the role to such a patient; if it is one, the provider leaves out what it cannot build."
        return Check(State.PROBLEM, f"{role.label} ({logical_id})", "can be read", advice, role=role)
    if exchange.status == 200:
        advice = "Map the role to such a patient; if it is one, the provider discloses what it must not."
        return Check(State.PROBLEM, f"{role.label} ({logical_id})", "can be read", advice, role=role)
    return Check(State.READY, f"{role.label} ({logical_id})", f"is not disclosed ({exchange.status})")


def registration_check(consumer: Consumer, data: TestData, role: Role) -> Check:
    """Return how many people of a role are left to register: ``verified`` ones the provider must not know yet."""
    people = [one for one in data.registration if one.role == role.name]
    unusable = [one.nhs_number for one in people if not is_nhs_number(one.nhs_number)]
    if unusable:
        found = f"no NHS numbers: {', '.join(unusable)}"
        return Check(State.PROBLEM, role.label, found, "Correct the test data.", role=role)
    if role.name != VERIFIED:
        return _counted(role, len(people), f"{len(people)} mapped")
    asked = people[: role.rows]
    known = [one for one in asked if find(consumer, FIND, "nhs_number", one.nhs_number) != []]
    free = len(people) - len(known)
    return _counted(role, free, f"{free} of {len(people)} unknown to the provider")


def _counted(role: Role, number: int, found: str) -> Check:
    if number >= role.rows:
        return Check(State.READY, role.label, found)
    advice = f"A whole run uses up to {role.rows} of them; with fewer, scenarios at the end are not applicable."
    return Check(State.GAP, role.label, found, advice, role=replace(role, needs=()) if number else role)
