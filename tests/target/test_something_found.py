"""What a search found, where a scenario can tell nothing from an answer without a slot."""

import json
from datetime import UTC, datetime

import pytest

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.target.something_found import (
    SEARCH,
    require_practitioner_to_tell_by,
    require_slot_to_tell_by,
    require_some_slot,
)


def _answer(*found: str, status: int = 200) -> Exchange:
    entries = [{"resource": {"resourceType": kind, "id": "1"}} for kind in found]
    body = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}).encode()
    response = Response(status, [("Content-Type", "application/fhir+json")], body)
    return Exchange(Request(SEARCH, "GET", "http://provider/Slot", ()), response, datetime.now(UTC), 1.0)


def test_a_slot_is_enough() -> None:
    require_some_slot(_answer("Slot"))
    require_slot_to_tell_by(_answer("Slot"))


def test_without_a_slot_nothing_can_be_told() -> None:
    with pytest.raises(Blocked, match="cannot be told"):
        require_some_slot(_answer("Organization"))
    with pytest.raises(NotApplicable, match="finds no slot"):
        require_slot_to_tell_by(_answer("Organization"))


def test_a_refusal_is_for_the_verdict() -> None:
    require_some_slot(_answer(status=422))
    require_slot_to_tell_by(_answer(status=422))


def test_without_a_practitioner_nothing_can_be_told_of_practitioners() -> None:
    require_practitioner_to_tell_by(_answer("Slot", "Practitioner"))
    require_practitioner_to_tell_by(_answer(status=422))
    with pytest.raises(NotApplicable, match="names a practitioner"):
        require_practitioner_to_tell_by(_answer("Slot", "Schedule"))
