"""Scenarios keep clear of midnight in the UK."""

from datetime import UTC, datetime

import pytest

from gpconnect.target import midnight


@pytest.mark.parametrize(
    ("instant", "seconds"),
    [
        ("2027-01-20T23:59:54+00:00", 0),
        ("2027-01-20T23:59:56+00:00", 7),
        ("2027-01-21T00:00:00+00:00", 3),
        ("2027-01-21T00:00:03+00:00", 0),
        ("2027-07-14T23:00:01+00:00", 2),
        ("2027-07-15T00:00:01+00:00", 0),
        ("2027-10-31T23:59:58+00:00", 5),
    ],
)
def test_a_scenario_waits_only_around_midnight(instant: str, seconds: float) -> None:
    assert midnight.seconds_to_wait(datetime.fromisoformat(instant)) == seconds


def test_waiting_takes_as_long_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("gpconnect.target.midnight.now", lambda: datetime(2027, 1, 21, 0, 0, 2, tzinfo=UTC))
    monkeypatch.setattr("time.sleep", slept.append)
    midnight.wait_out()
    assert slept == [1]
