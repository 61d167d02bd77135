"""Errors of the provider: a refusal carries a Spine error code and becomes a GPConnect-OperationOutcome-1."""

from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.spec import spine_error
from gpconnect.spec.vocabulary import CODE_SYSTEMS, PROFILES


class ProviderError(Exception):
    """The provider will not do what was asked; raised anywhere below a handler.

    ``code`` is the Spine error code, ``diagnostics`` tells the consumer what was wrong. ``status`` replaces the
    HTTP status that goes with the code, for the few answers that have a status but no code of their own
    (page: development_fhir_error_handling_guidance).
    """

    def __init__(self, code: str, diagnostics: str, *, status: int | None = None) -> None:
        super().__init__(f"{code}: {diagnostics}")
        self.error = spine_error(code)
        self.diagnostics = diagnostics
        self.status = status or self.error.status

    def answer(self) -> Answer:
        """Return the refusal as an answer with an OperationOutcome."""
        return Answer(self.status, operation_outcome(self.error.code, self.diagnostics))


def operation_outcome(code: str, diagnostics: str) -> dict[str, Any]:
    """Return a GPConnect-OperationOutcome-1 for one Spine error code; raise ``LookupError`` for an unknown code."""
    error = spine_error(code)
    coding = {"system": CODE_SYSTEMS["spine_error"], "code": error.code, "display": error.display}
    return {
        "resourceType": "OperationOutcome",
        "meta": {"profile": [PROFILES["OperationOutcome"]]},
        "issue": [
            {
                "severity": "error",
                "code": error.issue_types[0],
                "details": {"coding": [coding]},
                "diagnostics": diagnostics,
            }
        ],
    }
