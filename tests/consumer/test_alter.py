"""Alterations of resource bodies."""

import pytest

from gpconnect.consumer.alter import adding_element, element, with_element, without_element

APPOINTMENT = {
    "resourceType": "Appointment",
    "participant": [{"actor": {"reference": "Patient/1"}}, {"actor": {"reference": "Location/2"}}],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status", "booked"),
        ("resourceType", "Slot"),
        ("participant[1].actor.reference", "Location/3"),
        ("participant[2]", {"status": "accepted"}),
        ("participant", []),
        ("meta.profile[0]", "https://profile.example"),
        ("contained[0].telecom[0].value", "01132"),
    ],
)
def test_an_element_is_set_and_elements_on_the_way_are_created(path: str, value: object) -> None:
    altered = with_element(APPOINTMENT, path, value)
    assert element(altered, path) == value
    assert len(APPOINTMENT["participant"]) == 2
    assert "meta" not in APPOINTMENT


def test_setting_an_element_leaves_the_others() -> None:
    altered = with_element(APPOINTMENT, "participant[0].status", "accepted")
    assert altered["participant"][0] == {"actor": {"reference": "Patient/1"}, "status": "accepted"}
    assert altered["participant"][1] == APPOINTMENT["participant"][1]


def test_an_item_is_added_to_a_list_also_to_one_that_is_absent() -> None:
    assert len(adding_element(APPOINTMENT, "participant", {})["participant"]) == 3
    assert adding_element(APPOINTMENT, "extension", {"url": "u"})["extension"] == [{"url": "u"}]


def test_an_element_is_left_out() -> None:
    assert without_element(APPOINTMENT, "participant") == {"resourceType": "Appointment"}
    assert without_element(APPOINTMENT, "participant[0]")["participant"] == [APPOINTMENT["participant"][1]]
    assert without_element(APPOINTMENT, "participant[0].actor.reference")["participant"][0] == {"actor": {}}
    assert len(APPOINTMENT["participant"]) == 2


@pytest.mark.parametrize("path", ["status", "participant[2]", "participant[0].status", "meta.profile[0]"])
def test_leaving_out_what_is_not_there_is_an_error(path: str) -> None:
    with pytest.raises(LookupError, match=r"\w"):
        without_element(APPOINTMENT, path)


@pytest.mark.parametrize("path", ["", "participant[x]", "participant.actor", "resourceType[0]", "participant[5]"])
def test_a_path_that_does_not_fit_is_an_error(path: str) -> None:
    with pytest.raises(LookupError, match=r"\w"):
        with_element(APPOINTMENT, path, "value")


def test_an_item_cannot_be_added_to_what_is_no_list() -> None:
    with pytest.raises(LookupError, match="not a list"):
        adding_element(APPOINTMENT, "resourceType", "x")
