"""Texts for description and comment: new ones each time, and of exactly so many characters."""

from gpconnect.consumer.chance import unique_id


def unlike_any_other() -> str:
    """Return a short text that no appointment holds yet."""
    return f"Amended {unique_id().hex[:12]}"


def text_of_length(count: int) -> str:
    """Return a new text of exactly so many characters; raise ``ValueError`` when that is too short to be new."""
    start = unlike_any_other()
    if count < len(start) + 2:
        raise ValueError(f"a text of {count} characters is too short to be unlike any other")
    # The last character differs from the rest, so that a text cut short cannot be taken for the whole.
    return f"{start} ".ljust(count - 1, "x") + "."
