"""What can be wrong with a booking: every alteration does what its name says, and nothing but that."""

import json

import pytest
from test_appointment_body import booked

from gpconnect.conformance.profile import profile_problems
from gpconnect.consumer.alter import element
from gpconnect.consumer.appointment_texts import CONTENTS, END, text_of
from gpconnect.consumer.wrong_bookings import (
    ADDITIONS,
    BODIES,
    PARTS,
    REFERENCES,
    TIMES,
    VALUES,
    altered,
    lacking,
)

REFUSED_BY_THE_PROFILE = [
    "appointment type",
    "indication",
    "supporting information",
    "incoming referral",
    "requested period",
    "identifier without a value",
    "identifier without a system",
    "identifier with a use",
    "second booking organisation",
]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_left_out_and_the_rest_stays(part: str) -> None:
    before = booked()
    after = lacking(before, part)
    assert json.dumps(element(before, PARTS[part])) in json.dumps(before)
    assert len(json.dumps(after)) < len(json.dumps(before))
    assert {name for name in before if before[name] != after.get(name)} == {PARTS[part].split("[")[0].split(".")[0]}


@pytest.mark.parametrize("words", [*ADDITIONS, *REFERENCES, *VALUES])
def test_an_alteration_changes_one_element(words: str) -> None:
    before, after = booked(), altered(booked(), words)
    path = {**ADDITIONS, **REFERENCES, **VALUES}[words][0]
    assert [name for name in after if before.get(name) != after[name]] == [path.split("[")[0].split(".")[0]]


@pytest.mark.parametrize("words", REFUSED_BY_THE_PROFILE)
def test_what_the_profile_forbids_breaks_the_profile(words: str) -> None:
    assert list(profile_problems(altered(booked(), words)))


def test_unknown_words_are_refused() -> None:
    with pytest.raises(LookupError, match="a bad hair day"):
        altered(booked(), "a bad hair day")


@pytest.mark.parametrize("words", TIMES)
def test_times_are_moved(words: str) -> None:
    before, after = booked(), TIMES[words](booked())
    assert (before["start"], before["end"]) != (after["start"], after["end"])
    assert {**after, "start": before["start"], "end": before["end"]} == before


@pytest.mark.parametrize("words", BODIES)
def test_another_body_is_no_correct_appointment(words: str) -> None:
    body = BODIES[words](json.dumps(booked()).encode())
    try:
        read = json.loads(body)
    except ValueError:
        return
    assert not isinstance(read, dict) or read.get("resourceType") != "Appointment" or "slot" not in read


@pytest.mark.parametrize("characters", [5, 100, 101, 500, 50_000])
def test_a_text_has_the_length_asked_for_and_shows_its_end(characters: int) -> None:
    assert len(text_of(characters)) == characters
    assert text_of(characters).endswith(END)


@pytest.mark.parametrize("text", CONTENTS.values())
def test_contents_fit_into_a_description(text: str) -> None:
    assert len(f"description: {text}") <= 100
