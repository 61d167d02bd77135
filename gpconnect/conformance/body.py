"""Reading a body: strict JSON or safe XML, with a problem for everything that should not be there."""

import codecs
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NoReturn

import jiter

from gpconnect.conformance.place import quote
from gpconnect.conformance.rule import Problem
from gpconnect.conformance.xml_body import read_xml

WHOLE_BODY = "body"
# No resource is as deep; what walks a resource, here and in libraries, must not run out of stack.
DEEPEST: Final = 100
TOO_DEEP: Final = "nested too deeply to be one"
# A body is looked at many times, and then never again.
BODIES_REMEMBERED: Final = 16
LARGEST_REMEMBERED: Final = 4 * 1024 * 1024

_CONTAINERS: Final = frozenset({dict, list})
_MAYBE_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_PAIR: Final = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE: Final = re.compile(rf"\\(?:{_PAIR}|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{{2}})|.)", re.DOTALL)
_HTML: Final = re.compile(rb"\s*<(!doctype\s+)?html\b", re.IGNORECASE)


@dataclass
class Body:
    """A body that was read: its resource in JSON form (``None`` when unreadable) and what was wrong with the text.

    ``repeated_names`` pairs objects of the resource with the property names that stand in them more than once.
    """

    resource: dict[str, Any] | None = None
    problems: list[Problem] = field(default_factory=list)
    repeated_names: list[tuple[dict[str, Any], list[str]]] = field(default_factory=list)


def parse_resource(raw: bytes, content_type: str) -> dict[str, Any]:
    """Return the JSON form of the resource in a JSON or XML body; an empty one when the body holds none.

    It is the same object for the same body, so it is only for reading.
    """
    return read_body(raw, content_type).resource or {}


def read_body(raw: bytes, content_type: str) -> Body:
    """Read a body as XML when its content type says so, else as JSON. Never raises for what the body holds.

    What the latest bodies held is remembered, so it is only for reading.
    """
    return _remembered(raw, content_type) if len(raw) <= LARGEST_REMEMBERED else _read(raw, content_type)


@lru_cache(maxsize=BODIES_REMEMBERED)
def _remembered(raw: bytes, content_type: str) -> Body:
    return _read(raw, content_type)


def _read(raw: bytes, content_type: str) -> Body:
    if not raw.strip():
        return Body(problems=[_unreadable("a FHIR resource", "an empty body")])
    if "xml" in content_type.lower():
        resource, problems = read_xml(raw)
        return Body(resource, problems)
    if _HTML.match(raw):
        return Body(problems=[_unreadable("a FHIR resource in JSON", f"an HTML page: {quote(_beginning(raw))}")])
    return _read_json(raw)


def _read_json(raw: bytes) -> Body:
    body = Body()
    try:
        content = jiter.from_json(raw, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError:  # something is wrong, and the slow reader says what
        return _read_wrong_json(raw, body)
    _take(content, body)
    return body


def _read_wrong_json(raw: bytes, body: Body) -> Body:
    if raw.startswith(codecs.BOM_UTF8):
        body.problems.append(_unreadable("JSON without a byte order mark", "a UTF-8 byte order mark"))
        raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = _with_whole_characters(raw, body)
        content = json.loads(text, object_pairs_hook=_collector(body), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        actual = f"byte 0x{raw[error.start]:02x} at offset {error.start}"
        body.problems.append(_unreadable("text in UTF-8", actual))
    except RecursionError:
        body.problems.append(_unreadable("a FHIR resource", f"JSON {TOO_DEEP}"))
    except ValueError as error:
        body.problems.append(_unreadable("JSON", f"{error}; the body begins {quote(_beginning(raw))}"))
    else:
        _take(content, body)
    return body


def _take(content: object, body: Body) -> None:
    if _is_too_deep(content):
        body.problems.append(_unreadable("a FHIR resource", f"JSON {TOO_DEEP}"))
    elif isinstance(content, dict):
        body.resource = content
    else:
        body.problems.append(_unreadable("a JSON object with a resourceType", quote(content)))


def _is_too_deep(content: object) -> bool:
    level = [content]
    for _ in range(DEEPEST):
        level = [value for one in level for value in _members(one) if type(value) in _CONTAINERS]
        if not level:
            return False
    return True


def _members(one: Any) -> Iterable[object]:  # noqa: ANN401 - any JSON value
    if type(one) is dict:
        return one.values()
    return one if type(one) is list else ()


def _with_whole_characters(raw: bytes, body: Body) -> str:
    """Return the text of a JSON body; halves of surrogate pairs, which no text can hold, are a problem."""
    text = raw.decode("utf-8")
    if not _MAYBE_SURROGATE.search(raw):
        return text
    halves: list[str] = []

    def whole(escape: re.Match[str]) -> str:
        if escape["lone"] is None:
            return escape[0]
        halves.append(escape[0])
        return r"\ufffd"

    text = _ESCAPE.sub(whole, text)
    if halves:
        actual = f"{halves[0]}, half a surrogate pair"
        body.problems.append(_unreadable("JSON strings of Unicode characters", actual))
    return text


def _collector(body: Body) -> Any:  # noqa: ANN401 - the json module leaves the hook's type open
    """Return a hook that builds objects and notes the names that stand twice in one."""

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) != len(pairs):
            names = [name for name, _ in pairs]
            body.repeated_names.append((built, sorted({name for name in names if names.count(name) > 1})))
        return built

    return build


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _beginning(raw: bytes) -> str:
    return raw[:60].decode("utf-8", errors="replace").strip()


def _unreadable(expected: str, actual: str) -> Problem:
    return Problem(WHOLE_BODY, expected, actual)
