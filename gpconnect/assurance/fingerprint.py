"""Fingerprints: the same finding has the same one in every run, a different finding another."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from gpconnect.conformance.finding import Finding
from gpconnect.spec import vocabulary

LENGTH: Final = 16
_LONGEST: Final = 160

_ABSENCES: Final = frozenset({"absent", "none", "null", ""})
_TYPES: Final = "|".join([*vocabulary.PROFILES, "PractitionerRole", "HealthcareService", "Composition"])
_URL: Final = re.compile(r"(?P<scheme>https?)://(?P<host>[^\s/\"'<>|,)\]]+)(?P<rest>[^\s\"'<>|,)\]]*)")

# What differs from run to run though the provider does the same: instants, IDs, versions, counts. The form of each
# is kept, because a wrong form is a finding of its own; and so is whether a count is zero.
_MASKS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), mask)
    for pattern, mask in (
        (r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b", "<uuid>"),
        (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, \d{1,2}[ -][A-Z][a-z]{2}[ -]\d{2,4} [\d:]+", "<http-date>"),
        (r"\b\d{4}-\d{2}-\d{2}(?=T)", "<date>"),
        (r"\b\d{4}-\d{2}-\d{2}\b", "<date>"),
        (r"\b\d{4}-\d{2}\b(?!-)", "<month>"),
        (r"(?<=T)\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[+-]\d{2}:\d{2})", "<time><offset>"),
        (r"(?<=T)\d{2}:\d{2}:\d{2}(?:\.\d+)?", "<time>"),
        (r"(?<=T)\d{2}:\d{2}(?!\d)", "<hour>"),
        (r"\b\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\b", "<time>"),
        (r"\b\d+(?:\.\d+)? ?(?=(?:ms|s|seconds|milliseconds)\b)", "# "),
        (rf"\b({_TYPES})/(?!_search)[A-Za-z0-9\-.]{{1,64}}", r"\1/#"),
        (r"_history/[A-Za-z0-9\-.]{1,64}", "_history/#"),
        (r"\b0x[0-9a-fA-F]+\b", "#"),
        (r"\b(?=[\w+/=]*\d)(?=[\w+/=]*[A-Za-z])[\w+/=]{16,}", "#"),
        (r"\[\d+\]", "[]"),
    )
)
_NUMBER: Final = re.compile(r"(?<![\w.])\d+(?![\w.]*\w)|(?<=[a-z]-)\d+\b")
_STATUSES: Final = re.compile(r"\s*[1-5]\d\d\b(?:(?:,| or| and) [1-5]\d\d\b)*")
_ABOUT_STATUS: Final = re.compile(r"\bstatus\b|^response$|^connection$")
_KEPT: Final = "\0"
_KEPT_WORDS: Final = re.compile(r"\b(?:utf|sha|iso)-\d+\b", re.IGNORECASE)


def fingerprint(finding: Finding) -> str:
    """Return 16 hexadecimal digits that tell a finding from others, and stay the same from run to run.

    They are made of the requirement, the place, what was expected and what came; array indices, instants, IDs,
    version numbers, counts and the provider's host are left out. The scenario is no part of them: a fault that
    shows in many scenarios has one fingerprint.
    """
    return sha256("\n".join(_parts(finding)).encode()).hexdigest()[:LENGTH]


def _parts(finding: Finding) -> tuple[str, ...]:
    where = masked(finding.where)
    mask = _mask_of(finding.where)
    return finding.requirement or "base FHIR", where, mask(finding.expected), mask(finding.actual)


def _mask_of(where: str) -> Callable[[str], str]:
    last = re.split(r"[.\]]", where)[-1]
    if last in ("id", "versionId"):
        return _masked_identity
    return _masked_status if _ABOUT_STATUS.search(where) else masked


def _masked_identity(text: str) -> str:
    """Return whether there is an ID: every one of them is of one run only, whatever it looks like."""
    return masked(text) if text.strip() in _ABSENCES or " " in text.strip() else "<id>"


def _masked_status(text: str) -> str:
    """Return a text with the HTTP status kept that it begins with, and with alternatives to it: 500 is not 404."""
    codes = _STATUSES.match(text)
    return masked(text) if codes is None else codes[0] + masked(text[codes.end() :])


def masked(text: str) -> str:
    """Return a text without what is of one run only."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return _KEPT

    def mask_host(found: re.Match[str]) -> str:
        return keep(found) if found["host"] in _published_hosts() else f"{found['scheme']}://<host>{found['rest']}"

    text = _KEPT_WORDS.sub(keep, _URL.sub(mask_host, text.replace(_KEPT, "")))
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    text = _NUMBER.sub(lambda found: "#" if found[0].strip("0") else "0", text)
    start = " ".join(text.split())[:_LONGEST]
    return " ".join([start, *kept[: start.count(_KEPT)]])


@cache
def _published_hosts() -> frozenset[str]:
    """The hosts of the URLs that the specification fixes: these are names, and the same in every run."""
    tables: tuple[Mapping[str, str], ...] = (
        vocabulary.PROFILES,
        vocabulary.EXTENSIONS,
        vocabulary.IDENTIFIER_SYSTEMS,
        vocabulary.CODE_SYSTEMS,
        vocabulary.VALUE_SETS,
        vocabulary.OPERATION_DEFINITIONS,
    )
    return frozenset(urlsplit(url).netloc for table in tables for url in table.values())
