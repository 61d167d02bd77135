"""The catalogue of seeded faults."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Fault, Mutator
from gpconnect.spec.vocabulary import EXTENSIONS

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


def _utc_appointment_times(answer: Answer, _interaction: str | None) -> None:
    for one in _of_type(answer, "Appointment"):
        for name in ("start", "end", "created"):
            one[name] = _as_utc(one[name])


def _of_type(answer: Answer, resource_type: str) -> list[Element]:
    return [one for one in _resources(answer) if one["resourceType"] == resource_type]


def _without_element(resource_type: str, name: str) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        for one in _of_type(answer, resource_type):
            one.pop(name, None)

    return mutate


def _without_extension(resource_type: str, extension: str) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        for one in _of_type(answer, resource_type):
            if "extension" in one:
                one["extension"] = [each for each in one["extension"] if each["url"] != EXTENSIONS[extension]]

    return mutate


def _with_specialty(answer: Answer, _interaction: str | None) -> None:
    for one in _of_type(answer, "Appointment"):
        one["specialty"] = [{"text": "General medicine"}]


def _without_practitioner(answer: Answer, _interaction: str | None) -> None:
    for one in _of_type(answer, "Appointment"):
        actors = [each for each in one["participant"] if "Practitioner/" not in each["actor"]["reference"]]
        one["participant"] = actors


def _without_location_header(answer: Answer, _interaction: str | None) -> None:
    answer.headers.pop("Location", None)


def _booking_answered_with_200(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 201:
        answer.status = 200


def _conflict_as_bad_request(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 409:
        refusal = ProviderError("BAD_REQUEST", "the request cannot be processed").answer()
        answer.status, answer.resource = refusal.status, refusal.resource


def _registration_as_collection(answer: Answer, interaction: str | None) -> None:
    if interaction == "register-a-patient" and answer.resource and answer.resource["resourceType"] == "Bundle":
        answer.resource["type"] = "collection"


def _without_registration_type(answer: Answer, interaction: str | None) -> None:
    for one in _of_type(answer, "Patient") if interaction == "register-a-patient" else ():
        details = one["extension"][0]
        details["extension"] = [each for each in details["extension"] if each["url"] != "registrationType"]


def _with_marital_status(answer: Answer, interaction: str | None) -> None:
    for one in _of_type(answer, "Patient") if interaction == "register-a-patient" else ():
        one["maritalStatus"] = {"text": "Married"}


def _as_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _without_hsts(answer: Answer, _interaction: str | None) -> None:
    answer.headers.pop("Strict-Transport-Security", None)


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
        _fault(
            "appointment-times-in-utc",
            "appointment times are in UTC instead of UK local time",
            mutate=_utc_appointment_times,
        ),
        _fault(
            "appointment-service-type-missing",
            "appointments have no serviceType",
            mutate=_without_element("Appointment", "serviceType"),
        ),
        _fault(
            "appointment-created-missing",
            "appointments have no created",
            mutate=_without_element("Appointment", "created"),
        ),
        _fault(
            "appointment-delivery-channel-missing",
            "appointments have no delivery channel",
            mutate=_without_extension("Appointment", "delivery_channel"),
        ),
        _fault(
            "appointment-practitioner-missing",
            "appointments have no practitioner among their participants",
            mutate=_without_practitioner,
        ),
        _fault("appointment-specialty-populated", "appointments have a specialty", mutate=_with_specialty),
        _fault("location-header-missing", "a booking has no Location header", mutate=_without_location_header),
        _fault("booking-status-200", "a booking is answered with status 200", mutate=_booking_answered_with_200),
        _fault(
            "conflict-as-bad-request",
            "taken slots, stale versions and duplicates are refused with status 400",
            mutate=_conflict_as_bad_request,
        ),
        _fault("registers-unverified", "patients are registered whose demographics PDS does not confirm"),
        _fault("registers-unknown-to-pds", "patients are registered whose NHS number PDS does not know"),
        _fault("registers-deceased", "patients are registered who are deceased on PDS"),
        _fault("registers-sensitive", "patients are registered who are sensitive on PDS"),
        _fault("registers-flagged-numbers", "NHS numbers are registered that are invalid or superseded on PDS"),
        _fault("registers-duplicates", "registering an active patient again succeeds"),
        _fault("registers-other-elements", "patients are registered with elements that must not be populated"),
        _fault("registers-repeated-uses", "patients are registered with several addresses or telecoms of one use"),
        _fault("registers-as-regular", "patients are registered as regular instead of temporary"),
        _fault("registration-without-end", "a temporary registration has no end"),
        _fault("registration-not-stored", "a patient who was registered cannot be found afterwards"),
        _fault("inactive-not-reactivated", "inactive patients are refused as duplicates"),
        _fault("sent-demographics-ignored", "PDS demographics are stored in place of those that were sent"),
        _fault("communication-dropped", "the patient's language is not stored"),
        _fault("temporary-details-dropped", "temporary addresses and telephone numbers are not stored"),
        _fault("temporary-details-without-end", "temporary addresses and telephone numbers have no end"),
        _fault(
            "registration-without-type",
            "a registered patient is returned without registration type",
            mutate=_without_registration_type,
        ),
        _fault(
            "registration-as-collection",
            "a registration is answered with a bundle that is no searchset",
            mutate=_registration_as_collection,
        ),
        _fault(
            "registration-marital-status",
            "a registered patient is returned with a marital status",
            mutate=_with_marital_status,
        ),
        _fault("tls-client-certificate-optional", "a client without certificate is answered", "SEC-102"),
        _fault(
            "tls-client-certificate-not-verified",
            "whoever issued a client certificate, and whether it came at all, is the same",
            "SEC-102 SEC-112 SEC-113 SEC-114 SEC-115 SEC-116 SEC-101",
        ),
        _fault("tls-expired-accepted", "client certificates that have expired are accepted", "SEC-114"),
        _fault("tls-revocation-ignored", "client certificates that were revoked are accepted", "SEC-115"),
        _fault("tls-client-name-ignored", "client certificates may carry any name", "SEC-116 SEC-101"),
        _fault("tls-1-1-accepted", "TLS 1.1 is spoken", "SEC-107"),
        _fault("tls-weak-cipher-accepted", "a cipher without forward secrecy can be used", "SEC-103"),
        _fault("tls-cipher-family-missing", "the families with DHE are not supported", "SEC-108 SEC-109"),
        _fault("tls-preference-ignored", "the least preferred cipher family is chosen", "SEC-110"),
        _fault("tls-plain-http-answered", "plain HTTP is answered on the port for TLS", "SEC-104"),
        _fault("tls-hsts-missing", "no response has the header for HSTS", "GEN-003", mutate=_without_hsts),
    )
}
