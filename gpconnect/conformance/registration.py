"""Judging a registration: what was returned, against what was sent and what the provider tells afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from gpconnect.conformance.judge import judge_success, resource_of, sent_resource
from gpconnect.conformance.registered_details import become_regular, unlike_details
from gpconnect.conformance.rule import Judgement, Problem, Resource, shorten, values_at
from gpconnect.conformance.rules import registration
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.rules.operation_outcome import spine_codes
from gpconnect.consumer.alter import element
from gpconnect.consumer.chance import utc_now
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.registration_body import PATIENT, Person
from gpconnect.spec import spine_error
from gpconnect.spec.vocabulary import PROFILES

ONE_PATIENT: Final = "REG-062"
THE_PERSON: Final = "REG-064"
THE_RECORD: Final = "REG-035"
NOT_REGULAR: Final = "REG-026"
DIAGNOSTICS: Final = "REG-041"
HALTED: Final = "REG-027"
REACTIVATED: Final = "REG-023"
STABLE_ID: Final = "GEN-047"
SUPPLEMENTED: Final = "REG-031"
PERIOD: Final = "REG-078"
READ_AS_UTF8: Final = "GEN-023"

_TEXTS: Final = ("address.line", "address.city", "address.district")
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
    """Judge whether another endpoint tells of the record that the registration returned, and of no other.

    That it leaves out type or period of the registration is disputed (AMB-035).
    """
    judgement = Judgement()
    judgement.add(THE_RECORD, _unlike_record(registered, found), "Patient")
    for now in found[:1]:
        judgement.add(THE_RECORD, unlike_details(registered, now), "Patient")
        judgement.add(NOT_REGULAR, become_regular(registered, now), "Patient")
    return judgement


def judge_reactivated(patient: Resource, logical_id: str) -> Judgement:
    """Judge whether the Patient is the inactive record that the practice had under a logical ID, and no new one."""
    judgement = Judgement(decided={STABLE_ID})
    found = str(patient.get("id", "absent"))
    problem = Problem("id", f"{logical_id}, as the inactive record has it", found, also=(STABLE_ID,))
    judgement.add(REACTIVATED, [problem] if found != logical_id else [], "Patient")
    return judgement


def judge_supplemented(patient: Resource, gender: str, postcode: str) -> Judgement:
    """Judge whether the Patient has what PDS has and was not sent; an empty ``postcode`` is one not known."""
    judgement = Judgement()
    judgement.add(SUPPLEMENTED, _not_from_pds(patient, gender, postcode), "Patient")
    return judgement


def judge_begins_now(patient: Resource) -> Judgement:
    """Judge whether the period of a new registration, where it is told, begins today (disputed by AMB-060)."""
    judgement = Judgement()
    judgement.add(PERIOD, _begun_earlier(patient), "Patient")
    return judgement


def judge_read_as_utf8(exchange: Exchange, patient: Resource) -> Judgement:
    """Judge whether no text of the Patient's address is one that was sent, its bytes read in another encoding.

    A letter that was replaced or lost otherwise, as the record has no place for it, tells nothing of the reading.
    """
    judgement = Judgement()
    judgement.add(READ_AS_UTF8, _misread(sent_patient(exchange), patient), "Patient")
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


def _not_from_pds(patient: Resource, gender: str, postcode: str) -> Iterator[Problem]:
    if patient.get("gender") != gender:
        yield Problem("gender", gender, str(patient.get("gender", "absent")))
    found = _at(patient, "address.postalCode")
    if postcode and not any(registration.same_text(one, postcode) for one in found):
        # Redaction knows what was exchanged, and nobody has exchanged this postcode.
        expected = "the postcode on PDS, as the row of the test data says it"
        yield Problem("address.postalCode", expected, str(found or "absent"))


def _begun_earlier(patient: Resource) -> Iterator[Problem]:
    start, today = registration.registration_days(patient).get("start"), utc_now().date()
    # In another offset it may still be the day before.
    if start is not None and start < today - timedelta(days=1):
        where = "extension(registrationDetails).extension(registrationPeriod).start"
        yield Problem(where, f"{today.isoformat()}, the day of the registration", start.isoformat(), disputed=True)


def _misread(sent: Resource, patient: Resource) -> Iterator[Problem]:
    texts = {str(text) for path in _TEXTS for text in _at(sent, path)}
    for path in _TEXTS:
        for at, found in values_at(patient, path):
            for text in sorted(texts - {str(found)}):
                if any(one in str(found) for one in _misreadings(text)):
                    yield Problem(at, text, shorten(found))


def _misreadings(text: str) -> set[str]:
    """Return what a text becomes when its bytes are read otherwise: a sign for each byte that is no ASCII."""
    written = text.encode()
    ascii_only = written.decode("ascii", "replace")
    others = {written.decode("latin-1"), written.decode("cp1252", "replace")}
    return {*others, ascii_only, ascii_only.replace("\ufffd", "?")} - {text}


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
