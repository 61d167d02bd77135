"""A pytest plugin that answers every request of a step with an empty searchset, in a response that is well formed.

What is established before the steps is what the provider says, so that scenarios are not blocked.
"""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gpconnect.consumer.connection import Connection
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.spec.vocabulary import MIME_TYPES, PROFILES

EMPTY = {"resourceType": "Bundle", "meta": {"profile": [PROFILES["Bundle"]]}, "type": "searchset"}
HEADERS = [("Content-Type", f"{MIME_TYPES['json']};charset=utf-8"), ("Cache-Control", "no-store")]

_sending = False


@pytest.fixture(scope="session", autouse=True)
def _answers_are_empty() -> Iterator[None]:
    as_it_is = Connection.exchange

    def exchange(connection: Connection, request: Request) -> Exchange:
        made = as_it_is(connection, request)
        if not _sending or made.response is None:
            return made
        body = b"" if request.method == "HEAD" else json.dumps(EMPTY).encode()
        return replace(made, response=Response(200, HEADERS, body))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "exchange", exchange)
        yield


@pytest.hookimpl
def pytest_bdd_before_step_call(step: object) -> None:
    """Let the answers be empty once a scenario's Given steps are over."""
    global _sending
    _sending = getattr(step, "type", "given") != "given"


@pytest.hookimpl
def pytest_bdd_after_scenario() -> None:
    """Let the next scenario establish what it needs."""
    global _sending
    _sending = False
