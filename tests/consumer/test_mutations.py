"""Bad bodies made of correct ones by the schema of their profile."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.conformance.body import parse_resource
from gpconnect.conformance.profile import profile_problems
from gpconnect.consumer.appointment_body import appointment_to_book
from gpconnect.consumer.generated_mutations import STRATEGIES, drawn
from gpconnect.consumer.mutations import KINDS, Form, mutations, reference_paths, spread
from gpconnect.consumer.registration_body import PATIENT, typical_registration
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata import RegistrationCandidate

SLOT = {"id": "s1", "start": "2026-12-01T09:00:00+00:00", "end": "2026-12-01T09:10:00+00:00"}
ORGANISATION = TargetSettings().identity.organisation
CREATED = datetime(2026, 11, 1, tzinfo=UTC)
PERSON = RegistrationCandidate("verified", "9990000018", "Family", "Given", "1980-01-01", "male")
BOOKING = Form(appointment_to_book("p1", [SLOT], "l1", "pr1", ORGANISATION, CREATED, "Walk-in"))
REGISTRATION = Form(typical_registration(PERSON), PATIENT)
BY_PROFILE = ("a mandatory element left out", "a prohibited element", "a value that its type does not have")


def resource_in(form: Form, body: bytes) -> dict[str, Any]:
    return Form(json.loads(body), form.at).resource


@pytest.mark.parametrize("form", [BOOKING, REGISTRATION], ids=["booking", "registration"])
@pytest.mark.parametrize("kind", BY_PROFILE)
def test_what_a_profile_forbids_breaks_it(kind: str, form: Form) -> None:
    found = mutations(kind, form)
    assert found
    assert profile_problems(form.resource) == []
    assert [one.words for one in found if not profile_problems(resource_in(form, one.body))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_bad_body_is_another_one_than_the_correct_one(kind: str) -> None:
    correct = BOOKING.written(lambda body: body)
    bodies = [one.body for one in mutations(kind, BOOKING)]
    assert correct not in bodies
    assert len(set(bodies)) == len(bodies)
    assert [one.words for one in mutations(kind, BOOKING)] == [one.words for one in mutations(kind, BOOKING)]


def test_every_mandatory_element_is_left_out_once() -> None:
    words = [one.words for one in mutations("a mandatory element left out", BOOKING)]
    expected = ("status", "description", "start", "end", "slot", "participant")
    assert {f"Appointment.{name} left out" for name in expected} <= set(words)
    assert len(set(words)) == len(words)


def test_no_encoding_can_be_read_as_a_resource_without_a_complaint() -> None:
    for one in mutations("a broken encoding", BOOKING):
        body = json_or_nothing(one.body)
        assert body is None or "more" in body or "surrogate" in one.words, one.words


def json_or_nothing(body: bytes) -> dict[str, Any] | None:
    try:
        return dict(json.loads(body.decode("utf-8")))
    except (ValueError, TypeError, RecursionError):
        return None


def test_references_are_broken_where_they_stand() -> None:
    assert reference_paths(BOOKING) == [
        "slot[0].reference",
        *(f"participant[{place}].actor.reference" for place in range(3)),
    ]
    assert mutations("a broken reference", REGISTRATION) == []


def test_a_few_are_spread_over_all() -> None:
    found = mutations("an element of another type", BOOKING)
    few = spread(found, 3)
    assert [found.index(one) for one in few] == [0, len(found) // 3, 2 * len(found) // 3]
    assert spread(found, 10_000) == found


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LookupError, match="no bad requests are known with 'nonsense'; known: a mandatory element"):
        mutations("nonsense", BOOKING)
    with pytest.raises(LookupError, match="no bad requests can be drawn with 'nonsense'"):
        drawn("nonsense", BOOKING, 1)


@pytest.mark.parametrize("kind", STRATEGIES)
def test_what_is_drawn_is_the_same_each_time_and_never_correct(kind: str) -> None:
    first, second = drawn(kind, BOOKING, 6), drawn(kind, BOOKING, 6)
    assert first == second
    assert 1 < len(first) <= 6
    assert BOOKING.written(lambda body: body) not in [one.body for one in first]


@pytest.mark.parametrize("kind", BY_PROFILE)
def test_what_is_drawn_breaks_the_profile(kind: str) -> None:
    for one in drawn(kind, REGISTRATION, 6):
        assert profile_problems(resource_in(REGISTRATION, one.body)), one.words


def test_nothing_is_drawn_where_nothing_can_be_wrong() -> None:
    assert STRATEGIES.keys() == KINDS.keys()
    assert drawn("a broken reference", REGISTRATION, 3) == []
    assert drawn("a prohibited element", BOOKING, 0) == []


def test_a_body_that_is_not_utf8_is_no_resource() -> None:
    for one in drawn("a broken encoding", BOOKING, 5):
        assert parse_resource(one.body, "application/fhir+json") == {}
