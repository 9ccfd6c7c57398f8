import dataclasses
import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.measures import partition
from breakthrough.measures.alignment import crossing, publish, reading, results, stances
from breakthrough.measures.alignment.stances import NOT_EVEN_THEN, Stance
from breakthrough.measures.values import Share

POINTS = st.lists(st.integers(0, 100), min_size=4, max_size=4).map(
    lambda cuts: tuple(int(one) for one in np.diff([0, *sorted(cuts), 100]))
)
STANCES = st.builds(
    Stance,
    position=st.none() | st.integers(-2, 2),
    weight=st.none() | st.integers(0, 10),
    understanding=st.none() | st.integers(0, 4),
    place=st.none() | st.integers(0, 3),
    predicted=st.none() | st.integers(0, 10),
    points=st.none() | POINTS,
    waits_for=st.none() | st.integers(0, NOT_EVEN_THEN),
)


def _people(*kinds):
    """Stances from (how many, position, weight)."""
    return [
        Stance(position=position, weight=weight) for count, position, weight in kinds for _ in range(count)
    ]


def _estimates(value):
    if isinstance(value, dict):
        if {"value", "low", "high"} <= set(value):
            yield value
        for one in value.values():
            yield from _estimates(one)
    elif isinstance(value, list):
        for one in value:
            yield from _estimates(one)


def test_agreement_and_commitment_stand_side_by_side_as_counted_by_hand():
    found = reading.read_alignment(_people((9, 1, 8), (4, -1, 9), (4, 2, 3), (3, -2, 2)), eligible=22)
    assert (found.status, found.n_band, found.is_response_low) == ("shown", "20-34", False)
    assert (found.support.value, found.behind.value) == (0.65, 0.65)
    assert found.support.low == np.floor(partition.jeffreys(13, 20)[0] * 20) / 20
    cells = found.cells
    assert [one.value for one in (cells.owned_agreement, cells.polite_yes)] == [0.45, 0.2]
    assert [one.value for one in (cells.committed_disagreement, cells.opposition)] == [0.2, 0.15]
    assert (cells.undecided.word, cells.undecided.value) == ("few", None)
    assert cells.has_committed_disagreement is True
    assert found.committed_disagreement == Share("some", None, None, None, "5-7")  # 4 of 7
    assert found.polite_yes.value == 0.3
    assert found.weight.value == 6.5  # (72 + 36 + 12 + 6) / 20 = 6.3
    assert found.agreement == "far_apart"  # median 1; (4*2 + 4*1 + 3*3) / 20 / 2 = .525 from it: .475


def test_one_who_commits_in_disagreement_looks_like_nobody():
    one = reading.read_alignment(_people((6, 1, 8), (3, 1, 2), (1, -1, 9), (3, -1, 1), (3, 0, 8)))
    nobody = reading.read_alignment(_people((6, 1, 8), (3, 1, 2), (4, -1, 1), (4, 0, 8)))
    assert one.cells.has_committed_disagreement is nobody.cells.has_committed_disagreement is False
    assert one.cells.committed_disagreement is nobody.cells.committed_disagreement is None
    two = reading.read_alignment(_people((6, 1, 8), (3, 1, 2), (2, -1, 9), (3, -1, 1), (3, 0, 8)))
    assert two.cells.has_committed_disagreement is True


@pytest.mark.parametrize("n", [5, 6, 7, 8, 12, 20, 40])
def test_all_in_looks_like_all_but_one(n):
    everybody = _people((n, 2, 9))
    but_one = [*_people((n - 1, 2, 9)), Stance(position=-2, weight=0)]
    assert reading.read_alignment(everybody) == reading.read_alignment(but_one)


def test_nothing_is_said_about_fewer_than_five():
    four = _people((4, 2, 9))
    assert reading.read_alignment(four) == results.AlignmentReading(
        "withheld", "too_few", results.METHOD, None
    )
    found = reading.read_alignment([*four, *[Stance(understanding=4)] * 6])
    assert (found.status, found.reason, found.support, found.cells) == ("withheld", "too_few", None, None)
    assert found.understood.word == "most"


def test_with_five_to_seven_people_there_are_words_and_no_number_but_means():
    found = reading.read_alignment(_people((4, 1, 8), (3, -1, 3)))
    assert (found.status, found.support.word, found.support.value, found.cells) == (
        "band",
        "some",
        None,
        None,
    )
    assert (found.agreement, found.polite_yes, found.committed_disagreement) == (None, None, None)


def test_blank_stances_count_for_nothing():
    people = _people((6, 1, 8), (5, -1, 3))
    assert reading.read_alignment([*people, *[Stance()] * 30]) == reading.read_alignment(people)


def test_cells_of_a_table_with_a_lone_corner_are_words_that_do_not_tell_it():
    lone, empty = crossing.Crossing(12, 7, 8, 6), crossing.Crossing(12, 7, 8, 7)
    assert lone.corners == (6, 1, 2, 3)
    assert not lone.is_told
    assert crossing.publish_corners(lone) == crossing.publish_corners(empty)
    assert all(share.value is None for share in crossing.publish_corners(lone))
    assert crossing.publish_corners(crossing.Crossing(12, 7, 7, 5))[0].value == 0.4


def test_agreement_is_the_same_for_any_median_of_an_even_number():
    positions = np.array([-2.0, -1, 1, 2])
    assert (
        publish.agreement(positions)
        == 1 - np.abs(positions - -1).mean() / 2
        == 1 - np.abs(positions - 1).mean() / 2
    )
    assert publish.agreement(np.full(6, -2.0)) == 1.0
    assert publish.agreement(np.array([-2.0, -2, 2, 2])) == 0.0
    assert publish.agreement(np.array([])) is None


def test_understanding_counts_beside_weight():
    people = [Stance(1, 8, 4)] * 6 + [Stance(1, 8, 1)] * 4 + [Stance(-1, 2, 4)] * 3 + [Stance(-1, 2, 0)] * 3
    found = reading.read_alignment(people)
    assert (found.understood.value, found.behind.value, found.informed.value) == (0.55, 0.6, 0.4)


def test_an_open_block_is_not_behind_it_whatever_the_weight():
    people = _people((6, 1, 9), (6, 1, 2))
    blocked = [dataclasses.replace(one, is_blocking=place < 3) for place, one in enumerate(people)]
    assert reading.read_alignment(people).behind.value == 0.5
    assert reading.read_alignment(blocked).behind.value == 0.25


def test_people_are_mistaken_about_each_other_only_on_opposite_sides_and_if_most_answered():
    people = [dataclasses.replace(one, predicted=2) for one in _people((9, 1, 8), (3, -1, 2))]
    found = reading.read_alignment(people, eligible=14)
    assert (found.expected, found.predicted.value) == ("more_support_than_expected", 0.2)
    assert found.gap.low <= 0.55 <= found.gap.high
    mirrored = [Stance(-one.position, one.weight, predicted=8) for one in people]
    assert reading.read_alignment(mirrored).expected == "less_support_than_expected"
    silent = reading.read_alignment(people, eligible=18)
    assert (silent.is_response_low, silent.expected, silent.gap) == (True, None, None)


def test_support_by_party_is_all_there_or_none():
    people = _people((4, 1, 8), (4, -1, 2), (3, 1, 8), (3, -1, 2))
    found = reading.read_alignment(people, parties=[7] * 8 + [3] * 6)
    assert [one.parties for one in found.by_cell] == [(3,), (7,)]
    assert [one.support.value for one in found.by_cell] == [None, 0.5]
    lone = _people((7, 1, 8), (1, -1, 2), (3, 1, 8), (3, -1, 2))
    assert reading.read_alignment(lone, parties=[7] * 8 + [3] * 6).by_cell == ()
    assert reading.read_alignment(people, parties=[7] * 11 + [3] * 3).by_cell == ()
    with pytest.raises(ValueError, match="one party"):
        reading.read_alignment(people, parties=[1])


@given(st.lists(STANCES, max_size=24), st.integers(1, 3), st.randoms())
@settings(max_examples=60, deadline=None)
def test_a_reading_does_not_depend_on_the_order_and_comes_back_from_json(people, parties, chance):
    named = [place % parties for place in range(len(people))]
    found = reading.read_alignment(people, parties=named, eligible=30)
    pairs = list(zip(people, named, strict=True))
    chance.shuffle(pairs)
    again = reading.read_alignment(
        [one for one, _ in pairs], parties=[party for _, party in pairs], eligible=30
    )
    assert again == found
    assert reading.decode(json.loads(json.dumps(reading.encode(found)))) == found
    for one in _estimates(reading.encode(found)):
        if one["value"] is not None:
            assert one["low"] <= one["value"] <= one["high"]


@given(STANCES)
def test_a_stance_comes_back_from_its_sealed_vector(stance):
    found = stances.from_codes(stances.to_codes(stance))
    assert found == (None if stance.is_blank else stance)


@given(
    st.lists(
        st.none() | st.integers(-5, 120) | st.booleans() | st.text(max_size=2) | st.floats(), max_size=13
    )
)
def test_whatever_somebody_sealed_is_read_without_an_error(codes):
    found = stances.from_codes(codes)
    assert found is None or stances.from_codes(stances.to_codes(found)) == found


def test_a_vector_without_the_waiting_is_read_and_points_that_are_not_a_hundred_are_none():
    found = stances.from_codes([4, 7, 3, 2, 6, 60, 20, 10, 5, 5])
    assert found == Stance(2, 7, 3, 2, 6, (60, 20, 10, 5, 5), None)
    assert stances.from_codes([4, 7, 3, 2, 6, 60, 20, 10, 5, 6]).points is None
    assert stances.from_codes([9, 7]) is None
    with pytest.raises(ValueError, match="no answer"):
        stances.to_codes(Stance(position=3))
    with pytest.raises(ValueError, match="100 in all"):
        stances.to_codes(Stance(points=(50, 20, 20, 20, 0)))


def test_two_thousand_stances_are_read_within_a_second():
    rng = np.random.default_rng(4)
    people = [Stance(int(a) - 2, int(b), int(c)) for a, b, c in rng.integers(0, 5, (2_000, 3))]
    began = time.perf_counter()
    assert reading.read_alignment(people, parties=[0] * 1_000 + [1] * 1_000).n_band == "35+"
    assert time.perf_counter() - began < 1
