"""NHS numbers."""

import pytest

from gpconnect.consumer.nhs_number import is_nhs_number


@pytest.mark.parametrize("value", ["9990000018", "9434765919", "9000000009"])
def test_ten_digits_with_the_right_check_digit_are_one(value: str) -> None:
    assert is_nhs_number(value)


@pytest.mark.parametrize(
    "value",
    [
        "9990000019",
        "999000001",
        "99900000180",
        "999000001X",
        "999 000 001",
        "",
        None,
        9990000018,
        "\uff19" * 10,
    ],
)
def test_anything_else_is_none(value: object) -> None:
    assert not is_nhs_number(value)


def test_nine_digits_whose_check_digit_would_be_ten_make_no_number() -> None:
    assert not any(is_nhs_number(f"999000000{digit}") for digit in range(10))
    assert sum(is_nhs_number(f"999000001{digit}") for digit in range(10)) == 1
