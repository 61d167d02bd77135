"""Slots: searching for the free ones, by period, includes and filters."""

from collections.abc import Set
from datetime import date

from pytest_bdd import given, parsers, then, when

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.assurance.verdict import Verdict
from gpconnect.conformance import slot_sets
from gpconnect.conformance.judge import judge_refusal, resource_of
from gpconnect.conformance.rule import Judgement, judged
from gpconnect.conformance.slot_references import (
    POPULATED_AS_READ,
    named_ids,
    organisation_problems,
    population_problems,
    reading_problems,
)
from gpconnect.consumer import slot_period, slot_search
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.free_slots import FreeSlot, withheld_slot
from gpconnect.target.practice import judge_slots_of_practice
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.references import References
from gpconnect.target.slot_filters import search_filters
from gpconnect.target.slot_searches import found_by, found_only_by, found_only_by_all
from gpconnect.target.something_found import require_practitioner_to_tell_by, require_slot_to_tell_by


@given("a free slot", target_fixture="free_slot")
def a_free_slot(established: Prerequisites) -> FreeSlot:
    return established.free_slot()


@given("a slot that a booking window withholds", target_fixture="free_slot")
def a_withheld_slot(established: Prerequisites) -> FreeSlot:
    return withheld_slot(established.data)


@given("the slots that it finds", target_fixture="known")
def slots_that_it_finds(consumer: Consumer, draft: Draft) -> Set[str]:
    return found_by(consumer, draft)


@given(parsers.parse("the slots that a search with {filters} finds"), target_fixture="known")
def slots_found_with(consumer: Consumer, established: Prerequisites, draft: Draft, filters: str) -> Set[str]:
    return found_by(consumer, filtered(consumer, established, draft, filters))


@given(parsers.parse("the slots that only a search with {filters} finds"), target_fixture="known")
def slots_found_only_with(consumer: Consumer, established: Prerequisites, draft: Draft, filters: str) -> Set[str]:
    return found_only_by(consumer, filtered(consumer, established, draft, filters))


@given(
    parsers.parse("the slots that a search with {filters} finds, and with neither alone"), target_fixture="known"
)
def slots_found_only_with_all(
    consumer: Consumer, established: Prerequisites, draft: Draft, filters: str
) -> Set[str]:
    values = search_filters(filters, consumer.identity.organisation, established.data)
    return found_only_by_all(consumer, draft, values)


@given(parsers.parse("the search has {filters}"), target_fixture="draft")
def filtered(consumer: Consumer, established: Prerequisites, draft: Draft, filters: str) -> Draft:
    organisation = consumer.identity.organisation
    return slot_search.with_filters(draft, search_filters(filters, organisation, established.data))


@given(parsers.parse("the search includes {names}"), target_fixture="draft")
def including(draft: Draft, names: str) -> Draft:
    return slot_search.with_includes(draft, [] if names == "schedules only" else names.split(" and "))


@given("the search asks for every include twice", target_fixture="draft")
def including_twice(draft: Draft) -> Draft:
    includes = [pair for pair in draft.query if pair[0].startswith("_include")]
    return draft.with_query([*draft.query, *includes])


@given(parsers.parse("the search runs for {days:d} days from today"), target_fixture="draft")
def for_days(draft: Draft, days: int) -> Draft:
    return slot_search.with_period(draft, *slot_period.dates_from_today(days))


@given(parsers.parse("the search runs for {days:d} days from this moment"), target_fixture="draft")
def for_days_from_now(draft: Draft, days: int) -> Draft:
    return slot_search.with_period(draft, *slot_period.instants_from_now(days))


@given(parsers.parse("the search covers {name}"), target_fixture="draft")
def covering(draft: Draft, name: str) -> Draft:
    return slot_search.with_period(draft, *slot_period.period(name))


@given(parsers.parse("the search spans the {which} change to {season} time, by {form}"), target_fixture="draft")
def covering_clock_change(draft: Draft, which: str, season: str, form: str) -> Draft:
    return slot_search.with_period(draft, *slot_period.around(slot_period.clock_change(which, season), form))


@given(
    parsers.parse("the search runs from {after_start:d} s after its start to {after_end:d} s after its end"),
    target_fixture="draft",
)
def around_slot(draft: Draft, free_slot: FreeSlot, after_start: int, after_end: int) -> Draft:
    return slot_search.with_period(
        draft, *slot_period.shifted(free_slot.start, free_slot.end, after_start, after_end)
    )


@given(parsers.parse("the search runs for one hour until its start"), target_fixture="draft")
def until_slot(draft: Draft, free_slot: FreeSlot) -> Draft:
    return slot_search.with_period(draft, *slot_period.shifted(free_slot.start, free_slot.start, -3600, 0))


@given("the search runs for a second from its start", target_fixture="draft")
def second_of_slot(draft: Draft, free_slot: FreeSlot) -> Draft:
    return slot_search.with_period(draft, *slot_period.shifted(free_slot.start, free_slot.start, 0, 1))


@given(parsers.parse("the search runs for one hour from its end"), target_fixture="draft")
def from_slot(draft: Draft, free_slot: FreeSlot) -> Draft:
    return slot_search.with_period(draft, *slot_period.shifted(free_slot.end, free_slot.end, 0, 3600))


@given(
    parsers.parse("the search runs from {first:d} days after its day to {last:d} days after its day"),
    target_fixture="draft",
)
def around_day(draft: Draft, free_slot: FreeSlot, first: int, last: int) -> Draft:
    return slot_search.with_period(draft, *slot_period.days_around(free_slot.start, first, last))


@given(
    parsers.parse("the search runs over its day, from {start_form} to {end_form}"),
    target_fixture="draft",
)
def over_day(draft: Draft, free_slot: FreeSlot, start_form: str, end_form: str) -> Draft:
    return slot_search.with_period(draft, *slot_period.over_day(free_slot.start, start_form, end_form))


@given(parsers.parse("its period is written with the offset {offset}"), target_fixture="draft")
def with_offset(draft: Draft, offset: str) -> Draft:
    start, end = (slot_search.bound_of(draft, bound) for bound in ("start", "end"))
    return slot_search.with_period(
        draft, slot_period.with_offset(start, offset), slot_period.with_offset(end, offset)
    )


@given(parsers.parse("the {bound:w} of the search is written as {form}"), target_fixture="draft")
def written_as(draft: Draft, bound: str, form: str) -> Draft:
    day = date.fromisoformat(slot_search.bound_of(draft, bound))
    return slot_search.with_bound(draft, bound, slot_period.written(form, day))


@given(parsers.parse("the {bound:w} of the search has the prefix {prefix:w}"), target_fixture="draft")
def with_prefix(draft: Draft, bound: str, prefix: str) -> Draft:
    return slot_search.with_bound(draft, bound, slot_search.bound_of(draft, bound), prefix)


@given(parsers.parse("the {bound:w} of the search has no prefix"), target_fixture="draft")
def without_prefix(draft: Draft, bound: str) -> Draft:
    return slot_search.with_bound(draft, bound, slot_search.bound_of(draft, bound), "")


@given(parsers.parse("the {bound:w} of the search is given twice"), target_fixture="draft")
def given_twice(draft: Draft, bound: str) -> Draft:
    return draft.adding_parameter(bound, dict(draft.query)[bound])


@given(parsers.parse("the parameter {name} is empty"), target_fixture="draft")
def with_empty_parameter(draft: Draft, name: str) -> Draft:
    return draft.with_parameter(name, "")


@given("the search ends before it starts", target_fixture="draft")
def backwards(draft: Draft) -> Draft:
    start, end = (slot_search.bound_of(draft, bound) for bound in ("start", "end"))
    return slot_search.with_period(draft, end, start)


@given("the search runs over a day with free slots", target_fixture="draft")
def over_day_with_slots(draft: Draft, established: Prerequisites) -> Draft:
    day = established.free_slot().start
    return slot_search.with_period(draft, *slot_period.days_around(day, 0, 0))


@given("its parameters come in the opposite order", target_fixture="draft")
def in_opposite_order(draft: Draft) -> Draft:
    return draft.with_query(draft.query[::-1])


@given("its parameters are percent-encoded throughout", target_fixture="draft")
def encoded(draft: Draft) -> Draft:
    return slot_search.fully_encoded(draft)


@given("its parameters are not percent-encoded", target_fixture="draft")
def not_encoded(draft: Draft) -> Draft:
    return slot_search.not_encoded(draft)


@when(parsers.parse("the consumer searches with {filters}"), target_fixture="exchange")
def search_with(consumer: Consumer, established: Prerequisites, draft: Draft, filters: str) -> Exchange:
    return consumer.send(filtered(consumer, established, draft, filters))


@then("the provider returns free slots")
def returns_slots(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(slot_sets.judge_some(exchange, verdict.main_requirement))


@then("a schedule is described")
def schedule_is_described(exchange: Exchange, established: Prerequisites, verdict: Verdict) -> None:
    description = established.data.code("slots", "described_schedule")
    verdict.deliver(slot_sets.judge_described(exchange, description, verdict.main_requirement))


@then("the provider returns a conformant searchset")
def returns_searchset(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(slot_sets.judge_slots(exchange, verdict.main_requirement))


@then("a slot was there to tell by")
def slot_to_tell_by(exchange: Exchange) -> None:
    require_slot_to_tell_by(exchange)


@then("a schedule with a practitioner was there to tell by")
def practitioner_to_tell_by(exchange: Exchange) -> None:
    require_practitioner_to_tell_by(exchange)


@then("what it returns instead conforms")
def returns_conformant_searchset_if_any(exchange: Exchange, verdict: Verdict) -> None:
    if exchange.status == 200:
        verdict.deliver(slot_sets.judge_slots(exchange, verdict.main_requirement))


@then("the provider returns an empty searchset")
def returns_nothing(exchange: Exchange, verdict: Verdict) -> None:
    verdict.deliver(slot_sets.judge_empty(exchange, verdict.main_requirement))


@then("the provider returns the same slots")
def returns_same(exchange: Exchange, known: Set[str], verdict: Verdict) -> None:
    verdict.deliver(slot_sets.judge_same(exchange, known, verdict.main_requirement))


@then(parsers.parse("the provider returns the same slots, or refuses it as {situation}"))
def returns_same_or_refuses(exchange: Exchange, known: Set[str], verdict: Verdict, situation: str) -> None:
    if (exchange.status or 0) < 400:
        returns_same(exchange, known, verdict)
    else:
        verdict.deliver(judge_refusal(exchange, situation, verdict.main_requirement))


@then("the provider returns all of them")
def returns_all(exchange: Exchange, known: Set[str], verdict: Verdict) -> None:
    verdict.deliver(slot_sets.judge_all(exchange, known, verdict.main_requirement))


@then("the provider returns all of them and others")
def returns_more(exchange: Exchange, known: Set[str], verdict: Verdict) -> None:
    verdict.deliver(slot_sets.judge_more(exchange, known, verdict.main_requirement))


@then("the provider returns none of them")
def returns_none(exchange: Exchange, known: Set[str], verdict: Verdict) -> None:
    verdict.deliver(slot_sets.judge_none_of(exchange, known, verdict.main_requirement))


@then(parsers.re("the provider returns (?P<slot>that slot|a searchset without it)"))
def returns_slot(exchange: Exchange, free_slot: FreeSlot, verdict: Verdict, slot: str) -> None:
    judge = slot_sets.judge_all if slot == "that slot" else slot_sets.judge_none_of
    verdict.deliver(judge(exchange, {free_slot.id}, verdict.main_requirement))


@then(parsers.parse("reading every {kind} that it names returns the same"))
def reading_returns_same(exchange: Exchange, established: Prerequisites, verdict: Verdict, kind: str) -> None:
    searchset = resource_of(exchange)
    if not named_ids(searchset, kind):
        raise NotApplicable(f"no {kind} belongs to the slots that the search finds")
    judgement = Judgement()
    judgement.add(verdict.main_requirement, reading_problems(searchset, kind, References(established).follow))
    verdict.deliver(judgement)


@then(parsers.parse("every {kind} that it holds has all that reading it returns"))
def holds_all_that_reading_returns(
    exchange: Exchange, established: Prerequisites, verdict: Verdict, kind: str
) -> None:
    problems = population_problems(resource_of(exchange), kind, References(established).follow)
    verdict.deliver(judged(POPULATED_AS_READ[kind], problems))


@then("the organisation that manages their locations is there")
def organisation_is_there(exchange: Exchange, established: Prerequisites, verdict: Verdict) -> None:
    judgement = Judgement()
    problems = organisation_problems(resource_of(exchange), References(established).follow)
    judgement.add(verdict.main_requirement, problems)
    verdict.deliver(judgement)


@then("they are held at surgeries of the practice")
def held_at_the_practice(exchange: Exchange, established: Prerequisites, verdict: Verdict) -> None:
    verdict.deliver(judge_slots_of_practice(established, verdict.main_requirement, resource_of(exchange)))
