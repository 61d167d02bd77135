"""Damage: a good response altered at random, as no provider should ever answer."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from gpconnect.consumer.exchange import Response

ODD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "x" * 100_000,
    "\ud800",
    "\x00\x1b[31m",
    "../../etc",
    "Patient/",
    "#",
    "https://[",
    "2024-02-30",
    "2024",
    "2024-01-01T10:00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2024-01-01T24:00:00Z",
    "+00:00",
    [],
    {},
    [None],
    [[]],
    ["x"],
    [{}],
    {"": ""},
    {"resourceType": "Nothing"},
    {"resourceType": []},
    {"reference": 7},
)
ODD_HEADERS: Final = (
    "",
    "x",
    "W/",
    'W/""',
    "\x1b[31m",
    "é" * 3,
    "text/html",
    "application/fhir+xml",
    ";",
    "0",
    "-1",
)

Json = Any
Place = tuple[Json, Json]


def damaged(response: Response, chance: random.Random) -> Response:
    """Return the response with one to three things about it changed: its headers, its body, or elements of that."""
    for _ in range(chance.randint(1, 3)):
        response = chance.choices((_elements, _body, _headers), weights=(8, 1, 2))[0](response, chance)
    return response


def _elements(response: Response, chance: random.Random) -> Response:
    try:
        resource = json.loads(response.body)
    except (ValueError, RecursionError):
        return response
    places = list(_places({"": resource}))
    owner, name = chance.choice(places)
    chance.choice(_CHANGES)(owner, name, chance)
    try:
        return replace(response, body=json.dumps(places[0][0].get("")).encode())
    except RecursionError:
        return response


def _places(thing: Json) -> Iterator[Place]:
    items = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for name, value in items:
        yield thing, name
        yield from _places(value)


def _put_something_odd(owner: Json, name: Json, chance: random.Random) -> None:
    owner[name] = chance.choice(ODD_VALUES)


def _leave_out(owner: Json, name: Json, chance: random.Random) -> None:
    del chance
    del owner[name]


def _wrap(owner: Json, name: Json, chance: random.Random) -> None:
    owner[name] = chance.choice(([owner[name]], {"value": owner[name]}, [owner[name]] * 2, str(owner[name])))


def _nest(owner: Json, name: Json, chance: random.Random) -> None:
    for _ in range(chance.choice((3, 30, 200))):
        owner[name] = chance.choice(([owner[name]], {"extension": [owner[name]]}, {"resource": owner[name]}))


_CHANGES: Final[tuple[Callable[[Any, Any, random.Random], None], ...]] = (
    _put_something_odd,
    _put_something_odd,
    _put_something_odd,
    _leave_out,
    _wrap,
    _nest,
)


def _body(response: Response, chance: random.Random) -> Response:
    body = response.body
    cut = chance.randrange(len(body) + 1)
    return replace(
        response,
        body=chance.choice(
            (
                b"",
                b"null",
                b"[]",
                b"{}",
                b'"x"',
                body[:cut],
                body[:cut] + b"\xff\xfe" + body[cut:],
                b"<html><body>Sorry</body></html>",
                b"[" * 100_000,
                b'{"a":' * 900 + b"1" + b"}" * 900,
                b'{"id":' + b"9" * 5000 + b"}",
                b"\xef\xbb\xbf" + body,
                body.replace(b": 1", b": 1e999"),
                body.replace(b"http", b"ftp"),
                b'<Bundle xmlns="http://hl7.org/fhir"><entry/></Bundle>',
            )
        ),
    )


def _headers(response: Response, chance: random.Random) -> Response:
    headers = list(response.headers)
    if headers and chance.random() < 0.3:
        headers.pop(chance.randrange(len(headers)))
    else:
        name = chance.choice(
            ("Content-Type", "ETag", "Location", "Date", "Cache-Control", "Age", "WWW-Authenticate")
        )
        headers = [one for one in headers if one[0].lower() != name.lower()]
        headers.append((name, chance.choice(ODD_HEADERS)))
    return replace(response, headers=headers)
