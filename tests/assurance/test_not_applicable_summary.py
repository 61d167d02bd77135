"""The end of a run: why scenarios were not applicable, counted by role and by reason."""

import pytest

from gpconnect.assurance.not_applicable_summary import other_lines, role_lines
from gpconnect.assurance.outcomes import UnmappedRole


def skipped(*reasons: str) -> list[pytest.TestReport]:
    """Return the reports of scenarios that were skipped for these reasons."""
    return [
        pytest.TestReport("a", ("f", 1, "a"), {}, "skipped", ("f", 1, reason), "call")  # type: ignore[arg-type]
        for reason in reasons
    ]


def test_what_no_role_explains_is_counted_by_its_reason() -> None:
    unmapped = f"not applicable: {UnmappedRole('patients', 'temporary')}"
    used_up = "not applicable: all 2 of the test data's 'verified' [[registration]] rows are registered by now"
    reports = skipped(unmapped, used_up, used_up, "not applicable: declares no XML", "blocked: by #1: no answer")
    assert role_lines(reports)[1:] == ["    1  [patients] temporary"]
    assert other_lines(reports) == [
        "3 not applicable for other reasons:",
        "    2  all 2 of the test data's 'verified' [[registration]] rows are registered by now",
        "    1  declares no XML",
    ]


def test_reasons_that_differ_in_the_query_of_a_url_alone_are_one() -> None:
    found = [f"not applicable: https://provider.example/Slot?start=ge{day} finds no slot" for day in (1, 2)]
    assert other_lines(skipped(*found))[1:] == ["    2  https://provider.example/Slot finds no slot"]


def test_many_reasons_are_cut_to_those_that_count() -> None:
    lines = other_lines(skipped(*[f"not applicable: reason {number}" for number in range(13)]))
    assert (len(lines), lines[-1]) == (12, "    3  for 3 further reasons (-rs tells them all)")


def test_nothing_is_said_where_everything_applied() -> None:
    assert other_lines(skipped("blocked: by #1: no answer", "a skip of pytest itself")) == []
