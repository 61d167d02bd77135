"""URLs written in other ways on purpose: in the other case, with a slash at the end, encoded where none need be."""

from urllib.parse import unquote

from gpconnect.consumer.draft import Draft


def in_the_other_case(draft: Draft) -> Draft:
    """Swap the case of the first letter of each part of the path that the specification fixes."""
    parts = zip(draft.interaction.path.split("/"), draft.path.split("/"), strict=True)
    return draft.with_path("/".join(part if fixed == "{id}" else _swapped(part) for fixed, part in parts))


def with_slash_at_the_end(draft: Draft) -> Draft:
    """End the path with a slash."""
    return draft.with_path(f"{draft.path}/")


def with_every_character_encoded(draft: Draft) -> Draft:
    """Percent-encode every character of the names and values of the query, letters and digits too."""
    return draft.with_raw_query("&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in draft.query))


def with_every_character_of_the_id_encoded(draft: Draft) -> Draft:
    """Percent-encode every character of the logical ID in the path, letters and digits too."""
    parts = zip(draft.interaction.path.split("/"), draft.path.split("/"), strict=True)
    return draft.with_path("/".join(_encoded(unquote(part)) if fixed == "{id}" else part for fixed, part in parts))


def _encoded(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _swapped(part: str) -> str:
    sign = "$" if part.startswith("$") else ""
    name = part.removeprefix("$")
    return sign + name[:1].swapcase() + name[1:]
