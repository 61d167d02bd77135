"""The specification as data: editions, interactions, error codes, vocabulary, profiles and requirements."""

from gpconnect.spec.edition import DEFAULT_EDITION, Edition, edition, known_editions
from gpconnect.spec.errors import SpineError, spine_error, spine_errors
from gpconnect.spec.interaction import Interaction, interaction, interactions, needed_by, testing_order, through
from gpconnect.spec.requirement import Requirement, requirement, requirements

__all__ = [
    "DEFAULT_EDITION",
    "Edition",
    "Interaction",
    "Requirement",
    "SpineError",
    "edition",
    "interaction",
    "interactions",
    "known_editions",
    "needed_by",
    "requirement",
    "requirements",
    "spine_error",
    "spine_errors",
    "testing_order",
    "through",
]
