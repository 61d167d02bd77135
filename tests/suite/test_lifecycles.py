"""Walks at random through the lifecycle of appointments: what they know, and the faults that only they show."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.races import Track, track
from gpconnect.assurance.feature_files import read_features
from gpconnect.conformance import judge_lifecycle as judging
from gpconnect.conformance.judge_lifecycle import KnownAppointment
from gpconnect.target import lifecycles
from gpconnect.target.lifecycles import SEED, Walks, summary, walk_at_random
from gpconnect.target.walk import Deviation, Walk

FEATURES = Path(__file__).parents[2] / "features"
SEEN = {
    "amended-slots-not-freed": ("CANC-019", 4),
    "versions-come-back": ("GEN-043", 4),
    "rebooking-revives-cancelled": ("RAPP-019", 10),
}


def walks_over(here: Track, examples: int = lifecycles.EXAMPLES) -> Walks:
    patients = {"patient 1": here.established.patient(), "patient 2": here.established.registered_patient()}
    return Walks(here.book, here.consumer, patients, examples)


@pytest.fixture(scope="module")
def here() -> Iterator[Track]:
    with track() as made:
        yield made


@pytest.fixture(scope="module")
def sound(here: Track) -> Walks:
    """The walks that a run makes unless it is asked for others, over a provider without a fault."""
    walks = walks_over(here)
    walk_at_random(walks, SEED)
    return walks


def test_a_provider_without_a_fault_stands_up_to_every_walk(sound: Walks) -> None:
    assert sound.shortest is None
    assert [str(one) for one in sound.found().findings if one.fails] == []
    assert sound.count == lifecycles.EXAMPLES


def test_the_walks_decide_what_their_scenario_claims(sound: Walks) -> None:
    scenario = next(one for one in read_features(FEATURES) if one.file.endswith("lifecycles.feature"))
    assert set(scenario.requirement_ids) <= sound.found().decided


def test_the_same_seed_makes_the_same_walks(here: Track) -> None:
    walks = [walks_over(here, 1), walks_over(here, 1)]
    for one in walks:
        walk_at_random(one, 5)
    assert _without_times(walks[0]) == _without_times(walks[1])
    assert summary(walks[0], 5).endswith("the same ones again: --lifecycle-seed=5")


def _without_times(walks: Walks) -> list[str]:
    return [line.partition(" (")[0] for line in walks.shown.lines]


@pytest.mark.parametrize("fault", SEEN)
def test_a_fault_that_a_sequence_shows_is_told_by_a_short_walk(fault: str) -> None:
    requirement, steps = SEEN[fault]
    with track(fault) as faulty:
        walks = walks_over(faulty)
        walks.patience = 15
        walk_at_random(walks, SEED)
    findings = [one for one in walks.found().findings if one.fails]
    assert walks.shortest is not None
    assert findings[-1].requirement == requirement
    assert walks.shortest.length[0] <= steps
    assert walks.shown is walks.shortest


def test_nothing_is_left_booked_after_walks(here: Track, sound: Walks) -> None:
    assert sound.ground is not None
    assert here.book.cancel_all() == []
    Walk.over(sound.ground, here.consumer).search()


def test_a_walk_reads_as_a_list_of_actions(here: Track, sound: Walks) -> None:
    assert sound.ground is not None
    walk = Walk.over(sound.ground, here.consumer)
    walk.book("patient 1", "slot 1")
    walk.amend(walk.known[0], stale=False)
    walk.cancel(walk.known[0], stale=True)
    walk.look_around()
    walk.come_home()
    lines = walk.text().splitlines()
    assert lines[0].startswith(" 1. patient 1 books slot 1 (")
    assert lines[0].endswith("): 201 version 1, appointment 1")
    assert lines[1:4] == [
        " 2. appointment 1 is amended, quoting version 1: 200 version 2",
        " 3. appointment 1 is cancelled, quoting version 1: 409 DUPLICATE_REJECTED",
        "At the end of the walk:",
    ]
    assert lines[4] == " 4. somebody searches for free slots: slot 2"
    assert walk.length == (3, len(lines) - 1)


def test_what_the_provider_forgot_ends_a_walk(here: Track, sound: Walks) -> None:
    assert sound.ground is not None
    walk = Walk.over(sound.ground, here.consumer)
    walk.book("patient 1", "slot 1")
    walk.known[0].states[0] = {**walk.known[0].now, "description": "Another text"}
    with pytest.raises(Deviation, match="description"):
        walk.read(walk.known[0])
    assert walk.failed
    walk.tidy_up()


def test_a_version_from_before_is_told() -> None:
    known = KnownAppointment("appointment 1", "patient 1", "slot 1", [{"meta": {"versionId": "1"}}])
    same, other = {"meta": {"versionId": "1"}}, {"meta": {"versionId": "2"}}
    assert not list(judging.unlike(known.now, same))
    assert [one.where for one in judging.unlike(known.now, other)] == ["meta.versionId"]


@pytest.mark.parametrize(
    ("offered", "requirements"),
    [({"a", "b"}, ["BOOK-067"]), ({"b"}, []), (set(), ["CANC-019"])],
)
def test_slots_are_offered_when_nobody_has_them(offered: set[str], requirements: list[str]) -> None:
    judgement = judging.judge_slots(offered, {"a": "slot 1"}, {"b": "slot 2"})
    assert [one.requirement for one in judgement.findings] == requirements
