"""Response times of a run, held against the limits of the specification: a first sign, and no test of performance.

Page: development_api_volume_and_performance.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gpconnect.assurance.verdict_json import VerdictJson
from gpconnect.spec import interaction, testing_order
from gpconnect.spec.vocabulary import RESPONSE_TIME_MILLISECONDS


@dataclass(frozen=True)
class ResponseTimes:
    """The response times of one interaction, in milliseconds, as the consumer saw them.

    ``shall`` and ``should`` are the limits for its kind, which a response time has to stay below.
    """

    label: str
    kind: str
    times: Sequence[float]
    shall: int
    should: int

    @property
    def count(self) -> int:
        """How many responses there were."""
        return len(self.times)

    @property
    def median(self) -> float:
        """The time that half of the responses did not exceed."""
        return self._quantile(0.5)

    @property
    def most(self) -> float:
        """The time that 95 of 100 responses did not exceed."""
        return self._quantile(0.95)

    @property
    def longest(self) -> float:
        """The longest time."""
        return max(self.times)

    @property
    def beyond_shall(self) -> int:
        """How many responses took as long as they shall not, or longer."""
        return sum(one >= self.shall for one in self.times)

    @property
    def beyond_should(self) -> int:
        """How many responses took as long as they should not, or longer; those beyond the other limit included."""
        return sum(one >= self.should for one in self.times)

    def _quantile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def response_times(verdict: VerdictJson) -> list[ResponseTimes]:
    """Return the response times of every interaction that was answered, in the testing order."""
    times: dict[str, list[float]] = defaultdict(list)
    for scenario in verdict["scenarios"]:
        for exchange in scenario["exchanges"]:
            if exchange["status"] is not None:
                times[exchange["interaction"]].append(exchange["milliseconds"])
    return [_of(key, times[key]) for key in testing_order() if times[key]]


def _of(key: str, times: Sequence[float]) -> ResponseTimes:
    target = interaction(key)
    limits = RESPONSE_TIME_MILLISECONDS[target.kind]
    return ResponseTimes(target.label, target.kind, times, limits["shall"], limits["should"])
