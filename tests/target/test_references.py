"""References, followed through a provider that knows few resources."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Endpoint
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import edition
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS
from gpconnect.target.practice import (
    judge_managed_by_practice,
    judge_preferred_branch_surgery,
    judge_slots_of_practice,
    judge_surgery_of_practice,
)
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.references import References, split_reference
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata import TestData

ODS = IDENTIFIER_SYSTEMS["ods_organisation"]
KNOWN = {
    "Organization/14": {
        "resourceType": "Organization",
        "id": "14",
        "identifier": [{"system": ODS, "value": "A20047"}],
    },
    "Organization/15": {
        "resourceType": "Organization",
        "id": "15",
        "identifier": [{"system": ODS, "value": "B82617"}],
    },
    "Organization/16": {
        "resourceType": "Organization",
        "id": "16",
        "identifier": [{"system": ODS, "value": "C81001"}],
        "type": [{"coding": [{"system": CODE_SYSTEMS["organisation_type"], "code": "gp-practice"}]}],
    },
    **{
        f"Location/of-{manager}": {
            "resourceType": "Location",
            "id": f"of-{manager}",
            "managingOrganization": {"reference": f"Organization/{manager}"},
        }
        for manager in (14, 15, 16, 99)
    },
    **{
        f"Location/{logical_id}": {"resourceType": "Location", "id": logical_id, **elements}
        for logical_id, elements in {
            "17": {"managingOrganization": {"reference": "Organization/14"}},
            "18": {"managingOrganization": {"reference": "Organization/15"}},
            "19": {},
            "20": {"managingOrganization": {"display": "The practice"}},
        }.items()
    },
}


class SmallConnection:
    """A connection to a provider that holds ``KNOWN``; counts what is asked of it."""

    def __init__(self) -> None:
        self.endpoint = Endpoint("https://p.example/A20047/STU3/1/gpconnect", "918999198993")
        self.asked: list[str] = []

    def exchange(self, request: Request) -> Exchange:
        path = request.url.removeprefix(f"{self.endpoint.root}/")
        self.asked.append(path)
        body: Any = KNOWN.get(path)
        if path.startswith("Organization?"):
            body = {"resourceType": "Bundle", "entry": [{"resource": KNOWN["Organization/14"]}]}
        headers = [("Content-Type", "application/fhir+json")]
        response = Response(200 if body else 404, headers, json.dumps(body or {}).encode())
        return Exchange(request, response, datetime.now(UTC), 1.0)


@pytest.fixture
def connection() -> SmallConnection:
    return SmallConnection()


@pytest.fixture
def established(connection: SmallConnection) -> Prerequisites:
    data = TestData(organisations={"practice": "A20047"}, locations={"practice": "17"})
    consumer = Consumer(connection, edition("1.2.7"), TargetSettings().identity)  # type: ignore[arg-type]
    return Prerequisites(consumer, data)


def patient(manager: str = "Organization/14", surgery: str = "Location/17") -> dict[str, Any]:
    preferred = {"url": "preferredBranchSurgery", "valueReference": {"reference": surgery}}
    return {
        "resourceType": "Patient",
        "extension": [{"url": EXTENSIONS["registration_details"], "extension": [preferred]}],
        "managingOrganization": {"reference": manager},
    }


def test_references_that_lead_somewhere_are_no_problem(established: Prerequisites) -> None:
    assert References(established).judge("RES-006", "Patient", patient()).findings == []


def test_a_dangling_reference_is_found_where_it_stands(established: Prerequisites) -> None:
    found = References(established).judge("RES-006", "Patient", patient(surgery="Location/99")).findings
    assert [one.where for one in found] == ["Patient.extension[0].extension[0].valueReference.reference"]
    assert "404" in found[0].actual


def test_what_was_read_once_is_not_read_again(established: Prerequisites, connection: SmallConnection) -> None:
    for _ in range(3):
        References(established).follow("Organization/15")
    assert connection.asked.count("Organization/15") == 1


def test_types_that_cannot_be_read_are_not_followed(established: Prerequisites) -> None:
    slot = {"schedule": {"reference": "Schedule/1"}}
    assert References(established).judge("RES-006", "Slot", slot).findings == []
    with pytest.raises(LookupError, match="Schedule"):
        References(established).follow("Schedule/1")


def test_the_managing_organisation_is_the_practice(established: Prerequisites) -> None:
    assert judge_managed_by_practice(established, "FPAT-021", "Patient", patient()).findings == []


@pytest.mark.parametrize("manager", ["Organization/15", "Organization/99"])
def test_another_managing_organisation_fails(established: Prerequisites, manager: str) -> None:
    found = judge_managed_by_practice(established, "FPAT-021", "Patient", patient(manager)).findings
    assert [(one.where, one.fails) for one in found] == [("Patient.managingOrganization.reference", True)]


@pytest.mark.parametrize(
    ("places", "fails"),
    [
        (["of-14"], []),
        (["of-14", "of-15"], [False]),
        (["of-16", "of-14"], [True]),
        (["17", "of-99", "nowhere"], []),
    ],
    ids=["of the practice", "of an organisation", "of another practice", "of nobody who can be read"],
)
def test_slots_are_held_at_places_of_the_practice(
    established: Prerequisites, places: list[str], fails: list[bool]
) -> None:
    schedules = [{"resourceType": "Schedule", "actor": [{"reference": f"Location/{one}"}]} for one in places]
    searchset = {"resourceType": "Bundle", "entry": [{"resource": one} for one in schedules]}
    findings = judge_slots_of_practice(established, "SLOT-060", searchset).findings
    assert [one.fails for one in findings] == fails


@pytest.mark.parametrize("changes", [{"extension": []}, {"extension": [], "managingOrganization": {}}])
def test_a_missing_reference_fails(established: Prerequisites, changes: dict[str, Any]) -> None:
    without = {**patient(), **changes}
    assert judge_preferred_branch_surgery(established, "FPAT-019", "Patient", without).findings
    if "managingOrganization" in changes:
        assert judge_managed_by_practice(established, "FPAT-021", "Patient", without).findings


def test_the_preferred_branch_surgery_can_be_read(established: Prerequisites) -> None:
    assert judge_preferred_branch_surgery(established, "FPAT-019", "Patient", patient()).findings == []
    dangling = judge_preferred_branch_surgery(established, "FPAT-019", "Patient", patient(surgery="Location/99"))
    assert [one.fails for one in dangling.findings] == [True]


def test_the_preferred_branch_surgery_is_one_of_the_practice(established: Prerequisites) -> None:
    assert judge_surgery_of_practice(established, "Patient", patient()).findings == []
    for surgery in ("Location/18", "Location/19"):
        (found,) = judge_surgery_of_practice(established, "Patient", patient(surgery=surgery)).findings
        assert (found.requirement, found.fails) == ("BRA-001", True)
        assert found.where == "Patient.extension[0].extension[0].valueReference.reference"


def test_a_surgery_whose_manager_cannot_be_told_is_not_judged(established: Prerequisites) -> None:
    assert judge_surgery_of_practice(established, "Patient", patient(surgery="Location/20")).findings == []
    with pytest.raises(NotApplicable):
        judge_surgery_of_practice(established, "Patient", patient(surgery="Location/99"))


def test_a_reference_is_split_into_type_and_id() -> None:
    assert split_reference("Patient/2/_history/7") == ("Patient", "2")
