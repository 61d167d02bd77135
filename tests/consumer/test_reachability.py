"""Giving up a provider that does not answer any more."""

import pytest

from gpconnect.consumer.reachability import FAILURES_IN_A_ROW, Reachability


def test_it_is_given_up_after_failures_in_a_row_and_one_more_attempt() -> None:
    reachability = Reachability(lambda: "refused")
    for _ in range(FAILURES_IN_A_ROW - 1):
        reachability.note("timed out")
    assert reachability.given_up is None
    reachability.note("timed out")
    assert str(reachability.given_up).endswith(
        "the last one: timed out; nor had a GET of the service root URL: refused"
    )


@pytest.mark.parametrize(("between", "attempt"), [(None, "refused"), ("timed out", None)])
def test_an_answer_in_between_or_to_the_last_attempt_keeps_it(between: str | None, attempt: str | None) -> None:
    reachability = Reachability(lambda: attempt)
    for failure in ["timed out"] * (FAILURES_IN_A_ROW - 1) + [between] + ["timed out"] * (FAILURES_IN_A_ROW - 1):
        reachability.note(failure)
    assert reachability.given_up is None
