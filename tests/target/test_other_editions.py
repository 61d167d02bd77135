"""Interaction IDs of other editions."""

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.spec import edition
from gpconnect.target.other_editions import interaction_id_elsewhere


@pytest.mark.parametrize("tested", ["1.0.0", "1.2.7"])
def test_an_id_of_another_edition_is_none_of_the_tested_one(tested: str) -> None:
    found = interaction_id_elsewhere(edition(tested), "search-for-free-slots")
    assert found not in edition(tested).interaction_ids.values()


def test_an_interaction_that_has_one_id_in_every_edition_has_no_other() -> None:
    with pytest.raises(NotApplicable, match="find-a-patient"):
        interaction_id_elsewhere(edition("1.2.7"), "find-a-patient")
