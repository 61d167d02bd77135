"""The catalogue of seeded faults."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Fault, Mutator

Element = dict[str, Any]


def _resources(answer: Answer) -> Iterator[Element]:
    """Yield the resource of an answer, and the resources in it when it is a bundle."""
    if answer.resource is None:
        return
    yield answer.resource
    for entry in answer.resource.get("entry", ()):
        yield entry["resource"]


def _without_etag(answer: Answer, _interaction: str | None) -> None:
    answer.headers.pop("ETag", None)


def _strong_etag(answer: Answer, _interaction: str | None) -> None:
    if "ETag" in answer.headers:
        answer.headers["ETag"] = answer.headers["ETag"].removeprefix("W/")


def _cacheable(answer: Answer, _interaction: str | None) -> None:
    answer.headers["Cache-Control"] = "max-age=60"


def _without_version(answer: Answer, _interaction: str | None) -> None:
    for one in _resources(answer):
        one.get("meta", {}).pop("versionId", None)


def _wrong_profile(answer: Answer, _interaction: str | None) -> None:
    for one in _resources(answer):
        if one["resourceType"] not in ("OperationOutcome", "CapabilityStatement"):
            one["meta"]["profile"] = [f"http://hl7.org/fhir/StructureDefinition/{one['resourceType']}"]


def _without_diagnostics(answer: Answer, _interaction: str | None) -> None:
    for issue in (answer.resource or {}).get("issue", ()):
        issue.pop("diagnostics", None)


def _error_without_outcome(answer: Answer, _interaction: str | None) -> None:
    if answer.status >= 400:
        answer.resource = None


def _error_as_success(answer: Answer, _interaction: str | None) -> None:
    if answer.status >= 400:
        answer.status = 200


def _organisation_unreadable(answer: Answer, interaction: str | None) -> None:
    if interaction == "read-an-organisation":
        failure = ProviderError("INTERNAL_SERVER_ERROR", "organisations cannot be read").answer()
        answer.status, answer.resource = failure.status, failure.resource


def _location_unmanaged(answer: Answer, _interaction: str | None) -> None:
    for one in _resources(answer):
        if one["resourceType"] == "Location":
            one.pop("managingOrganization", None)


def _utc_times(answer: Answer, _interaction: str | None) -> None:
    for one in _resources(answer):
        if one["resourceType"] == "Slot":
            one["start"], one["end"] = _as_utc(one["start"]), _as_utc(one["end"])


def _as_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _fault(name: str, breaks: str, requirements: str = "", mutate: Mutator | None = None) -> Fault:
    return Fault(name, breaks, tuple(requirements.split()), mutate)


KNOWN: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _fault("slots-ignore-status-parameter", "a slot search without status=free is answered"),
        _fault("slots-not-free-returned", "slots that are not free are returned"),
        _fault("slots-straddle-window", "slots that lie only partly inside the window are returned"),
        _fault("slots-window-unlimited", "a slot search over more than 14 days is answered"),
        _fault("slots-ignore-embargo", "slots outside their booking window or under embargo are returned"),
        _fault("slots-ignore-organisation-type", "slots for other organisation types are returned"),
        _fault("slots-ignore-organisation-code", "slots for other organisations are returned"),
        _fault("slots-without-organisation", "a slot search never returns the organisation"),
        _fault("inactive-patients-found", "inactive and deceased patients are found and read"),
        _fault("sensitive-patients-found", "patients who are sensitive on PDS are found and read"),
        _fault("unverified-patients-found", "patients whose NHS number was never verified are found"),
        _fault("expired-tokens-accepted", "an expired audit token is accepted"),
        _fault("token-claims-not-checked", "missing and wrong claims of the audit token are accepted"),
        _fault("etag-missing", "no response has an ETag header", "GEN-040", mutate=_without_etag),
        _fault("etag-strong", "the ETag is not marked as weak", "GEN-041", mutate=_strong_etag),
        _fault("responses-cacheable", "responses may be cached", "GEN-030", mutate=_cacheable),
        _fault("version-missing", "resources have no meta.versionId", mutate=_without_version),
        _fault("profile-wrong", "resources claim the base FHIR profile", "RORG-003", mutate=_wrong_profile),
        _fault("diagnostics-missing", "errors have no diagnostics", "ERR-005 ERR-006", mutate=_without_diagnostics),
        _fault(
            "error-without-outcome", "errors have no OperationOutcome", "ERR-001", mutate=_error_without_outcome
        ),
        _fault("error-as-success", "errors have the status 200", "ERR-007", mutate=_error_as_success),
        _fault("organisation-unreadable", "reading an organisation fails", "RORG-002", _organisation_unreadable),
        _fault("location-unmanaged", "locations have no managingOrganization", mutate=_location_unmanaged),
        _fault("slot-times-in-utc", "slot times are in UTC instead of UK local time", mutate=_utc_times),
        _fault("booking-race", "two bookings at the same time can both find a slot free and take it"),
        _fault("double-booking-allowed", "a slot that is not free can be booked"),
        _fault("slot-not-marked-busy", "a slot stays free after it was booked"),
        _fault("past-booked", "slots in the past can be booked"),
        _fault("booking-times-not-checked", "start and end of a booking need not be those of its slots"),
        _fault("booking-status-not-checked", "a booking may have any status"),
        _fault("profile-claim-not-checked", "appointments are accepted without the URI of their profile"),
        _fault("adjacency-schedule-ignored", "slots of different schedules are booked together"),
        _fault("adjacency-channel-ignored", "slots of different delivery channels are booked together"),
        _fault("adjacency-service-type-ignored", "slots of different service types are booked together"),
        _fault("adjacency-gap-ignored", "slots with a gap between them are booked together"),
        _fault("reason-accepted", "appointments with a reason are accepted"),
        _fault("specialty-accepted", "appointments with a specialty are accepted"),
        _fault("patient-participant-not-required", "a booking without a patient is accepted"),
        _fault("location-participant-not-required", "a booking without a location is accepted"),
        _fault("participants-not-resolved", "a location or practitioner that does not exist is accepted"),
        _fault("booking-organisation-not-required", "a booking without a booking organisation is accepted"),
        _fault(
            "booking-organisation-details-not-required",
            "a booking organisation without ODS code, name or telecom is accepted",
        ),
        _fault("booking-organisation-dropped", "the booking organisation is not stored"),
        _fault("booking-organisation-type-dropped", "the type of the booking organisation is not stored"),
        _fault("unoffered-slots-booked", "slots not on offer through GP Connect, or not yet, can be booked"),
        _fault("restricted-slots-booked", "slots that are kept for other organisations can be booked"),
        _fault("long-texts-truncated", "texts beyond the character limits are cut off instead of refused"),
        _fault("description-truncated", "half of the longest description is lost"),
        _fault("comment-dropped", "the comment is not stored"),
        _fault("if-match-ignored", "appointments are changed whatever version If-Match has"),
        _fault("if-match-not-required", "appointments are changed without an If-Match header"),
        _fault("version-not-moved", "the version of an appointment stays the same when it changes"),
        _fault("body-id-not-checked", "the id in the body may differ from the id in the path"),
        _fault("refused-changes-stored", "description and comment of a refused change are stored all the same"),
        _fault("amend-changes-anything", "an amendment may change other elements than description and comment"),
        _fault("past-amended", "past appointments can be amended"),
        _fault("cancelled-amended", "cancelled appointments can be amended"),
        _fault("cancel-changes-anything", "a cancellation may change other elements than status and reason"),
        _fault("past-cancelled", "past appointments can be cancelled"),
        _fault("cancelled-twice", "cancelled appointments can be cancelled again"),
        _fault("cancel-without-reason", "an appointment can be cancelled without a cancellation reason"),
        _fault("cancellation-reason-dropped", "the cancellation reason is not stored"),
        _fault("slot-not-freed-on-cancel", "the slots of a cancelled appointment stay busy"),
        _fault("past-read", "past appointments can be read"),
        _fault("other-patients-appointments-returned", "the appointments of all patients are returned"),
        _fault("cancelled-left-out", "cancelled appointments are not returned"),
        _fault("earlier-today-left-out", "today's appointments are not returned once they have begun"),
        _fault("last-day-left-out", "the last day of the range is left out"),
        _fault(
            "booked-elsewhere-left-out", "appointments that were not booked through GP Connect are not returned"
        ),
        _fault("single-bound-accepted", "a retrieval with one start parameter is answered"),
        _fault("time-part-accepted", "a retrieval with a time in its range is answered"),
        _fault("past-range-accepted", "a retrieval of a range that begins in the past is answered"),
    )
}
