"""The battery in a fast form: every row as in `bin/bench alignment`, on fewer groups, with room for chance."""

import numpy as np
import pytest

from breakthrough.measures.alignment import publish
from breakthrough.measures.alignment.battery import coverage, privacy


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "groups"),
    [(coverage.intervals, 400), (coverage.shown, 20), (coverage.pulls, 300), (coverage.names, 200)],
    ids=["intervals", "shown", "pulls", "names"],
)
def test_intervals_hold_what_is_true_and_nothing_is_claimed_of_nothing(rows, groups):
    found = rows(np.random.default_rng(7), groups)
    assert found
    assert not [row for row in found if not row.is_plausible]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(3, 4, 5, 6, 7, 8), (9, 10)])
def test_nothing_that_is_shown_of_any_answers_singles_anybody_out(sizes):
    found = privacy.kinds(sizes) + privacy.crossings(sizes)
    assert not [row for row in found if not row.is_reached]


def test_neither_does_what_is_shown_by_party_or_beside_names():
    found = [
        *privacy.cells([(5, 5), (5, 6), (6, 8), (5, 5, 5), (5, 8, 6)]),
        *privacy.with_names(range(5, 9)),
        *privacy.purposes(range(5, 15)),
        *privacy.history(np.random.default_rng(2), 300),
    ]
    assert not [row for row in found if not row.is_reached]


def test_the_adversary_notices_somebody_who_is_singled_out():
    told = privacy.singled_out([(1, 7), (2, 6)], lambda answer: answer, {"first": (0,)})
    assert told == {"first": 1}
    assert privacy.singled_out([(1, 7), (2, 6)], lambda answer: "the same", {"first": (0,)}) == {}


def test_what_the_adversary_is_given_is_what_is_published():
    kinds = publish.Kinds(9, 4, 4, 3, 0, 0)
    assert kinds.is_told
    assert publish.commitment(kinds).cells == publish.four_cells(kinds)
