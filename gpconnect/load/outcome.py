"""The outcome of a load test, as it is when the test is over and not judged yet."""

from dataclasses import dataclass, field

from gpconnect.load.measurements import Measurements


@dataclass
class Outcome:
    """What came of a test: what was measured, how many users there were when, and what went wrong besides.

    ``busiest`` is the highest processor use of a process that made requests, in per cent of one core, ``stall`` the
    longest time in seconds for which such a process did not get on.
    """

    measured: Measurements
    seconds: float = 0.0
    users: list[tuple[float, int]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    lost_workers: int = 0
    errors: list[str] = field(default_factory=list)
    busiest: float = 0.0
    stall: float = 0.0
    interrupted: bool = False
