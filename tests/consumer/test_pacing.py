"""Pacing: how long the next request waits."""

from gpconnect.consumer.pacing import Pacing


class Time:
    """A clock that only moves when somebody sleeps, or says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def made(delay: float, pace: float | None) -> tuple[Pacing, Time]:
    time = Time()
    return Pacing(delay, pace, lambda: time.now, time.sleep), time


def test_without_settings_nothing_waits() -> None:
    pacing, time = made(0, None)
    for _ in range(3):
        pacing.wait()
        pacing.answered()
    assert time.slept == []


def test_the_delay_counts_from_the_response() -> None:
    pacing, time = made(2, None)
    pacing.wait()
    time.now += 5
    pacing.answered()
    time.now += 0.5
    pacing.wait()
    assert time.slept == [1.5]


def test_the_pace_counts_from_the_request_before() -> None:
    pacing, time = made(0, 4)
    for _ in range(3):
        pacing.wait()
        pacing.answered()
    assert time.slept == [0.25, 0.25]


def test_the_longer_of_both_holds() -> None:
    pacing, time = made(1, 10)
    pacing.wait()
    pacing.answered()
    pacing.wait()
    assert time.slept == [1]
