"""Profiles: how many users there are when, and how figures are overridden."""

import pytest

from gpconnect.load.profile import ProfileName, journey_weights, profile


def test_a_load_keeps_its_users_until_the_end() -> None:
    load = profile("load")
    assert load.users_at(0)[0] == load.users_at(load.seconds - 1)[0] == load.users
    assert load.users_at(load.seconds) is None


def test_a_ramp_adds_users_step_by_step_up_to_the_peak() -> None:
    ramp = profile("ramp").changed(users=12, seconds=40, throughput=None)
    users = [ramp.users_at(second)[0] for second in range(40)]
    assert users == sorted(users)
    assert (users[0], users[-1], len(set(users))) == (1, 12, 12)


def test_a_ramp_of_fewer_users_than_steps_takes_one_step_for_each() -> None:
    assert profile("ramp").changed(users=3, seconds=30, throughput=None).steps == 3


def test_a_throughput_is_reached_by_thinking_accordingly() -> None:
    made = profile("load").changed(users=30, seconds=None, throughput=10)
    assert made.think_seconds == pytest.approx(3.0)


@pytest.mark.parametrize("name", ["load", "ramp", "soak"])
def test_a_step_is_a_whole_number_of_windows(name: ProfileName) -> None:
    one = profile(name)
    assert (one.seconds / one.steps / one.window_seconds) % 1 == pytest.approx(0)


def test_every_weight_belongs_to_a_journey() -> None:
    from gpconnect.load.journeys import Journeys

    assert journey_weights().keys() == Journeys(None, None, None).known.keys()
