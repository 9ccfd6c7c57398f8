import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.measures.alignment import cascade, reading, tipping
from breakthrough.measures.alignment.stances import NOT_EVEN_THEN, Stance, from_codes, to_codes


def _with(purposes, split=(1, 0, 0, 0)):
    """Stances whose purpose gets so many points, the rest going to reservations in these proportions."""
    found = []
    for purpose in purposes:
        parts = [(100 - purpose) * one // sum(split) for one in split]
        parts[0] += 100 - purpose - sum(parts)
        found.append(Stance(points=(purpose, *parts)))
    return found


def test_the_mean_of_pulls_matches_the_published_golden_value():
    found = tipping.weighted_mean([np.array([0.2, 0.6, -0.4, 0, 0.5])], [1.0])
    assert (found.value, found.low, found.high) == pytest.approx((0.18, -0.319760, 0.679760), abs=5e-7)


def test_parties_count_equally_as_worked_out_by_hand():
    found = tipping.weighted_mean([np.array([0.0, 0.2] * 3), np.array([0.6, 0.8] * 6)], [1.0, 1.0])
    assert found.value == pytest.approx(0.4)  # the means of .1 and .7, whatever the sizes
    half = found.high - found.value
    error = np.sqrt(0.25 * 0.012 / 6 + 0.25 * (0.12 / 11) / 12)
    assert half == pytest.approx(2.119905 * error, rel=1e-6)  # t with 16 degrees


@given(st.lists(st.integers(0, 100), min_size=5, max_size=14))
@settings(max_examples=40, deadline=None)
def test_how_reservations_are_split_changes_nothing_about_tipping(purposes):
    one, many = (
        reading.read_alignment(_with(purposes, split)).tipping for split in ((1, 0, 0, 0), (3, 2, 2, 1))
    )
    assert (one.tipped, one.mean, one.condition) == (many.tipped, many.mean, many.condition)


def test_a_partnership_has_tipped_only_if_every_party_has():
    sizes = [0] * 6 + [1] * 6
    for_all = reading.read_alignment(_with([80, 70, 75, 90, 65, 85] * 2), parties=sizes).tipping
    assert (for_all.condition, [one.tips for one in for_all.by_cell]) == (
        "every_party",
        ["purpose", "purpose"],
    )
    against = reading.read_alignment(
        _with([80, 70, 75, 90, 65, 85, 10, 20, 15, 25, 20, 30]), parties=sizes
    ).tipping
    assert (against.condition, [one.tips for one in against.by_cell]) == (
        "not_yet",
        ["purpose", "reservations"],
    )
    open_yet = reading.read_alignment(
        _with([80, 70, 75, 90, 65, 85, 10, 90, 20, 80, 30, 70]), parties=sizes
    ).tipping
    assert open_yet.condition == "cannot_tell"


def test_one_pooled_mean_says_nothing_of_every_party():
    people = _with([80, 70, 75, 90, 65, 85, 80, 70, 40, 45])
    asked_together = reading.read_alignment(people, party_count=2).tipping
    assert (asked_together.condition, asked_together.is_pooled) == ("whole_group", True)
    assert (
        reading.read_alignment(people).tipping.condition == "whole_group"
    )  # nobody knows of how many parties
    assert reading.read_alignment(people, party_count=1).tipping.condition == "every_party"
    too_few = reading.read_alignment(
        _with([80, 70, 75, 90, 65, 85, 80, 70, 75]), parties=[0] * 6 + [1] * 3
    ).tipping
    assert (too_few.condition, too_few.by_cell) == ("whole_group", ())
    silent = reading.read_alignment(
        _with([80, 70, 75, 90, 65, 85]), parties=[1] * 6, party_count=2, stands_for={1: 1.0}
    ).tipping
    assert silent.condition == "whole_group", "a party that stays silent was not weighed"
    against = reading.read_alignment(_with([20, 30, 25, 10, 35, 15]), party_count=2).tipping
    assert (against.condition, against.is_pooled) == ("not_yet", True)


def test_small_parties_in_one_cell_are_not_each_of_them():
    people = _with([80, 70, 75, 90, 65, 85] * 2)
    joined = reading.read_alignment(people, parties=[1] * 6 + [2] * 3 + [3] * 3, party_count=3).tipping
    assert [one.tips for one in joined.by_cell] == ["purpose", "purpose"]
    assert joined.condition == "whole_group"
    rest = reading.read_alignment(
        people, parties=[1] * 6 + [0] * 6, stands_for={1: 1.0, 0: 2.0}, party_count=3
    ).tipping
    assert rest.condition == "whole_group"


def test_the_wrong_purpose_is_an_answer_and_no_pull():
    wrong = [Stance(is_wrong_purpose=True)]
    found = reading.read_alignment(_with([80, 70, 75, 90, 30, 35, 40]) + wrong * 3, party_count=1).tipping
    assert (found.n_band, found.tipped.value, found.has_wrong_purpose) == ("8-12", 0.4, True)
    alone = reading.read_alignment(_with([80, 70, 75, 90, 30, 35, 40]), party_count=1).tipping
    assert found.mean == alone.mean
    one_looks_like_nobody = [
        reading.read_alignment(_with([80] * 5 + [20] * 5) + wrong * many).tipping.has_wrong_purpose
        for many in (0, 1, 2)
    ]
    assert one_looks_like_nobody == [False, False, True]
    assert reading.read_alignment(_with([80] * 9) + wrong * 2).tipping.has_wrong_purpose is None
    for purposes in ([80, 70, 75, 90, 65, 85], [80] * 4):
        few = reading.read_alignment(_with(purposes) + wrong * 6, party_count=1).tipping
        assert few.condition == "cannot_tell", "not even half have tipped"
    assert from_codes(to_codes(wrong[0])) == wrong[0]
    assert from_codes([None] * 5 + [101, 0, None, None, None, None]) is None
    assert from_codes([None] * 3 + [4] + [None] * 7).place == 4
    with pytest.raises(ValueError, match="spreads no points"):
        to_codes(Stance(is_wrong_purpose=True, points=(100, 0, 0, 0, 0)))


def test_nothing_is_claimed_where_many_are_silent_or_a_party_spread_no_points():
    people = _with([80, 70, 75, 90, 65, 85] * 2)
    low = reading.read_alignment(people, eligible=20).tipping
    assert (low.condition, low.reason) == ("cannot_tell", "low_response")
    silent = [*_with([80, 70, 75, 90, 65, 85]), *[Stance(position=1)] * 6]
    found = reading.read_alignment(silent, parties=[0] * 6 + [1] * 6).tipping
    assert (found.condition, found.reason, found.by_cell) == ("cannot_tell", "too_few", ())


def test_a_mean_never_tells_whether_all_have_tipped_or_all_but_one():
    for purposes in ([60] * 11 + [0], [60] * 12, [40] * 12, [100] + [40] * 11):
        found = reading.read_alignment(_with(purposes)).tipping
        assert (found.mean, found.tipped.value) == (None, None)
    cells = reading.read_alignment(_with([60] * 5 + [0] + [30, 70] * 3), parties=[0] * 6 + [1] * 6).tipping
    assert [one.mean for one in cells.by_cell] == [None, None]
    assert cells.mean is not None


def test_what_reservations_lie_on_says_nothing_of_the_purpose():
    found, other = (
        reading.read_alignment(_with([purpose] * 9, (5, 3, 2, 0))).tipping.reservations for purpose in (0, 80)
    )
    assert (found.doubts.value, found.standing.value, found.comfort.value, found.own_way.value) == (
        0.5,
        0.3,
        0.2,
        0.0,
    )
    assert [other.doubts.value, other.standing.value] == [0.5, 0.3]
    assert reading.read_alignment(_with([100] * 9 + [40] * 7)).tipping.reservations is None


@pytest.mark.parametrize(
    ("thresholds", "ends"),
    [
        ((0, 1, 2, 3, 4), (5, 5)),
        ((0, 2, 2, 3, 4), (1, 5)),
        ((1, 1, 1, 1, 1), (0, 5)),
        ((5, 5, 5), (0, 0)),
        ((), (0, 0)),
    ],
)
def test_cascades_end_as_in_the_published_examples(thresholds, ends):
    assert cascade.settle(thresholds) == ends


@given(st.lists(st.integers(0, 13), max_size=13))
def test_a_cascade_ends_where_everybody_making_up_their_mind_at_once_would_and_never_above_its_upper_end(
    thresholds,
):
    n = len(thresholds)
    ends = []
    for start in (False, True):
        joined = [start] * n
        for _ in range(n + 1):
            joined = [sum(joined) - own >= one for own, one in zip(joined, thresholds, strict=True)]
        ends.append(sum(joined))
    assert cascade.settle(thresholds) == tuple(ends)
    assert ends[0] <= ends[1]


def test_mutual_waiting_is_told_in_words_and_from_twelve_people_with_its_range():
    people = [Stance(weight=2, waits_for=5)] * 8
    few = reading.read_alignment(people).waiting
    assert (few.status, few.waiting, few.would_join, few.waiting_range) == ("band", "nearly_all", "few", None)
    many = reading.read_alignment([*people, *people]).waiting
    assert (many.waiting, many.waiting_range) == ("nearly_all", ("nearly_all", "nearly_all"))
    ready = reading.read_alignment([Stance(weight=2, waits_for=0)] * 8).waiting
    assert (ready.waiting, ready.would_join) == ("few", "nearly_all")
    assert reading.read_alignment([Stance(weight=2)] * 8).waiting.status == "withheld"


def test_waiting_for_so_many_of_ten_counts_the_others():
    assert [cascade.others_of(one, 8) for one in (0, 1, 5, 10, NOT_EVEN_THEN)] == [0, 1, 4, 7, 8]
