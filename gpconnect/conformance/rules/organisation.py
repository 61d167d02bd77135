"""Rules for an Organization (pages: read and find an organisation, FHIR resource guidance)."""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rule import Problem, Resource, RuleSet

RULES: Final = RuleSet("Organization")


@RULES.rule({"read-an-organisation": "RORG-003", "find-an-organisation": "FORG-005"})
def conforms_to_profile(organisation: Resource) -> Iterator[Problem]:
    """Find what CareConnect-GPC-Organization-1 does not allow."""
    yield from profile_problems(organisation)
