"""What a person reads of a scenario that failed, was blocked or does not apply."""

import pytest

from gpconnect.assurance.fingerprint import fingerprint
from gpconnect.assurance.gherkin import example_of, template_of
from gpconnect.assurance.outcomes import RECORDER, Outcome, ScenarioResult
from gpconnect.assurance.redacting import informed_redactor
from gpconnect.assurance.shown import EVIDENCE, Evidence
from gpconnect.conformance.finding import readable
from gpconnect.consumer.curl import curl_command
from gpconnect.spec import interaction, requirement


def skip_reason(result: ScenarioResult) -> str:
    """Return the one line that says why a scenario did not decide anything."""
    if result.outcome is Outcome.BLOCKED:
        blocker = f"by {interaction(result.blocked_by).label}" if result.blocked_by else "altogether"
        return f"blocked: {blocker}: {readable(result.reason)}"
    return f"{result.outcome.value}: {result.reason}"


def failure(item: pytest.Item, result: ScenarioResult) -> str:
    """Return the findings of a failed scenario, what its requirements say, and how to repeat the request."""
    lines = _heading(item)
    cited = dict.fromkeys(finding.requirement for finding in result.findings if finding.requirement)
    for number, finding in enumerate(result.findings, start=1):
        lines.append(f"\n{number}. {finding}")
        if finding.fails:
            lines.append(f"    fingerprint: {fingerprint(finding)}")
    lines.extend(["", *(_citation(identity) for identity in cited)])
    return "\n".join([*lines, *item.stash.get(EVIDENCE, Evidence()).lines(), *_last_exchange(item)])


def _heading(item: pytest.Item) -> list[str]:
    template = template_of(item)
    if template is None:
        return [item.name]
    examples = ", ".join(f"{name}: {value}" for name, value in example_of(item).items())
    title = f"{template.feature.name}: {template.name}" + (f" ({examples})" if examples else "")
    return [title, f"  {template.feature.rel_filename}:{template.line_number}"]


def _citation(identity: str) -> str:
    entry = requirement(identity)
    return f"{identity}: {entry.text} [{entry.page}, {entry.heading}]"


def _last_exchange(item: pytest.Item) -> list[str]:
    exchanges = list(item.stash.get(RECORDER, ()))
    if not exchanges:
        return []
    last, redactor = exchanges[-1], informed_redactor(item)
    lead = "Repeat it with (redacted; --no-redaction shows all):" if redactor.enabled else "Repeat it with:"
    return ["", last.summary(), lead, curl_command(redactor.request(last.request))]
