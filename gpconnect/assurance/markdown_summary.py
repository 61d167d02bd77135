"""The verdict as Markdown, for the page of a CI job."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.verdict_json import ScenarioJson, VerdictJson
from gpconnect.assurance.verdict_text import limits

LISTED: Final = 50
_LONGEST: Final = 300
_MARKS: Final = {
    "conformant": "✅",
    "conformant with waivers": "☑️",
    "not conformant": "❌",
    "incomplete": "⚠️",
}
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown_summary(verdict: VerdictJson) -> str:
    """Return a page of Markdown: the verdict, each endpoint, the failures, the residual risk."""
    return "\n".join(_lines(verdict)) + "\n"


def _lines(verdict: VerdictJson) -> Iterator[str]:
    yield f"## {_MARKS[verdict['verdict']]} GP Connect conformance: {verdict['verdict']}"
    yield ""
    yield from (f"- {escaped(reason)}" for reason in verdict["reasons"])
    if verdict["selection"]["limited"]:
        yield f"- **limited to** {code(limits(verdict))}: nothing is said of what was left out"
    root = verdict["provider"]["root"]
    yield f"- provider: {code(root) if root else 'none was reached'}, edition {escaped(verdict['edition'])}"
    yield f"- {verdict['harness']['name']} {escaped(verdict['harness']['version'])}, {verdict['started']}"
    yield from _table(verdict)
    yield from _failures(verdict["scenarios"])
    yield from _blocked(verdict["scenarios"])
    yield from _waivers(verdict["waivers"])
    yield from _problems(verdict["problems"])


def _table(verdict: VerdictJson) -> Iterator[str]:
    if not verdict["endpoints"]:
        return
    columns = [one.value for one in Outcome if one is not Outcome.WAIVED or verdict["totals"][one]]
    yield from ("", f"| endpoint | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}")
    for row in (*verdict["endpoints"], {"label": "**all**", "outcomes": verdict["totals"]}):
        yield f"| {row['label']} | {' | '.join(str(row['outcomes'][one]) for one in columns)} |"


def _failures(scenarios: Iterable[ScenarioJson]) -> Iterator[str]:
    failed = [one for one in scenarios if one["outcome"] in (Outcome.FAILED, Outcome.ERROR)]
    if not failed:
        return
    yield from ("", "### Failures", "")
    for scenario in failed[:LISTED]:
        yield f"- **{escaped(scenario['title'])}** ({code(scenario['feature'] + ':' + str(scenario['line']))})"
        yield from _findings(scenario)
    if len(failed) > LISTED:
        yield f"- and {len(failed) - LISTED} more, in the reports"


def _findings(scenario: ScenarioJson) -> Iterator[str]:
    failing = [one for one in scenario["findings"] if one["fails"] and not one["waiver"]]
    for finding in failing[:5]:
        expected, actual = code(finding["expected"]), code(finding["actual"])
        yield f"  - {finding['requirement'] or 'base FHIR'}, {code(finding['where'])}: {expected}, but {actual}"
    if len(failing) > 5:
        yield f"  - and {len(failing) - 5} more findings"
    if not failing:
        yield f"  - {escaped(scenario['reason'])}"


def _blocked(scenarios: Iterable[ScenarioJson]) -> Iterator[str]:
    blocked = [one for one in scenarios if one["outcome"] == Outcome.BLOCKED]
    reasons: dict[str, int] = {}
    for scenario in blocked:
        reasons[scenario["reason"]] = reasons.get(scenario["reason"], 0) + 1
    if reasons:
        yield from ("", "### Blocked", "")
    for reason, number in list(reasons.items())[:LISTED]:
        yield f"- {number} {escaped(reason)}"


def _waivers(waivers: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    listed = list(waivers)
    if not listed:
        return
    yield from (
        "",
        "### Residual risk",
        "",
        "| about | accepted because | owner | until | reference | state | scenarios |",
    )
    yield "|---|---|---|---|---|---|---:|"
    for one in listed:
        about = escaped(one["requirement"] or one["scenario"])
        texts = (escaped(one[name]) for name in ("reason", "owner", "expires", "reference", "state"))
        yield f"| {about} | {' | '.join(texts)} | {len(one['scenarios'])} |"


def _problems(problems: Iterable[Mapping[str, str]]) -> Iterator[str]:
    listed = list(problems)
    if listed:
        yield from ("", "### Problems", "")
    for one in listed[:LISTED]:
        place = f"{escaped(one['place'])}: " if one["place"] else ""
        yield f"- {place}{escaped(one['message'])}"


def escaped(text: str) -> str:
    """Return a text of which nothing is taken for Markdown, on one line."""
    return _SPECIAL.sub(r"\\\1", _cut(text))


def code(text: str) -> str:
    """Return a text as Markdown shows code, whatever backticks are in it, on one line."""
    shown = _cut(text).replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    space = " " if "`" in shown or not shown else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
