"""Turns within one pytest process: the suite is collected once, each turn has its own provider and fixtures."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pytest
import time_machine

from fixtures.provider_under_test import SETTINGS
from gpconnect.assurance.gherkin import requirements_of
from gpconnect.assurance.outcomes import RECORDER, RESULT
from gpconnect.assurance.plugin import VERDICT
from gpconnect.assurance.run import NOTES
from gpconnect.assurance.scenario_facts import scenario_facts
from gpconnect.assurance.selection import interaction_of
from gpconnect.provider.data_file import data_file
from gpconnect.provider.server import running
from gpconnect.provider.settings import Settings
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings
from tests.faults.case import Case, Turn

# What there is to see depends on time of day and year: before the first appointment of a day none has begun.
STARTS: Final = datetime.fromisoformat("2027-01-20T12:00:00+00:00")


class Turns:
    """A pytest plugin: takes turns from a connection and sends back what the scenarios came to, until ``None``."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Work off the turns instead of running every scenario once."""
        items = {item.name: item for item in session.items}
        self._orders.send(list(items))
        while (turn := self._orders.recv()) is not None:
            self._orders.send(_take(session.config, turn, [items[name] for name in turn.scenarios]))
        return True


def _take(config: pytest.Config, turn: Turn, items: list[pytest.Item]) -> list[Case]:
    settings = config.stash[SETTINGS]
    with _clock(turn), _served(settings, turn) as config.stash[SETTINGS]:
        try:
            return list(_run(config, items))
        finally:
            config.stash[SETTINGS] = settings


def _clock(turn: Turn) -> AbstractContextManager[object]:
    """Have every turn start at one instant, so that a fault always comes to the same.

    Over HTTPS the clocks are left alone: OpenSSL holds certificates against the computer's time.
    """
    return nullcontext() if turn.secure else time_machine.travel(STARTS, tick=True)


@contextmanager
def _served(settings: TargetSettings, turn: Turn) -> Iterator[TargetSettings]:
    """Run a provider, in this process unless it is to serve HTTPS; yield the settings that lead to it."""
    faults = (turn.fault,) if turn.fault else ()
    if turn.secure:
        with embedded_provider(settings.model_copy(update={"tls": True}), faults) as embedded:
            target = {"provider_url": embedded.base_url, "test_data": embedded.test_data, "tls": False}
            yield embedded.settings.model_copy(update=target)
        return
    set_up = Settings(asid=settings.provider_asid, edition=settings.edition, faults=faults)
    with tempfile.TemporaryDirectory(prefix="gpconnect-fault-") as folder, running(set_up) as provider:
        data = Path(folder, "test-data.toml")
        data.write_text(data_file(provider.services.store), encoding="utf-8")
        yield settings.model_copy(update={"provider_url": provider.base_url, "test_data": data})


def _run(config: pytest.Config, items: list[pytest.Item]) -> Iterable[Case]:
    for item, following in pairwise([*items, None]):
        for key in (RECORDER, RESULT, VERDICT):
            if key in item.stash:
                del item.stash[key]
        item.user_properties.clear()
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        yield _case(item)
    config.stash.setdefault(NOTES, []).clear()
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    terminal.stats.clear()


def _case(item: pytest.Item) -> Case:
    result, verdict = item.stash[RESULT], item.stash.get(VERDICT, None)
    claimed, facts = frozenset(requirements_of(item)), scenario_facts(item)
    return Case(
        name=item.name,
        outcome=result.outcome.value,
        interaction=interaction_of(item) or "",
        claimed=claimed,
        decided=claimed | (frozenset(verdict.decided) if verdict else frozenset()),
        found=frozenset(one for finding in result.findings for one in (finding.requirement, *finding.also) if one),
        reason=result.reason[:300],
        feature=facts.path if facts else "",
        scenario=facts.template.name if facts else "",
    )
