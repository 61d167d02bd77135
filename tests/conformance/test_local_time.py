"""UK local time on the wire."""

import pytest

from gpconnect.conformance.local_time import instant, local_time_problems


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-15T09:00:00+00:00",
        "2026-07-15T09:00:00+01:00",
        "2026-03-29T00:59:59+00:00",
        "2026-03-29T02:00:00+01:00",
        "2026-10-25T01:30:00+01:00",
        "2026-10-25T01:30:00+00:00",
    ],
)
def test_local_time_with_the_offset_of_its_instant_is_right(value: str) -> None:
    assert list(local_time_problems({"start": value}, "start")) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-07-15T08:00:00+00:00", "2026-07-15T09:00:00+01:00"),
        ("2026-07-15T08:00:00Z", "2026-07-15T09:00:00+01:00"),
        ("2026-01-15T10:00:00+01:00", "2026-01-15T09:00:00+00:00"),
        ("2026-03-29T01:30:00+00:00", "2026-03-29T02:30:00+01:00"),
        ("2026-03-29T01:30:00+01:00", "2026-03-29T00:30:00+00:00"),
        ("2026-07-15T09:00:00.000+01:00", "2026-07-15T09:00:00+01:00"),
        ("2026-07-15T09:00+01:00", "2026-07-15T09:00:00+01:00"),
        ("2026-07-15T09:00:00", "yyyy-mm-ddThh:mm:ss+hh:mm"),
        ("2026-07-15", "yyyy-mm-ddThh:mm:ss+hh:mm"),
        (20260715, "yyyy-mm-ddThh:mm:ss+hh:mm"),
    ],
)
def test_anything_else_is_a_problem(value: object, expected: str) -> None:
    (problem,) = local_time_problems({"start": value}, "start")
    assert (problem.where, problem.expected) == ("start", expected)


@pytest.mark.parametrize("value", ["2026-07-15T09:00:00", "2026-07-15", "soon", 7, None])
def test_only_a_date_and_time_with_an_offset_is_an_instant(value: object) -> None:
    assert instant(value) is None
