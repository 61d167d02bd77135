"""Slot searches: the parameters of Search for free slots (page: appointments_use_case_search_for_free_slots)."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from gpconnect.consumer.draft import Draft
from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.consumer.slot_period import dates_from_today
from gpconnect.spec.vocabulary import CODE_SYSTEMS, IDENTIFIER_SYSTEMS

Query = list[tuple[str, str]]

SCHEDULES: Final = ("_include", "Slot:schedule")
INCLUDES: Final[Mapping[str, tuple[str, str]]] = {
    "practitioners": ("_include:recurse", "Schedule:actor:Practitioner"),
    "locations": ("_include:recurse", "Schedule:actor:Location"),
    "organisations": ("_include:recurse", "Location:managingOrganization"),
}
PREFIXES: Final[Mapping[str, str]] = {"start": "ge", "end": "le"}
TYPICAL_DAYS: Final = 13


def slot_query(
    start: str, end: str, *, includes: Sequence[str] = tuple(INCLUDES), filters: Sequence[str] = ()
) -> Query:
    """Return the parameters of a search for slots from ``start`` to ``end``, each a date or an instant as text.

    ``includes`` are names in ``INCLUDES``; ``filters`` are ``searchFilter`` values of the form ``system|code``.
    """
    window = [("status", "free"), ("start", f"ge{start}"), ("end", f"le{end}")]
    asked = [SCHEDULES, *(INCLUDES[name] for name in includes)]
    return [*window, *asked, *(("searchFilter", one) for one in filters)]


def with_period(draft: Draft, start: str, end: str) -> Draft:
    """Return the search over another period, both bounds with the prefixes that consumers shall use."""
    return draft.with_parameter("start", f"ge{start}").with_parameter("end", f"le{end}")


def with_bound(draft: Draft, bound: str, text: str, prefix: str | None = None) -> Draft:
    """Return the search with another ``start`` or ``end``; the prefix is the one it is to have unless given."""
    return draft.with_parameter(bound, f"{PREFIXES[bound] if prefix is None else prefix}{text}")


def bound_of(draft: Draft, bound: str) -> str:
    """Return the ``start`` or the ``end`` of a search without its prefix."""
    return dict(draft.query)[bound].removeprefix(PREFIXES[bound])


def with_includes(draft: Draft, names: Sequence[str]) -> Draft:
    """Return the search that includes, besides schedules, what these names in ``INCLUDES`` stand for."""
    return _replacing(draft, "_include:recurse", [INCLUDES[name][1] for name in names])


def with_filters(draft: Draft, filters: Sequence[str]) -> Draft:
    """Return the search with these ``searchFilter`` values and no others."""
    return _replacing(draft, "searchFilter", filters)


def fully_encoded(draft: Draft) -> Draft:
    """Return the search with every reserved character of its parameters percent-encoded."""
    return draft.with_raw_query(
        "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in draft.query)
    )


def not_encoded(draft: Draft) -> Draft:
    """Return the search with its parameters as the specification's pages write them: nothing percent-encoded."""
    return draft.with_raw_query("&".join(f"{name}={value}" for name, value in draft.query))


def _replacing(draft: Draft, name: str, values: Sequence[str]) -> Draft:
    made = draft.without_parameter(name)
    for value in values:
        made = made.adding_parameter(name, value)
    return made


def typical_dates() -> tuple[str, str]:
    """Return today, in UK local time, and the date thirteen days later."""
    return dates_from_today(TYPICAL_DAYS)


def filters_of(organisation: ConsumerOrganisation) -> list[str]:
    """Return both ``searchFilter`` values by which a consumer says who books: its type and its ODS code."""
    return [type_filter(organisation.type), code_filter(organisation.ods_code)]


def type_filter(organisation_type: str) -> str:
    """Return the ``searchFilter`` value for a GPConnect-OrganisationType-1 code."""
    return f"{CODE_SYSTEMS['organisation_type']}|{organisation_type}"


def code_filter(ods_code: str) -> str:
    """Return the ``searchFilter`` value for an ODS organisation code."""
    return f"{IDENTIFIER_SYSTEMS['ods_organisation']}|{ods_code}"
