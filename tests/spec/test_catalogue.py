"""The requirement catalogue, the error table and the refusals agree with each other."""

import re

import pytest

from gpconnect.spec import requirements, spine_error, spine_errors
from gpconnect.spec.refusals import refusal, refusals
from gpconnect.spec.requirement import Requirement

LEVELS = {"SHALL", "SHOULD", "MAY"}
DECISIONS = {"automatic", "partial", "manual"}


@pytest.mark.parametrize("entry", requirements().values(), ids=lambda entry: entry.id)
def test_a_requirement_is_complete(entry: Requirement) -> None:
    assert re.fullmatch(r"[A-Z]{3,5}-\d{3}", entry.id)
    assert entry.level in LEVELS
    assert entry.decided in DECISIONS
    assert entry.heading
    assert entry.text.endswith(".")
    assert entry.decided == "automatic" or entry.reason, "say why a witness is needed, and what they must see"
    assert entry.ambiguity is None or re.fullmatch(r"AMB-\d{3}", entry.ambiguity)


@pytest.mark.parametrize("situation", refusals())
def test_a_refusal_names_known_codes_and_its_ambiguity(situation: str) -> None:
    row = refusal(situation)
    assert row.expected or row.expected_statuses
    assert all(code in spine_errors() for code in (*row.expected, *row.tolerated))
    tolerates = row.tolerated or row.tolerated_statuses
    assert not tolerates or row.ambiguity, "what is tolerated must say which ambiguity makes it defensible"


def test_codes_have_the_status_of_the_specification() -> None:
    statuses = {code: row.status for code, row in spine_errors().items()}
    assert statuses["INVALID_NHS_NUMBER"] == 400
    assert statuses["DUPLICATE_REJECTED"] == 409
    assert statuses["NOT_IMPLEMENTED"] == 501
    assert spine_error("INTERNAL_SERVER_ERROR").issue_types == ("processing", "exception")


def test_an_unknown_code_and_an_unknown_situation_are_refused() -> None:
    with pytest.raises(LookupError, match="NO_SUCH_CODE"):
        spine_error("NO_SUCH_CODE")
    with pytest.raises(LookupError, match="a bad hair day"):
        refusal("a bad hair day")
