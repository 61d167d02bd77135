"""The verdict as text for a person at a terminal: what, why, and the residual risk."""

from collections.abc import Iterator
from typing import Final

from gpconnect.assurance.verdict_json import VerdictJson

LISTED: Final = 20


def verdict_lines(verdict: VerdictJson) -> Iterator[str]:
    """Yield the verdict, every reason for it, the limits of the run, and what is waived."""
    yield f"{verdict['verdict'].upper()}: {verdict['reasons'][0]}"
    yield from (f"also: {reason}" for reason in verdict["reasons"][1:])
    if verdict["selection"]["limited"]:
        yield f"limited to: {limits(verdict)}; nothing is said of what was left out"
    yield from residual_risk(verdict)
    problems = [one for one in verdict["problems"] if one["kind"] in ("waiver", "harness")]
    yield from (f"{one['place']}: {one['message']}" for one in problems[:LISTED])


def limits(verdict: VerdictJson) -> str:
    """Return what a run was limited by."""
    return " ".join(verdict["selection"]["limits"]) or "some scenarios"


def residual_risk(verdict: VerdictJson) -> Iterator[str]:
    """Yield a line for every waiver that is used: what is accepted, who answers for it, and until when."""
    used = [waiver for waiver in verdict["waivers"] if waiver["scenarios"]]
    if used:
        yield "residual risk:"
    for waiver in used:
        number = len(waiver["scenarios"])
        extent = "1 scenario" if number == 1 else f"{number} scenarios"
        about = waiver["requirement"] or waiver["scenario"]
        yield (
            f"  {about}, {waiver['fingerprint']}: {waiver['reason']} ({extent}; {waiver['owner']}, "
            f"until {waiver['expires']}, {waiver['reference']})"
        )
