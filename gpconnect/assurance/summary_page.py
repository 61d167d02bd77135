"""The assurance summary: one printable page, for the people who sign, made of the verdict on a run."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gpconnect.assurance.dependency_picture import NOT_RUN, dependency_picture
from gpconnect.assurance.outcomes import Outcome
from gpconnect.assurance.response_times import response_times
from gpconnect.assurance.run_verdict import Decision
from gpconnect.assurance.summary_evidence import SummaryEvidence
from gpconnect.assurance.verdict_json import FindingJson, VerdictJson
from gpconnect.spec import edition, interaction, testing_order
from gpconnect.spec.ambiguity import ambiguity
from gpconnect.spec.vocabulary import RESPONSE_TIME_MILLISECONDS

FAILURES_SHOWN: Final = 50
"""How many different failures are shown; the HTML report has them all."""

WORST_FIRST: Final = (
    Outcome.FAILED,
    Outcome.ERROR,
    Outcome.BLOCKED,
    Outcome.WAIVED,
    Outcome.ADVISORY,
    Outcome.PASSED,
    Outcome.NOT_APPLICABLE,
)
RESULTS: Final = (
    "passed",
    "advisory",
    "waived",
    "failed",
    "blocked",
    "error",
    "not reached",
    "not applicable",
    "to be witnessed",
)
_WORDS: Final[Mapping[str, str]] = {
    Decision.CONFORMANT: "The provider conforms: every requirement that this run decided is met.",
    Decision.WITH_WAIVERS: "The provider conforms but for the failures that are waived below.",
    Decision.NOT_CONFORMANT: "The provider does not conform.",
    Decision.INCOMPLETE: "This run decided too little for a verdict: it is no evidence of conformance.",
}
_LIMITED: Final = "This run was limited. It says nothing of what was left out, and is no evidence for the whole."


@dataclass(frozen=True)
class Found:
    """One kind of finding: as it was found first, and in how many scenarios of which endpoints."""

    finding: FindingJson
    scenarios: int
    endpoints: Sequence[str]


def summary_page(verdict: VerdictJson, evidence: SummaryEvidence | None) -> str:
    """Return the page as HTML; without evidence it says that there is none."""
    templates = Environment(
        loader=PackageLoader("gpconnect.assurance"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["milliseconds"] = _milliseconds
    templates.filters["instant"] = _instant
    return templates.get_template("summary.html").render(_facts(verdict, evidence)) + "\n"


def _facts(verdict: VerdictJson, evidence: SummaryEvidence | None) -> Mapping[str, Any]:
    worst = {row["interaction"]: worst_of(row["outcomes"]) for row in verdict["endpoints"]}
    failures = _failures(verdict)
    return {
        "verdict": verdict,
        "words": _WORDS[verdict["verdict"]],
        "limited": _LIMITED if verdict["selection"]["limited"] else "",
        "evidence": evidence,
        "outcomes": [outcome.value for outcome in Outcome],
        "endpoints": list(_endpoints(verdict)),
        "picture": Markup(dependency_picture({key: one for key, one in worst.items() if key})),
        "failures": failures[:FAILURES_SHOWN],
        "failures_left_out": len(failures) - len(failures[:FAILURES_SHOWN]),
        "blocked": _blocked(verdict),
        "results": RESULTS,
        "pages": _pages(verdict),
        "coverage": Counter(verdict["requirements"]["results"]),
        "disputes": list(_disputes(verdict)),
        "advisories": [one for one in _advisories(verdict) if one.finding["ambiguity"] is None],
        "times": response_times(verdict),
        "limits": RESPONSE_TIME_MILLISECONDS,
    }


def worst_of(outcomes: Mapping[str, int]) -> str:
    """Return the outcome that counts for an endpoint: the worst that any of its scenarios came to."""
    return next((one.value for one in WORST_FIRST if outcomes[one.value]), NOT_RUN)


def _endpoints(verdict: VerdictJson) -> Iterator[Mapping[str, Any]]:
    """Yield every endpoint in the testing order, those too that were not run, and what belongs to none."""
    run = {row["interaction"]: row for row in verdict["endpoints"]}
    nothing = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    for key in testing_order():
        target = interaction(key)
        outcomes = run[key]["outcomes"] if key in run else nothing
        needs = [interaction(need).label for need in target.needs]
        yield {"label": target.label, "needs": needs, "outcomes": outcomes, "worst": worst_of(outcomes)}
    if None in run:
        outcomes = run[None]["outcomes"]
        yield {"label": run[None]["label"], "needs": [], "outcomes": outcomes, "worst": worst_of(outcomes)}


def _failures(verdict: VerdictJson) -> list[Found]:
    return _by_fingerprint(verdict, lambda finding: finding["fails"] and not finding["waiver"])


def _advisories(verdict: VerdictJson) -> list[Found]:
    return _by_fingerprint(verdict, lambda finding: not finding["fails"])


def _by_fingerprint(verdict: VerdictJson, wanted: Callable[[FindingJson], bool]) -> list[Found]:
    first: dict[str, FindingJson] = {}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for scenario in verdict["scenarios"]:
        for finding in filter(wanted, scenario["findings"]):
            mark = finding["fingerprint"]
            first.setdefault(mark, finding)
            key = scenario["interaction"]
            found[mark][scenario["id"]] = interaction(key).label if key else "Cross-cutting"
    made = [Found(first[mark], len(where), list(dict.fromkeys(where.values()))) for mark, where in found.items()]
    return sorted(made, key=lambda one: -one.scenarios)


def _blocked(verdict: VerdictJson) -> Mapping[str, int]:
    """Count the blocked scenarios by what blocks them."""
    blocked = [one for one in verdict["scenarios"] if one["outcome"] == Outcome.BLOCKED]
    return Counter(interaction(one["blocked_by"]).label if one["blocked_by"] else one["reason"] for one in blocked)


def _pages(verdict: VerdictJson) -> Sequence[Mapping[str, Any]]:
    held_to = edition(verdict["edition"])
    return [
        {"name": page, "url": held_to.page_url(page), "counts": Counter(counts)}
        for page, counts in verdict["requirements"]["pages"].items()
    ]


def _disputes(verdict: VerdictJson) -> Iterator[Mapping[str, Any]]:
    """Yield each disputed place that a finding rests on, with its readings."""
    grouped: dict[str, list[Found]] = defaultdict(list)
    for one in _advisories(verdict):
        if one.finding["ambiguity"]:
            grouped[one.finding["ambiguity"]].append(one)
    for identity, findings in sorted(grouped.items()):
        yield {"known": ambiguity(identity), "findings": findings}


def _milliseconds(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _instant(text: str | None) -> str:
    return f"{datetime.fromisoformat(text):%-d %B %Y, %H:%M:%S %Z}" if text else "not ended"
