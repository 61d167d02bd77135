"""The assurance summary tells what the verdict tells, in words that nobody can mistake."""

import re

import pytest
from large_run import large_verdict

from gpconnect.assurance.dependency_picture import dependency_picture
from gpconnect.assurance.response_times import ResponseTimes, response_times
from gpconnect.assurance.summary_evidence import SummaryEvidence
from gpconnect.assurance.summary_page import summary_page
from gpconnect.spec import testing_order

EVIDENCE = SummaryEvidence("f00d" * 16, redacted=False, round_trip=0.31)


def page(*only: str) -> str:
    verdict = large_verdict(only=only) if only else large_verdict()
    return " ".join(summary_page(verdict, EVIDENCE).split())


@pytest.mark.parametrize(
    ("only", "words"),
    [
        (("passed",), "The provider conforms: every requirement that this run decided is met."),
        (("passed", "waived"), "conforms but for the failures that are waived below"),
        (("passed", "failed"), "The provider does not conform."),
        (("passed", "blocked"), "it is no evidence of conformance"),
    ],
)
def test_the_verdict_is_told_in_words(only: tuple[str, ...], words: str) -> None:
    assert words in page(*only)


def test_a_limited_run_and_the_embedded_provider_are_named_in_the_verdict() -> None:
    verdict = {**large_verdict(only=("passed",))}
    assert "This run was limited" not in summary_page(verdict, EVIDENCE)
    verdict["selection"] = {"limited": True, "limits": ["--through=1"], "left_out": {"#2 Book an appointment": 188}}
    verdict["provider"] = {**verdict["provider"], "embedded": True}
    told = summary_page(verdict, EVIDENCE)
    assert "This run was limited" in told
    assert "188 of #2 Book an appointment" in told
    assert "this page says nothing of any real one" in told


def test_what_a_provider_said_is_shown_as_text() -> None:
    told = page()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert "<script" not in told


def test_waivers_disputes_and_what_is_left_open_are_told() -> None:
    told = page()
    assert "the name comes with the next release" in told
    assert "PROV-12" in told
    assert "AMB-038" in told
    assert "52 booked, 52 given back" in told
    assert re.search(r"What this run leaves open: \d+ requirements to be witnessed", told)


def test_the_round_trip_and_the_way_to_verify_are_told() -> None:
    told = page()
    assert "measured at 0.3 ms" in told
    assert f"verify evidence.zip --fingerprint {EVIDENCE.fingerprint}" in told


def test_response_times_are_held_against_the_limits_of_their_kind() -> None:
    times = ResponseTimes("#2 Book an appointment", "command", [90.0, 100.0, 249.9, 250.0], 250, 100)
    assert (times.beyond_should, times.beyond_shall) == (3, 1)
    assert times.longest == 250.0
    limits = {one.label: (one.kind, one.shall, one.should) for one in response_times(large_verdict())}
    assert limits["#2 Book an appointment"] == ("command", 250, 100)
    assert limits["#1 Search for free slots"] == ("query", 3000, 1000)


def test_the_picture_tells_each_outcome_by_word_and_by_pattern() -> None:
    picture = dependency_picture({"read-a-location": "failed", "search-for-free-slots": "blocked"})
    assert picture.count("<g data-interaction=") == len(testing_order())
    assert 'data-interaction="search-for-free-slots" data-outcome="blocked"' in picture
    assert 'fill="url(#pattern-blocked)"' in picture
    assert "#1 Search for free slots: blocked; needs " in picture
    assert picture.count(">not run</text>") == len(testing_order()) - 2
