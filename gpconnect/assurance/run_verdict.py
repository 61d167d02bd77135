"""The verdict on a run: made of what its scenarios came to, and of what else happened."""

import datetime as dt
import platform
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Final, TypedDict

from gpconnect import __version__
from gpconnect.assurance.matrix import matrix
from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.scenario_record import reported_of
from gpconnect.assurance.verdict_json import FORMAT, ScenarioJson, VerdictJson
from gpconnect.assurance.waiver_states import REMEDIES, State, covered, state_of
from gpconnect.assurance.waivers import Waivers
from gpconnect.spec import Edition, interaction, testing_order

CROSS_CUTTING: Final = "Cross-cutting"


class Decision(StrEnum):
    """What a run as a whole came to."""

    CONFORMANT = "conformant"
    WITH_WAIVERS = "conformant with waivers"
    NOT_CONFORMANT = "not conformant"
    INCOMPLETE = "incomplete"


class ExitCode(IntEnum):
    """What ``gpconnect-conformance run`` ends with."""

    CONFORMANT = 0
    NOT_CONFORMANT = 1
    CONFIGURATION = 2
    INCOMPLETE = 3
    HARNESS_ERROR = 4
    UNREACHABLE = 5
    REFUSED = 6


class ProblemKind(StrEnum):
    """What kind of thing went wrong outside of scenarios."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CONFIGURATION = "configuration"
    WAIVER = "waiver"
    HARNESS = "harness"
    INTERRUPTED = "interrupted"
    LEFT_BEHIND = "left behind"


class Problem(TypedDict):
    """One thing that went wrong outside of scenarios: where, and what."""

    kind: str
    place: str
    message: str


class Appointments(TypedDict):
    """What was booked at the provider and given back; ``left`` has a line for each booking that is still there."""

    booked: int
    cancelled: int
    slots_booked: int
    slots_returned: int
    left: list[str]


@dataclass
class RunFacts:
    """What is known of a run; ``expected`` is how many scenarios were selected, ``limits`` by which options.

    ``ended`` is ``None`` while the run goes on.
    """

    edition: Edition
    started: dt.datetime
    ended: dt.datetime | None = None
    provider: str | None = None
    embedded: bool = True
    faults: Sequence[str] = ()
    options: Sequence[str] = ()
    limits: Sequence[str] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    expected: int = 0
    scenarios: list[ScenarioJson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    waivers: Waivers = field(default_factory=Waivers)
    appointments: Appointments = field(
        default_factory=lambda: Appointments(booked=0, cancelled=0, slots_booked=0, slots_returned=0, left=[])
    )

    def outcomes(self) -> Counter[str]:
        """Count the scenarios by their outcome."""
        return Counter(one["outcome"] for one in self.scenarios)

    @property
    def is_whole(self) -> bool:
        """Whether every scenario that there is was tried."""
        return not self.limits and not self.left_out and len(self.scenarios) >= self.expected


Reason = tuple[Decision, ExitCode, str]
_SHORTCOMINGS: Final[Mapping[ProblemKind, tuple[Decision, ExitCode]]] = {
    ProblemKind.REFUSED: (Decision.INCOMPLETE, ExitCode.REFUSED),
    ProblemKind.UNREACHABLE: (Decision.INCOMPLETE, ExitCode.UNREACHABLE),
    ProblemKind.CONFIGURATION: (Decision.INCOMPLETE, ExitCode.CONFIGURATION),
    ProblemKind.WAIVER: (Decision.NOT_CONFORMANT, ExitCode.NOT_CONFORMANT),
    ProblemKind.HARNESS: (Decision.INCOMPLETE, ExitCode.HARNESS_ERROR),
    ProblemKind.INTERRUPTED: (Decision.INCOMPLETE, ExitCode.INCOMPLETE),
    ProblemKind.LEFT_BEHIND: (Decision.INCOMPLETE, ExitCode.INCOMPLETE),
}


def verdict_of(run: RunFacts) -> VerdictJson:
    """Return the verdict on a run, as its schema describes it."""
    scenarios = sorted(run.scenarios, key=_place)
    waivers = list(_waivers(run, scenarios))
    problems = [*run.problems, *_waiver_problems(waivers), *_left_behind(run)]
    reasons = list(_reasons(run, problems))
    decision, code, _ = reasons[0] if reasons else _success(run)
    told = [text for _, _, text in reasons] or [_success(run)[2]]
    return {
        "format": FORMAT,
        "verdict": decision.value,
        "exit_code": code.value,
        "reason": f"{'; '.join(told)}{_limited(run)}",
        "reasons": told,
        "complete": not any(reason[0] is Decision.INCOMPLETE for reason in reasons),
        "harness": {
            "name": "gpconnect-conformance",
            "version": __version__,
            "python": platform.python_version(),
        },
        "provider": {"root": run.provider, "embedded": run.embedded, "faults": list(run.faults)},
        "edition": run.edition.version,
        "started": run.started.isoformat(timespec="seconds"),
        "ended": run.ended.isoformat(timespec="seconds") if run.ended else None,
        "selection": {
            "limited": bool(run.limits or run.left_out),
            "limits": list(run.limits),
            "left_out": dict(run.left_out),
        },
        "options": list(run.options),
        "problems": problems,
        "totals": _counted(run.outcomes()),
        "endpoints": list(_endpoints(scenarios)),
        "requirements": _requirements(run),
        "waivers": waivers,
        "appointments": dict(run.appointments),
        "scenarios": scenarios,
    }


def _success(run: RunFacts) -> Reason:
    outcomes = run.outcomes()
    passed = outcomes[Outcome.PASSED] + outcomes[Outcome.ADVISORY]
    text = f"{_scenarios(passed)} passed"
    if outcomes[Outcome.NOT_APPLICABLE]:
        text += f", {outcomes[Outcome.NOT_APPLICABLE]} did not apply"
    if outcomes[Outcome.WAIVED]:
        return (
            Decision.WITH_WAIVERS,
            ExitCode.CONFORMANT,
            f"{text}, {outcomes[Outcome.WAIVED]} failed and are waived",
        )
    return Decision.CONFORMANT, ExitCode.CONFORMANT, text


def _reasons(run: RunFacts, problems: Sequence[Problem]) -> Iterator[Reason]:
    """Yield what keeps the verdict from being a success, the most severe first."""
    by_kind: dict[ProblemKind, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_kind[ProblemKind(problem["kind"])].append(problem)
    outcomes = run.outcomes()
    for kind in (ProblemKind.REFUSED, ProblemKind.UNREACHABLE, ProblemKind.CONFIGURATION):
        yield from _told(kind, by_kind[kind])
    if outcomes[Outcome.FAILED]:
        text = f"{_scenarios(outcomes[Outcome.FAILED])} failed"
        yield Decision.NOT_CONFORMANT, ExitCode.NOT_CONFORMANT, text
    yield from _told(ProblemKind.WAIVER, by_kind[ProblemKind.WAIVER])
    if outcomes[Outcome.ERROR]:
        text = f"{_scenarios(outcomes[Outcome.ERROR])} ended by an error of the harness"
        yield Decision.INCOMPLETE, ExitCode.HARNESS_ERROR, text
    for kind in (ProblemKind.HARNESS, ProblemKind.INTERRUPTED):
        yield from _told(kind, by_kind[kind])
    yield from _undecided(run)
    yield from _told(ProblemKind.LEFT_BEHIND, by_kind[ProblemKind.LEFT_BEHIND])


def _told(kind: ProblemKind, problems: Sequence[Problem]) -> Iterator[Reason]:
    if problems:
        first = problems[0]
        text = f"{first['place']}: {first['message']}" if first["place"] else first["message"]
        further = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        yield *_SHORTCOMINGS[kind], " ".join(text.split()) + further


def _undecided(run: RunFacts) -> Iterator[Reason]:
    """Yield why the run did not decide all that it was to decide."""
    outcomes = run.outcomes()
    incomplete = Decision.INCOMPLETE, ExitCode.INCOMPLETE
    if outcomes[Outcome.BLOCKED]:
        yield *incomplete, f"{_scenarios(outcomes[Outcome.BLOCKED])} blocked{_blockers(run.scenarios)}"
    if run.ended is None:
        yield *incomplete, "the run has not ended"
    missing = run.expected - len(run.scenarios)
    if missing > 0:
        yield *incomplete, f"{_scenarios(missing)} did not run"
    elif not run.scenarios and run.ended is not None:
        yield *incomplete, "no scenario was run"
    elif run.scenarios and set(outcomes) == {Outcome.NOT_APPLICABLE}:
        yield *incomplete, "no scenario applied, so nothing was decided"


def _blockers(scenarios: Iterable[ScenarioJson]) -> str:
    keys = dict.fromkeys(one["blocked_by"] for one in scenarios if one["outcome"] == Outcome.BLOCKED)
    named = [interaction(key).label for key in keys if key]
    return f" by {', '.join(named)}" if named else ""


def _limited(run: RunFacts) -> str:
    if not run.limits and not run.left_out:
        return ""
    number = sum(run.left_out.values())
    what = f"the {number} scenarios" if number else "what was"
    how = f" by {' '.join(run.limits)}" if run.limits else ""
    return f". The run was limited{how}: nothing is said of {what} left out"


def _scenarios(number: int) -> str:
    return "1 scenario" if number == 1 else f"{number} scenarios"


def _counted(outcomes: Counter[str]) -> Mapping[str, int]:
    return {outcome.value: outcomes[outcome] for outcome in Outcome}


def _endpoints(scenarios: Sequence[ScenarioJson]) -> Iterator[Mapping[str, Any]]:
    counts: dict[str | None, Counter[str]] = defaultdict(Counter)
    for one in scenarios:
        counts[one["interaction"]][one["outcome"]] += 1
    for key in (key for key in testing_order() if key in counts):
        row = interaction(key)
        yield {"interaction": key, "label": row.label, "order": row.order, "outcomes": _counted(counts[key])}
    if None in counts:
        yield {"interaction": None, "label": CROSS_CUTTING, "order": None, "outcomes": _counted(counts[None])}


def _place(scenario: ScenarioJson) -> tuple[int, str, int, str]:
    key, order = scenario["interaction"], testing_order()
    return order.index(key) if key else len(order), scenario["feature"], scenario["line"], scenario["title"]


def _requirements(run: RunFacts) -> Mapping[str, Any]:
    found = matrix(map(reported_of, run.scenarios), run.edition, run.provider or "")
    results = Counter(row.result for row in found.rows)
    pages: dict[str, Counter[str]] = defaultdict(Counter)
    for row in found.rows:
        pages[row.requirement.page][row.result] += 1
    violated = (Outcome.FAILED, Outcome.WAIVED)
    return {
        "total": len(found.rows),
        "results": {str(result): number for result, number in sorted(results.items())},
        "pages": {page: {str(one): number for one, number in row.items()} for page, row in sorted(pages.items())},
        "failed": [row.requirement.id for row in found.rows if row.result in violated],
    }


def _waivers(run: RunFacts, scenarios: Sequence[ScenarioJson]) -> Iterator[Mapping[str, Any]]:
    for waiver in run.waivers.entries:
        yield {
            "place": waiver.place,
            "requirement": waiver.requirement,
            "scenario": waiver.scenario,
            "fingerprint": waiver.fingerprint,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires.isoformat(),
            "reference": waiver.reference,
            "state": state_of(waiver, run.waivers, scenarios, whole_run=run.is_whole).value,
            "scenarios": covered(waiver, scenarios),
        }


def _waiver_problems(waivers: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    for waiver in waivers:
        remedy = REMEDIES.get(State(waiver["state"]))
        if remedy:
            yield {"kind": ProblemKind.WAIVER.value, "place": waiver["place"], "message": f"the waiver {remedy}"}


def _left_behind(run: RunFacts) -> Iterator[Problem]:
    for line in run.appointments["left"]:
        yield {"kind": ProblemKind.LEFT_BEHIND.value, "place": "", "message": line}


def add_appointments(appointments: Appointments, more: Appointments) -> None:
    """Add what another process booked and gave back to the account of a run."""
    appointments["booked"] += more["booked"]
    appointments["cancelled"] += more["cancelled"]
    appointments["slots_booked"] += more["slots_booked"]
    appointments["slots_returned"] += more["slots_returned"]
    appointments["left"] += more["left"]
