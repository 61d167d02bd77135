"""Rules for the OperationOutcome of a refusal (page: development_fhir_error_handling_guidance)."""

from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rule import Problem, Resource, RuleSet, must_have, objects_at, values_at
from gpconnect.spec import spine_errors
from gpconnect.spec.errors import code_systems
from gpconnect.spec.vocabulary import PROFILES

RULES: Final = RuleSet("OperationOutcome")


def spine_codes(outcome: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """Return every code in the issues' details that the specification knows as a Spine error code."""
    codes = [value for _, value in values_at(outcome, "issue.details.coding.code")]
    return [code for code in codes if isinstance(code, str) and code in spine_errors()]


def said(outcome: Resource) -> str:
    """Return what an OperationOutcome says in one line: its Spine error codes, each once, and its diagnostics."""
    codes = " ".join(dict.fromkeys(spine_codes(outcome)))
    diagnostics = " / ".join(str(text) for _, text in values_at(outcome, "issue.diagnostics"))
    return ": ".join(filter(None, (codes, diagnostics)))


@RULES.rule("ERR-001")
def conforms_to_profile(outcome: Resource) -> Iterator[Problem]:
    """Find what GPConnect-OperationOutcome-1 does not allow, and a profile that is not named."""
    yield from profile_problems(outcome)
    if PROFILES["OperationOutcome"] not in [value for _, value in values_at(outcome, "meta.profile")]:
        yield Problem("meta.profile", PROFILES["OperationOutcome"], "absent")


@RULES.rule("ERR-002")
def severity_is_error(outcome: Resource) -> Iterator[Problem]:
    """Find an issue whose severity is not error."""
    for at, issue in objects_at(outcome, "issue"):
        if issue.get("severity") != "error":
            yield Problem(f"{at}.severity", "error", str(issue.get("severity", "absent")))


@RULES.rule("ERR-003")
def issue_type_fits_code(outcome: Resource) -> Iterator[Problem]:
    """Find an issue whose type is not the one of its Spine error code."""
    for at, issue in objects_at(outcome, "issue"):
        for code in spine_codes({"issue": issue}):
            allowed = spine_errors()[code].issue_types
            if issue.get("code") not in allowed:
                yield Problem(f"{at}.code", f"{' or '.join(allowed)} for {code}", str(issue.get("code", "absent")))


@RULES.rule("ERR-004")
def names_spine_code(outcome: Resource) -> Iterator[Problem]:
    """Find an issue without a Spine error code, its display or its coding system."""
    for at, issue in objects_at(outcome, "issue"):
        if not spine_codes({"issue": issue}):
            yield Problem(f"{at}.details.coding.code", "a Spine error code", "absent")
        for place, coding in objects_at(issue, "details.coding"):
            yield from (found._replace(where=f"{at}.{place}.display") for found in must_have(coding, "display"))
            system = coding.get("system")
            if not isinstance(system, str) or system not in code_systems():
                expected = " or ".join(code_systems())
                yield Problem(f"{at}.{place}.system", expected, str(system or "absent"), disputed=system is None)


@RULES.rule("ERR-005")
def gives_diagnostics(outcome: Resource) -> Iterator[Problem]:
    """Find an issue without diagnostics, where they are not mandatory."""
    yield from _without_diagnostics(outcome, mandatory=False)


@RULES.rule("ERR-006")
def gives_mandatory_diagnostics(outcome: Resource) -> Iterator[Problem]:
    """Find an issue without diagnostics, where its Spine error code makes them mandatory."""
    yield from _without_diagnostics(outcome, mandatory=True)


def says_nothing(outcome: Resource) -> Iterator[Problem]:
    """Find an outcome without a word to a reader besides its codes: no diagnostics, no text, no narrative."""
    words = ("issue.diagnostics", "issue.details.text", "text.div")
    if not any(value for path in words for _, value in values_at(outcome, path)):
        yield Problem("issue[0].diagnostics", "a message that says what was wrong", "absent")


def _without_diagnostics(outcome: Resource, *, mandatory: bool) -> Iterator[Problem]:
    for at, issue in objects_at(outcome, "issue"):
        needed = any(spine_errors()[code].diagnostics for code in spine_codes({"issue": issue}))
        if needed == mandatory and not issue.get("diagnostics"):
            yield Problem(f"{at}.diagnostics", "populated", "absent")
