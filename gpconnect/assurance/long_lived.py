"""The pytest plugin that spares a run from looking for garbage among what it needs to its end."""

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every search for garbage from here on."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Leave out the rest: pytest searches several times before it ends, for what ends with the process anyway."""
    gc.freeze()
