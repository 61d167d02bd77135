"""Texts for description and comment."""

import pytest

from gpconnect.consumer.appointment_texts import BOTH
from gpconnect.consumer.texts import text_of_length, unlike_any_other


def test_no_two_texts_are_alike() -> None:
    assert unlike_any_other() != unlike_any_other()


@pytest.mark.parametrize("count", [99, 100, 101, 500, 5000])
def test_a_text_has_exactly_the_length_asked_for(count: int) -> None:
    text = text_of_length(count)
    assert len(text) == count
    assert text.endswith("x.")


def test_a_text_that_is_too_short_to_be_new_is_refused() -> None:
    with pytest.raises(ValueError, match="10 characters"):
        text_of_length(10)


def test_the_texts_of_a_booking_are_within_the_limits() -> None:
    assert [len(text) for text in BOTH["the greatest length"]] == [100, 500]
    for description, comment in BOTH.values():
        assert len(description) <= 100
        assert len(comment) <= 500
        assert description not in comment
