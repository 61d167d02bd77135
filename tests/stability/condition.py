"""The conditions of a run: when it starts, in which order it goes, and what the machine is set to."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

NOW: Final = "now"
# Who is ahead of the UK, behind it, half an hour off, or has other days on which clocks change.
_ZONES: Final = ("UTC", "Pacific/Auckland", "America/New_York", "Europe/London", "Asia/Kolkata")
# The second has Python read and write ASCII unless it is told otherwise.
_LANGUAGES: Final[tuple[Mapping[str, str], ...]] = (
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
)

# In 2027 clocks change on 28 March and on 31 October; 2028 has a 29 February.
_INSTANTS: Final[Mapping[str, str]] = {
    "a day in winter": "2027-01-20T12:00:00+00:00",
    "a day in summer": "2027-07-14T12:00:00+01:00",
    "an evening in summer": "2027-07-14T23:30:00+01:00",
    "midnight in winter": "2027-01-21T00:00:00+00:00",
    "midnight in summer": "2027-08-01T00:00:00+01:00",
    "half past midnight in summer": "2027-07-15T00:30:00+01:00",
    "seconds before midnight in winter": "2027-01-20T23:59:50+00:00",
    "seconds before midnight in summer": "2027-07-31T23:59:50+01:00",
    "13 days before summer time, at an hour that it skips": "2027-03-15T01:20:00+00:00",
    "the eve of summer time": "2027-03-27T23:59:50+00:00",
    "the hour before summer time": "2027-03-28T00:30:00+00:00",
    "seconds before summer time": "2027-03-28T00:59:50+00:00",
    "the hour after the start of summer time": "2027-03-28T02:10:00+01:00",
    "the evening of the start of summer time": "2027-03-28T23:00:00+01:00",
    "13 days before the end of summer time": "2027-10-18T01:20:00+01:00",
    "the day on which summer time ends": "2027-10-31T00:00:00+01:00",
    "the hour before the end of summer time": "2027-10-31T00:30:00+01:00",
    "the hour that comes twice, for the first time": "2027-10-31T01:30:00+01:00",
    "seconds before the end of summer time": "2027-10-31T01:59:50+01:00",
    "the hour that comes twice, for the second time": "2027-10-31T01:30:00+00:00",
    "the hour after the end of summer time": "2027-10-31T02:10:00+00:00",
    "29 February": "2028-02-29T12:00:00+00:00",
    "seconds before 29 February": "2028-02-28T23:59:50+00:00",
    "seconds before 1 March": "2028-02-29T23:59:50+00:00",
    "seconds before the year ends": "2027-12-31T23:59:50+00:00",
    "New Year's Day": "2028-01-01T00:00:00+00:00",
}


@dataclass(frozen=True)
class Condition:
    """One way to run the suite; ``interactions`` are all when there are none.

    ``starts`` is an ISO instant, or ``NOW`` where the clocks are left alone.
    """

    name: str
    starts: str
    seed: int
    zone: str = "UTC"
    language: Mapping[str, str] = field(default_factory=dict)
    interactions: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """The options of pytest that bring the condition about."""
        plugins = ["-p", "tests.stability.clock", "-p", "tests.stability.shuffle"]
        chosen = [f"--interaction={key}" for key in self.interactions]
        clock = [] if self.starts == NOW else [f"--clock-starts={self.starts}"]
        return [*plugins, *clock, f"--shuffle={self.seed}", *chosen]

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that differ from this process's own."""
        return {"TZ": self.zone, "PYTHONHASHSEED": str(self.seed), **self.language}


def conditions() -> Iterator[Condition]:
    """Yield one condition for each instant, with all time zones and languages among them."""
    settings = zip(_INSTANTS.items(), cycle(_ZONES), cycle(_LANGUAGES), strict=False)
    for number, ((name, starts), zone, language) in enumerate(settings, start=1):
        yield Condition(name, starts, number, zone, language)


def ordinary(count: int) -> Iterator[Condition]:
    """Yield so many conditions of a run as a user makes it, at the present instant; only the order differs."""
    zone = os.environ.get("TZ", "UTC")
    yield from (Condition(f"run {number} of {count}", NOW, number, zone) for number in range(1, count + 1))
