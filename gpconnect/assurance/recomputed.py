"""The verdict on a run, given again on what its scenarios came to when they were gone through again."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from gpconnect.assurance.run_verdict import Appointments, ProblemKind, RunFacts, verdict_of
from gpconnect.assurance.verdict_json import ScenarioJson, VerdictJson
from gpconnect.assurance.waivers import Waiver, Waivers
from gpconnect.spec import edition

# These follow from the rest; other problems are of the run itself, and are taken over.
_DERIVED: Final = frozenset({ProblemKind.WAIVER.value, ProblemKind.LEFT_BEHIND.value})
_DECIDED: Final = ("verdict", "exit_code", "reason", "reasons", "complete", "problems", "totals", "endpoints")
_COUNTED: Final = ("requirements", "waivers", "appointments")
_LONGEST_SHOWN: Final = 200
# How long the harness took is of no weight.
_PASSING: Final = frozenset({"seconds"})


def waivers_of(verdict: VerdictJson) -> Waivers:
    """Return the waivers that a verdict names, as they held on the day of the run."""
    entries = [
        Waiver(**{**_members(one), "expires": dt.date.fromisoformat(one["expires"])}) for one in verdict["waivers"]
    ]
    return Waivers(tuple(entries), dt.datetime.fromisoformat(verdict["started"]).date())


def recompute(
    verdict: VerdictJson, scenarios: Sequence[ScenarioJson], appointments: Appointments, expected: int
) -> VerdictJson:
    """Return the verdict on these scenarios and appointments, all else being as the recorded verdict says.

    ``expected`` is how many scenarios the run was to hold.
    """
    ended = verdict["ended"]
    run = RunFacts(
        edition=edition(verdict["edition"]),
        started=dt.datetime.fromisoformat(verdict["started"]),
        ended=dt.datetime.fromisoformat(ended) if ended else None,
        provider=verdict["provider"]["root"],
        embedded=verdict["provider"]["embedded"],
        faults=verdict["provider"]["faults"],
        options=verdict["options"],
        limits=verdict["selection"]["limits"],
        left_out=verdict["selection"]["left_out"],
        expected=expected,
        scenarios=list(scenarios),
        problems=[one for one in verdict["problems"] if one["kind"] not in _DERIVED],
        waivers=waivers_of(verdict),
        appointments=appointments,
    )
    return verdict_of(run)


def differences(recorded: VerdictJson, again: VerdictJson) -> Iterator[str]:
    """Yield a line for everything in which the recorded verdict is not the one given again."""
    for name in (*_DECIDED, *_COUNTED):
        if recorded[name] != again[name]:
            yield f"{name}: recorded is {_shown(recorded[name])}, given again {_shown(again[name])}"
    before, after = ({one["id"]: one for one in verdict["scenarios"]} for verdict in (recorded, again))
    if len(before) != len(recorded["scenarios"]):
        yield "scenarios: one is recorded twice"
    for identity in dict.fromkeys((*before, *after)):
        yield from _scenario_differences(before.get(identity), after.get(identity))


def _scenario_differences(before: ScenarioJson | None, after: ScenarioJson | None) -> Iterator[str]:
    if before is None or after is None:
        one = before or after
        where = "the verdict, but no evidence" if after is None else "the evidence, but not in the verdict"
        yield f"{one['name'] if one else ''}: is in {where}"
        return
    old: Mapping[str, Any] = before
    new: Mapping[str, Any] = after
    for name in sorted((old.keys() | new.keys()) - _PASSING):
        if old.get(name) != new.get(name):
            told = f"recorded is {_shown(old.get(name))}, given again {_shown(new.get(name))}"
            yield f"{before['name']} [{before['title']}]: {name}: {told}"


def _members(waiver: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: waiver[field.name] for field in fields(Waiver)}


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
