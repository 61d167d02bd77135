"""The interactions and their dependency order."""

from graphlib import CycleError, TopologicalSorter

import pytest

from gpconnect.spec import interaction, interactions, needed_by, testing_order, through

APPOINTMENT_MANAGEMENT = [
    "search-for-free-slots",
    "book-an-appointment",
    "retrieve-a-patients-appointments",
    "amend-an-appointment",
    "cancel-an-appointment",
    "read-an-appointment",
]


def test_the_graph_of_needs_is_acyclic() -> None:
    graph = {key: set(row.needs) for key, row in interactions().items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(interactions())
    with pytest.raises(CycleError):
        TopologicalSorter({**graph, "find-a-patient": {"read-a-patient"}}).prepare()


def test_appointment_management_is_tested_in_the_order_1_to_6() -> None:
    assert [key for key in testing_order() if interaction(key).order] == APPOINTMENT_MANAGEMENT
    assert [interaction(key).order for key in APPOINTMENT_MANAGEMENT] == [1, 2, 3, 4, 5, 6]


def test_foundations_come_first_and_everything_after_what_it_needs() -> None:
    order = testing_order()
    assert [interaction(key).order for key in order] == sorted(interaction(key).order for key in order)
    for key in order:
        assert all(order.index(need) < order.index(key) for need in interaction(key).needs)


def test_reading_an_appointment_needs_all_endpoints_before_it() -> None:
    expected = set(interactions()) - {
        "read-an-appointment",
        "retrieve-a-patients-appointments",
        "get-the-capability-statement",
    }
    assert needed_by(["read-an-appointment"]) == expected


def test_through_limits_to_foundations_and_the_first_endpoints() -> None:
    assert through(0) == {key for key, row in interactions().items() if row.capability == "Foundations"}
    assert through(2) - through(0) == {"search-for-free-slots", "book-an-appointment"}


def test_an_unknown_interaction_is_named_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"no interaction 'search-slots'; known: .*search-for-free-slots"):
        interaction("search-slots")
