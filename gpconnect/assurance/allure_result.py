"""The result of one scenario as Allure shows it: its place in the tree, its texts, labels, links and status."""

import re
from collections.abc import Iterable, Sequence

from allure_commons.model2 import Label, Link, Parameter, Status, StatusDetails, TestResult
from allure_commons.types import LabelType, LinkType

from gpconnect.assurance.exchange_text import cut, request_text, response_text
from gpconnect.assurance.fingerprint import fingerprint
from gpconnect.assurance.outcomes import Outcome, ScenarioResult
from gpconnect.assurance.scenario_facts import ScenarioFacts
from gpconnect.assurance.waivers import Waiver
from gpconnect.conformance.finding import Finding
from gpconnect.consumer.curl import curl_command
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import Edition, interaction, interactions, requirements
from gpconnect.spec.ambiguity import ambiguities

DISPUTED = "disputed"
_EVIDENCE_LIMIT = 4 * 1024

_STATUS = {
    Outcome.PASSED: Status.PASSED,
    Outcome.ADVISORY: Status.PASSED,
    Outcome.WAIVED: Status.SKIPPED,
    Outcome.FAILED: Status.FAILED,
    Outcome.BLOCKED: Status.SKIPPED,
    Outcome.NOT_APPLICABLE: Status.SKIPPED,
    Outcome.ERROR: Status.BROKEN,
}
_TAGGED_OUTCOMES = (Outcome.ADVISORY, Outcome.WAIVED, Outcome.BLOCKED, Outcome.NOT_APPLICABLE)
# Labels that allure-pytest derives from Python modules and from the machine: they tell a reviewer nothing.
_DROPPED_LABELS = {
    LabelType.EPIC,
    LabelType.FEATURE,
    LabelType.STORY,
    LabelType.PARENT_SUITE,
    LabelType.SUITE,
    LabelType.SUB_SUITE,
    LabelType.TAG,
    LabelType.HOST,
    LabelType.THREAD,
    LabelType.FRAMEWORK,
    LabelType.LANGUAGE,
    "package",
}

CATEGORIES: Sequence[dict[str, object]] = (
    {"name": "The provider does not conform", "matchedStatuses": [Status.FAILED]},
    {"name": "The harness itself is at fault", "matchedStatuses": [Status.BROKEN]},
    {
        "name": "Waived: residual risk",
        "matchedStatuses": [Status.SKIPPED],
        "messageRegex": "^waived[\\s\\S]*",
    },
    {
        "name": "Blocked by another endpoint",
        "matchedStatuses": [Status.SKIPPED],
        "messageRegex": "^blocked[\\s\\S]*",
    },
    {
        "name": "Not applicable to this provider or edition",
        "matchedStatuses": [Status.SKIPPED],
        "messageRegex": "^not applicable[\\s\\S]*",
    },
)


def describe(test: TestResult, facts: ScenarioFacts, edition: Edition) -> None:
    """Give an Allure result the place, the texts, the links and the identity of its scenario."""
    epic, feature, story = place(facts)
    test.name = facts.title
    test.fullName = f"{facts.path}: {facts.template.name}"
    test.testCaseId, test.historyId = facts.case_id, facts.history_id
    test.titlePath = [epic, feature, story]
    test.parameters = [Parameter(name=key, value=value) for key, value in facts.example.items()]
    test.description, test.descriptionHtml = _description(facts, edition), None
    test.labels = [label for label in test.labels if label.name not in _DROPPED_LABELS]
    test.labels += [
        Label(LabelType.EPIC, epic),
        Label(LabelType.FEATURE, feature),
        Label(LabelType.STORY, story),
        *(Label(LabelType.TAG, tag) for tag in _tags(facts)),
    ]
    test.links += _links(facts, edition)


def conclude(test: TestResult, result: ScenarioResult, exchanges: Iterable[Exchange] = ()) -> None:
    """Give an Allure result the status, the message and the tags of its scenario's outcome.

    The last of the exchanges is the one that decided a scenario which failed.
    """
    failed_in_teardown = _STATUS[result.outcome] == Status.PASSED and test.status != Status.PASSED
    if not failed_in_teardown:
        test.status = _STATUS[result.outcome]
        trace = test.statusDetails.trace if test.statusDetails and result.outcome is Outcome.ERROR else None
        message = status_message(result)
        test.statusDetails = StatusDetails(message=message, trace=trace) if message or trace else None
        _repeat_on_ending_step(test, message)
    test.labels.append(Label("outcome", str(result.outcome)))
    if result.outcome in _TAGGED_OUTCOMES:
        test.labels.append(Label(LabelType.TAG, str(result.outcome)))
    if any(finding.ambiguity for finding in result.findings):
        test.labels.append(Label(LabelType.TAG, DISPUTED))
    described = test.description or ""
    parts = [described, _violated(result.findings, described), _risk(result.waivers), _tolerated(result.findings)]
    if result.outcome in (Outcome.FAILED, Outcome.WAIVED):
        parts.append(_evidence(list(exchanges)))
    test.description = "".join(parts)
    test.labels += [Label("waiver", one.reference) for one in result.waivers]


def place(facts: ScenarioFacts) -> tuple[str, str, str]:
    """Return where a scenario stands in the report's tree: capability, endpoint with its order, rule or heading."""
    target = facts.interaction
    if target is None:
        folder = facts.path.split("/")[-2:-1]
        capability = folder[0].replace("_", " ").capitalize() if folder else str(facts.feature.name)
        return capability, str(facts.feature.name), facts.group
    return target.capability, target.label, facts.group


def status_message(result: ScenarioResult) -> str:
    """Return what the outcome is due to: all findings, the blocking interaction, or the reason."""
    if result.outcome is Outcome.BLOCKED:
        blocker = f"blocked by {_endpoint(result.blocked_by)}" if result.blocked_by else "blocked"
        return f"{blocker}: {_bare(result.reason, result.blocked_by)}"
    if result.outcome is Outcome.NOT_APPLICABLE:
        return f"not applicable: {result.reason.removeprefix('not applicable: ')}"
    failing = [finding for finding in result.findings if finding.fails]
    if result.outcome is Outcome.WAIVED:
        return f"waived: {result.reason}.\n\n{_numbered(failing)}"
    if result.outcome is Outcome.FAILED and failing:
        count = "1 finding" if len(failing) == 1 else f"{len(failing)} findings"
        return f"The provider does not conform: {count}.\n\n{_numbered(failing)}"
    return result.reason


def _repeat_on_ending_step(test: TestResult, message: str) -> None:
    """Give the step that ended the scenario the same words: Allure lists other words as a step of their own."""
    ended = next((step for step in test.steps if step.statusDetails), None)
    if ended and message:
        ended.statusDetails = StatusDetails(message=message)


def _endpoint(key: str | None) -> str:
    return interaction(key).label if key in interactions() and key else key or "an endpoint"


def _bare(reason: str, blocker: str | None) -> str:
    """The reason without the words that the message starts with anyway."""
    for prefix in ("blocked: ", f"blocked by {blocker}: "):
        reason = reason.removeprefix(prefix)
    return reason


def _numbered(findings: Iterable[Finding]) -> str:
    return "\n\n".join(
        f"{number}. {finding}" + (f"\n    fingerprint: {fingerprint(finding)}" if finding.fails else "")
        for number, finding in enumerate(findings, start=1)
    )


def _tags(facts: ScenarioFacts) -> list[str]:
    plain = (tag for tag in facts.tags if ":" not in tag and tag not in interactions())
    return [*facts.requirement_ids, *sorted(plain)]


def _links(facts: ScenarioFacts, edition: Edition) -> list[Link]:
    rows = [requirements()[one] for one in facts.requirement_ids if one in requirements()]
    return [Link(LinkType.LINK, edition.page_url(row.page), f"{row.id} {row.heading}") for row in rows]


def _description(facts: ScenarioFacts, edition: Edition) -> str:
    lines = [f"`{facts.path}`, line {facts.line}"]
    if facts.template.description:
        lines += ["", facts.template.description.strip()]
    if facts.requirement_ids:
        lines += ["", f"**Requirements of edition {edition.version}**", ""]
        lines += [_requirement_line(one) for one in facts.requirement_ids]
    return "\n".join(lines) + "\n"


def _violated(findings: Iterable[Finding], described: str) -> str:
    """Say what the requirements ask that failing findings name and the scenario's own tags do not."""
    named = dict.fromkeys(finding.requirement for finding in findings if finding.fails and finding.requirement)
    lines = [_requirement_line(one) for one in named if f"**{one}**" not in described]
    return "\n".join(["\n**Violated besides**\n", *lines]) + "\n" if lines else ""


def _risk(waivers: Iterable[Waiver]) -> str:
    """Who answers for the failures that are accepted, why, and until when."""
    lines = [
        f"- {one.reason}: {one.owner}, until {one.expires.isoformat()}, {one.reference} (*{one.place}*)"
        for one in waivers
    ]
    return "\n".join(["\n**Waived: residual risk**\n", *lines]) + "\n" if lines else ""


def _evidence(exchanges: Sequence[Exchange]) -> str:
    """The exchange that decided: what was sent, what came, and the command that repeats it."""
    if not exchanges:
        return ""
    last = exchanges[-1]
    texts = (request_text(last.request), response_text(last), curl_command(last.request))
    blocks = [_fenced(cut(text, _EVIDENCE_LIMIT)) for text in texts]
    return "\n".join(["\n**The exchange that decided**\n", *blocks]) + "\n"


def _fenced(text: str) -> str:
    """Return a text as a block of code that nothing in it can end."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}text\n{text.rstrip()}\n{fence}\n"


def _requirement_line(identity: str) -> str:
    row = requirements().get(identity)
    if row is None:
        return f"- **{identity}**: not in the requirement catalogue"
    disputed = f" *({DISPUTED}: {row.ambiguity}; read as: {row.reading})*" if row.ambiguity else ""
    return f"- **{row.id}** ({row.level}) {row.text}{disputed}"


def _tolerated(findings: Iterable[Finding]) -> str:
    """The findings that the scenario did not fail for, as a section of the description."""
    shown = [finding for finding in findings if not finding.fails]
    if not shown:
        return ""
    disputes = dict.fromkeys(finding.ambiguity for finding in shown if finding.ambiguity)
    readings = [line for identity in disputes for line in _readings(identity)]
    return "\n".join(["", "**Advisories**", "", "```text", _numbered(shown), "```", "", *readings])


def _readings(identity: str) -> list[str]:
    """Every reading of a disputed place, and the one that is chosen."""
    row = ambiguities().get(identity)
    if row is None:
        return [f"**{identity}**: not in the table of ambiguities", ""]
    listed = [f"- {reading}" for reading in row.readings]
    return [f"**{row.id}**: {row.title}", "", *listed, f"- *chosen:* {row.chosen}", ""]
