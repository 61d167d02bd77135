"""Which scenarios run against which fault: those that decide what it violates, and a sample of the others."""

import random
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from gpconnect.provider.fault_catalogue import transport
from gpconnect.provider.faults import Fault
from gpconnect.spec import interaction
from tests.faults.case import Case, Turn

DECIDERS = 5
OTHERS = 2
MORE = 30
PROOFS = 3
CHEAP = 0  # the order of interactions that need no appointment, and so no search for free slots
DEAREST = 99  # scenarios of no interaction, such as races, go through all of them


class Plan:
    """Deals out scenarios; the same faults and scenarios always give the same plan."""

    def __init__(self, baseline: Sequence[Case]) -> None:
        self._baseline = baseline
        self._place = {case.name: place for place, case in enumerate(baseline)}
        self._dealt: Counter[str] = Counter()
        self._tried: set[tuple[str, str]] = set()

    def first(self, faults: Iterable[Fault]) -> list[Turn]:
        """Return a turn for every fault: deciders, the cheap and those dealt least often first, and some others."""
        return [self._turn(fault, self._deciders(fault)[:DECIDERS] + self._others(fault)) for fault in faults]

    def more(
        self, faults: Sequence[Fault], unseen: set[str], survivors: Container[str] = (), breadth: int = 1
    ) -> list[Turn]:
        """Return turns with scenarios and faults that have not met.

        They are scenarios which have not failed yet, each against ``breadth`` faults at most, and any that could
        notice a fault which has survived so far.
        """
        left = dict.fromkeys(unseen, breadth)
        fresh: dict[str, dict[str, Case]] = {fault.name: {} for fault in faults}
        for claimed_only in (True, False):
            for fault in faults:
                for case in self._fresh(fault, left, everything=fault.name in survivors):
                    fits = case.claimed & set(fault.requirements) or not claimed_only
                    if fits and len(fresh[fault.name]) < MORE and case.name not in fresh[fault.name]:
                        fresh[fault.name][case.name] = case
                        _count_down(left, case.name)
        return [self._turn(fault, list(fresh[fault.name].values())) for fault in faults if fresh[fault.name]]

    def proving(self, faults: Sequence[Fault], unproven: Iterable[str]) -> list[Turn]:
        """Return turns in which requirements that no killed fault violates yet are decided against such faults."""
        turns = []
        for requirement in unproven:
            for fault in [one for one in faults if requirement in one.requirements][:PROOFS]:
                fresh = [case for case in self._fresh(fault, set(), everything=True) if requirement in case.decided]
                if fresh:
                    turns.append(self._turn(fault, fresh[:OTHERS]))
        return turns

    def _fresh(self, fault: Fault, left: Container[str], *, everything: bool) -> list[Case]:
        untried = [one for one in self._deciders(fault) if (fault.name, one.name) not in self._tried]
        return untried if everything else [one for one in untried if one.name in left]

    def _turn(self, fault: Fault, cases: Sequence[Case]) -> Turn:
        names = sorted((one.name for one in cases), key=self._place.__getitem__)
        self._dealt.update(names)
        self._tried.update((fault.name, name) for name in names)
        return Turn(fault.name, tuple(names), secure=fault in transport.FAULTS)

    def _deciders(self, fault: Fault) -> list[Case]:
        """Return the scenarios that could notice a fault, first one that claims each requirement in turn."""
        chance = random.Random(fault.name)
        fitting = [case for case in self._baseline if _reached(fault, case) and _decides(fault, case)]
        claims = Counter(one for case in fitting for one in case.claimed)
        ranked = sorted(
            (_cost(case), _rarity(fault, case, claims), self._dealt[case.name], chance.random(), place)
            for place, case in enumerate(fitting)
        )
        by_outline = _in_turn([fitting[place] for *_, place in ranked], lambda case: case.name.partition("[")[0])
        left = sorted(_in_turn(by_outline, lambda case: case.interaction), key=lambda case: -_shared(fault, case))
        left.sort(key=_cost)
        chosen: dict[str, Case] = {}
        for wanted in _rarest_first(fault, fitting):
            if not any(wanted in case.claimed for case in chosen.values()):
                found = next((case for case in left if wanted in case.claimed), None)
                chosen |= {found.name: found} if found else {}
        return [*chosen.values(), *(case for case in left if case.name not in chosen)]

    def _others(self, fault: Fault) -> list[Case]:
        violated, over_https = set(fault.requirements), fault in transport.FAULTS
        fitting = [case for case in self._baseline if case.secure == over_https and _cost(case) == CHEAP]
        others = [case for case in fitting if not case.decided & violated]
        return random.Random(fault.name).sample(others, min(OTHERS, len(others)))


def _count_down(left: dict[str, int], name: str) -> None:
    if name in left:
        left[name] -= 1
        if not left[name]:
            del left[name]


def _cost(case: Case) -> int:
    if case.interaction:
        return interaction(case.interaction).order
    return CHEAP if case.secure else DEAREST


def _in_turn(cases: Sequence[Case], kind: Callable[[Case], str]) -> list[Case]:
    """Put the first scenario of every kind before the second of any."""
    met: Counter[str] = Counter()
    places = []
    for case in cases:
        places.append(met[kind(case)])
        met[kind(case)] += 1
    return [case for _, case in sorted(zip(places, cases, strict=True), key=lambda one: one[0])]


def _decides(fault: Fault, case: Case) -> bool:
    """Say whether a scenario could report what a fault violates; any of an interaction can report its status."""
    success = {interaction(case.interaction).success} if case.interaction else set()
    return bool((case.decided | success) & set(fault.requirements))


def _rarest_first(fault: Fault, cases: Sequence[Case]) -> list[str]:
    """Return the requirements that a fault violates, those that fewest scenarios claim first."""
    claims = Counter(one for case in cases for one in case.claimed)
    return sorted(fault.requirements, key=lambda one: (claims[one], one))


def _shared(fault: Fault, case: Case) -> int:
    """Return how many of the violated requirements a scenario is tagged with."""
    return len(case.claimed & set(fault.requirements))


def _rarity(fault: Fault, case: Case, claims: Mapping[str, int]) -> int:
    """Return how many scenarios are tagged with the rarest violated requirement that this one is tagged with."""
    return min((claims[one] for one in case.claimed & set(fault.requirements)), default=len(claims))


def _reached(fault: Fault, case: Case) -> bool:
    if case.secure and fault not in transport.FAULTS:
        return False
    return not fault.interactions or not case.interaction or case.interaction in fault.interactions
