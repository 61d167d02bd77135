"""How much of a changed resource the consumer wants to have back."""

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call

_MINIMAL = "return=minimal"


def as_preferred(call: Call, answer: Answer) -> Answer:
    """Return the answer without its resource where the consumer prefers that, and as it is otherwise.

    Page: development_general_api_guidance, managing return content.
    """
    preferences = [one.strip().lower() for one in call.headers.get("prefer", "").replace(";", ",").split(",")]
    if _MINIMAL in preferences:
        answer.resource = None
    return answer
