"""What became of each waiver in a run: used, or one that must not stay as it is."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.verdict_json import ScenarioJson
from gpconnect.assurance.waivers import Waiver, Waivers

_PASSING: Final = frozenset[str]({Outcome.PASSED, Outcome.ADVISORY, Outcome.WAIVED})


class State(StrEnum):
    """What became of a waiver. All but ``USED`` and ``NOT_TRIED`` fail the gate."""

    USED = "used"
    EXPIRED = "expired"
    UNMATCHED = "unmatched"
    NOW_PASSING = "now passing"
    NOT_TRIED = "not tried"


REMEDIES: Final = {
    State.EXPIRED: "has expired: see the failure mended, or have the waiver granted anew",
    State.UNMATCHED: "matches no finding of the run: correct what it says that it is about, or remove it",
    State.NOW_PASSING: "is not needed any more, as what it is about passes: remove it",
}
"""What is wrong with a waiver in a state that fails the gate, and what to do."""


def covered(waiver: Waiver, scenarios: Iterable[ScenarioJson]) -> list[str]:
    """Return the IDs of the scenarios that have a finding which the waiver is about, expired or not."""
    return [one["id"] for one in scenarios if waiver.is_about((one["id"], one["name"])) and _has(waiver, one)]


def state_of(waiver: Waiver, waivers: Waivers, scenarios: Sequence[ScenarioJson], *, whole_run: bool) -> State:
    """Return what became of a waiver; in a run that is not a whole one, it may not have been tried."""
    if waivers.has_expired(waiver):
        return State.EXPIRED
    if covered(waiver, scenarios):
        return State.USED
    concerned = [one for one in scenarios if _concerns(waiver, one)]
    outcomes = {one["outcome"] for one in concerned}
    if Outcome.BLOCKED in outcomes or (not whole_run and (waiver.scenario is None or not concerned)):
        return State.NOT_TRIED
    passing = outcomes & _PASSING and outcomes <= _PASSING | {Outcome.NOT_APPLICABLE}
    return State.NOW_PASSING if passing else State.UNMATCHED


def _has(waiver: Waiver, scenario: ScenarioJson) -> bool:
    return any(
        one["fails"]
        and one["fingerprint"] == waiver.fingerprint
        and waiver.requirement in (None, one["requirement"])
        for one in scenario["findings"]
    )


def _concerns(waiver: Waiver, scenario: ScenarioJson) -> bool:
    if waiver.scenario is not None:
        return waiver.is_about((scenario["id"], scenario["name"]))
    return waiver.requirement in scenario["requirements"]
