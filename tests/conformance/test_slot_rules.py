"""The rules for slots, schedules and the searchset that a slot search is answered with."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from gpconnect.conformance.rules import schedule, slot, slot_search
from gpconnect.conformance.rules.slot_search import Asked, SlotSearchset
from gpconnect.spec.vocabulary import EXTENSIONS, PROFILES

KEY = "search-for-free-slots"
ROOT = "https://provider.example/A20047/STU3/1/gpconnect/Slot"
WINDOW = "status=free&start=ge2026-07-01&end=le2026-07-14&_include=Slot:schedule"
PRACTITIONERS = "&_include:recurse=Schedule:actor:Practitioner"
LOCATIONS = "&_include:recurse=Schedule:actor:Location"

Resource = dict[str, Any]

SLOT: Resource = {
    "resourceType": "Slot",
    "id": "slot-1",
    "meta": {"versionId": "1", "profile": [PROFILES["Slot"]]},
    "extension": [{"url": EXTENSIONS["delivery_channel"], "valueCode": "In-person"}],
    "serviceType": [{"text": "Routine appointment"}],
    "schedule": {"reference": "Schedule/schedule-1"},
    "status": "free",
    "start": "2026-07-01T09:00:00+01:00",
    "end": "2026-07-01T09:10:00+01:00",
}
SCHEDULE: Resource = {
    "resourceType": "Schedule",
    "id": "schedule-1",
    "meta": {"versionId": "1", "profile": [PROFILES["Schedule"]]},
    "extension": [
        {
            "url": EXTENSIONS["practitioner_role"],
            "valueCodeableConcept": {
                "coding": [
                    {
                        "system": "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1",
                        "code": "R0260",
                        "display": "General Medical Practitioner",
                    }
                ]
            },
        }
    ],
    "serviceCategory": {"text": "Morning surgery"},
    "planningHorizon": {"start": "2026-07-01T09:00:00+01:00", "end": "2026-07-01T12:00:00+01:00"},
    "actor": [{"reference": "Location/location-1"}, {"reference": "Practitioner/practitioner-1"}],
}
PRACTITIONER: Resource = {"resourceType": "Practitioner", "id": "practitioner-1"}
LOCATION: Resource = {
    "resourceType": "Location",
    "id": "location-1",
    "name": "Main surgery",
    "address": {"line": ["1 High Street"], "postalCode": "LS1 1AA"},
    "managingOrganization": {"reference": "Organization/organisation-1"},
}
ORGANISATION: Resource = {"resourceType": "Organization", "id": "organisation-1"}


def altered(resource: Resource, alter: Callable[[Resource], object]) -> Resource:
    made = copy.deepcopy(resource)
    alter(made)
    return made


def searchset(*resources: Resource) -> Resource:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def broken(
    *resources: Resource, query: str = WINDOW + PRACTITIONERS + LOCATIONS, bundle: Resource | None = None
) -> list[str]:
    found = SlotSearchset(bundle or searchset(*resources), f"{ROOT}?{query}")
    return [one.requirement or "" for one in slot_search.RULES.judge(KEY, "Bundle", found).findings]


def test_a_good_slot_and_a_good_schedule_have_no_problems() -> None:
    assert slot.RULES.judge(KEY, "Slot", SLOT).findings == []
    assert schedule.RULES.judge(KEY, "Schedule", SCHEDULE).findings == []


@pytest.mark.parametrize(
    ("requirement", "alter"),
    [
        ("SLOT-031", lambda one: one.update(appointmentType={"text": "Routine"})),
        ("SLOT-033", lambda one: one.update(status="busy")),
        ("SLOT-053", lambda one: one.update(start="2026-07-01T08:00:00+00:00")),
        ("SLOT-053", lambda one: one.update(end="2026-07-01T08:10:00Z")),
        ("SLOT-054", lambda one: one.pop("serviceType")),
        ("SLOT-054", lambda one: one.update(serviceType=[{"coding": [{"display": "Routine"}]}])),
        ("SLOT-057", lambda one: one["meta"].pop("versionId")),
        ("SLOT-057", lambda one: one["meta"].update(profile=[PROFILES["Schedule"]])),
        ("SLOT-058", lambda one: one.update(specialty=[{"text": "Dermatology"}])),
        ("AVL-030", lambda one: one.pop("extension")),
        ("AVL-030", lambda one: one["extension"][0].update(url=EXTENSIONS["practitioner_role"])),
        ("AVL-033", lambda one: one["extension"][0].update(valueCode="Fax")),
    ],
)
def test_what_is_wrong_with_a_slot_is_found(requirement: str, alter: Callable[[Resource], object]) -> None:
    findings = slot.RULES.judge(KEY, "Slot", altered(SLOT, alter)).findings
    assert [one.requirement for one in findings] == [requirement]
    assert findings[0].where.startswith("Slot.")


@pytest.mark.parametrize(
    ("requirement", "alter"),
    [
        ("SLOT-031", lambda one: one.update(active=True)),
        ("SLOT-042", lambda one: one.update(actor=[{"reference": "Practitioner/practitioner-1"}])),
        ("SLOT-053", lambda one: one["planningHorizon"].pop("end")),
        ("SLOT-053", lambda one: one["planningHorizon"].update(start="2026-07-01")),
        ("SLOT-055", lambda one: one.update(serviceCategory={"coding": [{"code": "17"}]})),
        ("SLOT-057", lambda one: one["meta"].pop("versionId")),
        ("SLOT-057", lambda one: one["meta"].pop("profile")),
        ("SLOT-058", lambda one: one.update(specialty=[{"text": "Dermatology"}])),
        ("AVL-031", lambda one: one.pop("extension")),
        ("AVL-032", lambda one: one["extension"][0]["valueCodeableConcept"]["coding"][0].update(code="R9999")),
    ],
)
def test_what_is_wrong_with_a_schedule_is_found(requirement: str, alter: Callable[[Resource], object]) -> None:
    findings = schedule.RULES.judge(KEY, "Schedule", altered(SCHEDULE, alter)).findings
    assert [one.requirement for one in findings] == [requirement]


def test_a_schedule_may_have_no_category() -> None:
    assert not schedule.RULES.judge(
        KEY, "Schedule", altered(SCHEDULE, lambda one: one.pop("serviceCategory"))
    ).findings


@pytest.mark.parametrize(
    ("query", "resources"),
    [
        (WINDOW + PRACTITIONERS + LOCATIONS, [SLOT, SCHEDULE, PRACTITIONER, LOCATION, ORGANISATION]),
        (WINDOW + PRACTITIONERS, [SLOT, SCHEDULE, PRACTITIONER, ORGANISATION]),
        (WINDOW + LOCATIONS, [SLOT, SCHEDULE, LOCATION, ORGANISATION]),
        (WINDOW, [SLOT, SCHEDULE, ORGANISATION]),
        (WINDOW, [SLOT, SCHEDULE, ORGANISATION, {"resourceType": "OperationOutcome"}]),
        (WINDOW, []),
    ],
)
def test_a_good_searchset_has_no_problems(query: str, resources: list[Resource]) -> None:
    assert broken(*resources, query=query) == []


@pytest.mark.parametrize(
    ("requirement", "resources"),
    [
        ("SLOT-038", [SLOT, ORGANISATION]),
        ("SLOT-039", [SLOT, SCHEDULE, LOCATION, ORGANISATION]),
        ("SLOT-041", [SLOT, SCHEDULE, PRACTITIONER, ORGANISATION]),
        ("SLOT-045", [SLOT, SCHEDULE, PRACTITIONER, LOCATION]),
        ("SLOT-049", [ORGANISATION]),
        ("SLOT-049", [SCHEDULE | {"actor": [{"display": "Room 3"}]}]),
        ("SLOT-049", [PRACTITIONER]),
        ("SLOT-049", [SLOT, SCHEDULE, PRACTITIONER, LOCATION, ORGANISATION, ORGANISATION | {"id": "other"}]),
        ("SLOT-049", [{"resourceType": "Patient", "id": "patient-1"}]),
        ("SLOT-052", [SLOT, SLOT, SCHEDULE, PRACTITIONER, LOCATION, ORGANISATION]),
        ("AVL-040", [SLOT, SCHEDULE, PRACTITIONER, LOCATION | {"name": []}, ORGANISATION]),
    ],
)
def test_what_does_not_belong_together_is_found(requirement: str, resources: list[Resource]) -> None:
    assert set(broken(*resources)) == {requirement}


def test_the_bundle_is_a_searchset() -> None:
    assert broken(bundle={"resourceType": "Bundle", "type": "collection"}) == ["SLOT-032"]


def test_a_slot_names_its_schedule() -> None:
    assert "SLOT-038" in broken(altered(SLOT, lambda one: one.pop("schedule")), ORGANISATION)


def test_the_organisation_of_each_location_is_there() -> None:
    elsewhere = LOCATION | {"managingOrganization": {"reference": "Organization/other"}}
    assert "SLOT-045" in broken(SLOT, SCHEDULE, PRACTITIONER, elsewhere, ORGANISATION)


def test_a_location_without_its_organisation_is_not_held_against_the_organisation() -> None:
    orphan = altered(LOCATION, lambda one: one.pop("managingOrganization"))
    assert broken(SLOT, SCHEDULE, PRACTITIONER, orphan, ORGANISATION) == []


def test_a_practitioner_that_nobody_asked_for_fails_and_a_location_is_disputed() -> None:
    assert broken(SLOT, SCHEDULE, PRACTITIONER, ORGANISATION, query=WINDOW) == ["SLOT-050"]
    found = SlotSearchset(searchset(SLOT, SCHEDULE, LOCATION, ORGANISATION), f"{ROOT}?{WINDOW}")
    (finding,) = slot_search.RULES.judge(KEY, "Bundle", found).findings
    assert (finding.requirement, finding.ambiguity, finding.fails) == ("SLOT-051", "AMB-056", False)


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("2026-07-01", "2026-07-01", True),
        ("2026-07-01T09:00:00+01:00", "2026-07-01T09:10:00+01:00", True),
        ("2026-07-01T08:00:00+00:00", "2026-07-01T08:10:00+00:00", True),
        ("2026-07-01T09:00:01+01:00", "2026-07-01", False),
        ("2026-07-01", "2026-07-01T09:09:59+01:00", False),
        ("2026-07-02", "2026-07-03", False),
        ("2026-06-29", "2026-06-30", False),
    ],
)
@pytest.mark.parametrize("plus", ["+", "%2B"])
def test_slots_lie_wholly_within_the_period(start: str, end: str, inside: bool, plus: str) -> None:
    query = f"start=ge{start}&end=le{end}&_include=Slot:schedule".replace("+", plus)
    assert ("SLOT-034" not in broken(SLOT, SCHEDULE, ORGANISATION, query=query)) is inside


def test_a_slot_does_not_end_before_it_starts() -> None:
    backwards = altered(SLOT, lambda one: one.update(end="2026-07-01T08:50:00+01:00"))
    assert broken(backwards, SCHEDULE, ORGANISATION, query=WINDOW) == ["SLOT-034"]


@pytest.mark.parametrize(
    "query",
    ["start=2026-07-02", "start=gt2026-07-02", "start=gesoon", "start=ge2026-07-02&start=ge2026-07-03", "x=1"],
)
def test_a_period_that_cannot_be_told_binds_nothing(query: str) -> None:
    assert Asked.by(f"{ROOT}?{query}").start is None
    assert broken(SLOT, SCHEDULE, ORGANISATION, query=query) == []


def test_includes_are_read_encoded_or_not() -> None:
    for query in (PRACTITIONERS, PRACTITIONERS.replace(":", "%3A")):
        assert Asked.by(f"{ROOT}?{WINDOW}{query}").includes == {"practitioners"}
