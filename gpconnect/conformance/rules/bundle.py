"""Rules for a searchset Bundle and for every resource in it."""

from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.rule import Judgement, Problem, Resource, RuleSet, must_not_have, values_at
from gpconnect.conformance.rules import judge_resource

RULES: Final = RuleSet("Bundle")


def judge_searchset(interaction: str, searchset: Resource) -> Judgement:
    """Judge a searchset Bundle: its own rules, then the rules of each resource in it."""
    judgement = RULES.judge(interaction, "Bundle", searchset)
    for at, resource in resources_in(searchset):
        judgement.merge(judge_resource(interaction, f"Bundle.{at}", resource))
    return judgement


def resources_in(searchset: Resource, kind: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    """Return the resources of a Bundle with their paths; only those of one type when ``kind`` is given."""
    found = [(at, one) for at, one in values_at(searchset, "entry.resource") if isinstance(one, dict)]
    return [(at, one) for at, one in found if kind is None or one.get("resourceType") == kind]


@RULES.rule("FHIR-002")
def is_searchset(searchset: Resource) -> Iterator[Problem]:
    """Find what GPConnect-Searchset-Bundle-1 does not allow."""
    yield from profile_problems(searchset)
    if searchset.get("type") != "searchset":
        yield Problem("type", "searchset", str(searchset.get("type", "absent")))


@RULES.rule("RES-040")
def entries_have_no_full_url(searchset: Resource) -> Iterator[Problem]:
    """Find an entry with a fullUrl."""
    yield from must_not_have(searchset, "entry.fullUrl")
