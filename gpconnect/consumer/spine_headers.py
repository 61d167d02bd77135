"""Spine headers sent in unusual ways (page: integration_spine_secure_proxy)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from gpconnect.consumer.draft import Draft
from gpconnect.spec.vocabulary import SPINE_HEADERS

CASES: Final[Mapping[str, Callable[[str], str]]] = {"upper": str.upper, "lower": str.lower}


def with_names_in(draft: Draft, case: str) -> Draft:
    """Return the draft with the names of all its headers in ``upper`` or ``lower`` case."""
    return replace(draft, headers=tuple((CASES[case](name), value) for name, value in draft.headers))


def with_interaction_id_in(draft: Draft, case: str) -> Draft:
    """Return the draft with its interaction ID, from the fourth part on, in ``upper`` or ``lower`` case."""
    name = SPINE_HEADERS["interaction_id"]
    value = next(value for header, value in draft.headers if header.lower() == name.lower())
    # The first three parts name the kind of URN, which ignores case anyway.
    parts = value.split(":")
    return draft.with_header(name, ":".join([*parts[:3], *map(CASES[case], parts[3:])]))
