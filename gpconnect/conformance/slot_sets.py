"""Slots found against slots expected: what two searches have to have in common, told by logical IDs."""

from collections.abc import Callable, Iterable, Iterator, Set
from typing import Final

from gpconnect.conformance.judge import judge_success, resource_of
from gpconnect.conformance.rule import Judgement, Problem, judged, values_at
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.rules.slot_search import REMARKS
from gpconnect.consumer.exchange import Exchange

Slots = Set[str]

NAMED: Final = 10
ALL_ARE_RETURNED: Final = ("SLOT-035",)
FILTERED: Final = "SLOT-037"


def slot_ids(exchange: Exchange) -> frozenset[str]:
    """Return the logical IDs of the slots in the searchset that a search was answered with."""
    return frozenset(str(slot.get("id")) for _, slot in resources_in(resource_of(exchange), "Slot"))


def judge_slots(exchange: Exchange, requirement: str) -> Judgement:
    """Judge a searchset of slots in full, whichever slots it holds, if any."""
    return judge_success(exchange, requirement, resource="Bundle")


def judge_some(exchange: Exchange, requirement: str) -> Judgement:
    """Judge a searchset that is to hold at least one slot."""

    def none(found: Slots) -> Iterator[Problem]:
        if not found:
            yield Problem("Bundle.entry", "at least one Slot", "none", also=ALL_ARE_RETURNED)

    return _judge(exchange, requirement, none)


def judge_described(exchange: Exchange, description: str, requirement: str) -> Judgement:
    """Judge schedules of which one at least is to be described, as the practice has a description for it."""
    schedules = resources_in(resource_of(exchange), "Schedule")
    if any(text for _, one in schedules for _, text in values_at(one, "serviceCategory.text")):
        return judged(requirement, [])
    expected = f"the description of the schedule type of one Schedule at least, such as {description}"
    return judged(requirement, [Problem("Schedule.serviceCategory.text", expected, "in none")])


def judge_empty(exchange: Exchange, requirement: str) -> Judgement:
    """Judge the answer to a search that finds nothing: a searchset that holds nothing."""
    return _judge(exchange, requirement, lambda _: _entries(exchange))


def judge_same(exchange: Exchange, known: Slots, requirement: str) -> Judgement:
    """Judge a searchset that is to hold exactly these slots."""
    return _judge(exchange, requirement, lambda found: [*_missing(known - found), *_unwanted(found - known)])


def judge_all(exchange: Exchange, known: Slots, requirement: str) -> Judgement:
    """Judge a searchset that is to hold all of these slots, and may hold others."""
    also = (*ALL_ARE_RETURNED, FILTERED)
    return _judge(exchange, requirement, lambda found: [one._replace(also=also) for one in _missing(known - found)])


def judge_more(exchange: Exchange, known: Slots, requirement: str) -> Judgement:
    """Judge a searchset that is to hold all of these slots and at least one other."""

    def no_others(found: Slots) -> Iterator[Problem]:
        also = (*ALL_ARE_RETURNED, FILTERED)
        yield from (one._replace(also=also) for one in _missing(known - found))
        if not found - known:
            yield Problem("Bundle.entry", f"further slots besides the {len(known)} known", "none", also=also)

    return _judge(exchange, requirement, no_others)


def judge_none_of(exchange: Exchange, known: Slots, requirement: str) -> Judgement:
    """Judge a searchset that is to hold none of these slots."""
    return _judge(exchange, requirement, lambda found: _unwanted(found & known))


def _judge(exchange: Exchange, requirement: str, compare: Callable[[Slots], Iterable[Problem]]) -> Judgement:
    judgement = judge_slots(exchange, requirement)
    if exchange.status == 200:
        judgement.add(requirement, compare(slot_ids(exchange)))
    return judgement


def _missing(slots: Slots) -> Iterator[Problem]:
    if slots:
        yield Problem("Bundle.entry", f"{_list(slots)}, as found before", "absent", also=ALL_ARE_RETURNED)


def _unwanted(slots: Slots) -> Iterator[Problem]:
    if slots:
        yield Problem("Bundle.entry", "only slots that this search should find", _list(slots))


def _entries(exchange: Exchange) -> Iterator[Problem]:
    for at, resource in resources_in(resource_of(exchange)):
        if resource.get("resourceType") != REMARKS:
            found = f"{resource.get('resourceType')}/{resource.get('id')}"
            yield Problem(f"Bundle.{at}", "no entry, since no slot is found", found)


def _list(slots: Slots) -> str:
    named = [f"Slot/{one}" for one in sorted(slots)[:NAMED]]
    more = f" and {len(slots) - NAMED} more" if len(slots) > NAMED else ""
    return f"{', '.join(named)}{more}"
