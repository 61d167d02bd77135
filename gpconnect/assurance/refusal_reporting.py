"""The pytest plugin that ends a run at once when it must not go on: for safety, or for want of something."""

from collections.abc import Generator
from typing import Final, NoReturn

import pytest

from gpconnect.assurance.run import ENDED
from gpconnect.assurance.selection import is_scenario
from gpconnect.assurance.stop import STOP, Stop
from gpconnect.consumer.guard import UnsafeRequestError

REFUSED: Final = 6
"""The exit code of a run that the guard ended."""

ENDS_RUN: Final = pytest.StashKey[dict[type[Exception], int]]()
"""Exceptions that end a run, each with the exit code."""


def pytest_configure(config: pytest.Config) -> None:
    """Let what the guard refuses end a run; other plugins may add what else does."""
    ends: dict[type[Exception], int] = {UnsafeRequestError: REFUSED}
    config.stash[ENDS_RUN] = ends


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """End the run: what one scenario must not send, the next may send to the same place."""
    report = yield
    error = call.excinfo.value if call.excinfo is not None else None
    code = item.config.stash[ENDS_RUN].get(type(error)) if isinstance(error, Exception) else None
    if code is not None and is_scenario(item):
        end_run(item.config, f"refused, nothing was sent: {error}" if code == REFUSED else str(error), code)
    return report


def end_refused(config: pytest.Config, error: UnsafeRequestError) -> NoReturn:
    """End the run with what was refused, and nothing else."""
    end_run(config, f"refused, nothing was sent: {error}", REFUSED)


def end_run(config: pytest.Config, message: str, code: int) -> NoReturn:
    """End the run; where several workers test, their controller learns of it."""
    config.stash[ENDED] = (message, int(code))  # an enumeration does not go from a worker to its controller
    config.stash[STOP] = Stop.REFUSED if code == REFUSED else Stop.CONFIGURATION
    pytest.exit(message, returncode=code)
