"""Changes of a booked appointment, each of a single element."""

from typing import Any

import pytest

from gpconnect.consumer.appointment_changes import (
    BAD_REASONS,
    CHANGES,
    badly_cancelled,
    changed,
    moved,
    patient_replaced,
)
from gpconnect.spec.vocabulary import EXTENSIONS, PROFILES

APPOINTMENT: dict[str, Any] = {
    "resourceType": "Appointment",
    "id": "9",
    "meta": {"versionId": "1", "profile": [PROFILES["Appointment"]]},
    "contained": [{"resourceType": "Organization", "id": "1", "name": "Surgery"}],
    "extension": [
        {"url": EXTENSIONS["booking_organisation"], "valueReference": {"reference": "#1"}},
        {"url": EXTENSIONS["delivery_channel"], "valueCode": "In-person"},
    ],
    "status": "booked",
    "description": "A description",
    "comment": "A comment",
    "start": "2026-07-01T09:00:00+01:00",
    "end": "2026-07-01T09:10:00+01:00",
    "slot": [{"reference": "Slot/1"}],
    "created": "2026-06-01T09:00:00+01:00",
    "participant": [
        {"actor": {"reference": "Location/2"}, "status": "accepted"},
        {"actor": {"reference": "https://provider.example/STU3/1/Patient/1"}, "status": "accepted"},
        {"actor": {"reference": "Practitioner/4"}, "status": "accepted"},
    ],
}


def changed_elements(altered: dict[str, Any]) -> set[str]:
    names = {*APPOINTMENT, *altered}
    return {name for name in names if APPOINTMENT.get(name) != altered.get(name)}


@pytest.mark.parametrize("words", [words for words in CHANGES if words != "the status stays booked"])
def test_a_change_changes_one_element(words: str) -> None:
    altered = changed(APPOINTMENT, words)
    expected = {"contained", "extension"} if words == "the booking organisation is left out" else None
    assert changed_elements(altered) == expected or len(changed_elements(altered)) == 1


@pytest.mark.parametrize(
    ("words", "element", "value"),
    [
        ("the start is later", "start", "2026-07-01T09:05:00+01:00"),
        ("it was created a day earlier", "created", "2026-05-31T09:00:00+01:00"),
        ("the location is left out", "participant", APPOINTMENT["participant"][1:]),
        ("a priority is added", "priority", 1),
        ("the status is left out", "status", None),
    ],
)
def test_a_change_does_what_its_words_say(words: str, element: str, value: object) -> None:
    assert changed(APPOINTMENT, words).get(element) == value


def test_extensions_are_changed_where_they_are_there_and_added_where_not() -> None:
    channel = changed(APPOINTMENT, "the delivery channel is another")["extension"]
    assert [one.get("valueCode") for one in channel] == [None, "Telephone"]
    role = changed(APPOINTMENT, "the practitioner role is another")["extension"]
    assert role[2]["url"] == EXTENSIONS["practitioner_role"]


def test_another_patient_takes_part() -> None:
    altered = patient_replaced(APPOINTMENT, "7")
    assert [one["actor"]["reference"] for one in altered["participant"][:2]] == ["Location/2", "Patient/7"]


@pytest.mark.parametrize("words", BAD_REASONS)
def test_a_bad_cancellation_is_a_cancellation(words: str) -> None:
    altered = badly_cancelled(APPOINTMENT, words)
    assert altered["status"] == "cancelled"
    reasons = [one.get("valueString") for one in altered["extension"] if "CancellationReason-1" in one["url"]]
    assert not any(reasons) or words == "a reason in an extension of another name"


@pytest.mark.parametrize(
    ("words", "lacking"),
    [("the location is left out", "participant"), ("the booking organisation has another name", "contained")],
)
def test_what_is_not_there_cannot_be_changed(words: str, lacking: str) -> None:
    with pytest.raises(LookupError, match=r"\w"):
        changed({name: value for name, value in APPOINTMENT.items() if name != lacking}, words)


def test_words_that_name_no_change_are_refused() -> None:
    with pytest.raises(LookupError, match="the weather changes"):
        changed(APPOINTMENT, "the weather changes")
    with pytest.raises(LookupError, match="a lame excuse"):
        badly_cancelled(APPOINTMENT, "a lame excuse")


def test_a_moved_appointment_is_where_and_when_the_other_slot_is() -> None:
    channel = {"url": EXTENSIONS["delivery_channel"], "valueCode": "Telephone"}
    times = {"start": "2026-07-02T10:00:00+01:00", "end": "2026-07-02T10:10:00+01:00"}
    slot = {"id": "7", **times, "extension": [channel], "serviceType": [{"text": "Call"}]}
    there = moved(APPOINTMENT, slot, {"id": "3"}, "8", "5")
    assert there["slot"] == [{"reference": "Slot/7"}]
    assert (there["start"], there["end"], there["serviceType"]) == (*times.values(), [{"text": "Call"}])
    assert there["extension"] == [APPOINTMENT["extension"][0], channel]
    actors = [one["actor"]["reference"].rpartition("STU3/1/")[2] for one in there["participant"]]
    assert actors == ["Patient/1", "Location/8", "Practitioner/5"]
    assert "serviceCategory" not in there
    assert len(moved(APPOINTMENT, slot, {"id": "3"}, "8", None)["participant"]) == 2
