"""The catalogue of seeded faults."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Fault

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


KNOWN: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("slots-ignore-status-parameter", "a slot search without status=free is answered"),
        Fault("slots-not-free-returned", "slots that are not free are returned"),
        Fault("slots-straddle-window", "slots that lie only partly inside the window are returned"),
        Fault("slots-window-unlimited", "a slot search over more than 14 days is answered"),
        Fault("slots-ignore-embargo", "slots outside their booking window or under embargo are returned"),
        Fault("slots-ignore-organisation-type", "slots for other organisation types are returned"),
        Fault("slots-ignore-organisation-code", "slots for other organisations are returned"),
        Fault("slots-without-organisation", "a slot search never returns the organisation"),
        Fault("inactive-patients-found", "inactive and deceased patients are found and read"),
        Fault("sensitive-patients-found", "patients who are sensitive on PDS are found and read"),
        Fault("unverified-patients-found", "patients whose NHS number was never verified are found"),
        Fault("expired-tokens-accepted", "an expired audit token is accepted"),
        Fault("token-claims-not-checked", "missing and wrong claims of the audit token are accepted"),
        Fault("etag-missing", "no response has an ETag header", mutate=_without_etag),
        Fault("etag-strong", "the ETag is not marked as weak", mutate=_strong_etag),
        Fault("responses-cacheable", "responses may be cached", mutate=_cacheable),
        Fault("version-missing", "resources have no meta.versionId", mutate=_without_version),
        Fault("profile-wrong", "resources claim the base FHIR profile", mutate=_wrong_profile),
        Fault("diagnostics-missing", "errors have no diagnostics", mutate=_without_diagnostics),
        Fault("error-without-outcome", "errors have no OperationOutcome", mutate=_error_without_outcome),
        Fault("error-as-success", "errors have the status 200", mutate=_error_as_success),
        Fault(
            "organisation-unreadable", "reading an organisation ends in status 500", mutate=_organisation_unreadable
        ),
        Fault("location-unmanaged", "locations have no managingOrganization", mutate=_location_unmanaged),
        Fault("slot-times-in-utc", "slot times are in UTC instead of UK local time", mutate=_utc_times),
        Fault("booking-race", "two bookings at the same time can both find a slot free and take it"),
        Fault("double-booking-allowed", "a slot that is not free can be booked"),
        Fault("slot-not-marked-busy", "a slot stays free after it was booked"),
        Fault("past-booked", "slots in the past can be booked"),
        Fault("booking-times-not-checked", "start and end of a booking need not be those of its slots"),
        Fault("booking-status-not-checked", "a booking may have any status"),
        Fault("profile-claim-not-checked", "appointments are accepted without the URI of their profile"),
        Fault("adjacency-schedule-ignored", "slots of different schedules are booked together"),
        Fault("adjacency-channel-ignored", "slots of different delivery channels are booked together"),
        Fault("adjacency-service-type-ignored", "slots of different service types are booked together"),
        Fault("adjacency-gap-ignored", "slots with a gap between them are booked together"),
        Fault("reason-accepted", "appointments with a reason are accepted"),
        Fault("specialty-accepted", "appointments with a specialty are accepted"),
        Fault("patient-participant-not-required", "a booking without a patient is accepted"),
        Fault("location-participant-not-required", "a booking without a location is accepted"),
        Fault("participants-not-resolved", "a location or practitioner that does not exist is accepted"),
        Fault("booking-organisation-not-required", "a booking without a booking organisation is accepted"),
        Fault(
            "booking-organisation-details-not-required",
            "a booking organisation without ODS code, name or telecom is accepted",
        ),
        Fault("booking-organisation-dropped", "the booking organisation is not stored"),
        Fault("booking-organisation-type-dropped", "the type of the booking organisation is not stored"),
        Fault("unoffered-slots-booked", "slots not on offer through GP Connect, or not yet, can be booked"),
        Fault("restricted-slots-booked", "slots that are kept for other organisations can be booked"),
        Fault("long-texts-truncated", "texts beyond the character limits are cut off instead of refused"),
        Fault("description-truncated", "half of the longest description is lost"),
        Fault("comment-dropped", "the comment is not stored"),
        Fault("if-match-ignored", "appointments are changed whatever version If-Match has"),
        Fault("if-match-not-required", "appointments are changed without an If-Match header"),
        Fault("version-not-moved", "the version of an appointment stays the same when it changes"),
        Fault("body-id-not-checked", "the id in the body may differ from the id in the path"),
        Fault("refused-changes-stored", "description and comment of a refused change are stored all the same"),
        Fault("amend-changes-anything", "an amendment may change other elements than description and comment"),
        Fault("past-amended", "past appointments can be amended"),
        Fault("cancelled-amended", "cancelled appointments can be amended"),
        Fault("cancel-changes-anything", "a cancellation may change other elements than status and reason"),
        Fault("past-cancelled", "past appointments can be cancelled"),
        Fault("cancelled-twice", "cancelled appointments can be cancelled again"),
        Fault("cancel-without-reason", "an appointment can be cancelled without a cancellation reason"),
        Fault("cancellation-reason-dropped", "the cancellation reason is not stored"),
        Fault("slot-not-freed-on-cancel", "the slots of a cancelled appointment stay busy"),
        Fault("past-read", "past appointments can be read"),
        Fault("other-patients-appointments-returned", "the appointments of all patients are returned"),
        Fault("cancelled-left-out", "cancelled appointments are not returned"),
        Fault("earlier-today-left-out", "today's appointments are not returned once they have begun"),
        Fault("last-day-left-out", "the last day of the range is left out"),
        Fault("booked-elsewhere-left-out", "appointments that were not booked through GP Connect are not returned"),
        Fault("single-bound-accepted", "a retrieval with one start parameter is answered"),
        Fault("time-part-accepted", "a retrieval with a time in its range is answered"),
        Fault("past-range-accepted", "a retrieval of a range that begins in the past is answered"),
    )
}
