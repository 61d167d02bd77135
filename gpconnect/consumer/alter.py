"""Alterations of a resource body: an element set, added or left out at a path, to send it wrong on purpose."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

Resource = dict[str, Any]
Key = str | int

_PART: Final = re.compile(r"(?P<name>[^.\[\]]+)(?P<places>(\[\d+\])*)")


def with_element(resource: Mapping[str, Any], path: str, value: Any) -> Resource:  # noqa: ANN401 - any JSON value
    """Return a copy of the resource that holds ``value`` at ``path``, in place of what was there.

    Elements on the way that the resource lacks are created. Paths are those of findings:
    ``participant[0].actor.reference``; a place equal to the length of a list appends to it. Raises
    ``LookupError`` when the path does not fit the resource.
    """
    copy = deepcopy(dict(resource))
    *way, last = keys = _keys(path)
    parent: Any = copy
    for key, following in zip(way, keys[1:], strict=True):
        if not _has(parent, key, path):
            _put(parent, key, [] if isinstance(following, int) else {}, path)
        parent = parent[key]
    _put(parent, last, deepcopy(value), path)
    return copy


def adding_element(resource: Mapping[str, Any], path: str, item: Any) -> Resource:  # noqa: ANN401 - any JSON value
    """Return a copy of the resource with one more item in the list at ``path``, which is created when absent.

    Raises ``LookupError`` when the path does not fit the resource or leads to something other than a list.
    """
    try:
        there = element(resource, path)
    except LookupError:
        return with_element(resource, f"{path}[0]", item)
    if not isinstance(there, list):
        raise LookupError(f"{path}: not a list, so no item can be added to it")
    return with_element(resource, f"{path}[{len(there)}]", item)


def without_element(resource: Mapping[str, Any], path: str) -> Resource:
    """Return a copy of the resource without the element at ``path``; a list loses the item, not its place.

    Raises ``LookupError`` when there is no such element: a scenario that leaves nothing out tests nothing.
    """
    copy = deepcopy(dict(resource))
    *way, last = _keys(path)
    parent = _follow(copy, way, path)
    if not _has(parent, last, path):
        raise LookupError(f"{path}: the resource has no such element to leave out")
    del parent[last]
    return copy


def element(resource: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what the resource holds at ``path``; raise ``LookupError`` when it holds nothing there."""
    return _follow(resource, _keys(path), path)


def _keys(path: str) -> list[Key]:
    keys: list[Key] = []
    for part in path.split("."):
        match = _PART.fullmatch(part)
        if match is None:
            raise LookupError(f"{path!r} is not a path: expected names and places such as participant[0].actor")
        keys.append(match["name"])
        keys.extend(int(place) for place in re.findall(r"\d+", match["places"]))
    return keys


def _follow(thing: Any, keys: list[Key], path: str) -> Any:  # noqa: ANN401 - any JSON value
    for key in keys:
        if not _has(thing, key, path):
            raise LookupError(f"{path}: the resource has nothing at {key!r}")
        thing = thing[key]
    return thing


def _has(parent: Any, key: Key, path: str) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(parent, list) and isinstance(key, int):
        return key < len(parent)
    if isinstance(parent, Mapping) and isinstance(key, str):
        return key in parent
    raise LookupError(f"{path}: {key!r} does not fit, there is a {type(parent).__name__}")


def _put(parent: Any, key: Key, value: Any, path: str) -> None:  # noqa: ANN401 - any JSON value
    if _has(parent, key, path) or isinstance(parent, dict):
        parent[key] = value
    elif key == len(parent):
        parent.append(value)
    else:
        raise LookupError(f"{path}: place {key} is beyond the end of the list, which has {len(parent)}")
