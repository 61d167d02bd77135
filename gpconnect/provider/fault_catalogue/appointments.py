"""Faults of booking, amending, cancelling, retrieving and reading appointments."""

from collections.abc import Callable
from copy import deepcopy

from gpconnect.provider.answer import Answer
from gpconnect.provider.fault_catalogue.building import (
    Element,
    fault,
    of_type,
    on,
    plus,
    replaced_by,
    with_value,
    within,
    without,
)
from gpconnect.provider.fault_catalogue.slots import as_utc

BOOK = "book-an-appointment"
AMEND = "amend-an-appointment"
CANCEL = "cancel-an-appointment"
READ = "read-an-appointment"
RETRIEVE = "retrieve-a-patients-appointments"
CHANGES = f"{AMEND} {CANCEL}"
ALL_CHANGES = f"{BOOK} {CHANGES}"
ALL = f"{ALL_CHANGES} {RETRIEVE} {READ}"


def _utc(appointment: Element) -> None:
    for name in ("start", "end", "created"):
        appointment[name] = as_utc(appointment[name])


def _without_participant(kind: str) -> Callable[[Element], None]:
    def change(appointment: Element) -> None:
        taking_part = appointment["participant"]
        appointment["participant"] = [one for one in taking_part if f"{kind}/" not in one["actor"]["reference"]]

    return change


def _without_location_header(answer: Answer, _interaction: str | None) -> None:
    answer.headers.pop("Location", None)


def _pending(answer: Answer, _interaction: str | None) -> None:
    for one in of_type(answer, "Appointment"):
        one["status"] = "pending"


def _empty_as_404(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 200 and answer.resource and not answer.resource.get("entry"):
        replaced_by("NO_RECORD_FOUND")(answer)


def _one_left_out(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and len(answer.resource.get("entry", ())) > 1:
        answer.resource["entry"].pop()


def _nothing(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 200 and answer.resource:
        answer.resource.pop("entry", None)


def _as_collection(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource["resourceType"] == "Bundle":
        answer.resource["type"] = "collection"


def _twice(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource.get("entry"):
        answer.resource["entry"].append(answer.resource["entry"][-1])


def _with_patient(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 200 and answer.resource:
        answer.resource.setdefault("entry", []).append({"resource": _BASIC})


_BASIC = {"resourceType": "Basic", "id": "basic-1", "meta": {"versionId": "1"}, "code": {"text": "A note"}}


def _with_a_past_one(answer: Answer, _interaction: str | None) -> None:
    for entry in of_type(answer, "Appointment")[:1]:
        past = deepcopy(entry) | {"id": f"{entry['id']}-1"}
        past["start"], past["end"] = "2019-02-04T09:00:00+00:00", "2019-02-04T09:10:00+00:00"
        answer.resource["entry"].append({"resource": past})  # type: ignore[index]  # it holds an appointment


def _texts_of_old(answer: Answer, _interaction: str | None) -> None:
    for one in of_type(answer, "Appointment"):
        if one["status"] == "booked" and one["meta"]["versionId"] != "1":
            one["meta"]["versionId"], one["description"] = "1", "as it was booked"


def _elsewhere(appointment: Element) -> None:
    for one in appointment["participant"]:
        if one["actor"]["reference"].startswith("Location/"):
            one["actor"]["reference"] = "Location/there-is-none"


# What is wrong in the answers of one interaction only: what is wrong in all of them keeps amendments and
# cancellations, which are built on what the provider returned, from being answered at all.
_IN_ONE = {
    "without-profile": ("its appointments name no profile", without("meta.profile")),
    "without-version": ("its appointments have no meta.versionId", without("meta.versionId")),
    "without-participant-status": ("its participants have no status", without("participant.status")),
    "with-reason": ("its appointments have a reason", plus(reason=[{"text": "Fever"}])),
    "with-specialty": ("its appointments have a specialty", plus(specialty=[{"text": "General medicine"}])),
    "with-unknown-location": ("its appointments take place at a location that does not exist", _elsewhere),
    "with-times-in-utc": ("its appointments have their times in UTC", _utc),
}

# What no profile forbids: only the appointment as it was shows that the answer is wrong.
_IN_AMENDMENTS = {
    "without-created": ("its appointments do not say when they were made", without("created")),
    "without-location": ("its appointments have no location", _without_participant("Location")),
    "with-another-slot": ("its appointments are in another slot", with_value("slot", [{"reference": "Slot/none"}])),
    "with-another-start": (
        "its appointments start on another day",
        with_value("start", "2031-01-01T09:00:00+00:00"),
    ),
    "as-cancelled": ("its appointments are cancelled", with_value("status", "cancelled")),
}

FAULTS = (
    *(
        fault(f"{key}-answers-{name}", breaks, within(key, on("Appointment", change)), key)
        for key in ALL.split()
        for name, (breaks, change) in _IN_ONE.items()
    ),
    *(
        fault(f"{AMEND}-answers-{name}", breaks, within(AMEND, on("Appointment", change)), AMEND)
        for name, (breaks, change) in _IN_AMENDMENTS.items()
    ),
    fault("booking-race", "two bookings at the same time can both find a slot free and take it", shows_in=BOOK),
    fault("double-booking-allowed", "a slot that is not free can be booked", shows_in=BOOK),
    fault("slot-not-marked-busy", "a slot stays free after it was booked", shows_in=BOOK),
    fault("past-booked", "slots in the past can be booked", shows_in=BOOK),
    fault("hidden-past-slots-booked", "slots in the past are found by no search, and can be booked", shows_in=BOOK),
    fault("booking-times-not-checked", "start and end of a booking need not be those of its slots", shows_in=BOOK),
    fault("booking-status-not-checked", "a booking may have any status", shows_in=BOOK),
    fault(
        "profile-claim-not-checked",
        "appointments are accepted without the URI of their profile",
        shows_in=ALL_CHANGES,
    ),
    fault("adjacency-schedule-ignored", "slots of different schedules are booked together", shows_in=BOOK),
    fault("adjacency-channel-ignored", "slots of different delivery channels are booked together", shows_in=BOOK),
    fault("adjacency-service-type-ignored", "slots of different service types are booked together", shows_in=BOOK),
    fault("adjacency-gap-ignored", "slots with a gap between them are booked together", shows_in=BOOK),
    fault("reason-accepted", "appointments with a reason are accepted", shows_in=ALL_CHANGES),
    fault("specialty-accepted", "appointments with a specialty are accepted", shows_in=ALL_CHANGES),
    fault("patient-participant-not-required", "a booking without a patient is accepted", shows_in=BOOK),
    fault("location-participant-not-required", "a booking without a location is accepted", shows_in=BOOK),
    fault("participants-not-resolved", "a location or practitioner that does not exist is accepted", shows_in=BOOK),
    fault(
        "booking-organisation-not-required", "a booking without a booking organisation is accepted", shows_in=BOOK
    ),
    fault(
        "booking-organisation-details-not-required",
        "a booking organisation without ODS code, name or telecom is accepted",
        shows_in=BOOK,
    ),
    fault("booking-organisation-dropped", "the booking organisation is not stored", shows_in=ALL),
    fault("booking-organisation-type-dropped", "the type of the booking organisation is not stored", shows_in=ALL),
    fault(
        "booking-organisation-trimmed",
        "of the booking organisation, a second telephone number, any use and any address are not stored",
        shows_in=ALL,
    ),
    fault("booking-creation-time-lost", "every appointment was created in 1970", shows_in=ALL),
    fault(
        "unoffered-slots-booked", "slots not on offer through GP Connect, or not yet, can be booked", shows_in=BOOK
    ),
    fault(
        "reserved-slots-never-booked",
        "slots that are reserved for an organisation type can be booked by nobody",
        shows_in=BOOK,
    ),
    fault("restricted-slots-booked", "slots that are kept for other organisations can be booked", shows_in=BOOK),
    fault(
        "long-texts-truncated",
        "texts beyond the character limits are cut off instead of refused",
        shows_in=ALL_CHANGES,
    ),
    fault("description-truncated", "half of the longest description is lost", shows_in=ALL_CHANGES),
    fault("comment-dropped", "the comment is not stored", shows_in=ALL_CHANGES),
    fault("if-match-ignored", "appointments are changed whatever version If-Match has", shows_in=CHANGES),
    fault("if-match-not-required", "appointments are changed without an If-Match header", shows_in=CHANGES),
    fault("version-not-moved", "the version of an appointment stays the same when it changes", shows_in=ALL),
    fault("body-id-not-checked", "the id in the body may differ from the id in the path", shows_in=CHANGES),
    fault(
        "refused-changes-stored",
        "description and comment of a refused change are stored all the same",
        shows_in=CHANGES,
    ),
    fault(
        "amend-changes-anything",
        "an amendment may change other elements than description and comment",
        shows_in=AMEND,
    ),
    fault("past-amended", "past appointments can be amended", shows_in=AMEND),
    fault("cancelled-amended", "cancelled appointments can be amended", shows_in=AMEND),
    fault(
        "cancel-changes-anything",
        "a cancellation may change other elements than status and reason",
        shows_in=CANCEL,
    ),
    fault("past-cancelled", "past appointments can be cancelled", shows_in=CANCEL),
    fault("cancelled-twice", "cancelled appointments can be cancelled again", shows_in=CANCEL),
    fault(
        "cancel-without-reason", "an appointment can be cancelled without a cancellation reason", shows_in=CANCEL
    ),
    fault("cancellation-reason-dropped", "the cancellation reason is not stored", shows_in=CANCEL),
    fault("slot-not-freed-on-cancel", "the slots of a cancelled appointment stay busy", shows_in=CANCEL),
    fault(
        "sensitive-appointments-read",
        "appointments of sensitive patients can be read",
        shows_in=READ,
    ),
    fault(
        "sensitive-appointments-amended",
        "appointments of sensitive patients can be amended",
        shows_in=AMEND,
    ),
    fault(
        "sensitive-appointments-cancelled",
        "appointments of sensitive patients can be cancelled",
        shows_in=CANCEL,
    ),
    fault("past-read", "past appointments can be read", shows_in=READ),
    fault(
        "other-patients-appointments-returned", "the appointments of all patients are returned", shows_in=RETRIEVE
    ),
    fault("cancelled-left-out", "cancelled appointments are not returned", shows_in=RETRIEVE),
    fault(
        "earlier-today-left-out", "today's appointments are not returned once they have begun", shows_in=RETRIEVE
    ),
    fault("last-day-left-out", "the last day of the range is left out", shows_in=RETRIEVE),
    fault(
        "booked-elsewhere-left-out",
        "appointments that were not booked through GP Connect are not returned",
        shows_in=RETRIEVE,
    ),
    fault("single-bound-accepted", "a retrieval with one start parameter is answered", shows_in=RETRIEVE),
    fault("time-part-accepted", "a retrieval with a time in its range is answered", shows_in=RETRIEVE),
    fault("past-range-accepted", "a retrieval of a range that begins in the past is answered", shows_in=RETRIEVE),
    fault(
        "appointment-times-in-utc", "appointment times are in UTC instead of UK local time", on("Appointment", _utc)
    ),
    fault(
        "appointment-practitioner-missing",
        "appointments have no practitioner among their participants",
        on("Appointment", _without_participant("Practitioner")),
    ),
    fault("location-header-missing", "a booking has no Location header", within(BOOK, _without_location_header)),
    fault("status-of-read-wrong", "an appointment is pending when it is read", within(READ, _pending), READ),
    fault(
        "no-appointments-as-404",
        "a retrieval that finds nothing is an error",
        within(RETRIEVE, _empty_as_404),
        RETRIEVE,
    ),
    fault(
        "appointment-left-out", "one of several appointments is left out", within(RETRIEVE, _one_left_out), RETRIEVE
    ),
    fault("appointments-without-entry", "a retrieval never finds anything", within(RETRIEVE, _nothing), RETRIEVE),
    fault("appointments-as-collection", "the bundle is no searchset", within(RETRIEVE, _as_collection), RETRIEVE),
    fault("appointment-repeated", "one appointment stands in the list twice", within(RETRIEVE, _twice), RETRIEVE),
    fault(
        "past-appointment-returned",
        "a past appointment is returned too",
        within(RETRIEVE, _with_a_past_one),
        RETRIEVE,
    ),
    fault(
        "amendments-not-in-lists",
        "lists show appointments as they were booked",
        within(RETRIEVE, _texts_of_old),
        f"{RETRIEVE} {AMEND}",
    ),
    fault("patient-in-list", "the list holds another resource", within(RETRIEVE, _with_patient), RETRIEVE),
)
