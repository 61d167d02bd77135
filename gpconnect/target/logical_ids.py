"""Logical IDs that a provider cannot have, or does not have: altered on purpose in a request to read."""

from urllib.parse import quote, unquote

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.draft import Draft


def logical_id_of(draft: Draft) -> str:
    """Return the logical ID that a draft asks for."""
    return unquote(draft.path.rpartition("/")[2])


def with_logical_id(draft: Draft, logical_id: str) -> Draft:
    """Return the draft asking for another logical ID, percent-encoded."""
    return draft.with_path(draft.interaction.path.format(id=quote(logical_id, safe="")))


def with_id_of_length(draft: Draft, length: int) -> Draft:
    """Return the draft asking for a logical ID with this number of characters, each of them allowed."""
    return with_logical_id(draft, ("unknown-" * length)[: length - 1] + "x")


def with_id_in_other_case(draft: Draft) -> Draft:
    """Return the draft with the letters of its logical ID in the other case.

    Raises ``NotApplicable`` when the provider's ID has no letters.
    """
    logical_id = logical_id_of(draft)
    if logical_id.swapcase() == logical_id:
        raise NotApplicable(f"the provider's logical ID {logical_id!r} has no letters")
    return with_logical_id(draft, logical_id.swapcase())


def without_id(draft: Draft) -> Draft:
    """Return the draft with nothing where its logical ID stood."""
    return with_logical_id(draft, "")
