"""The service root URL: what it has to tell (page: development_general_api_guidance)."""

import re
from collections.abc import Iterator

from gpconnect.conformance.rule import Judgement, Problem
from gpconnect.spec import Edition


def judge_service_root(root: str, edition: Edition, requirement: str) -> Judgement:
    """Judge that a service root URL holds the FHIR version name and the major version of the specification."""
    judgement = Judgement()
    judgement.add(requirement, service_root_problems(root, edition))
    return judgement


def service_root_problems(root: str, edition: Edition) -> Iterator[Problem]:
    """Find a service root URL that does not go on, behind the ODS code, with its two versions."""
    if not re.search(rf"//[^/]+/[^/]+/STU3/{edition.major}(/[^/]+)+$", root):
        yield Problem("service root URL", f"https://[FQDN]/[ODS code]/STU3/{edition.major}/[routing segment]", root)
