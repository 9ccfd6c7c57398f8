import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthrough.measures import partition

EXAMPLES = [
    ([7, 1], [(0, 1)]),
    ([5, 5, 4], [(1,), (0, 2)]),
    ([5, 4], [(0, 1)]),
    ([6, 5], [(0,), (1,)]),
    ([5, 5, 5, 4], [(1,), (2,), (0, 3)]),
    ([3, 1], []),
    ([], []),
    ([12], [(0,)]),
    ([9, 0, 6], [(0,), (2,)]),
    ([3, 2, 9], [(2,), (0, 1)]),
]


@pytest.mark.parametrize(("sizes", "cells"), EXAMPLES)
def test_small_parties_are_joined_as_in_the_published_examples(sizes, cells):
    assert list(partition.release_partition(sizes).cells) == cells


@given(st.lists(st.integers(0, 12), max_size=7))
def test_no_union_or_difference_of_cells_isolates_one_to_four_people(sizes):
    found = partition.release_partition(sizes)
    amounts = [sum(sizes[index] for index in cell) for cell in found.cells]
    assert all(amount >= 5 for amount in amounts)
    total = sum(sizes)
    assert sum(amounts) == (total if total >= 5 else 0)
    for count in range(1, len(amounts) + 1):
        for chosen in itertools.combinations(amounts, count):
            assert total - sum(chosen) == 0 or total - sum(chosen) >= 5


def test_the_smallest_cell_cannot_be_lowered():
    with pytest.raises(ValueError, match="cannot be lowered"):
        partition.release_partition([9, 9], k=4)
    with pytest.raises(ValueError, match="fewer than no people"):
        partition.release_partition([9, -1])


@pytest.mark.parametrize(
    ("count", "band"),
    [
        (0, None),
        (4, None),
        (5, "5-7"),
        (7, "5-7"),
        (8, "8-12"),
        (13, "13-19"),
        (34, "20-34"),
        (35, "35+"),
        (9000, "35+"),
    ],
)
def test_numbers_of_people_are_published_as_bands(count, band):
    assert partition.n_band(count) == band


def test_words_for_shares_follow_the_number_of_people():
    assert [partition.share_word(share, 6) for share in (0.2, 0.5, 0.9)] == ["few", "some", "most"]
    assert [partition.share_word(share, 9) for share in (0.1, 0.3, 0.5, 0.7, 0.9)] == [
        "few", "some", "about_half", "most", "nearly_all",
    ]  # fmt: skip
    assert partition.share_word(0.5, 4) is None


def test_counts_next_to_nobody_or_everybody_become_words():
    assert [partition.extreme_word(count, 9) for count in (0, 1, 2, 7, 8, 9)] == [
        "hardly_anyone", "hardly_anyone", None, None, "nearly_all", "nearly_all",
    ]  # fmt: skip


def test_intervals_are_rounded_outwards_and_shares_to_five_points():
    assert partition.round_outwards(0.121, 0.449) == (0.1, 0.45)
    assert partition.round_outwards(0.15, 0.35) == (0.15, 0.35)
    assert partition.round_outwards(-0.1, 1.2) == (0.0, 1.0)
    assert partition.round_share(0.674) == 0.65


def test_jeffreys_matches_the_published_golden_values():
    assert partition.jeffreys(3, 8) == pytest.approx((0.119039, 0.705177), abs=5e-7)
    assert partition.jeffreys(0, 6) == pytest.approx((0.0, 0.330389), abs=5e-7)
    assert partition.jeffreys(9 / 1.325, 12 / 1.325) == pytest.approx((0.428472, 0.938125), abs=5e-7)
    with pytest.raises(ValueError, match="between nobody"):
        partition.jeffreys(7, 6)
