"""Whether two answers say the same, whatever their format: what may differ from one answer to the next left out."""

import json
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from gpconnect.conformance.judge import judge_answered, resource_of
from gpconnect.conformance.place import at, quote
from gpconnect.conformance.rule import Judgement, Problem
from gpconnect.consumer.exchange import Exchange

Steps = tuple[str | int, ...]

# What says something of the answer itself rather than of what it is about.
OF_THE_ANSWER: Final = {"Bundle": ("id", "identifier", "meta", "link"), "CapabilityStatement": ("date",)}
MOST_PROBLEMS: Final = 10


def judge_same_answer(known: Exchange, exchange: Exchange, requirement: str) -> Judgement:
    """Judge that an answer has the status and the content of one that is known, which is what was asked for."""
    judgement = judge_answered(known, requirement) if known.status in (200, 201) else Judgement()
    if judgement.findings:
        return judgement
    if exchange.status != known.status:
        actual = str(exchange.status or exchange.failure)
        judgement.add(requirement, [Problem("status", str(known.status), actual)])
        return judgement
    first, second = (_comparable(resource_of(one)) for one in (known, exchange))
    if not first or not second:
        unreadable = "the known answer" if not first else "this answer"
        judgement.add(requirement, [Problem("body", "a resource", f"{unreadable} holds none")])
        return judgement
    problems = list(differences(first, second))[:MOST_PROBLEMS]
    judgement.add(requirement, problems, str(first.get("resourceType")))
    return judgement


def differences(first: Any, second: Any, steps: Steps = ()) -> Iterator[Problem]:  # noqa: ANN401 - any JSON value
    """Yield a problem for each place at which the second value differs from the first."""
    if isinstance(first, dict) and isinstance(second, dict):
        for name in [*first, *(one for one in second if one not in first)]:
            yield from differences(first.get(name, ...), second.get(name, ...), (*steps, name))
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for place, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from differences(one, other, (*steps, place))
    elif first != second:
        yield Problem(at("", steps), _shown(first), _shown(second))


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return "absent" if value is ... else quote(value)


def _comparable(resource: dict[str, Any]) -> dict[str, Any]:
    left_out = OF_THE_ANSWER.get(str(resource.get("resourceType")), ())
    return {name: _plain(value, name) for name, value in resource.items() if name not in left_out}


def _plain(value: Any, name: str) -> Any:  # noqa: ANN401 - any JSON value
    """The value in a form in which two that say the same are equal.

    The order of entries, and of elements that repeat, says nothing; that of given names and address lines does.
    """
    if isinstance(value, dict):
        return {key: _plain(one, key) for key, one in value.items()}
    if isinstance(value, list):
        plain = [_plain(one, name) for one in value]
        return sorted(plain, key=_sorting) if all(isinstance(one, dict) for one in plain) else plain
    return _canonical(value) if name == "div" and isinstance(value, str) else value


def _sorting(value: dict[str, Any]) -> tuple[str, str]:
    """Sort entries by what they are, so that two versions of one resource stand at one place, else by content."""
    found = value.get("resource")
    name = f"{found.get('resourceType')}/{found.get('id')}" if isinstance(found, dict) else ""
    return name, json.dumps(value, sort_keys=True)


def _canonical(xhtml: str) -> str:
    try:
        return str(etree.canonicalize(xhtml))
    except etree.XMLSyntaxError:
        return xhtml
