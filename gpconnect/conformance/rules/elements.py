"""Checks that the rules of several resource types share; each yields problems and decides no requirement itself."""

from collections.abc import Iterator
from typing import Any

from gpconnect.conformance.reference import referenced_id
from gpconnect.conformance.rule import Problem, Resource, must_have, shorten, values_at
from gpconnect.spec.vocabulary import PROFILES


def names_profile(resource: Resource) -> Iterator[Problem]:
    """Find a resource whose ``meta.profile`` does not name the GP Connect profile of its type."""
    profile = PROFILES[str(resource.get("resourceType"))]
    named = [value for _, value in values_at(resource, "meta.profile")]
    if profile not in named:
        yield Problem("meta.profile", profile, shorten(named) if named else "absent")


def says_version(resource: Resource) -> Iterator[Problem]:
    """Find a resource without a ``meta.versionId``."""
    yield from must_have(resource, "meta.versionId")


def identifiers(resource: Resource, system: str) -> list[Any]:
    """Return the values of the identifiers that are in one identifier system."""
    found = [one for _, one in values_at(resource, "identifier") if isinstance(one, dict)]
    return [one.get("value") for one in found if one.get("system") == system]


def has_business_identifier(resource: Resource, usual_system: str) -> Iterator[Problem]:
    """Find a resource without a business identifier, and identifiers without a system or a value."""
    found = values_at(resource, "identifier")
    if not found:
        yield Problem("identifier", f"a business identifier, such as one in {usual_system}", "absent")
    for at, one in found:
        for problem in must_have(one, "system", "value"):
            yield problem._replace(where=f"{at}.{problem.where}")


def refers_to(resource: Resource, path: str, kind: str) -> Iterator[Problem]:
    """Find a Reference element that is absent or does not refer to a resource of this type."""
    found = values_at(resource, path)
    if not found:
        yield Problem(path, f"a reference to {kind}", "absent")
    for at, one in found:
        reference = one.get("reference") if isinstance(one, dict) else None
        if referenced_id(reference, kind) is None:
            yield Problem(f"{at}.reference", f"a reference to {kind}", shorten(reference or "absent"))
