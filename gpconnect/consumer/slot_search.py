"""Slot searches: the parameters of Search for free slots (page: appointments_use_case_search_for_free_slots)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.consumer.local_time import today
from gpconnect.spec.vocabulary import CODE_SYSTEMS, IDENTIFIER_SYSTEMS

Query = list[tuple[str, str]]

SCHEDULES: Final = ("_include", "Slot:schedule")
INCLUDES: Final[Mapping[str, tuple[str, str]]] = {
    "practitioners": ("_include:recurse", "Schedule:actor:Practitioner"),
    "locations": ("_include:recurse", "Schedule:actor:Location"),
    "organisations": ("_include:recurse", "Location:managingOrganization"),
}
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


def typical_dates(days: int = TYPICAL_DAYS) -> tuple[str, str]:
    """Return today, in UK local time, and the date that many days later."""
    first: date = today()
    return first.isoformat(), (first + timedelta(days=days)).isoformat()


def filters_of(organisation: ConsumerOrganisation) -> list[str]:
    """Return both ``searchFilter`` values by which a consumer says who books: its type and its ODS code."""
    return [type_filter(organisation.type), code_filter(organisation.ods_code)]


def type_filter(organisation_type: str) -> str:
    """Return the ``searchFilter`` value for a GPConnect-OrganisationType-1 code."""
    return f"{CODE_SYSTEMS['organisation_type']}|{organisation_type}"


def code_filter(ods_code: str) -> str:
    """Return the ``searchFilter`` value for an ODS organisation code."""
    return f"{IDENTIFIER_SYSTEMS['ods_organisation']}|{ods_code}"
