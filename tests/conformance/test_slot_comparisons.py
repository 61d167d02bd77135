"""Slots found against slots expected, and what a search names against what reading it returns."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.conformance import slot_sets
from gpconnect.conformance.rule import Judgement
from gpconnect.conformance.slot_references import (
    named_ids,
    organisation_problems,
    population_problems,
    reading_problems,
)
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec.vocabulary import EXTENSIONS

Resource = dict[str, Any]
SEARCH = "search-for-free-slots"


def answer(body: Resource, status: int = 200) -> Exchange:
    headers = [("Content-Type", "application/fhir+json;charset=utf-8"), ("Cache-Control", "no-store")]
    request = Request(SEARCH, "GET", "https://provider.example/Slot?_include=Slot:schedule", [])
    return Exchange(request, Response(status, headers, json.dumps(body).encode()), datetime.now(UTC), 1.0)


def searchset(*resources: Resource) -> Resource:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def found(*logical_ids: str) -> Exchange:
    return answer(searchset(*({"resourceType": "Slot", "id": one} for one in logical_ids)))


def places_of(judgement: Judgement) -> list[tuple[str, str]]:
    ours = [one for one in judgement.findings if one.requirement == "SLOT-035"]
    return [(one.expected, one.actual) for one in ours]


@pytest.mark.parametrize(
    ("judge", "good", "bad"),
    [
        (slot_sets.judge_same, {"a", "b"}, {"a"}),
        (slot_sets.judge_same, {"a", "b"}, {"a", "b", "c"}),
        (slot_sets.judge_all, {"a"}, {"c"}),
        (slot_sets.judge_more, {"a"}, {"a", "b"}),
        (slot_sets.judge_more, {"b"}, {"c"}),
        (slot_sets.judge_none_of, {"c"}, {"b"}),
    ],
)
def test_slots_are_compared_with_those_known(
    judge: Callable[[Exchange, set[str], str], Judgement], good: set[str], bad: set[str]
) -> None:
    assert places_of(judge(found("a", "b"), good, "SLOT-035")) == []
    assert places_of(judge(found("a", "b"), bad, "SLOT-035")) != []


def test_a_finding_names_the_slots_that_are_missing() -> None:
    (problem,) = places_of(slot_sets.judge_all(found("a"), {"a", "b", "c"}, "SLOT-035"))
    assert problem == ("Slot/b, Slot/c, as found before", "absent")


def test_many_slots_are_counted() -> None:
    many = {f"slot-{number}" for number in range(15)}
    ((expected, _),) = places_of(slot_sets.judge_all(found(), many, "SLOT-035"))
    assert expected.count("Slot/") == slot_sets.NAMED
    assert "and 5 more" in expected


def test_no_slot_at_all_is_no_free_slot() -> None:
    assert places_of(slot_sets.judge_some(found(), "SLOT-035")) == [("at least one Slot", "none")]
    assert places_of(slot_sets.judge_some(found("a"), "SLOT-035")) == []


def test_an_empty_searchset_holds_nothing() -> None:
    nothing = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    assert slot_sets.judge_empty(answer(nothing), "SLOT-048").findings == []
    left = answer(searchset({"resourceType": "Organization", "id": "1"}))
    assert "Organization/1" in [one.actual for one in slot_sets.judge_empty(left, "SLOT-048").findings]


def test_one_schedule_at_least_is_described_where_the_practice_describes_one() -> None:
    described = SCHEDULE | {"serviceCategory": {"text": "Evening surgery"}}
    judge = slot_sets.judge_described
    assert judge(answer(searchset(SCHEDULE, described)), "Morning surgery", "SLOT-055").findings == []
    (finding,) = judge(answer(searchset(SCHEDULE)), "Morning surgery", "SLOT-055").findings
    assert finding.requirement == "SLOT-055"
    assert "Morning surgery" in finding.expected


def test_a_refused_search_is_one_finding() -> None:
    refused = answer({"resourceType": "OperationOutcome"}, status=422)
    (finding,) = slot_sets.judge_same(refused, {"a"}, "SLOT-035").findings
    assert finding.where == "status"


SCHEDULE = {"resourceType": "Schedule", "id": "s", "actor": [{"reference": "Location/l"}]}
LOCATION = {
    "resourceType": "Location",
    "id": "l",
    "meta": {"versionId": "1"},
    "managingOrganization": {"reference": "Organization/o"},
}


def reading(body: Resource) -> Callable[[str], tuple[str, Resource]]:
    return lambda reference: (f"GET {reference}", body)


def test_what_the_searchset_names_or_holds_is_listed_once() -> None:
    assert named_ids(searchset(SCHEDULE, SCHEDULE, LOCATION, LOCATION | {"id": "m"}), "Location") == ["l", "m"]


@pytest.mark.parametrize("held", [searchset(SCHEDULE), searchset(SCHEDULE, LOCATION)])
def test_reading_returns_what_the_searchset_has(held: Resource) -> None:
    assert list(reading_problems(held, "Location", reading(LOCATION))) == []


@pytest.mark.parametrize("returned", [{}, LOCATION | {"id": "other"}, LOCATION | {"meta": {"versionId": "2"}}])
def test_reading_returns_something_else(returned: Resource) -> None:
    problems = list(reading_problems(searchset(SCHEDULE, LOCATION), "Location", reading(returned)))
    assert len(problems) == 1


def test_reading_returns_other_content_under_the_same_version() -> None:
    held, named = searchset(SCHEDULE, LOCATION | {"name": "Main Surgery"}), LOCATION | {"name": "Another"}
    (problem,) = reading_problems(held, "Location", reading(named))
    assert (problem.where, problem.also) == ("Bundle.entry[1].resource.name", ("FHIR-016",))
    assert list(reading_problems(held, "Location", reading(LOCATION))) == []


def test_the_organisation_that_manages_a_location_is_there() -> None:
    organisation = {"resourceType": "Organization", "id": "o"}
    assert list(organisation_problems(searchset(SCHEDULE, organisation), reading(LOCATION))) == []
    assert len(list(organisation_problems(searchset(SCHEDULE), reading(LOCATION)))) == 1


PHONE = {"system": "phone", "value": "01130000001", "use": "work"}
EMAIL = {"system": "email", "value": "surgery@example.invalid", "use": "work"}
SURGERY = LOCATION | {"name": "Surgery", "telecom": [PHONE, EMAIL], "description": "by the church"}


def lacking(held: Resource, read: Resource) -> list[tuple[str, str]]:
    problems = population_problems(searchset(held), held["resourceType"], reading(read))
    return [(one.where, one.actual) for one in problems]


@pytest.mark.parametrize(
    "held",
    [
        SURGERY,
        SURGERY | {"telecom": [{"id": "1", **EMAIL}, PHONE]},
        {name: value for name, value in SURGERY.items() if name != "description"},
        SURGERY | {"address": {"city": "Leeds"}},
        SURGERY | {"meta": {"versionId": "0"}, "telecom": []},
    ],
    ids=["the same", "in another order", "not named by the page", "more", "another version"],
)
def test_a_search_returns_all_that_reading_returns(held: Resource) -> None:
    assert lacking(held, SURGERY) == []


@pytest.mark.parametrize(
    ("telecom", "actual"),
    [
        ({}, "absent"),
        ({"telecom": [PHONE]}, "not all of it: system, use, value"),
        ({"telecom": [PHONE, EMAIL | {"value": "other@example.invalid"}]}, "not all of it: value"),
        ({"telecom": "nonsense"}, "not all of it: system, use, value"),
    ],
)
def test_a_search_returns_less_than_reading(telecom: Resource, actual: str) -> None:
    held = {name: value for name, value in SURGERY.items() if name != "telecom"} | telecom
    assert lacking(held, SURGERY) == [("Bundle.entry[0].resource.telecom", actual)]


def test_languages_of_practitioners_are_compared_and_other_extensions_are_not() -> None:
    bare = {"resourceType": "Practitioner", "id": "p", "meta": {"versionId": "1"}, "gender": "female"}
    language = {"url": EXTENSIONS["nhs_communication"], "extension": [{"url": "language"}]}
    other = {"url": "https://example.invalid/extension", "valueBoolean": True}
    assert lacking(bare, bare | {"extension": [other]}) == []
    ((where, actual),) = lacking(bare, bare | {"extension": [language, other]})
    assert EXTENSIONS["nhs_communication"] in where
    assert actual == "absent"
    assert lacking(bare | {"gender": "male"}, bare) == [
        ("Bundle.entry[0].resource.gender", "not all of it: another value")
    ]
