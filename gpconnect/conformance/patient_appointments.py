"""A patient's appointments as they were retrieved: only what was asked for, and all of it.

Page: appointments_use_case_retrieve_a_patients_appointments.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from gpconnect.conformance.appointment_state import version_of
from gpconnect.conformance.reference import referenced_ids, references_at
from gpconnect.conformance.rule import Judgement, Problem, Resource, RuleSet
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.local_time import LONDON, today

RULES = RuleSet("a patient's appointments")


@dataclass(frozen=True)
class Asked:
    """Whose appointments a request asked for, and the range of dates in which they start."""

    patient_id: str
    first: date
    last: date

    @classmethod
    def by(cls, request: Request) -> Self:
        """Read it off a correct request; raise ``ValueError`` when its boundaries are no dates."""
        url = urlsplit(request.url)
        bounds = {value[:2]: value[2:] for name, value in parse_qsl(url.query) if name == "start"}
        first, last = (date.fromisoformat(bounds.get(prefix, "")) for prefix in ("ge", "le"))
        return cls(unquote(url.path.split("/")[-2]), first, last)


def judge_retrieved(request: Request, searchset: Resource) -> Judgement:
    """Judge whether a searchset holds nothing but the appointments that a correct request asked for."""
    return RULES.judge(request.interaction, "Bundle", searchset, Asked.by(request))


def appointments_in(searchset: Resource) -> list[dict[str, Any]]:
    """Return the appointments of a searchset in the order they come."""
    return [one for _, one in resources_in(searchset, "Appointment")]


def appointments_of(body: Resource) -> list[dict[str, Any]]:
    """Return the appointments in a response: those of a searchset, or the one that the body is."""
    return [dict(body)] if body.get("resourceType") == "Appointment" else appointments_in(body)


def entry_of(searchset: Resource, logical_id: str) -> dict[str, Any] | None:
    """Return the appointment with this logical ID, or ``None`` when the searchset lacks it."""
    return next((one for one in appointments_in(searchset) if one.get("id") == logical_id), None)


def compared(
    searchset: Resource, appointment: Resource, compare: Callable[[Resource], Iterable[Problem]]
) -> Iterator[Problem]:
    """Find what a comparison finds in the searchset's entry for an appointment, or only that there is none."""
    found = entry_of(searchset, appointment["id"])
    yield from holds(searchset, appointment) if found is None else compare(found)


def day_of(appointment: Resource) -> date:
    """Return the UK date on which an appointment starts; raise ``ValueError`` when its start is no instant."""
    return datetime.fromisoformat(str(appointment.get("start"))).astimezone(LONDON).date()


def patient_of(appointment: Resource) -> str:
    """Return the logical ID of the patient who takes part; raise ``LookupError`` when none does."""
    found = referenced_ids(appointment, "participant.actor", "Patient")
    if not found:
        raise LookupError(f"no Patient takes part in Appointment/{appointment.get('id')}")
    return found[0]


def holds(searchset: Resource, appointment: Resource) -> Iterator[Problem]:
    """Find an appointment missing from the searchset, or there in another version, where its version is known."""
    found = entry_of(searchset, appointment["id"])
    if found is None:
        missing, actual = f"Appointment/{appointment['id']}", _ids(searchset) or "no appointment"
        yield Problem("Bundle.entry", missing, actual, also=("RETR-017",))
    elif "meta" in appointment and version_of(found) != version_of(appointment):
        at = f"Appointment/{found['id']}.meta.versionId"
        yield Problem(at, version_of(appointment), version_of(found), also=("RETR-016",))


def lacks(searchset: Resource, appointment: Resource) -> Iterator[Problem]:
    """Find an appointment in the searchset that was not asked for."""
    if entry_of(searchset, appointment["id"]) is not None:
        yield Problem("Bundle.entry", f"no Appointment/{appointment['id']}", "there", also=("RETR-013",))


def is_empty(searchset: Resource) -> Iterator[Problem]:
    """Find appointments where there must be none."""
    if appointments_in(searchset):
        yield Problem("Bundle.entry", "no appointment", _ids(searchset), also=("RETR-013",))


def same_appointments(one: Resource, other: Resource) -> Iterator[Problem]:
    """Find appointments that only one of two searchsets holds."""
    if _ids(one) != _ids(other):
        yield Problem("Bundle.entry", _ids(one) or "no appointment", _ids(other) or "no appointment")


def _ids(searchset: Resource) -> str:
    return ", ".join(sorted(f"Appointment/{one.get('id')}" for one in appointments_in(searchset)))


@RULES.rule("RETR-013")
def holds_only_appointments(searchset: Resource, asked: Asked) -> Iterator[Problem]:  # noqa: ARG001
    """Find entries that hold something else than an Appointment, and appointments that come twice."""
    for at, resource in resources_in(searchset):
        # FHIR lets a search tell of its own troubles in an OperationOutcome.
        if resource.get("resourceType") not in ("Appointment", "OperationOutcome"):
            yield Problem(f"{at}.resourceType", "Appointment", str(resource.get("resourceType", "absent")))
    for logical_id, times in Counter(one.get("id") for one in appointments_in(searchset)).items():
        if times > 1:
            yield Problem("entry", f"Appointment/{logical_id} once", f"{times} times")


@RULES.rule("RETR-025")
def holds_only_that_patients(searchset: Resource, asked: Asked) -> Iterator[Problem]:
    """Find appointments in which the patient does not take part."""
    for at, appointment in resources_in(searchset, "Appointment"):
        patients = referenced_ids(appointment, "participant.actor", "Patient")
        if asked.patient_id not in patients:
            found = ", ".join(str(one) for _, one in references_at(appointment, "participant.actor"))
            yield Problem(f"{at}.participant", f"Patient/{asked.patient_id}", found or "none")


@RULES.rule("RETR-002")
def starts_in_the_range(searchset: Resource, asked: Asked) -> Iterator[Problem]:
    """Find appointments that do not start in the range that was asked for."""
    for at, day in _days(searchset):
        if not asked.first <= day <= asked.last:
            yield Problem(f"{at}.start", f"from {asked.first} to {asked.last}", str(day))


@RULES.rule("RETR-011")
def starts_today_or_later(searchset: Resource, asked: Asked) -> Iterator[Problem]:  # noqa: ARG001
    """Find appointments that start before today."""
    for at, day in _days(searchset):
        if day < today():
            yield Problem(f"{at}.start", f"{today()} or later", str(day))


def _days(searchset: Resource) -> Iterator[tuple[str, date]]:
    """The UK date of every appointment that has one; base FHIR complains of those that have none."""
    for at, appointment in resources_in(searchset, "Appointment"):
        try:
            yield at, day_of(appointment)
        except ValueError:
            continue
