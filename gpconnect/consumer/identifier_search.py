"""Searches by identifier that are wrong, or written differently, on purpose."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from gpconnect.consumer.draft import Draft

PARAMETER: Final = "identifier"

Alteration = Callable[[str, str], str]

ALTERATIONS: Final[Mapping[str, Alteration]] = {
    "without its system": lambda _, value: value,
    "with an empty system": lambda _, value: f"|{value}",
    "without its value": lambda system, _: f"{system}|",
    "without pipe and value": lambda system, _: system,
    "as a pipe alone": lambda _, __: "|",
    "empty": lambda _, __: "",
    "with its system in capitals": lambda system, value: f"{system.upper()}|{value}",
    "without its last digit": lambda system, value: f"{system}|{value[:-1]}",
    "with one more digit": lambda system, value: f"{system}|{value}0",
    "with a wrong check digit": lambda system, value: f"{system}|{value[:-1]}{(int(value[-1]) + 1) % 10}",
    "with a letter for a digit": lambda system, value: f"{system}|{value[:-1]}X",
    "of 200 characters": lambda system, _: f"{system}|{'9' * 200}",
}

ENCODINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "every reserved character percent-encoded": lambda text: quote(text, safe=""),
    "lower-case percent-encoding": lambda text: quote(text, safe=":/").replace("%7C", "%7c"),
    "a pipe that is not percent-encoded": lambda text: quote(text, safe=":/|"),
}


def identifier_of(draft: Draft) -> tuple[str, str]:
    """Return system and value of the identifier that a search is made by.

    Raises ``LookupError`` when the draft has no identifier.
    """
    for name, text in draft.query:
        if name == PARAMETER:
            system, _, value = text.partition("|")
            return system, value
    raise LookupError("the request is no search by identifier")


def alter_identifier(draft: Draft, alteration: str) -> Draft:
    """Return the search with its identifier altered; ``alteration`` is a key of ``ALTERATIONS``."""
    return draft.with_parameter(PARAMETER, ALTERATIONS[alteration](*identifier_of(draft)))


def with_identifier_system(draft: Draft, system: str) -> Draft:
    """Return the search with the same value in another identifier system."""
    return draft.with_parameter(PARAMETER, f"{system}|{identifier_of(draft)[1]}")


def adding_identifier(draft: Draft, value: str) -> Draft:
    """Return the search with one more identifier, in the same identifier system."""
    return draft.adding_parameter(PARAMETER, f"{identifier_of(draft)[0]}|{value}")


def with_identifier_written(draft: Draft, encoding: str) -> Draft:
    """Return the search with its identifier in another notation; ``encoding`` is a key of ``ENCODINGS``."""
    return draft.with_raw_query(f"{PARAMETER}={ENCODINGS[encoding]('|'.join(identifier_of(draft)))}")


def with_parameter_called(draft: Draft, name: str) -> Draft:
    """Return the search with the parameter ``identifier`` under another name."""
    return draft.without_parameter(PARAMETER).adding_parameter(name, "|".join(identifier_of(draft)))
