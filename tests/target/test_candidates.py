"""People to register: who is free, who differs from PDS, who is a patient already."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.assurance.outcomes import Blocked, NotApplicable, UnmappedRole
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection, Endpoint
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec import edition
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.registration import DIFFERENCES, Candidates, as_candidate, differing, registered_patient
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata import RegistrationCandidate, TestData

JANE = RegistrationCandidate("verified", "9449305552", "Jackson", "Jane", "1952-05-31", "female")
JOHN = RegistrationCandidate("verified", "9449305560", "Jackson", "John", "1990-01-01", "male")
DATA = TestData(registration=(JANE, JOHN))


class PracticeConnection(Connection):
    """Answers Find a patient and Register a patient as a practice would; counts what it was asked."""

    def __init__(self, status: int = 200) -> None:
        super().__init__(Endpoint("https://provider.example/A1/STU3/1/gpconnect", "1"))
        self.status = status
        self.patients: set[str] = set()
        self.asked: list[str] = []

    def exchange(self, request: Request) -> Exchange:
        self.asked.append(request.interaction)
        if request.interaction == "register-a-patient":
            patient = json.loads(request.body)["parameter"][0]["resource"]
            self.patients.add(patient["identifier"][0]["value"])
            found = [patient]
        else:
            found = [_patient(one) for one in sorted(self.patients) if one in request.url]
        body = {"resourceType": "Bundle", "entry": [{"resource": {**one, "id": "9"}} for one in found]}
        response = Response(self.status, (("Content-Type", "application/fhir+json"),), json.dumps(body).encode())
        return Exchange(request, response, datetime.now(UTC), 1.0)


def _patient(nhs_number: str) -> dict[str, Any]:
    identifier = {"system": IDENTIFIER_SYSTEMS["nhs_number"], "value": nhs_number}
    return {"resourceType": "Patient", "identifier": [identifier]}


def consumer_of(connection: Connection) -> Consumer:
    return Consumer(connection, edition("1.2.7"), TargetSettings().identity)


def test_somebody_is_free_until_the_provider_has_taken_them() -> None:
    practice = PracticeConnection()
    candidates = Candidates(consumer_of(practice), DATA)
    assert candidates.free() == JANE
    assert candidates.free() == JANE
    candidates.use_up(JANE)
    assert candidates.free() == JOHN


def test_somebody_whom_an_earlier_run_registered_is_not_free() -> None:
    practice = PracticeConnection()
    practice.patients = {JANE.nhs_number}
    candidates = Candidates(consumer_of(practice), DATA)
    assert candidates.free() == JOHN
    assert candidates.free() == JOHN
    assert len(practice.asked) == 3, "what was found once is not asked again"


def test_nobody_left_is_not_applicable_and_says_what_to_do() -> None:
    practice = PracticeConnection()
    practice.patients = {JANE.nhs_number, JOHN.nhs_number}
    with pytest.raises(NotApplicable, match=r"all 2 .* more rows"):
        Candidates(consumer_of(practice), DATA).free()


def test_a_role_of_nobody_is_not_applicable() -> None:
    with pytest.raises(NotApplicable, match="inactive"):
        Candidates(consumer_of(PracticeConnection()), DATA).free("inactive")


def test_somebody_on_record_is_one_whose_row_says_under_which_logical_id() -> None:
    known = replace(JOHN, role="inactive", logical_id="17")
    data = TestData(registration=(replace(JANE, role="inactive"), known))
    assert Candidates(consumer_of(PracticeConnection()), data).free("inactive", on_record=True) == known
    unknown = TestData(registration=(replace(JANE, role="inactive"),))
    with pytest.raises(UnmappedRole, match=r"\[registration\] inactive: none of its rows says the logical_id"):
        Candidates(consumer_of(PracticeConnection()), unknown).free("inactive", on_record=True)


def test_a_withheld_patient_counts_as_unknown_and_a_failed_search_blocks() -> None:
    assert Candidates(consumer_of(PracticeConnection(404)), DATA).free() == JANE
    with pytest.raises(Blocked, match="find-a-patient"):
        Candidates(consumer_of(PracticeConnection(500)), DATA).free()


def test_one_patient_is_registered_for_all_who_need_one() -> None:
    practice = PracticeConnection()
    established = Prerequisites(consumer_of(practice), DATA)
    assert established.registered_patient() is established.registered_patient()
    assert practice.asked.count("register-a-patient") == 1
    assert established.candidates.free() == JOHN


def test_a_patient_of_an_earlier_run_serves_when_everybody_is_registered() -> None:
    practice = PracticeConnection()
    practice.patients = {JANE.nhs_number, JOHN.nhs_number}
    patient = Prerequisites(consumer_of(practice), DATA).registered_patient()
    assert patient["identifier"][0]["value"] == JANE.nhs_number
    assert "register-a-patient" not in practice.asked


def test_a_registration_that_fails_blocks() -> None:
    consumer = consumer_of(PracticeConnection(422))
    failed = consumer.send(consumer.draft("find-a-patient"))
    with pytest.raises(Blocked, match="register-a-patient"):
        registered_patient(failed)


@pytest.mark.parametrize("difference", DIFFERENCES)
@pytest.mark.parametrize("born", ["1952-05-31", "2004-02-29", "1904-02-29", "1990-01-30", "1970-03-01"])
def test_a_difference_alters_that_detail_alone(difference: str, born: str) -> None:
    jane = replace(JANE, birth_date=born)
    other = differing(jane, difference)
    changed = {name for name in ("family", "given", "birth_date") if getattr(other, name) != getattr(jane, name)}
    assert len(changed) == 1
    parts = zip(other.birth_date.split("-"), born.split("-"), strict=True)
    assert sum(one != part for one, part in parts) == (1 if difference.endswith("birth") else 0)
    assert other.nhs_number == jane.nhs_number


@pytest.mark.parametrize("family", ["Jackson", "Li", "Quyx", "qyx"])
def test_another_start_differs_in_the_first_three_characters_and_another_end_does_not(family: str) -> None:
    someone = replace(JANE, family=family, given="Quentin")
    assert differing(someone, "start of the family name").family[:3].casefold() != family[:3].casefold()
    assert differing(someone, "start of the given name").given[0] != "Q"
    assert differing(someone, "end of the family name").family.startswith(family)
    assert differing(someone, "end of the given name").given.startswith("Quentin")


def test_an_unknown_difference_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match="day of birth"):
        differing(JANE, "shoe size")


def test_a_patient_can_be_registered_again() -> None:
    patient = {
        **_patient("9449305552"),
        "name": [{"use": "usual"}, {"use": "official", "family": "Jackson", "given": ["Jane"]}],
        "birthDate": "1952-05-31",
        "gender": "female",
    }
    assert as_candidate(patient) == replace(JANE, role="registered")
    with pytest.raises(Blocked, match="birthDate"):
        as_candidate({**patient, "birthDate": None} | {"name": []})
