"""Faults of errors: what an OperationOutcome holds, and which status and code answer which situation."""

from collections.abc import Callable, Iterator

from gpconnect.provider.answer import Answer
from gpconnect.provider.fault_catalogue.building import (
    Element,
    fault,
    on,
    replaced_by,
    with_value,
    within,
    without,
)
from gpconnect.provider.faults import Fault, Mutator
from gpconnect.spec import interactions
from gpconnect.spec.vocabulary import PROFILES

# The codes by which each interaction refuses, besides the BAD_REQUEST that all have in common.
_CODES = {
    "find-a-patient": "INVALID_PARAMETER INVALID_IDENTIFIER_SYSTEM INVALID_NHS_NUMBER",
    "find-a-practitioner": "INVALID_PARAMETER INVALID_IDENTIFIER_SYSTEM INVALID_IDENTIFIER_VALUE",
    "find-an-organisation": "INVALID_PARAMETER INVALID_IDENTIFIER_SYSTEM INVALID_IDENTIFIER_VALUE",
    "read-a-patient": "PATIENT_NOT_FOUND",
    "read-a-practitioner": "PRACTITIONER_NOT_FOUND",
    "read-an-organisation": "ORGANISATION_NOT_FOUND",
    "read-a-location": "NO_RECORD_FOUND",
    "read-an-appointment": "NO_RECORD_FOUND",
    "register-a-patient": "INVALID_RESOURCE INVALID_NHS_NUMBER INVALID_PATIENT_DEMOGRAPHICS DUPLICATE_REJECTED",
    "search-for-free-slots": "INVALID_PARAMETER",
    "book-an-appointment": "INVALID_RESOURCE REFERENCE_NOT_FOUND DUPLICATE_REJECTED PATIENT_NOT_FOUND",
    "retrieve-a-patients-appointments": "INVALID_PARAMETER PATIENT_NOT_FOUND",
    "amend-an-appointment": "INVALID_RESOURCE NO_RECORD_FOUND DUPLICATE_REJECTED",
    "cancel-an-appointment": "INVALID_RESOURCE NO_RECORD_FOUND DUPLICATE_REJECTED",
}


def code_of(answer: Answer) -> str | None:
    """Return the Spine error code of an answer, or nothing when it is no refusal."""
    issues = (answer.resource or {}).get("issue") or [{}]
    codings = issues[0].get("details", {}).get("coding") or [{}]
    code: str | None = codings[0].get("code")
    return code


def _code_as_another(code: str) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        if code_of(answer) == code:
            replaced_by("ACCESS_DENIED")(answer)

    return mutate


def _conflict_as_bad_request(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 409:
        replaced_by("BAD_REQUEST")(answer)


def _without_outcome(answer: Answer, _interaction: str | None) -> None:
    if answer.status >= 400:
        answer.resource = None


def _as_success(answer: Answer, _interaction: str | None) -> None:
    if answer.status >= 400:
        answer.status = 200


def _as_server_error(answer: Answer, _interaction: str | None) -> None:
    if answer.status >= 400:
        answer.status = 500


def _as_unauthorised(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 400 and "Authorization header" in str(answer.resource):
        answer.status = 401


def _organisation_unreadable(answer: Answer, _interaction: str | None) -> None:
    replaced_by("INTERNAL_SERVER_ERROR")(answer)


def _outcome(change: Callable[[Element], None]) -> Mutator:
    return on("OperationOutcome", change)


def _each_interaction() -> Iterator[Fault]:
    for key in interactions():
        yield fault(f"{key}-errors-as-success", "errors have the status 200", within(key, _as_success), key)
        yield fault(f"{key}-errors-without-outcome", "errors have no body", within(key, _without_outcome), key)
        for code in ["BAD_REQUEST", *_CODES.get(key, "").split()]:
            name = code.lower().replace("_", "-")
            breaks = f"what has to be refused as {code} is refused as ACCESS_DENIED"
            yield fault(f"{key}-{name}-as-access-denied", breaks, within(key, _code_as_another(code)), key)


def _each_code() -> Iterator[Fault]:
    """For requests too that lead to no interaction."""
    for code in ("BAD_REQUEST", "NOT_IMPLEMENTED", "NO_RECORD_FOUND"):
        name = f"every-{code.lower().replace('_', '-')}"
        breaks = f"what has to be refused as {code} is refused as ACCESS_DENIED"
        yield fault(f"{name}-as-access-denied", breaks, _code_as_another(code))


FAULTS = (
    *_each_code(),
    fault(
        "organisation-unreadable",
        "reading an organisation fails",
        within("read-an-organisation", _organisation_unreadable),
        "read-an-organisation",
    ),
    fault("refused-with-401-alone", "tokens are refused with 401 and no challenge", _as_unauthorised),
    fault("error-without-outcome", "errors have no OperationOutcome", _without_outcome),
    fault("error-as-success", "errors have the status 200", _as_success),
    fault("error-as-server-error", "errors have the status 500, whatever their code", _as_server_error),
    fault("conflict-as-bad-request", "conflicts are refused with status 400", _conflict_as_bad_request),
    fault("diagnostics-missing", "errors have no diagnostics", _outcome(without("issue.diagnostics"))),
    fault("severity-wrong", "issues have the severity warning", _outcome(with_value("issue.severity", "warning"))),
    fault("severity-missing", "issues have no severity", _outcome(without("issue.severity"))),
    fault("issue-type-wrong", "issues have the type unknown", _outcome(with_value("issue.code", "unknown"))),
    fault("issue-type-missing", "issues have no type", _outcome(without("issue.code"))),
    fault("issue-details-missing", "issues have no details", _outcome(without("issue.details"))),
    fault("issue-display-missing", "codes have no display", _outcome(without("issue.details.coding.display"))),
    fault("issue-system-missing", "codes have no system", _outcome(without("issue.details.coding.system"))),
    fault(
        "issue-system-wrong",
        "codes have the system of the profile",
        _outcome(with_value("issue.details.coding.system", PROFILES["OperationOutcome"])),
    ),
    fault("issue-code-unknown", "codes are unknown", _outcome(with_value("issue.details.coding.code", "WRONG"))),
    fault("issue-missing", "an OperationOutcome has no issue", _outcome(without("issue"))),
    fault("outcome-profile-missing", "an OperationOutcome names no profile", _outcome(without("meta"))),
    *_each_interaction(),
)
