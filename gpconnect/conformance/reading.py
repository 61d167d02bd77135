"""The judge for reads by logical ID, beyond what is judged of every response with one resource."""

from collections.abc import Iterator
from typing import Any, Final

from gpconnect.conformance.appointment_state import in_order
from gpconnect.conformance.judge import judge_refusal, judge_success, resource_of
from gpconnect.conformance.rule import Judgement, Problem, Resource, join_path, shorten, values_at
from gpconnect.consumer.exchange import Exchange

ONE_CONTENT: Final = "FHIR-016"
SAME_IN_BOTH = ("id", "meta.versionId", "identifier.system", "identifier.value")


def judge_read_or_refused(exchange: Exchange, requirement: str, kind: str, situation: str) -> Judgement:
    """Judge a read that the provider may carry out or refuse."""
    if exchange.status == 200:
        return judge_success(exchange, requirement, resource=kind)
    return judge_refusal(exchange, situation, requirement)


def judge_agreement(exchange: Exchange, requirement: str, found: Resource) -> Judgement:
    """Judge that a resource read has the identity and the version of the one that a search found.

    Of one version it has the same content.
    """
    judgement, read = Judgement(), resource_of(exchange)
    at = str(found.get("resourceType"))
    judgement.add(requirement, differences(read, found), at)
    judgement.add(ONE_CONTENT, other_content(found, read), at)
    return judgement


def differences(read: Resource, found: Resource) -> Iterator[Problem]:
    """Find that identity, identifiers or version of a resource read are not those of the one found."""
    for path in SAME_IN_BOTH:
        expected = sorted(str(value) for _, value in values_at(found, path))
        actual = sorted(str(value) for _, value in values_at(read, path))
        if expected != actual:
            yield Problem(path, shorten(expected), shorten(actual))


def other_content(known: Resource, seen: Resource) -> Iterator[Problem]:
    """Find what differs between two copies of one version of a resource, of the elements that both hold.

    A page may list an element, or a part of an extension, that another one does not.
    """
    version = values_at(known, "meta.versionId")
    if not version or version != values_at(seen, "meta.versionId"):
        return
    before, now = _contents(known), _contents(seen)
    for name in sorted(before.keys() & now.keys()):
        if in_order(before[name]) != in_order(now[name]):
            expected = f"as in another answer with version {version[0][1]}: {shorten(before[name], 300)}"
            yield Problem(name, expected, shorten(now[name], 300))


# Not content, or compared by themselves.
_APART: Final = ("resourceType", "id", "meta", "text", "identifier", "extension")


def _contents(resource: Resource) -> dict[str, Any]:
    """The elements of a resource, extensions under their URLs, without texts that only display something."""
    elements = {name: _undisplayed(value) for name, value in resource.items() if name not in _APART}
    for where, value in _in_extensions(resource, ""):
        elements.setdefault(where, []).append(_undisplayed(value))
    return elements


def _in_extensions(owner: Resource, at: str) -> Iterator[tuple[str, Any]]:
    """The values of extensions, however deep they stand, each with the URLs that lead to it."""
    for _, one in values_at(owner, "extension"):
        if isinstance(one, dict):
            where = join_path(at, f"extension({one.get('url')})")
            yield from ((where, value) for name, value in one.items() if name.startswith("value"))
            yield from _in_extensions(one, where)


def _undisplayed(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_undisplayed(one) for one in value]
    if isinstance(value, dict):
        return {name: _undisplayed(one) for name, one in value.items() if name != "display"}
    return value
