"""The gate for the cells of a scope: each, the total and the rest hold none or K contributions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthrough.ballotbox import gate


@given(counts=st.lists(st.integers(0, 20), min_size=1, max_size=6), number=st.integers(5, 13))
def test_cells_total_and_rest_hold_none_or_k(counts: list[int], number: int) -> None:
    by_cell = dict(enumerate(counts, start=1))
    pattern = gate.find_pattern(by_cell, gate=number)
    if pattern is None:
        assert sum(counts) < number
        return
    rest = pattern.total - sum(by_cell[cell] for cell in pattern.cells)
    assert pattern.total == sum(counts) >= number
    assert all(by_cell[cell] >= number for cell in pattern.cells)
    assert rest == 0 or rest >= number


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({1: 7, 2: 4}, set()),
        ({1: 7, 2: 5}, {1, 2}),
        ({1: 7, 2: 0}, {1}),
        ({1: 9, 2: 6, 3: 4}, {1}),
        ({1: 9, 2: 3, 3: 3}, {1}),
    ],
)
def test_the_smallest_cells_are_hidden_until_the_rest_is_large_enough(
    counts: dict[int, int], shown: set[int]
) -> None:
    pattern = gate.find_pattern(counts, gate=5)
    assert pattern is not None
    assert pattern.cells == shown


def test_too_few_show_nothing() -> None:
    assert gate.find_pattern({0: 4}, gate=5) is None
    assert gate.find_pattern({}, gate=5) is None


@pytest.mark.parametrize(("quota", "number"), [(1, 5), (2, 9), (3, 13)])
def test_k_counts_people_and_not_contributions(quota: int, number: int) -> None:
    assert gate.gate_number(k=5, quota=quota) == number


def test_an_open_room_is_told_in_whole_steps() -> None:
    assert [gate.rounded_down(count, gate=5) for count in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]
