"""Patients: finding and reading them."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance.judge import judge_success
from gpconnect.conformance.reading import judge_agreement
from gpconnect.conformance.rule import Judgement
from gpconnect.conformance.rules.patient import is_marked_as_verified
from gpconnect.conformance.searches import returned
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.identifier_search import adding_identifier
from gpconnect.target.practice import (
    judge_managed_by_practice,
    judge_preferred_branch_surgery,
    judge_surgery_of_practice,
)
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.requests import TypicalRequests

MARKED_AS_VERIFIED = "FPAT-037"


@given(parsers.parse('the patient in the role "{role}"'), target_fixture="patient")
def the_patient(established: Prerequisites, role: str) -> Resource:
    return established.patient(role)


@given(parsers.parse("registered patient {number:d}"), target_fixture="patient")
def registered_patient(established: Prerequisites, number: int) -> Resource:
    return established.patient("registered", number - 1)


@given(parsers.parse('a search for the patient in the role "{role}"'), target_fixture="draft")
def search_for_patient(typical: TypicalRequests, established: Prerequisites, role: str) -> Draft:
    return typical.find("find-a-patient", "nhs_number", established.data.nhs_number(role))


@given(parsers.parse("a search for registered patient {number:d}"), target_fixture="draft")
def search_for_registered(typical: TypicalRequests, established: Prerequisites, number: int) -> Draft:
    return typical.find("find-a-patient", "nhs_number", established.data.nhs_number("registered", number - 1))


@given(parsers.parse("registered patient {number:d} is searched for as well"), target_fixture="draft")
def search_for_two(draft: Draft, established: Prerequisites, number: int) -> Draft:
    return adding_identifier(draft, established.data.nhs_number("registered", number - 1))


@given(
    parsers.parse('a read of the patient whom no search returns, in the role "{role}"'),
    target_fixture="draft",
)
def read_hidden(consumer: Consumer, established: Prerequisites, role: str) -> Draft:
    return consumer.draft("read-a-patient", logical_id=established.data.code("patient_ids", role))


@when("the consumer reads the patient", target_fixture="exchange")
def read(consumer: Consumer, patient: Resource) -> Exchange:
    return consumer.send(consumer.draft("read-a-patient", logical_id=patient["id"]))


@then("the provider returns a conformant Patient")
def returns_patient(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Patient"))


@then("the patient's managing organisation is the practice")
def managed_by_practice(exchange: Exchange, verdict: Verdict, established: Prerequisites) -> None:
    for at, patient in returned(exchange):
        verdict.deliver(judge_managed_by_practice(established, verdict.main_requirement, at, patient))


@then("the patient's preferred branch surgery can be read")
def has_surgery(exchange: Exchange, verdict: Verdict, established: Prerequisites) -> None:
    for at, patient in returned(exchange):
        verdict.deliver(judge_preferred_branch_surgery(established, verdict.main_requirement, at, patient))


@then("the patient's preferred branch surgery is a surgery of the practice")
def has_surgery_of_practice(exchange: Exchange, verdict: Verdict, established: Prerequisites) -> None:
    for at, patient in returned(exchange):
        verdict.deliver(judge_surgery_of_practice(established, at, patient))


@then("the patient's NHS number is marked as verified")
def marked_as_verified(exchange: Exchange, verdict: Verdict) -> None:
    judgement = Judgement()
    for at, patient in returned(exchange):
        judgement.add(MARKED_AS_VERIFIED, is_marked_as_verified(patient), at)
    verdict.deliver(judgement)


@then("the patient read is the version that was found")
def is_version_found(exchange: Exchange, verdict: Verdict, patient: Resource) -> None:
    verdict.deliver(judge_agreement(exchange, verdict.main_requirement, patient))
