"""Reading a body: strict JSON or safe XML, with a problem for everything that should not be there."""

import codecs
import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

from gpconnect.conformance.place import quote
from gpconnect.conformance.rule import Problem
from gpconnect.conformance.xml_body import read_xml

WHOLE_BODY = "body"


@dataclass
class Body:
    """A body that was read: its resource in JSON form (``None`` when unreadable) and what was wrong with the text.

    ``repeated_names`` pairs objects of the resource with the property names that stand in them more than once.
    """

    resource: dict[str, Any] | None = None
    problems: list[Problem] = field(default_factory=list)
    repeated_names: list[tuple[dict[str, Any], list[str]]] = field(default_factory=list)


def parse_resource(raw: bytes, content_type: str) -> dict[str, Any]:
    """Return the JSON form of the resource in a JSON or XML body; an empty one when the body holds none."""
    return read_body(raw, content_type).resource or {}


def read_body(raw: bytes, content_type: str) -> Body:
    """Read a body as XML when its content type says so, else as JSON. Never raises for what the body holds."""
    if not raw.strip():
        return Body(problems=[_unreadable("a FHIR resource", "an empty body")])
    if "xml" in content_type.lower():
        resource, problems = read_xml(raw)
        return Body(resource, problems)
    return _read_json(raw)


def _read_json(raw: bytes) -> Body:
    body = Body()
    if raw.startswith(codecs.BOM_UTF8):
        body.problems.append(_unreadable("JSON without a byte order mark", "a UTF-8 byte order mark"))
        raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        content = json.loads(raw.decode("utf-8"), object_pairs_hook=_collector(body), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        actual = f"byte 0x{raw[error.start]:02x} at offset {error.start}"
        body.problems.append(_unreadable("text in UTF-8", actual))
    except RecursionError:
        body.problems.append(_unreadable("a FHIR resource", "JSON nested too deeply to be one"))
    except ValueError as error:
        body.problems.append(_unreadable("JSON", f"{error}; the body begins {quote(_beginning(raw))}"))
    else:
        if isinstance(content, dict):
            body.resource = content
        else:
            body.problems.append(_unreadable("a JSON object with a resourceType", quote(content)))
    return body


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
