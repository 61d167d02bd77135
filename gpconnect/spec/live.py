"""What is in live use, and must not be met by a test: the Spine's hosts, and NHS numbers that people have."""

from collections.abc import Sequence
from typing import Any, Final

from gpconnect.spec._data import read_toml

_TABLES: Final[dict[str, Any]] = read_toml("live.toml")
_HOSTS: Final[dict[str, Any]] = _TABLES["hosts"]

SPINE_DOMAINS: Final[Sequence[str]] = _HOSTS["spine"]
NHS_DOMAINS: Final[Sequence[str]] = _HOSTS["nhs"]
TEST_NUMBERS: Final[str] = _TABLES["nhs_numbers"]["test"]
"""The range of the test patients' NHS numbers, first and last with a hyphen between."""


def is_live_spine(host: str) -> bool:
    """Say whether a host name is one of the live Spine's."""
    return _within(host, SPINE_DOMAINS) and not _names_a_test_environment(host)


def may_be_live(host: str) -> bool:
    """Say whether a host name is one of the NHS's and does not name a test environment."""
    return _within(host, NHS_DOMAINS) and not _names_a_test_environment(host)


def is_issued(nhs_number: str) -> bool:
    """Say whether an NHS number (ten digits) is in a range from which people are given theirs."""
    number = int(nhs_number[:9])
    return any(first <= number <= last for first, last in _TABLES["nhs_numbers"]["issued"])


def _within(host: str, domains: Sequence[str]) -> bool:
    name = host.lower().rstrip(".")
    return any(name == domain or name.endswith(f".{domain}") for domain in domains)


def _names_a_test_environment(host: str) -> bool:
    labels = host.lower().split(".")
    return any(one in _HOSTS["test_labels"] or one.startswith(_HOSTS["test_prefix"]) for one in labels)
