import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthrough.measures import partition, shares
from breakthrough.measures.values import Estimate


def test_newcombe_matches_the_published_golden_value():
    found = shares.newcombe(7, 8, 3, 8)
    assert (found.low, found.high) == pytest.approx((0.034089, 0.779057), abs=5e-7)
    assert found.value == pytest.approx(0.5)
    with pytest.raises(ValueError, match="both sides"):
        shares.newcombe(0, 0, 3, 8)


def test_clustered_counts_match_the_published_golden_value():
    found = shares.clustered_share(9, (4, 3, 3, 2))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.428472, 0.938125), abs=5e-7)
    assert shares.clustered_share(0, ()) is None


def test_the_t_interval_of_a_mean_matches_the_published_golden_value():
    found = shares.t_mean([0.2, 0.6, -0.4, 0, 0.5])
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.18, -0.319760, 0.679760), abs=5e-7)
    clipped = shares.t_mean([1, 1, 0.8], most=1.0)
    assert clipped is not None
    assert clipped.high == 1.0
    assert shares.t_mean([0.4]) is None


def test_the_t_interval_covers_a_true_mean_as_often_as_it_says():
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(2_000):
        found = shares.t_mean(rng.normal(0.3, 1, 8))
        hits += found.low <= 0.3 <= found.high
    assert 0.93 <= hits / 2_000 <= 0.97


@given(st.integers(0, 60), st.data())
def test_a_published_share_never_rests_on_fewer_than_five_and_never_points_to_single_people(n, draw):
    count = draw.draw(st.integers(0, n))
    found = shares.publish_count(count, n)
    if n < 5:
        assert found is None
        return
    assert found.n_band == partition.n_band(n)
    if n < 8 or count <= 1 or count >= n - 1:
        assert (found.value, found.low, found.high) == (None, None, None)
    else:
        assert found.low <= found.value <= found.high
        assert round(found.value * 20, 6) == round(found.value * 20)


def test_a_count_next_to_everybody_looks_like_everybody():
    assert shares.publish_count(11, 12) == shares.publish_count(12, 12)
    assert shares.publish_count(1, 12) == shares.publish_count(0, 12)
    assert shares.publish_count(6, 6).word == "most"


def test_means_leave_in_quarters_from_small_groups_and_in_tenths_from_larger_ones():
    mean = Estimate(5.1875, 4.364343, 6.010657)
    assert shares.publish_mean(mean, 8) == Estimate(5.2, 4.3, 6.1)
    assert shares.publish_mean(mean, 6) == Estimate(5.25, 4.25, 6.25)
    assert shares.publish_mean(mean, 4) is None
    assert shares.publish_mean(Estimate(6.9, 6.4, 7.0), 9).high == 7.0


def test_rounding_a_difference_outwards_never_makes_a_claim():
    found = shares.publish_difference(Estimate(0.31, 0.04, 0.58), 0.1)
    assert (found.low, found.high) == (0.0, 0.6)
    assert not found.is_clear_of(0)
    assert Estimate(0.31, 0.04, 0.58).is_clear_of(0)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6).filter(lambda parts: sum(parts) > 0.1))
def test_shares_rounded_together_keep_their_sum(parts):
    total = sum(parts)
    rounded = shares.round_together(tuple(share / total for share in parts))
    assert sum(rounded) == pytest.approx(1.0)
    assert all(abs(one - share / total) <= 0.05 + 1e-9 for one, share in zip(rounded, parts, strict=True))


def test_a_steadied_mean_matches_the_published_value_and_is_never_certain():
    found = shares.steadied_mean(np.array([5, 6, 4, 5.5, 6.5, 3.5, 5, 6]), variance=1.21, least=1.0, most=7.0)
    assert (found.value, found.low, found.high) == pytest.approx((5.1875, 4.364343, 6.010657), abs=1e-6)
    alike = shares.steadied_mean(np.full(6, 4.0), variance=1.21, least=1.0, most=7.0)
    assert alike.low < 3.5 < 4.5 < alike.high


def test_response_is_low_below_seventy_percent_of_those_invited():
    assert [shares.is_response_low(n, 10) for n in (6, 7)] == [True, False]
    assert not shares.is_response_low(1, None)
