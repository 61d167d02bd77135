"""A provider that is really served, once for each module of tests."""

from collections.abc import Iterator

import pytest
from provider_caller import Caller, calling


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    """A caller of a provider without faults."""
    with calling() as one:
        yield one
