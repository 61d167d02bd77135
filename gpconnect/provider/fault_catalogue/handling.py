"""What handling faults are built from: requests altered or refused first, the store changed afterwards."""

import copy
from collections.abc import Callable
from dataclasses import replace
from inspect import isawaitable
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call, Handled, Handler
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.fault_catalogue.building import violations
from gpconnect.provider.faults import Fault, Handling

Pairs = list[tuple[str, str]]
Body = dict[str, Any]


def handling_fault(name: str, breaks: str, handling: Handling, shows_in: str) -> Fault:
    """Return a handling fault of these interactions (keys, separated by spaces)."""
    keys = tuple(shows_in.split())

    def handle(handler: Handler, call: Call) -> Handled:
        return handling(handler, call) if call.interactions[0] in keys else handler(call)

    return Fault(name, breaks, violations().get(name, ()), None, keys, handle)


def altering(alter: Callable[[Call], Call]) -> Handling:
    """Return the handling of another request in place of the one that was sent."""
    return lambda handler, call: handler(alter(call))


def querying(change: Callable[[Pairs], Pairs]) -> Handling:
    """Return the handling of a request with other parameters."""
    return altering(lambda call: replace(call, query=call.query.replaced(change(call.query.pairs))))


def reading(change: Callable[[Body], object]) -> Handling:
    """Return the handling of a request with a changed body."""

    def alter(call: Call) -> Call:
        body = copy.deepcopy(call.body or {})
        try:
            change(body)
        except (LookupError, TypeError, AttributeError):
            return call  # a body that is not of the form which the change is about
        return replace(call, body=body)

    return altering(alter)


def refusing(applies: Callable[[Call], bool], code: str = "BAD_REQUEST") -> Handling:
    """Return the handling that refuses requests which the specification allows."""

    def handle(handler: Handler, call: Call) -> Handled:
        if applies(call):
            raise ProviderError(code, "the request is not supported")
        return handler(call)

    return handle


def afterwards(act: Callable[[Call, Answer], None]) -> Handling:
    """Return the handling that does something else once a request was carried out."""

    def handle(handler: Handler, call: Call) -> Handled:
        answer = handler(call)
        if not isawaitable(answer):
            act(call, answer)
        return answer

    return handle


def passing(code: str, instead: Callable[[Call], Answer]) -> Handling:
    """Return the handling that answers otherwise where a request would be refused with a Spine error code."""

    def handle(handler: Handler, call: Call) -> Handled:
        try:
            return handler(call)
        except ProviderError as refusal:
            if refusal.error.code != code:
                raise
            return instead(call)

    return handle
