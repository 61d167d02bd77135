"""Texts for description and comment: of a given length, and with characters that get lost easily."""

from collections.abc import Mapping
from typing import Final

END: Final = " END"

CONTENTS: Final[Mapping[str, str]] = {
    "letters beyond ASCII": "Siân Ó Súilleabháin, naïve café, £5, Łódź, 日本語",
    "characters beyond 16 bits": "Wheelchair user 🦽, speaks 𐌰",
    "quotes and backslashes": 'Known as "Al", O\'Brien\\Jones, 50% & <b>bold</b>; {x} [y] --',
    "line breaks": "First line\nsecond line",
}


def text_of(characters: int) -> str:
    """Return a text of exactly this many characters, with an end that shows whether it was cut."""
    words = "Conformance test of the length of a text. "
    repeated = words * (characters // len(words) + 1)
    return repeated[: characters - len(END)] + END
