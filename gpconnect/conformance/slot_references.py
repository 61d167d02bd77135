"""What a slot search names and what reading it returns: practitioners, locations and organisations."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from gpconnect.conformance.reading import ONE_CONTENT, other_content
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rule import Problem, Resource
from gpconnect.conformance.rules.bundle import resources_in

# Takes a relative reference; returns what reading it came to in a few words, and the resource, empty if none came.
Follow = Callable[[str], tuple[str, Resource]]

_NAMED_BY: Final[Mapping[str, tuple[str, str]]] = {
    "Practitioner": ("Schedule", "actor"),
    "Location": ("Schedule", "actor"),
    "Organization": ("Location", "managingOrganization"),
}


def named_ids(searchset: Resource, kind: str) -> list[str]:
    """Return the logical IDs of the resources of a type that the searchset names or holds, each once."""
    namer, path = _NAMED_BY[kind]
    named = [one for _, resource in resources_in(searchset, namer) for one in referenced_ids(resource, path, kind)]
    held = [str(resource.get("id")) for _, resource in resources_in(searchset, kind)]
    return list(dict.fromkeys([*named, *held]))


def reading_problems(searchset: Resource, kind: str, follow: Follow) -> Iterator[Problem]:
    """Yield a problem for everything of a type that reading does not return as the searchset has it.

    The logical ID and the version are compared, and of one version the content.
    """
    held = {str(resource.get("id")): (at, resource) for at, resource in resources_in(searchset, kind)}
    for logical_id in named_ids(searchset, kind):
        at, resource = held.get(logical_id, ("entry", {}))
        summary, returned = follow(f"{kind}/{logical_id}")
        if (returned.get("resourceType"), returned.get("id")) != (kind, logical_id):
            yield Problem(f"Bundle.{at}", f"{kind}/{logical_id}, which can be read", summary)
        elif resource and _version(resource) != _version(returned):
            expected = f"{_version(returned)}, as reading {kind}/{logical_id} returns it"
            yield Problem(f"Bundle.{at}.meta.versionId", expected, _version(resource))
        else:
            for one in other_content(returned, resource):
                yield one._replace(where=f"Bundle.{at}.{one.where}", also=(ONE_CONTENT,))


def organisation_problems(searchset: Resource, follow: Follow) -> Iterator[Problem]:
    """Yield a problem for every schedule's location, as reading returns it, whose organisation is not there."""
    held = {str(one.get("id")) for _, one in resources_in(searchset, "Organization")}
    for logical_id in named_ids(searchset, "Location"):
        _, location = follow(f"Location/{logical_id}")
        for organisation in referenced_ids(location, "managingOrganization", "Organization"):
            if organisation not in held:
                expected = f"Organization/{organisation}, which manages Location/{logical_id}"
                yield Problem("Bundle.entry", expected, ", ".join(sorted(held)) or "no Organization")


def _version(resource: Resource) -> str:
    return str((resource.get("meta") or {}).get("versionId", "absent"))
