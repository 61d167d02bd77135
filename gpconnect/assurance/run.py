"""What a run is about: the provider and the edition, for every report to name."""

from dataclasses import dataclass

import pytest

from gpconnect.consumer.redaction import Redactor
from gpconnect.spec import Edition


@dataclass(frozen=True)
class Run:
    """The provider under test by its service root URL, and the version of the edition it is tested against."""

    provider: str
    edition: str


EDITION = pytest.StashKey[Edition]()
"""The edition of the specification that the run holds the provider to."""

EMBEDDED = pytest.StashKey[bool]()
"""Whether the run is about the embedded provider, as no setting names another one."""

RUN = pytest.StashKey[Run]()
NOTES = pytest.StashKey[list[str]]()
"""What a reader of the whole run should know, one line each; the terminal ends with them."""

REQUESTS = pytest.StashKey[int]()
"""How many requests were sent to the provider."""

ENDED = pytest.StashKey[tuple[str, int]]()
"""Why the run was ended before its time, and its exit code."""

LEFT_BEHIND = pytest.StashKey[list[str]]()
"""Bookings that are left at the provider, one line each."""

REDACTOR = pytest.StashKey[Redactor]()
KEPT_AS_IT_IS = Redactor(enabled=False)
"""What stands in for the redactor of a run that has none."""
