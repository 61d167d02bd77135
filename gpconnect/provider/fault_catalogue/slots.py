"""Faults of the search for free slots: rules not enforced, and searchsets that are not what was asked for."""

from datetime import UTC, datetime

from gpconnect.provider.answer import Answer
from gpconnect.provider.fault_catalogue.building import (
    Element,
    fault,
    of_type,
    on,
    replaced_by,
    within,
    without,
    without_extension,
)
from gpconnect.provider.faults import Mutator
from gpconnect.spec.vocabulary import EXTENSIONS, IDENTIFIER_SYSTEMS

SEARCH = "search-for-free-slots"
BOTH = "search-for-free-slots book-an-appointment"


def as_utc(text: str) -> str:
    """Return an instant as UTC, with Z for the offset."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _utc(slot: Element) -> None:
    slot["start"], slot["end"] = as_utc(slot["start"]), as_utc(slot["end"])


def _without_type(resource_type: str, *, first_only: bool = False) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        left_out = of_type(answer, resource_type)[: 1 if first_only else None]
        if answer.resource and answer.resource.get("entry"):
            entries = answer.resource["entry"]
            answer.resource["entry"] = [one for one in entries if not any(one["resource"] is x for x in left_out)]

    return within(SEARCH, mutate)


def _as_collection(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource["resourceType"] == "Bundle":
        answer.resource["type"] = "collection"


def _old_versions(answer: Answer, _interaction: str | None) -> None:
    for kind in ("Practitioner", "Location", "Organization"):
        for one in of_type(answer, kind):
            one["meta"]["versionId"] = "0"


def _without_details(practitioner: Element) -> None:
    without("gender")(practitioner)
    without_extension(EXTENSIONS["nhs_communication"])(practitioner)
    role_profile = IDENTIFIER_SYSTEMS["sds_role_profile"]
    practitioner["identifier"] = [one for one in practitioner["identifier"] if one["system"] != role_profile]


def _without_address(organisation: Element) -> None:
    without("address")(organisation)
    without("telecom")(organisation)


def _twice(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource.get("entry"):
        answer.resource["entry"].append(answer.resource["entry"][-1])


def _nothing_found(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 200 and answer.resource:
        answer.resource.pop("entry", None)


def _none_as_404(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 200 and answer.resource and not answer.resource.get("entry"):
        replaced_by("NO_RECORD_FOUND")(answer)


def _undescribed(answer: Answer, _interaction: str | None) -> None:
    for kind in ("Schedule", "Appointment"):
        for one in of_type(answer, kind):
            one.pop("serviceCategory", None)


FAULTS = (
    fault("slots-ignore-status-parameter", "a slot search without status=free is answered", shows_in=SEARCH),
    fault("slots-not-free-returned", "slots that are not free are returned", shows_in=BOTH),
    fault("slots-straddle-window", "slots that lie only partly inside the window are returned", shows_in=SEARCH),
    fault("slots-window-unlimited", "a slot search over more than 14 days is answered", shows_in=SEARCH),
    fault(
        "slots-ignore-embargo", "slots outside their booking window or under embargo are returned", shows_in=BOTH
    ),
    fault("slots-ignore-organisation-type", "slots for other organisation types are returned", shows_in=SEARCH),
    fault("slots-ignore-organisation-code", "slots for other organisations are returned", shows_in=SEARCH),
    fault(
        "slots-either-restriction-suffices",
        "slots for a type and an organisation at once are returned to a search of which one filter matches",
        shows_in=SEARCH,
    ),
    fault("slots-restricted-never-returned", "slots for some organisations are returned to none", shows_in=BOTH),
    fault("slots-without-organisation", "a slot search never returns the organisation", shows_in=SEARCH),
    fault(
        "slots-organisation-only-when-asked", "the organisation is returned only where asked for", shows_in=SEARCH
    ),
    fault("slots-whole-practice-returned", "staff and surgeries without slots are returned too", shows_in=SEARCH),
    fault(
        "schedule-type-never-described",
        "no schedule and no appointment has the description of the schedule type",
        _undescribed,
        f"{BOTH} read-an-appointment retrieve-a-patients-appointments amend-an-appointment cancel-an-appointment",
    ),
    fault("slots-without-schedules", "no schedules are returned", _without_type("Schedule"), SEARCH),
    fault(
        "slots-schedule-left-out", "one schedule is left out", _without_type("Schedule", first_only=True), SEARCH
    ),
    fault("slots-slot-left-out", "one free slot is left out", _without_type("Slot", first_only=True), SEARCH),
    fault("slots-without-practitioners", "practitioners are never returned", _without_type("Practitioner"), SEARCH),
    fault("slots-without-locations", "locations are never returned", _without_type("Location"), SEARCH),
    fault("slots-entry-repeated", "one entry stands in the searchset twice", within(SEARCH, _twice), SEARCH),
    fault("slots-as-collection", "the bundle is no searchset", within(SEARCH, _as_collection), SEARCH),
    fault(
        "slots-versions-differ",
        "a search returns other versions than reading",
        within(SEARCH, _old_versions),
        SEARCH,
    ),
    fault(
        "slots-practitioners-trimmed",
        "a search returns practitioners without gender, languages and role profiles, though reading returns them",
        within(SEARCH, on("Practitioner", _without_details)),
        SEARCH,
    ),
    fault(
        "slots-locations-trimmed",
        "a search returns locations without telecom, though reading returns it",
        within(SEARCH, on("Location", without("telecom"))),
        SEARCH,
    ),
    fault(
        "slots-organisations-trimmed",
        "a search returns organisations without address and telecom, though reading returns them",
        within(SEARCH, on("Organization", _without_address)),
        SEARCH,
    ),
    fault("slots-none-found", "every slot search finds nothing", within(SEARCH, _nothing_found), SEARCH),
    fault(
        "slots-none-as-404", "a slot search that finds nothing is an error", within(SEARCH, _none_as_404), SEARCH
    ),
    fault("slot-times-in-utc", "slot times are in UTC instead of UK local time", on("Slot", _utc), SEARCH),
)
