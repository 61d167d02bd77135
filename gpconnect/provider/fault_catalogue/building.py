"""What the families of faults are built from: mutators of finished answers, by resource type and element path."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Fault, Mutator
from gpconnect.spec.vocabulary import EXTENSIONS

Element = dict[str, Any]


@cache
def violations() -> Mapping[str, tuple[str, ...]]:
    """Return the IDs of the requirements that each fault violates, by the fault's name."""
    text = files(__package__).joinpath("violations.toml").read_text(encoding="utf-8")
    return {name: tuple(identities.split()) for name, identities in tomllib.loads(text).items()}


def fault(name: str, breaks: str, mutate: Mutator | None = None, shows_in: str = "") -> Fault:
    """Return a fault; ``shows_in`` has the keys of the interactions that it shows in, if not in all."""
    return Fault(name, breaks, violations().get(name, ()), mutate, tuple(shows_in.split()))


def resources(answer: Answer) -> Iterator[Element]:
    """Yield the resource of an answer, and the resources in it when it is a bundle."""
    if answer.resource is None:
        return
    yield answer.resource
    for entry in answer.resource.get("entry", ()):
        yield entry["resource"]


def of_type(answer: Answer, resource_type: str) -> list[Element]:
    """Return the resources of one type."""
    return [one for one in resources(answer) if one["resourceType"] == resource_type]


def on(resource_type: str, change: Callable[[Element], object]) -> Mutator:
    """Return the mutator that changes every resource of a type."""

    def mutate(answer: Answer, _interaction: str | None) -> None:
        for one in of_type(answer, resource_type):
            change(one)

    return mutate


def within(interactions: str, mutator: Mutator) -> Mutator:
    """Return the mutator for the answers of these interactions only (keys, separated by spaces)."""
    keys = interactions.split()

    def mutate(answer: Answer, interaction: str | None) -> None:
        if interaction in keys:
            mutator(answer, interaction)

    return mutate


def owners(resource: Element, path: str) -> Iterator[tuple[Element, str]]:
    """Yield each element that holds the last name of a dotted path, with that name; lists are walked through."""
    first, _, rest = path.partition(".")
    if first not in resource:
        return
    if not rest:
        yield resource, first
        return
    value = resource[first]
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from owners(one, rest)


def without(path: str) -> Callable[[Element], None]:
    """Return the change that drops what stands at a path."""

    def change(resource: Element) -> None:
        for owner, name in list(owners(resource, path)):
            del owner[name]

    return change


def with_value(path: str, value: object) -> Callable[[Element], None]:
    """Return the change that puts another value wherever a path leads."""

    def change(resource: Element) -> None:
        for owner, name in list(owners(resource, path)):
            owner[name] = deepcopy(value)

    return change


def plus(**elements: object) -> Callable[[Element], None]:
    """Return the change that adds elements."""
    return lambda resource: resource.update(deepcopy(elements))


def without_extension(url: str, path: str = "") -> Callable[[Element], None]:
    """Return the change that drops an extension, by its URL, below a path or at the resource itself."""

    def change(resource: Element) -> None:
        for owner, name in list(owners(resource, f"{path}.extension".lstrip("."))):
            owner[name] = [one for one in owner[name] if one["url"] != url]
            if not owner[name]:
                del owner[name]

    return change


def in_extension(url: str, edit: Callable[[Element], object]) -> Callable[[Element], None]:
    """Return the change that edits every extension with a URL, wherever it stands in the resource."""

    def change(element: object) -> None:
        if isinstance(element, list):
            for one in element:
                change(one)
        elif isinstance(element, dict):
            for one in element.values():
                change(one)
            if element.get("url") == url:
                edit(element)

    return change


def plus_extension(name: str, **value: object) -> Callable[[Element], None]:
    """Return the change that adds an extension by its name in the vocabulary."""

    def change(resource: Element) -> None:
        resource.setdefault("extension", []).append({"url": EXTENSIONS[name], **deepcopy(value)})

    return change


def replaced_by(code: str) -> Callable[[Answer], None]:
    """Return what turns an answer into the refusal with a Spine error code."""

    def change(answer: Answer) -> None:
        refusal = ProviderError(code, "the request cannot be processed").answer()
        answer.status, answer.resource = refusal.status, refusal.resource
        for header in ("ETag", "Location", "Content-Location", "Last-Modified"):
            answer.headers.pop(header, None)

    return change
