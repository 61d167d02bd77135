"""Searches by identifier that are wrong, or written differently, on purpose."""

import pytest

from gpconnect.consumer import identifier_search
from gpconnect.consumer.draft import Draft
from gpconnect.spec import interaction

SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"


def draft() -> Draft:
    query = (("identifier", f"{SYSTEM}|9990000018"), ("_count", "1"))
    return Draft(interaction("find-a-patient"), "https://p.example", "GET", "Patient", (), {}, query)


@pytest.mark.parametrize(
    ("alteration", "expected"),
    [
        ("without its system", "9990000018"),
        ("with an empty system", "|9990000018"),
        ("without its value", f"{SYSTEM}|"),
        ("without pipe and value", SYSTEM),
        ("as a pipe alone", "|"),
        ("empty", ""),
        ("with its system in capitals", f"{SYSTEM.upper()}|9990000018"),
        ("without its last digit", f"{SYSTEM}|999000001"),
        ("with one more digit", f"{SYSTEM}|99900000180"),
        ("with a wrong check digit", f"{SYSTEM}|9990000019"),
        ("with a letter for a digit", f"{SYSTEM}|999000001X"),
        ("of 200 characters", f"{SYSTEM}|{'9' * 200}"),
    ],
)
def test_an_alteration_changes_the_identifier_only(alteration: str, expected: str) -> None:
    altered = identifier_search.alter_identifier(draft(), alteration)
    assert sorted(altered.query) == sorted([("identifier", expected), ("_count", "1")])


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("every reserved character percent-encoded", "https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C9990000018"),
        ("lower-case percent-encoding", f"{SYSTEM}%7c9990000018"),
        ("a pipe that is not percent-encoded", f"{SYSTEM}|9990000018"),
    ],
)
def test_a_notation_is_sent_as_it_stands(encoding: str, expected: str) -> None:
    altered = identifier_search.with_identifier_written(draft(), encoding)
    assert altered.url == f"https://p.example/Patient?identifier={expected}"


def test_system_and_name_can_be_exchanged() -> None:
    assert identifier_search.with_identifier_system(draft(), "urn:x").query[-1] == (
        "identifier",
        "urn:x|9990000018",
    )
    called = identifier_search.with_parameter_called(draft(), "Identifier")
    assert called.query == (("_count", "1"), ("Identifier", f"{SYSTEM}|9990000018"))


def test_a_second_identifier_stands_beside_the_first() -> None:
    values = [
        value for name, value in identifier_search.adding_identifier(draft(), "1").query if name == "identifier"
    ]
    assert values == [f"{SYSTEM}|9990000018", f"{SYSTEM}|1"]


def test_a_request_without_identifier_is_no_search() -> None:
    with pytest.raises(LookupError, match="no search by identifier"):
        identifier_search.identifier_of(draft().without_parameter("identifier"))
