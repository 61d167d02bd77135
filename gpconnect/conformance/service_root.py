"""The service root URL: what it has to tell, and whom it leads to (page: development_general_api_guidance)."""

import re
from collections.abc import Iterator

from gpconnect.conformance.answered import not_answered
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rule import Judgement, Problem
from gpconnect.consumer.exchange import Exchange
from gpconnect.spec import Edition


def judge_service_root(root: str, edition: Edition, requirement: str) -> Judgement:
    """Judge that a service root URL holds the FHIR version name and the major version of the specification."""
    judgement = Judgement()
    judgement.add(requirement, service_root_problems(root, edition))
    return judgement


def judge_other_practice(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that a request to another practice's service root URL does not bring what this one's would.

    How it is turned away is left open: what routes requests to practices may stand before the provider.
    """
    judgement = Judgement()
    judgement.add(requirement, _answered_all_the_same(exchange))
    return judgement


def _answered_all_the_same(exchange: Exchange) -> Iterator[Problem]:
    if exchange.response is None:
        yield Problem("response", "a response", exchange.failure or "none")
    elif 200 <= exchange.response.status < 300 and not any(not_answered(exchange.request, resource_of(exchange))):
        yield Problem(
            "response", "an error, or nothing of this practice", f"{exchange.status} with what was asked for"
        )


def service_root_problems(root: str, edition: Edition) -> Iterator[Problem]:
    """Find a service root URL that does not go on, behind the ODS code, with its two versions."""
    if not re.search(rf"//[^/]+/[^/]+/STU3/{edition.major}(/[^/]+)+$", root):
        yield Problem("service root URL", f"https://[FQDN]/[ODS code]/STU3/{edition.major}/[routing segment]", root)
