"""Registrations: people whom the consumer registers, with correct and with faulty requests."""

from functools import reduce

import pytest
from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import registration as judging
from gpconnect.conformance.judge import judge_refusal, judge_status, judge_success, resource_of
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.registration_body import minimal_registration, registration_with, typical_registration
from gpconnect.consumer.registration_faults import RAW_BODIES, faulty
from gpconnect.target import formats
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.registration import active_patients, as_candidate, differing, find, registered_patient
from gpconnect.target.testdata import RegistrationCandidate

KEY = "register-a-patient"


@pytest.fixture
def person(patient: Resource) -> RegistrationCandidate:
    """The person to register: the patient of the scenario, unless a step chooses somebody else."""
    return as_candidate(patient)


@pytest.fixture
def registration(person: RegistrationCandidate) -> Resource:
    """The body that registers the person, until a step alters it."""
    return typical_registration(person)


@given("somebody whom PDS verifies", target_fixture="person")
def somebody_verified(established: Prerequisites) -> RegistrationCandidate:
    return established.candidates.free()


@given(parsers.parse('somebody who can be registered in the role "{role}"'), target_fixture="person")
def somebody_to_register(established: Prerequisites, role: str) -> RegistrationCandidate:
    return established.candidates.free(role)


@given(
    parsers.parse('somebody who can be registered in the role "{role}", of whom the practice has a known record'),
    target_fixture="person",
)
def somebody_on_record(established: Prerequisites, role: str) -> RegistrationCandidate:
    return established.candidates.free(role, on_record=True)


@given(parsers.parse('somebody in the registration role "{role}"'), target_fixture="person")
def somebody_in_role(established: Prerequisites, role: str) -> RegistrationCandidate:
    return established.data.candidates(role)[0]


@given("a patient whom the consumer has registered", target_fixture="patient")
def a_registered_patient(established: Prerequisites) -> Resource:
    return established.registered_patient()


@given(parsers.parse("the registration differs from PDS in the {differences}"), target_fixture="person")
def differing_from_pds(person: RegistrationCandidate, differences: str) -> RegistrationCandidate:
    return reduce(differing, differences.split(" and the "), person)


@given("the registration holds the minimum alone", target_fixture="registration")
def holding_the_minimum(person: RegistrationCandidate) -> Resource:
    return minimal_registration(person)


@given(parsers.parse("the registration holds the minimum and {contents}"), target_fixture="registration")
def holding(person: RegistrationCandidate, contents: str) -> Resource:
    return registration_with(person, *contents.split(", "))


@given(parsers.parse("the registration has {fault}"), target_fixture="registration")
def with_fault(registration: Resource, person: RegistrationCandidate, fault: str) -> Resource:
    return faulty(registration, person, fault)


@given("the request that registers them", target_fixture="draft")
def request_to_register(consumer: Consumer, registration: Resource) -> Draft:
    return consumer.draft(KEY, body=registration)


@given(parsers.parse("the body of the request is {kind}"), target_fixture="draft")
def with_raw_body(draft: Draft, kind: str) -> Draft:
    return draft.with_body(RAW_BODIES[kind](draft.body))


@given(parsers.parse('the request is sent to "{path}"'), target_fixture="draft")
def with_path(draft: Draft, path: str) -> Draft:
    return draft.with_path(path)


@when("the consumer registers them", target_fixture="exchange")
def register(
    consumer: Consumer, established: Prerequisites, person: RegistrationCandidate, registration: Resource
) -> Exchange:
    exchange = consumer.send(consumer.draft(KEY, body=registration))
    if exchange.status == 200:
        established.candidates.use_up(person)
    return exchange


@when("the consumer registers them in XML", target_fixture="exchange")
def register_in_xml(
    consumer: Consumer, established: Prerequisites, person: RegistrationCandidate, registration: Resource
) -> Exchange:
    exchange = consumer.send(formats.in_xml(consumer.draft(KEY, body=registration)))
    if exchange.status == 200:
        established.candidates.use_up(person)
    return exchange


@when("the consumer finds them by NHS number", target_fixture="exchange")
def find_them(consumer: Consumer, person: RegistrationCandidate) -> Exchange:
    return find(consumer, person.nhs_number)


@then("the provider registers them")
def registers(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_registration(exchange, verdict.main_requirement))


@then("the registered patient is that person")
def is_that_person(exchange: Exchange, person: RegistrationCandidate, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_person(registered_patient(exchange), person))


@then("the registration begins today")
def begins_today(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_begins_now(registered_patient(exchange)))


@then("the registration was read as UTF-8")
def read_as_utf8(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_read_as_utf8(exchange, registered_patient(exchange)))


@then("what the registration left out comes from PDS")
def comes_from_pds(exchange: Exchange, person: RegistrationCandidate, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_supplemented(registered_patient(exchange), person.gender, person.postcode))


@then("the record is the one that the practice had")
def is_that_record(exchange: Exchange, person: RegistrationCandidate, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_reactivated(registered_patient(exchange), person.logical_id))


@then(parsers.parse("the provider either registers them or refuses it as {situation}"))
def registers_or_refuses(exchange: Exchange, situation: str, verdict: Verdict) -> None:
    if exchange.status == 200:
        verdict.deliver(judging.judge_registration(exchange, verdict.main_requirement))
    else:
        verdict.deliver(judge_refusal(exchange, situation, verdict.main_requirement))


@then("the diagnostics say what is invalid")
def diagnostics(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_diagnostics(exchange))


@then("nobody has been registered")
def nobody_registered(consumer: Consumer, person: RegistrationCandidate, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_nobody_registered(active_patients(find(consumer, person.nhs_number))))


@then("a refusal has registered nobody")
def refusal_registered_nobody(
    exchange: Exchange, consumer: Consumer, person: RegistrationCandidate, verdict: Verdict
) -> None:
    found = active_patients(find(consumer, person.nhs_number))
    if exchange.status == 200:
        verdict.deliver(judging.judge_same_record(registered_patient(exchange), found))
    else:
        verdict.deliver(judging.judge_nobody_registered(found))


@then("the patient's record is as it was")
def unchanged(consumer: Consumer, patient: Resource, person: RegistrationCandidate, verdict: Verdict) -> None:
    found = active_patients(find(consumer, person.nhs_number))
    verdict.deliver(judging.judge_unchanged(patient, found))


@then("the provider finds that record alone")
def finds_record(exchange: Exchange, patient: Resource, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Bundle"))
    verdict.deliver(judging.judge_same_record(patient, active_patients(exchange)))


@then("the provider returns that record")
def returns_record(exchange: Exchange, patient: Resource, verdict: Verdict) -> None:
    verdict.deliver(judge_success(exchange, verdict.main_requirement, resource="Patient"))
    verdict.deliver(judging.judge_same_record(patient, [resource_of(exchange)]))


@then("the registered patient can be found by NHS number")
def can_be_found(exchange: Exchange, consumer: Consumer, person: RegistrationCandidate, verdict: Verdict) -> None:
    found = active_patients(find(consumer, person.nhs_number))
    verdict.deliver(judging.judge_same_record(registered_patient(exchange), found))


@then("the registered patient can be read by logical ID")
def can_be_read(exchange: Exchange, consumer: Consumer, verdict: Verdict) -> None:
    patient = registered_patient(exchange)
    read = consumer.send(consumer.draft("read-a-patient", logical_id=patient["id"]))
    judgement = judge_status(read, judging.THE_RECORD, 200)
    verdict.deliver(judgement if judgement.findings else judging.judge_same_record(patient, [resource_of(read)]))
