"""Texts for description and comment: of a given length, and with characters that get lost easily."""

from collections.abc import Mapping
from typing import Final

from gpconnect.spec.vocabulary import LIMITS

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


# Description and comment of one booking, by what features say of the two; neither holds the other, so that a lost
# one is not taken for one that was joined to the other.
BOTH: Final[Mapping[str, tuple[str, str]]] = {
    "the greatest length": (text_of(LIMITS["description_characters"]), text_of(LIMITS["comment_characters"])),
    **{name: (text, f"Comment: {text.swapcase()}") for name, text in CONTENTS.items()},
}
