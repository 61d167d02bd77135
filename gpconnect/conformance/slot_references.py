"""What a slot search names and what reading it returns: practitioners, locations and organisations."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gpconnect.conformance.reading import ONE_CONTENT, other_content
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rule import Problem, Resource, extensions, shorten, values_at
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.spec.vocabulary import EXTENSIONS

# Takes a relative reference; returns what reading it came to in a few words, and the resource, empty if none came.
Follow = Callable[[str], tuple[str, Resource]]

_NAMED_BY: Final[Mapping[str, tuple[str, str]]] = {
    "Practitioner": ("Schedule", "actor"),
    "Location": ("Schedule", "actor"),
    "Organization": ("Location", "managingOrganization"),
}

POPULATED_AS_READ: Final[Mapping[str, str]] = {
    "Practitioner": "SLOT-040",
    "Location": "SLOT-044",
    "Organization": "SLOT-047",
}
"""The requirement by which a resource of a slot search is populated as its read is, by resource type."""

# What the pages of the reads name, besides what the rules for each resource see by themselves.
_WHERE_AVAILABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "Practitioner": ("identifier", "name", "gender"),
    "Location": ("name", "address", "telecom"),
    "Organization": ("identifier", "name", "address", "telecom"),
}
_LANGUAGES: Final = f"extension({EXTENSIONS['nhs_communication']})"


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


def population_problems(searchset: Resource, kind: str, follow: Follow) -> Iterator[Problem]:
    """Yield a problem for every element that reading returns, and the same version in the searchset lacks in part.

    Only elements that the page of the read names are compared: what a provider has, it has to return in both.
    """
    for at, resource in resources_in(searchset, kind):
        _, returned = follow(f"{kind}/{resource.get('id')}")
        if returned.get("id") != resource.get("id") or _version(returned) != _version(resource):
            continue
        held, available = _named(resource, kind), _named(returned, kind)
        for name, value in available.items():
            missing = Counter(_leaves(value)) - Counter(_leaves(held.get(name)))
            if missing:
                lacks = ", ".join(sorted({path.lstrip(".") for path, _ in missing if path}))
                actual = f"not all of it: {lacks or 'another value'}" if name in held else "absent"
                yield Problem(
                    f"Bundle.{at}.{name}", f"what reading {kind}/{resource.get('id')} returns", shorten(actual, 300)
                )


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
    return next((str(version) for _, version in values_at(resource, "meta.versionId")), "absent")


def _named(resource: Resource, kind: str) -> dict[str, Any]:
    """Return the elements of a resource that the page of its read names, where it has them."""
    named = {name: resource[name] for name in _WHERE_AVAILABLE[kind] if name in resource}
    languages = [one for _, one in extensions(resource, EXTENSIONS["nhs_communication"])]
    return {**named, _LANGUAGES: languages} if languages and kind == "Practitioner" else named


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON value
    """Yield every simple value with its path; the order of lists, the IDs of elements and displays say nothing."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in ("id", "display"):
                yield from _leaves(one, f"{path}.{name}")
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, path)
    elif value is not None:
        yield path, repr(value)
