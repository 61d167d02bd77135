"""Searches for a patient's appointments: their start parameters, right and wrong, from words that features use.

Page: appointments_use_case_retrieve_a_patients_appointments. A start parameter is written as a prefix, a day and a
form: ``ge today``, ``le in a week with a time``. Dates stay out of feature files, because they would grow old.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from gpconnect.consumer.local_time import today
from gpconnect.consumer.slot_search import Query

DAYS: Final[Mapping[str, int]] = {
    "a year ago": -365,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
    "in a week": 7,
    "in two weeks": 14,
    "in ten weeks": 70,
    "in a year": 365,
}
FORMS: Final[Mapping[str, str]] = {
    "with a time": "%Y-%m-%dT09:00:00",
    "with a time in UTC": "%Y-%m-%dT09:00:00Z",
    "with a time and an offset": "%Y-%m-%dT09:00:00+00:00",
    "with hours and minutes": "%Y-%m-%dT09:00",
    "without its day": "%Y-%m",
    "without its day and month": "%Y",
    "written day first": "%d-%m-%Y",
    "written without hyphens": "%Y%m%d",
}
NO_DAYS: Final[Mapping[str, str]] = {
    "30 February": "{year}-02-30",
    "the thirteenth month": "{year}-13-01",
    "a word": "soon",
    "nothing": "",
}
_PARAMETER: Final = re.compile(
    r"(?:(?P<prefix>[a-z0-9]+) )??(?P<day>{days})(?: (?P<form>{forms}))?".format(
        days="|".join([*DAYS, *NO_DAYS]), forms="|".join(FORMS)
    )
)


def retrieval_query(first: date, last: date) -> Query:
    """Return the parameters that ask for the appointments which start from ``first`` to ``last``, both included."""
    return [("start", f"ge{first.isoformat()}"), ("start", f"le{last.isoformat()}")]


def day_named(words: str) -> date:
    """Return the UK date that words such as ``in a week`` stand for; raise ``LookupError`` for other words."""
    if words not in DAYS:
        raise LookupError(f"no day is called {words!r}; known: {', '.join(DAYS)}")
    return today() + timedelta(days=DAYS[words])


def start_parameters(words: str) -> Query:
    """Return the ``start`` parameters that a list of words separated by commas describes; ``none`` is no parameter.

    Raises ``LookupError`` for words that describe no start parameter.
    """
    return [] if words == "none" else [("start", _value(one)) for one in words.split(", ")]


def _value(words: str) -> str:
    match = _PARAMETER.fullmatch(words)
    if match is None:
        raise LookupError(f"{words!r} does not describe a start parameter: write a prefix, a day and a form")
    prefix, day, form = match["prefix"] or "", match["day"], match["form"]
    if day in NO_DAYS:
        return prefix + NO_DAYS[day].format(year=today().year + 1)
    return prefix + day_named(day).strftime(FORMS[form] if form else "%Y-%m-%d")
