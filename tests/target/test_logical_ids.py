"""Logical IDs altered on purpose."""

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.draft import Draft
from gpconnect.spec import interaction
from gpconnect.target.logical_ids import logical_id_of, with_id_in_other_case, with_id_of_length, without_id


def draft(logical_id: str) -> Draft:
    path = f"Patient/{logical_id}"
    return Draft(interaction("read-a-patient"), "https://p.example", "GET", path, (), {})


@pytest.mark.parametrize("length", [1, 64, 65])
def test_an_id_has_the_length_asked_for(length: int) -> None:
    assert len(logical_id_of(with_id_of_length(draft("2"), length))) == length


def test_the_case_of_letters_is_turned() -> None:
    assert with_id_in_other_case(draft("a1-B")).path == "Patient/A1-b"
    with pytest.raises(NotApplicable, match="no letters"):
        with_id_in_other_case(draft("1234"))


def test_an_id_can_be_left_out() -> None:
    assert without_id(draft("2")).url == "https://p.example/Patient/"
