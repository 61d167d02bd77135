"""The verdict, the breaking point of a ramp, and the page and the JSON that tell of them."""

import json
import re

import pytest

from gpconnect.load.measurements import Call, Measurements
from gpconnect.load.outcome import Outcome
from gpconnect.load.page import page
from gpconnect.load.profile import profile
from gpconnect.load.result import Result, as_json, lines
from gpconnect.load.verdict import Mark

BOOK, SEARCH = "book-an-appointment", "search-for-free-slots"


def _result(name: str, calls: list[tuple[float, Call]], percentile: float = 100, **trouble: object) -> Result:
    from dataclasses import replace

    shape = replace(profile(name).changed(users=4, seconds=40, throughput=None), percentile=percentile)
    measured = Measurements(shape.window_seconds)
    for second, call in calls:
        measured.note(second, call)
    outcome = Outcome(measured, 40, users=[(0, 1), (39, 4)], **trouble)
    return Result(
        "http://provider.example/A20047/STU3/1/gpconnect", "1.2.7", "2026-01-01T00:00:00Z", 1, shape, outcome
    )


def _calls(key: str, *milliseconds: float) -> list[tuple[float, Call]]:
    return [(second, Call(key, time, 100, 2000)) for second, time in enumerate(milliseconds)]


@pytest.mark.parametrize(
    ("milliseconds", "mark"), [((20, 99), Mark.PASSED), ((20, 100), Mark.ADVISORY), ((20, 250), Mark.FAILED)]
)
def test_no_booking_may_take_as_long_as_its_limit(milliseconds: tuple[float, ...], mark: Mark) -> None:
    assert _result("load", _calls(BOOK, *milliseconds)).mark == mark


def test_a_query_has_longer_limits() -> None:
    (judged,) = _result("load", _calls(SEARCH, 2999)).judged
    assert (judged.mark, "PERF-006" in judged.reason) == (Mark.ADVISORY, True)


@pytest.mark.parametrize(
    ("name", "percentile", "requirements"),
    [
        ("load", 100, ["PERF-004", "PERF-005", "PERF-019", "PERF-020"]),
        ("load", 99, ["PERF-004", "PERF-005"]),
        ("ramp", 95, ["PERF-021"]),
        ("soak", 100, ["PERF-004", "PERF-005", "PERF-022"]),
    ],
)
def test_a_test_says_what_it_decides(name: str, percentile: float, requirements: list[str]) -> None:
    result = _result(name, _calls(BOOK, *[20] * 40), percentile=percentile)
    assert json.loads(as_json(result))["requirements"] == requirements
    assert ", ".join(requirements) in page(result)
    assert _result(name, _calls(BOOK, 20), interrupted=True).decided == []


def test_a_slow_call_of_a_load_breaks_what_is_asked_of_every_call() -> None:
    reasons = [one.reason for one in _result("load", _calls(BOOK, 20, 300)).judged]
    assert reasons == ["1 of 2 took 250 ms or more [PERF-004, PERF-019, SHALL]"]


def test_one_slow_call_is_no_matter_when_a_smaller_share_is_held_to_the_limits() -> None:
    calls = _calls(BOOK, *[20] * 39, 900)
    assert _result("load", calls, percentile=95).mark == Mark.PASSED


def test_a_call_that_failed_fails_the_test_however_fast_it_was() -> None:
    call = Call(BOOK, 1, 100, 0, failure="Book an appointment: status 500")
    assert _result("load", [(1, call)]).mark == Mark.FAILED


@pytest.mark.parametrize(
    "trouble",
    [{"left": ["Appointment/1 is still booked"]}, {"lost_workers": 1}, {"interrupted": True}, {"errors": ["x"]}],
)
def test_a_test_that_went_wrong_itself_is_no_success(trouble: dict[str, object]) -> None:
    result = _result("load", _calls(BOOK, 20), **trouble)
    assert (result.mark, len(result.troubles)) == (Mark.FAILED, 1)


def test_a_test_without_calls_is_no_success() -> None:
    assert _result("load", []).mark == Mark.FAILED


def test_a_ramp_finds_its_breaking_point_and_passes() -> None:
    calls = [(second, Call(BOOK, 20 if second < 30 else 300, 100, 2000)) for second in range(40)]
    result = _result("ramp", calls, percentile=95)
    broken = result.breaking_point
    assert (broken.users, broken.per_second, broken.exceeded) == (4, 1.0, (BOOK,))
    assert result.mark == Mark.PASSED
    assert json.loads(as_json(result))["breaking_point"]["mean_response_bytes"] == 2000
    assert "The breaking point" in page(result)


def test_a_ramp_that_is_broken_from_the_first_step_on_fails() -> None:
    assert _result("ramp", _calls(BOOK, *[300] * 40), percentile=95).mark == Mark.FAILED


def test_the_page_asks_no_other_host_for_anything_and_escapes_what_a_provider_said() -> None:
    call = Call(BOOK, 1, 100, 0, failure="status 500 <script>alert(1)</script>")
    text = page(_result("load", [*_calls(BOOK, 20, 400), (3, call)]))
    assert not re.search(r'(src|href)="(?!https://developer)', text)
    assert "<script" not in text
    assert text.count("<svg") == text.count("</svg>") == 5


def test_what_makes_the_figures_doubtful_is_said() -> None:
    result = _result("load", _calls(BOOK, 20), busiest=97.0, stall=0.4)
    said = "\n".join(lines(result))
    assert "97 %" in said
    assert "400 ms" in said
    assert all(one in page(result) for one in result.warnings)
    assert result.mark == Mark.PASSED
