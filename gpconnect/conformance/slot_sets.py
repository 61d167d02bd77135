"""Slots found against slots expected: what two searches have to have in common, told by logical IDs."""

from collections.abc import Iterable, Iterator, Set
from typing import Final

from gpconnect.conformance.judge import judge_success, resource_of
from gpconnect.conformance.rule import Judgement, Problem, values_at
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.exchange import Exchange

NAMED: Final = 10


def slot_ids(exchange: Exchange) -> frozenset[str]:
    """Return the logical IDs of the slots in the searchset that a search was answered with."""
    return frozenset(str(slot.get("id")) for _, slot in resources_in(resource_of(exchange), "Slot"))


def judge_slots(exchange: Exchange, requirement: str, *, at_least: int = 0) -> Judgement:
    """Judge a searchset of slots in full; ``at_least`` says how many slots it must hold to be worth judging."""
    judgement = judge_success(exchange, requirement, resource="Bundle")
    if exchange.status == 200 and len(slot_ids(exchange)) < at_least:
        judgement.add(
            requirement, [Problem("Bundle.entry", f"at least {at_least} Slot", str(len(slot_ids(exchange))))]
        )
    return judgement


def judge_empty(exchange: Exchange, requirement: str) -> Judgement:
    """Judge the answer to a search that finds nothing: a searchset that holds nothing."""
    return _judge_entries(exchange, requirement, _entries(exchange))


def judge_same(exchange: Exchange, known: Set[str], requirement: str) -> Judgement:
    """Judge a searchset that is to hold exactly these slots."""
    return _judge_entries(
        exchange, requirement, [*_missing(exchange, known), *_unwanted(slot_ids(exchange) - known)]
    )


def judge_all(exchange: Exchange, known: Set[str], requirement: str) -> Judgement:
    """Judge a searchset that is to hold all of these slots, and may hold others."""
    return _judge_entries(exchange, requirement, _missing(exchange, known))


def judge_more(exchange: Exchange, known: Set[str], requirement: str) -> Judgement:
    """Judge a searchset that is to hold all of these slots and at least one other."""
    problems = list(_missing(exchange, known))
    if not slot_ids(exchange) - known:
        problems.append(Problem("Bundle.entry", f"further slots besides the {len(known)} known", "none"))
    return _judge_entries(exchange, requirement, problems)


def judge_none_of(exchange: Exchange, known: Set[str], requirement: str) -> Judgement:
    """Judge a searchset that is to hold none of these slots."""
    return _judge_entries(exchange, requirement, _unwanted(slot_ids(exchange) & known))


def _judge_entries(exchange: Exchange, requirement: str, problems: Iterable[Problem]) -> Judgement:
    judgement = judge_slots(exchange, requirement)
    if exchange.status == 200:
        judgement.add(requirement, problems)
    return judgement


def _missing(exchange: Exchange, known: Set[str]) -> Iterator[Problem]:
    missing = known - slot_ids(exchange)
    if missing:
        yield Problem("Bundle.entry", f"{_list(missing)}, as found before", "absent")


def _unwanted(slots: Set[str]) -> Iterator[Problem]:
    if slots:
        yield Problem("Bundle.entry", "only slots that this search should find", _list(slots))


def _entries(exchange: Exchange) -> Iterator[Problem]:
    for at, resource in values_at(resource_of(exchange), "entry.resource"):
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if kind != "OperationOutcome":
            yield Problem(f"Bundle.{at}", "no entry, since no slot is found", str(kind))


def _list(slots: Set[str]) -> str:
    named = [f"Slot/{one}" for one in sorted(slots)[:NAMED]]
    more = f" and {len(slots) - NAMED} more" if len(slots) > NAMED else ""
    return f"{', '.join(named)}{more}"
