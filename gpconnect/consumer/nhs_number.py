"""NHS numbers: ten digits, the last one a check digit (modulus 11)."""

from typing import Final

_WEIGHTS: Final = range(10, 1, -1)


def is_nhs_number(value: object) -> bool:
    """Say whether a value is ten digits of which the last is the right check digit."""
    if not isinstance(value, str) or len(value) != 10 or not (value.isascii() and value.isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, value[:9], strict=True))
    return (11 - total % 11) % 11 == int(value[9])
