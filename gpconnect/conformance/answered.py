"""Whether a success answers the very request: the record that was asked for, or what a search cannot but find.

An empty searchset is a good answer to a search that finds nothing. To one that finds something it is none, however
well it is formed.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from gpconnect.conformance.rule import Problem, Resource, objects_at, shorten, values_at
from gpconnect.consumer.exchange import Request
from gpconnect.spec import interaction

BUNDLE: Final = "Bundle"
FINDS: Final[Mapping[str, str]] = {
    "find-a-patient": "FPAT-006",
    "find-a-practitioner": "FPRA-006",
    "find-an-organisation": "FORG-007",
    "register-a-patient": "REG-062",
    "retrieve-a-patients-appointments": "RETR-017",
}
"""The requirement by which each interaction that is answered with a Bundle brings what was asked for."""
_HELD: Final[Mapping[str, str]] = {
    "register-a-patient": "Patient",
    "retrieve-a-patients-appointments": "Appointment",
}
THE_ONE_ASKED_FOR: Final = "RES-005"


def not_answered(request: Request, body: Resource) -> Iterator[Problem]:
    """Find that a body is not what a typical request of its interaction brings.

    A search for free slots may find none: whether it should have is for whoever knows of free slots.
    """
    target = interaction(request.interaction)
    kind = str(body.get("resourceType", "absent"))
    if kind != target.resource:
        yield Problem("resourceType", target.resource, kind)
    elif target.resource == BUNDLE and target.key in FINDS:
        yield from _also(FINDS[target.key], _not_found(request, body))
    elif target.path.endswith("/{id}"):
        wanted = unquote(urlsplit(request.url).path.rstrip("/").rpartition("/")[2])
        if body.get("id") != wanted:
            yield Problem("id", wanted, str(body.get("id", "absent")), also=(THE_ONE_ASKED_FOR,))


def not_the_one_identified(request: Request, searchset: Resource, kind: str) -> Iterator[Problem]:
    """Find that another number of resources than one, or one of another type or identity, was found."""
    found = _entries(searchset)
    problems: list[Problem] = []
    if len(found) != 1:
        problems.append(Problem("Bundle.entry", f"exactly one {kind}", f"{len(found)} resources"))
    for at, resource in found:
        if resource.get("resourceType") != kind:
            problems.append(Problem(f"{at}.resourceType", kind, shorten(resource.get("resourceType", "absent"))))
    also = FINDS.get(request.interaction)
    every = [*problems, *not_identified(request, searchset)]
    yield from _also(also, every) if also else every


def not_identified(request: Request, searchset: Resource) -> Iterator[Problem]:
    """Find resources that lack an identifier which the search asked for."""
    for at, resource in _entries(searchset):
        held = [(one.get("system"), one.get("value")) for _, one in objects_at(resource, "identifier")]
        for system, value in identifiers_asked_for(request):
            if (system, value) not in held:
                yield Problem(f"{at}.identifier", f"{system}|{value}", shorten(held))


def identifiers_asked_for(request: Request) -> list[tuple[str, str]]:
    """Return the identifiers that a search was made by, each as system and value."""
    asked = parse_qs(urlsplit(request.url).query).get("identifier", [])
    parts = [one.partition("|") for one in asked]
    return [(system, value) for system, _, value in parts]


def _not_found(request: Request, searchset: Resource) -> Iterable[Problem]:
    held = _HELD.get(request.interaction)
    if held is None:
        return not_the_one_identified(request, searchset, interaction(request.interaction).path)
    if any(one.get("resourceType") == held for _, one in _entries(searchset)):
        return ()
    return [Problem("Bundle.entry", f"at least one {held}", "none")]


def _also(identity: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    for one in problems:
        yield one if identity in one.also else one._replace(also=(*one.also, identity))


def _entries(searchset: Resource) -> list[tuple[str, Resource]]:
    found = values_at(searchset, "entry.resource")
    return [(f"Bundle.{at}", one) for at, one in found if isinstance(one, dict)]
