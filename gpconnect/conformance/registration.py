"""Judging a registration: what was returned, against what was sent and what the provider tells afterwards."""

from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.judge import judge_success, resource_of, sent_resource
from gpconnect.conformance.rule import Judgement, Problem, Resource, values_at
from gpconnect.conformance.rules import registration
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.rules.operation_outcome import spine_codes
from gpconnect.consumer.alter import element
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.registration_body import PATIENT, Person
from gpconnect.spec import spine_error
from gpconnect.spec.vocabulary import PROFILES

ONE_PATIENT: Final = "REG-062"
THE_PERSON: Final = "REG-064"
THE_RECORD: Final = "REG-035"
DIAGNOSTICS: Final = "REG-041"
HALTED: Final = "REG-027"

_REMEMBERED: Final = ("id", "meta.versionId", "name", "birthDate", "gender", "address", "telecom")


def judge_registration(exchange: Exchange, requirement: str) -> Judgement:
    """Judge the answer to a registration that is to be carried out, in full.

    ``requirement`` is the one that asks for it to be carried out.
    """
    judgement = judge_success(exchange, requirement, resource="Bundle")
    if exchange.status != 200:
        return judgement
    bundle = resource_of(exchange)
    patients = resources_in(bundle, "Patient")
    judgement.add(ONE_PATIENT, _not_one_profiled(bundle, patients), "Bundle")
    sent = sent_patient(exchange)
    for at, patient in patients:
        judgement.merge(registration.RULES.judge(exchange.request.interaction, f"Bundle.{at}", patient, sent))
    return judgement


def judge_person(patient: Resource, person: Person) -> Judgement:
    """Judge whether a Patient is the person registered, where request and PDS agree about them."""
    judgement = Judgement()
    judgement.add(THE_PERSON, _unlike_person(patient, person), "Patient")
    return judgement


def judge_same_record(registered: Resource, found: list[dict[str, Any]]) -> Judgement:
    """Judge whether another endpoint tells of the record that the registration returned, and of no other."""
    judgement = Judgement()
    judgement.add(THE_RECORD, _unlike_record(registered, found), "Patient")
    return judgement


def judge_nobody_registered(found: list[dict[str, Any]]) -> Judgement:
    """Judge whether a refused registration has left the practice without a new active patient."""
    judgement = Judgement()
    ids = ", ".join(str(patient.get("id")) for patient in found)
    judgement.add(HALTED, [Problem("Patient", "nobody found", f"Patient {ids}")] if found else [])
    return judgement


def judge_unchanged(before: Resource, found: list[dict[str, Any]]) -> Judgement:
    """Judge whether a refused registration has left the patient's record as it was."""
    judgement = Judgement()
    judgement.add(HALTED, _unlike_record(before, found), "Patient")
    return judgement


def judge_diagnostics(exchange: Exchange) -> Judgement:
    """Judge whether a refusal says in its diagnostics what is invalid (disputed where AMB-024 leaves it open)."""
    judgement = Judgement()
    judgement.add(DIAGNOSTICS, _without_diagnostics(resource_of(exchange)))
    return judgement


def sent_patient(exchange: Exchange) -> dict[str, Any]:
    """Return the Patient in the request's Parameters; raise ``LookupError`` when there is none."""
    patient: dict[str, Any] = element(sent_resource(exchange), PATIENT)
    return patient


def _not_one_profiled(bundle: Resource, patients: list[tuple[str, dict[str, Any]]]) -> Iterator[Problem]:
    if PROFILES["Bundle"] not in _at(bundle, "meta.profile"):
        yield Problem("meta.profile", PROFILES["Bundle"], str(_at(bundle, "meta.profile") or "absent"))
    if len(patients) != 1:
        yield Problem("entry", "one Patient", f"{len(patients)} of them")


def _unlike_person(patient: Resource, person: Person) -> Iterator[Problem]:
    names = registration.official_names(patient)
    if len(names) != 1:
        yield Problem("name", "one official name", f"{len(names)} of them")
    for at, name in names:
        if not registration.same_text(name.get("family"), person.family):
            yield Problem(f"{at}.family", person.family, str(name.get("family", "absent")))
        given = [str(one) for one in name.get("given", ())]
        if not given or not registration.same_text(given[0], person.given):
            yield Problem(f"{at}.given", person.given, str(given))
    for path, expected in (("birthDate", person.birth_date), ("gender", person.gender)):
        if patient.get(path) != expected:
            yield Problem(path, expected, str(patient.get(path, "absent")))


def _unlike_record(registered: Resource, found: list[dict[str, Any]]) -> Iterator[Problem]:
    if len(found) != 1:
        yield Problem("", f"Patient {registered.get('id')} alone", f"{len(found)} patients")
        return
    for path in _REMEMBERED:
        before, now = _at(registered, path), _at(found[0], path)
        if len(before) != len(now) or any(value not in now for value in before):
            yield Problem(path, str(before or "absent"), str(now or "absent"))


def _at(resource: Resource, path: str) -> list[Any]:
    return [value for _, value in values_at(resource, path)]


def _without_diagnostics(outcome: Resource) -> Iterator[Problem]:
    for at, issue in values_at(outcome, "issue"):
        if not issue.get("diagnostics"):
            mandatory = any(spine_error(code).diagnostics for code in spine_codes({"issue": issue}))
            yield Problem(f"{at}.diagnostics", "what is invalid", "absent", disputed=not mandatory)
