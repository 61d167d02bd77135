"""Races: requests for one thing that are released at one instant, and what has to become of them and of it."""

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.shown import Evidence
from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import judge_race as judging
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.race import Race
from gpconnect.consumer.client import Consumer
from gpconnect.target import held_appointments as held
from gpconnect.target.appointments import BOOK
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.races import RacePlan, RacePlanner
from gpconnect.target.registration import active_patients, find
from gpconnect.target.starting_line import StartingLine
from gpconnect.target.testdata import RegistrationCandidate


@given(parsers.parse("{count:d} bookings of one free slot, for two patients in turn"), target_fixture="plan")
def bookings_of_one_slot(race_planner: RacePlanner, count: int) -> RacePlan:
    return race_planner.bookings_of_one_slot(count)


@given(
    parsers.parse("{count:d} bookings of the first two and of the last two of three adjacent free slots, in turn"),
    target_fixture="plan",
)
def overlapping_bookings(race_planner: RacePlanner, count: int) -> RacePlan:
    return race_planner.overlapping_bookings(count)


@given(parsers.parse("{count:d} amendments of it that quote one version"), target_fixture="plan")
def amendments(race_planner: RacePlanner, appointment: Resource, count: int) -> RacePlan:
    return race_planner.amendments(appointment, count)


@given(
    parsers.parse("{count:d} amendments and cancellations of it, in turn, that quote one version"),
    target_fixture="plan",
)
def amendments_and_cancellations(race_planner: RacePlanner, appointment: Resource, count: int) -> RacePlan:
    return race_planner.amendments_and_cancellations(appointment, count)


@given(
    parsers.parse("the cancellation of an appointment booked just now, and {count:d} bookings of its slot"),
    target_fixture="plan",
)
def cancellation_and_bookings(race_planner: RacePlanner, count: int) -> RacePlan:
    return race_planner.cancellation_and_bookings(count)


@given(parsers.parse("{count:d} registrations of them"), target_fixture="plan")
def registrations(race_planner: RacePlanner, person: RegistrationCandidate, count: int) -> RacePlan:
    return race_planner.registrations(person, count)


@when("their consumers send them at one instant", target_fixture="race")
def send_at_one_instant(
    starting_line: StartingLine, consumer: Consumer, plan: RacePlan, evidence: Evidence
) -> Race:
    race = starting_line.race(consumer, plan.drafts)
    if plan.is_lost_to_others(race, consumer):
        evidence.show("a race that somebody else won", race.timeline())
        plan.for_other_slots()
        race = starting_line.race(consumer, plan.drafts)
    evidence.show("timeline of the race", race.timeline())
    return race


@then(parsers.parse("one succeeds, and every other is refused as {situation}"))
def one_succeeds(race: Race, situation: str, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_one_succeeds(race, verdict.main_requirement, situation))


@then("the cancellation succeeds")
def cancellation_succeeds(race: Race, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_all_succeed(race.of(held.CANCEL), verdict.main_requirement))


@then(parsers.parse("one booking at most succeeds, and every other is refused as {situation}"))
def one_booking_at_most(race: Race, situation: str, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_one_at_most(race.of(BOOK), "BOOK-030", situation))


@then("the slots of the one are taken, and those of no other")
def slots_of_one_are_taken(race: Race, plan: RacePlan, consumer: Consumer, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_slots(plan.held(race), plan.slot_ids, plan.offered(consumer)))


@then("the slot is free unless it is booked again")
def slot_is_free_unless_booked(race: Race, plan: RacePlan, consumer: Consumer, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_freed(plan.held(race), plan.slot_ids, plan.offered(consumer)))


@then("the patients' lists show what was booked and nothing else")
def lists_agree(race: Race, plan: RacePlan, consumer: Consumer, verdict: Verdict) -> None:
    verdict.deliver(judging.judge_lists(plan.lists(consumer), plan.slot_ids, plan.made(race), plan.ended(race)))


@then("list and read show the appointment as the one that succeeded left it")
def left_as_told(
    race: Race, appointment: Resource, held_appointments: HeldAppointments, consumer: Consumer, verdict: Verdict
) -> None:
    read = consumer.send(consumer.draft(held.READ, logical_id=appointment["id"]))
    for now in (held_appointments.now(consumer, appointment), resource_of(read)):
        verdict.deliver(judging.judge_left_as_told(race, verdict.main_requirement, now))


@then("the practice has one record of them")
def one_record(
    person: RegistrationCandidate, consumer: Consumer, established: Prerequisites, verdict: Verdict
) -> None:
    established.candidates.use_up(person)
    found = active_patients(find(consumer, person.nhs_number))
    verdict.deliver(judging.judge_one_record(verdict.main_requirement, found))
