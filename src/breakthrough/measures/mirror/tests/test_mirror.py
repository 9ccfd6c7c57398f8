import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.measures.mirror import questions, reading


def _read(own, others, predicted=None, **more):
    return reading.read_mirror(
        own=np.array(own),
        predicted=np.array(own if predicted is None else predicted),
        others=np.array(others).reshape(-1, 8),
        **more,
    )


def test_the_questions_are_the_frozen_ones():
    assert [one.key for one in questions.QUESTIONS] == [f"L{j}" for j in range(1, 9)]
    assert {one.key for one in questions.QUESTIONS if one.is_reversed} == {"L4", "L8"}
    assert questions.PLACES == ((0, 1), (2, 3), (4, 5), (6, 7))


@pytest.mark.parametrize(("n", "limit"), [(5, 1.37), (6, 1.32), (8, 1.24), (12, 1.16)])
def test_a_gap_must_be_as_large_as_published_before_it_says_anything(n, limit):
    assert reading.noise(n) == pytest.approx(limit, abs=0.006)
    others = np.full((n, 8), 4)
    below, above = limit - 0.02, limit + 0.02
    assert reading._gap(4 + below, np.full(n, 4.0), False).reason == "within_noise"
    assert reading._gap(4 + above, np.full(n, 4.0), False).is_clear
    assert reading._gap(4 - above, np.full(n, 4.0), False).is_clear
    assert _read([4] * 8, others).facets[0].blind_spot.is_clear is False


def test_self_others_and_predicted_stand_side_by_side():
    own, predicted = [7, 7, 4, 4, 4, 4, 7, 1], [5, 5, 4, 4, 0, 0, 4, 4]
    found = _read(own, [[3, 3, 4, 4, 4, 4, 4, 4], [4, 4, 4, 4, 4, 4, 4, 4]] * 4, predicted)
    openness, _, failing, relations = found.facets
    assert (openness.own.value, openness.others.value, openness.predicted.value) == (7.0, 3.5, 5.0)
    assert openness.blind_spot.is_clear is True
    assert openness.blind_spot.difference.value == 3.5
    assert openness.reading_the_room.is_clear is True
    assert failing.predicted is None
    assert failing.reading_the_room.reason == "not_measurable"
    assert relations.own.value == 7.0
    assert (found.n_band, found.method) == ("8-12", "mirror.facets/1")


def test_fewer_than_five_others_give_nothing_in_all_or_in_one_facet():
    few = _read([4] * 8, np.full((4, 8), 4), eligible=5)
    assert (few.status, few.reason, few.facets, few.answered) == ("withheld", "too_few", (), None)
    others = np.full((6, 8), 4)
    others[:2, :2] = 0
    facet = _read([4] * 8, others).facets[0]
    assert (facet.status, facet.others, facet.n_band) == ("withheld", None, None)
    assert facet.blind_spot == reading.GapReading(None, None, "too_few")


def test_one_of_two_questions_is_enough():
    others = np.full((6, 8), 5)
    others[:, 0] = 0
    assert _read([4] * 8, others).facets[0].others.value == 5.0


def test_with_low_response_no_gap_is_claimed_and_the_response_is_said():
    found = _read([7] * 8, np.full((6, 8), 2), eligible=9)
    assert (found.reason, found.answered, found.eligible) == ("low_response", 6, 9)
    assert {facet.blind_spot.reason for facet in found.facets} == {"low_response"}
    assert found.facets[0].others.value == 2.0


def test_nobody_learns_that_all_gave_the_lowest_mark():
    found = _read([4] * 8, np.array([[1, 1, 1, 7, 1, 1, 1, 7]] * 8))
    assert {facet.others.value for facet in found.facets} == {1.1}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 14))
def test_order_does_not_matter_means_stay_on_the_scale_and_readings_survive_storage(seed, n):
    rng = np.random.default_rng(seed)
    own, others = rng.integers(0, 8, 8), rng.integers(0, 8, (n, 8))
    found = _read(own, others)
    assert _read(own, others[rng.permutation(n)]) == found
    assert reading.decode(json.loads(json.dumps(reading.encode(found)))) == found
    for facet in found.facets:
        if facet.others is not None:
            assert 1 <= facet.others.low <= facet.others.value <= facet.others.high <= 7


def test_where_leaders_see_themselves_as_others_do_gaps_are_rarely_claimed():
    rng = np.random.default_rng(3)
    claims = 0
    for _ in range(1_500):
        truth = rng.normal(4.5, 0.6)
        others = truth + rng.normal(0, 1.1, 8)
        claims += bool(reading._gap(truth + rng.normal(0, 0.5), others, False).is_clear)
    assert claims / 1_500 <= 0.06


def test_answers_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="1 to 7"):
        _read([8] * 8, np.full((6, 8), 4))
    with pytest.raises(ValueError, match="eight questions"):
        reading.read_mirror(own=np.ones(7, int), predicted=np.ones(8, int), others=np.ones((6, 8), int))
