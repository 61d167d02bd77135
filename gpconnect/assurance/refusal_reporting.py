"""The pytest plugin that ends a run at once when a request was refused because it could reach live systems."""

from collections.abc import Generator
from typing import Final, NoReturn

import pytest

from gpconnect.assurance.selection import is_scenario
from gpconnect.consumer.guard import UnsafeRequestError

REFUSED: Final = 6
"""The exit code of a run that the guard ended."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """End the run: what one scenario must not send, the next may send to the same place."""
    report = yield
    error = call.excinfo.value if call.excinfo is not None else None
    if isinstance(error, UnsafeRequestError) and is_scenario(item):
        end_refused(error)
    return report


def end_refused(error: UnsafeRequestError) -> NoReturn:
    """End the run with what was refused, and nothing else."""
    pytest.exit(f"refused, nothing was sent: {error}", returncode=REFUSED)
