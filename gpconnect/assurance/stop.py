"""Ends a run before its time, with the reason for the verdict to know."""

from enum import StrEnum
from typing import NoReturn

import pytest


class Stop(StrEnum):
    """Why a run ended before it had tried its scenarios: each has an exit code of its own."""

    CONFIGURATION = "configuration"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


STOP = pytest.StashKey[Stop]()


def stop(config: pytest.Config, why: Stop, message: str) -> NoReturn:
    """End the run: a setting is wrong, nothing answers at the provider's address, or it would not be safe.

    Raises:
        pytest.exit.Exception: always; pytest's own exit code is that of a usage error.

    """
    config.stash[STOP] = why
    pytest.exit(message, returncode=pytest.ExitCode.USAGE_ERROR)
