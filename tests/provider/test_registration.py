"""Register a patient."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from provider_caller import NHS_NUMBER, Caller, calling, found, refused
from registration_book import (
    PATIENT_PROFILE,
    Body,
    address,
    candidates,
    communication,
    parameters,
    patient,
    pds,
    phone,
    register,
    registered,
    registration,
    send,
)

from gpconnect.provider.parameters import check_digit
from gpconnect.provider.settings import Settings

Change = Callable[[Body], Any]
_EMAIL = {"system": "email", "value": "a@example.invalid", "use": "home"}


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    with calling(Settings(now=datetime(2026, 2, 3, 11, tzinfo=UTC))) as one:
        yield one


def test_the_least_that_can_be_sent_is_supplemented_by_pds(caller: Caller) -> None:
    person = candidates(caller, "verified")[0]
    response = register(caller, patient(person))
    (one,) = found(response)
    bundle = response.json()
    assert bundle["meta"]["profile"] == [
        "https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-Searchset-Bundle-1"
    ]
    assert response.headers["Cache-Control"] == "no-store"
    assert one["meta"] == {"versionId": "1", "profile": [PATIENT_PROFILE]}
    assert one["active"] is True
    identifier = one["identifier"][0]
    assert (identifier["system"], identifier["value"]) == (NHS_NUMBER, person["nhs_number"])
    assert identifier["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "01"
    known = pds(caller, person)
    for name in ("telecom", "gender", "address", "birthDate"):
        assert one[name] == known[name], name
    assert one["name"] == [{"use": "official", "family": person["family"], "given": [person["given"]]}]
    assert one["managingOrganization"] == {"reference": "Organization/organisation-14"}
    assert not one.keys() & {"maritalStatus", "multipleBirthBoolean", "generalPractitioner"}
    details = registration(one)
    assert details["registrationType"]["coding"][0]["code"] == "T"
    assert details["registrationPeriod"] == {
        "start": details["registrationPeriod"]["start"],
        "end": "2026-05-04T18:00:00+01:00",
    }
    assert details["registrationPeriod"]["start"].startswith("2026-02-03T11:0")
    assert found(caller.find_patient(person["nhs_number"])) == [one]


def test_what_was_sent_goes_before_what_pds_has(caller: Caller) -> None:
    person = candidates(caller, "verified")[0]
    sent = patient(
        person,
        gender="unknown",
        telecom=[phone("work"), phone("mobile", "07700900123"), phone("temp"), _EMAIL],
        address=[address("home"), address("temp", "2 Low Street")],
        extension=communication("fr"),
    )
    sent["name"][0] |= {"prefix": ["Dr"], "given": [person["given"], "Ann"], "text": "A text"}
    one = registered(caller, sent)
    assert one["gender"] == "unknown"
    assert one["name"] == sent["name"]
    end = {"end": "2026-05-04T18:00:00+01:00"}
    home = [each for each in pds(caller, person)["telecom"] if (each["system"], each["use"]) == ("phone", "home")]
    assert one["telecom"] == [*sent["telecom"][:2], {**phone("temp"), "period": end}, _EMAIL, *home]
    assert one["address"] == [address("home"), {**address("temp", "2 Low Street"), "period": end}]
    assert one["extension"][1:] == communication("fr")


def test_temporary_details_do_not_replace_those_of_pds(caller: Caller) -> None:
    person = candidates(caller, "verified")[0]
    one = registered(caller, patient(person, address=[address("temp")], telecom=[phone("temp")]))
    assert [each["use"] for each in one["address"]] == ["temp", "home"]
    assert [(each["system"], each["use"]) for each in one["telecom"]] == [
        ("phone", "temp"),
        ("phone", "home"),
        ("phone", "mobile"),
        ("email", "home"),
    ]


def test_other_names_besides_the_official_one(caller: Caller) -> None:
    sent = patient(candidates(caller, "verified")[0])
    sent["name"].insert(0, {"use": "nickname", "given": ["Kit"]})
    assert registered(caller, sent)["name"] == sent["name"]


@pytest.mark.parametrize("system", ["https://example.invalid/CodeSystem", None])
def test_what_the_consumer_says_of_the_verification_does_not_matter(caller: Caller, system: str | None) -> None:
    sent = patient(candidates(caller, "verified")[0])
    coding = {"code": "02", "display": "x"} | ({"system": system} if system else {})
    url = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSNumberVerificationStatus-1"
    sent["identifier"][0]["extension"] = [{"url": url, "valueCodeableConcept": {"coding": [coding]}}]
    status = registered(caller, sent)["identifier"][0]["extension"][0]["valueCodeableConcept"]["coding"][0]
    assert status["code"] == "01"


def test_two_parts_of_the_date_of_birth_and_the_names_are_enough(caller: Caller) -> None:
    person = candidates(caller, "partial_match")[0]
    assert registered(caller, patient(person))["birthDate"] == person["birth_date"]


def test_an_inactive_patient_comes_back_as_a_temporary_one(caller: Caller) -> None:
    person = candidates(caller, "inactive")[0]
    assert found(caller.find_patient(person["nhs_number"])) == []
    store = caller.provider.services.store
    before = store.one("SELECT * FROM patient WHERE nhs_number = ?", person["nhs_number"])
    assert before is not None
    one = registered(caller, patient(person, telecom=[phone("home")], extension=communication("pl")))
    assert one["id"] == before["id"]
    assert one["meta"]["versionId"] == str(before["version"] + 1)
    assert one["active"] is True
    assert one["telecom"][0] == phone("home")
    assert one["contact"]
    assert "generalPractitioner" not in one
    details = registration(one)
    assert details["registrationType"]["coding"][0]["code"] == "T"
    assert details["registrationPeriod"]["end"] == "2026-05-04T18:00:00+01:00"
    assert details["preferredBranchSurgery"] == {"reference": f"Location/{before['preferred_branch']}"}
    assert found(caller.find_patient(person["nhs_number"])) == [one]


def test_a_registered_patient_is_registered_once(caller: Caller) -> None:
    person = candidates(caller, "verified")[0]
    registered(caller, patient(person))
    refused(register(caller, patient(person)), 409, "DUPLICATE_REJECTED")


@pytest.mark.parametrize("role", ["registered", "temporary", "no_consent"])
def test_patients_of_the_practice_are_duplicates(caller: Caller, role: str) -> None:
    (one,) = found(caller.find_patient(caller.role("patients", role)))
    name = one["name"][0]
    sent = patient(
        {
            "nhs_number": one["identifier"][0]["value"],
            "family": name["family"],
            "given": name["given"][0],
            "birth_date": one["birthDate"],
        }
    )
    refused(register(caller, sent), 409, "DUPLICATE_REJECTED")


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("deceased", "INVALID_PATIENT_DEMOGRAPHICS"),
        ("sensitive", "INVALID_PATIENT_DEMOGRAPHICS"),
        ("not_on_pds", "INVALID_PATIENT_DEMOGRAPHICS"),
        ("invalid", "INVALID_NHS_NUMBER"),
        ("superseded", "INVALID_NHS_NUMBER"),
    ],
)
def test_people_whom_pds_does_not_allow(caller: Caller, role: str, code: str) -> None:
    person = candidates(caller, role)[0]
    refused(register(caller, patient(person)), 400, code)
    assert found(caller.find_patient(person["nhs_number"])) == []


def test_a_patient_who_is_deceased_at_the_practice_only(caller: Caller) -> None:
    person = candidates(caller, "deceased_at_provider")[0]
    refused(register(caller, patient(person)), 400, "INVALID_PATIENT_DEMOGRAPHICS")


@pytest.mark.parametrize(
    ("role", "status", "code"),
    [
        ("unverified_match", 409, "DUPLICATE_REJECTED"),
        ("unverified_mismatch", 400, "INVALID_PATIENT_DEMOGRAPHICS"),
    ],
)
def test_active_patients_who_were_never_traced(caller: Caller, role: str, status: int, code: str) -> None:
    person = candidates(caller, role, waiting=False)[0]
    refused(register(caller, patient(person)), status, code)


def test_an_unverified_record_of_the_practice_has_to_fit_pds_as_well(caller: Caller) -> None:
    person = candidates(caller, "inactive")[0]
    store = caller.provider.services.store
    number = person["nhs_number"]
    store.run("UPDATE patient SET verification = '02' WHERE nhs_number = ?", number)
    store.run(
        "UPDATE patient SET content = json_set(content, '$.birthDate', '1901-01-01') WHERE nhs_number = ?", number
    )
    refused(register(caller, patient(person)), 400, "INVALID_PATIENT_DEMOGRAPHICS")
    row = store.one("SELECT state FROM patient WHERE nhs_number = ?", number)
    assert row is not None
    assert row["state"] == "inactive"
    store.run("DELETE FROM patient WHERE nhs_number = ?", number)


def _in_name(**members: object) -> Change:
    return lambda body: body["name"][0].update(members)


def _with(**members: object) -> Change:
    return lambda body: body.update(members)


def _without(name: str) -> Change:
    return lambda body: body.pop(name)


INVALID: dict[str, Change] = {
    "another resource type": _with(resourceType="Practitioner"),
    "no profile": lambda body: body["meta"].pop("profile"),
    "no identifier": _without("identifier"),
    "an identifier without system": lambda body: body["identifier"][0].pop("system"),
    "an identifier without value": lambda body: body["identifier"][0].pop("value"),
    "another identifier": lambda body: body["identifier"].append(
        {"system": "https://example.invalid", "value": "1"}
    ),
    "two NHS numbers": lambda body: body["identifier"].append(dict(body["identifier"][0])),
    "no name": _without("name"),
    "no official name": _in_name(use="usual"),
    "two official names": lambda body: body["name"].append(dict(body["name"][0])),
    "no family name": lambda body: body["name"][0].pop("family"),
    "no given name": lambda body: body["name"][0].pop("given"),
    "a period of the name": _in_name(period={"start": "2020-01-01"}),
    "no date of birth": _without("birthDate"),
    "a year of birth": _with(birthDate="1980"),
    "a day that does not exist": _with(birthDate="1981-02-29"),
    "a gender that does not exist": _with(gender="x"),
    "two home addresses": _with(address=[address("home"), address("home", "2 Low Street")]),
    "two temporary addresses": _with(address=[address("temp"), address("temp", "2 Low Street")]),
    "a work address": _with(address=[address("work")]),
    "an old address": _with(address=[address("old")]),
    "an address without use": _with(address=[{"city": "Leeds"}]),
    "a period of the address": _with(address=[address("home") | {"period": {"start": "2020-01-01"}}]),
    "two home telephones": _with(telecom=[phone("home"), phone("home", "01134960001")]),
    "two work telephones": _with(telecom=[phone("work"), phone("work", "01134960001")]),
    "two mobile telephones": _with(telecom=[phone("mobile"), phone("mobile", "07700900123")]),
    "two temporary telephones": _with(telecom=[phone("temp"), phone("temp", "01134960001")]),
    "two email addresses": _with(telecom=[_EMAIL, _EMAIL | {"use": "work"}]),
    "an old telephone": _with(telecom=[phone("old")]),
    "a telephone without use": _with(telecom=[{"system": "phone", "value": "01134960000"}]),
    "a fax number": _with(telecom=[{"system": "fax", "value": "01134960000", "use": "home"}]),
    "a telephone without number": _with(telecom=[{"system": "phone", "use": "home"}]),
    "two languages": _with(extension=communication("fr", "pl")),
    "another extension": _with(extension=[{"url": "http://hl7.org/fhir/StructureDefinition/birthPlace"}]),
    "active": _with(active=True),
    "deceased": _with(deceasedDateTime="2020-01-01"),
    "marital status": _with(maritalStatus={"text": "Married"}),
    "multiple birth": _with(multipleBirthBoolean=True),
    "a photo": _with(photo=[{"title": "x"}]),
    "a contact": _with(contact=[{"relationship": [{"text": "Carer"}]}]),
    "an animal": _with(animal={"species": {"text": "Cat"}}),
    "communication": _with(communication=[{"language": {"text": "French"}}]),
    "a general practitioner": _with(generalPractitioner=[{"reference": "Practitioner/practitioner-1"}]),
    "a managing organisation": _with(managingOrganization={"reference": "Organization/organisation-14"}),
    "a link": _with(link=[{"other": {"reference": "Patient/1"}, "type": "seealso"}]),
    "something that FHIR does not have": _with(colour="red"),
}


@pytest.mark.parametrize("name", INVALID)
def test_invalid_patients(caller: Caller, name: str) -> None:
    person = candidates(caller, "verified")[0]
    sent = patient(person)
    INVALID[name](sent)
    refused(register(caller, sent), 422, "INVALID_RESOURCE")
    assert found(caller.find_patient(person["nhs_number"])) == []


@pytest.mark.parametrize(
    "change",
    [
        _with(resourceType="Bundle"),
        _with(parameter=[]),
        _without("parameter"),
        lambda body: body["parameter"].append(body["parameter"][0]),
        lambda body: body["parameter"].append({"name": "other", "valueString": "x"}),
        lambda body: body["parameter"][0].update(name="registerpatient"),
        lambda body: body["parameter"][0].update(valueString="x"),
        lambda body: body["parameter"][0].pop("resource"),
        lambda body: body.update(parameter="x"),
        _with(entry=[]),
    ],
)
def test_invalid_parameters(caller: Caller, change: Change) -> None:
    body = parameters(patient(candidates(caller, "verified")[0]))
    change(body)
    refused(send(caller, body), 422, "INVALID_RESOURCE")


def test_nhs_numbers_with_a_wrong_check_digit(caller: Caller) -> None:
    person = candidates(caller, "verified")[0]
    number = person["nhs_number"]
    wrong = number[:-1] + str((check_digit(number[:-1]) + 1) % 10)
    for value in (wrong, number[:-1], "ABCDEFGHIJ"):
        refused(register(caller, patient(person | {"nhs_number": value})), 400, "INVALID_NHS_NUMBER")


def test_demographics_that_pds_does_not_have(caller: Caller) -> None:
    refused(register(caller, patient(candidates(caller, "mismatch")[0])), 400, "INVALID_PATIENT_DEMOGRAPHICS")
    near = patient(candidates(caller, "partial_match")[0])
    near["name"][0]["family"] = "Zzz"
    refused(register(caller, near), 400, "INVALID_PATIENT_DEMOGRAPHICS")


def test_xml(caller: Caller) -> None:
    from gpconnect.provider.xml_format import from_xml, to_xml

    person = candidates(caller, "verified")[0]
    body = to_xml(parameters(patient(person, telecom=[phone("home")], extension=communication("fr"))))
    response = send(caller, body, Content_Type="application/fhir+xml")
    assert response.status_code == 200, response.text
    bundle = from_xml(response.content)
    assert bundle["entry"][0]["resource"]["telecom"][0] == phone("home")


def test_of_ten_registrations_at_once_one_wins(caller: Caller) -> None:
    body = parameters(patient(candidates(caller, "verified")[0]))

    def one(_: int) -> int:
        with httpx.Client(trust_env=False) as http:
            return send(Caller(caller.provider, http), body).status_code

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(one, range(10))) == [200] + [409] * 9
