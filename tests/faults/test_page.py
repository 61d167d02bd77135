"""The page of the score knows every fault, automatic requirement and scenario; making it again is `make faults`."""

from pathlib import Path

import pytest

from gpconnect.assurance.feature_files import read_features
from gpconnect.provider.fault_catalogue import KNOWN
from tests.faults.page import SCORE, PublishedScore
from tests.faults.score import Score

PROJECT = Path(__file__).parents[2]


def _disagreements(text: str) -> list[str]:
    written = read_features(PROJECT / "features")
    return list(PublishedScore.read(text).disagreements(KNOWN, Score([], []).automatic, written))


@pytest.fixture(scope="module")
def page() -> str:
    """The page as it is published."""
    return (PROJECT / SCORE).read_text(encoding="utf-8")


def test_the_page_knows_what_there_is(page: str) -> None:
    assert _disagreements(page) == [], "run `make faults`, which writes the page anew"


@pytest.mark.parametrize(
    ("there", "instead", "told"),
    [
        ("| etag-missing |", "| etag-misspelt |", "fault etag-missing"),
        ("| GEN-040 |", "| GEN-940 |", "automatic requirement GEN-040"),
        ("| A sensitive patient is not disclosed |", "| Another title |", "A sensitive patient is not disclosed"),
        ("| killed | ", "| survived | ", "Faults that survived"),
    ],
)
def test_what_the_page_does_not_know_is_told(page: str, there: str, instead: str, told: str) -> None:
    assert any(told in one for one in _disagreements(page.replace(there, instead, 1)))
