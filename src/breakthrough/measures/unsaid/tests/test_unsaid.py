import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.measures import partition
from breakthrough.measures.unsaid import expecting, reading, results


def _read(answers, places=None, predictions=None, **more):
    table = np.array(answers, np.int8)
    table = table if table.ndim == 2 else table[:, None]
    empty = np.zeros_like(table)
    return reading.read_unsaid(
        answers=table,
        places=empty if places is None else np.array(places, np.int8).reshape(table.shape),
        predictions=empty if predictions is None else np.array(predictions, np.int8).reshape(table.shape),
        **more,
    )


def _random(rng, n, m):
    answers = rng.integers(-1, 3, (n, m)).astype(np.int8)
    return answers, rng.integers(0, 4, (n, m)).astype(np.int8), rng.integers(0, 4, (n, m)).astype(np.int8)


def test_what_many_hold_and_few_would_say_is_found_with_its_numbers():
    found = _read([1] * 9 + [0] * 3, [3] * 6 + [2] + [1] * 5, [1] * 12, eligible=14).statements[0]
    assert (found.status, found.n_band) == ("shown", "8-12")
    assert (found.held.value, found.held.word) == (0.75, "most")
    assert (found.would_not_say.value, found.would_not_say.n_band) == (0.8, "8-12")
    assert (found.unsaid.value, found.unsaid.word) == (0.6, "about_half")
    assert (found.predicted.value, found.predicted.word) == (0.2, "some")
    assert found.opposite_sides is True
    assert found.sentence == "many_hold_few_say_few_expected"
    assert found.gap is None  # twelve people: its interval would tell who guessed what
    low, _ = partition.jeffreys(9, 12)
    assert found.priority == round(low * 7 / 9 * 0.55, 2)


def test_people_who_skipped_the_place_are_left_out_and_counted():
    found = _read([1] * 12 + [0] * 8, [0] * 5 + [3] * 5 + [1] * 10).statements[0]
    assert (found.unplaced_band, found.would_not_say.word) == ("5-7", "most")
    assert found.unsaid.value == 0.35  # 5 of 15: the five who did not say are in neither count
    assert found.held.value == 0.6


def test_where_hardly_anyone_who_holds_it_would_say_it_there_is_a_word_that_does_not_tell_one_from_nobody():
    nobody, one = (_read([1] * 8 + [0] * 6, [1] * aloud + [3] * (8 - aloud) + [1] * 6) for aloud in (0, 1))
    assert nobody == one
    assert (nobody.statements[0].unsaid.word, nobody.statements[0].unsaid.value) == ("about_half", None)


def test_parties_are_not_shown_where_in_one_of_them_all_but_one_hold_it():
    answers = [1] * 7 + [0] * 1 + [1] * 4 + [0] * 4
    found = _read(answers, cells=[1] * 8 + [2] * 8).statements[0]
    assert (found.held.value, found.by_cell) == (0.7, ())


def test_passes_are_counted_beside_and_unseen_is_nothing():
    found = _read([1] * 5 + [0] * 4 + [2] * 6 + [-1] * 3).statements[0]
    assert (found.n_band, found.passed_band, found.held.value) == ("8-12", "5-7", 0.55)
    assert found.would_not_say is None
    assert found.predicted is None
    assert found.priority is None
    assert found.opposite_sides is None


def test_with_five_to_seven_people_there_are_words_and_no_number():
    found = _read([1, 1, 1, 1, 0, 0, 0], [3] * 4 + [1] * 3, [1] * 7).statements[0]
    assert found.status == "band"
    for share in (found.held, found.unsaid, found.predicted):
        assert share is not None
        assert share.value is None
    assert found.held.word == "some"
    assert found.sentence == "many_hold_few_say_few_expected"
    assert (found.gap, found.priority, found.would_not_say) == (None, None, None)


@pytest.mark.parametrize("holders", [0, 1])
def test_a_lone_holder_shows_nothing_and_looks_like_nobody(holders):
    found = _read([1] * holders + [0] * (12 - holders), [3] * 12, [3] * 12)
    assert found.statements[0] == results.StatementReading(0, "withheld", "lone", "8-12")
    assert found.order == ()


@pytest.mark.parametrize("holders", [11, 12])
def test_unanimous_is_a_band_only_and_looks_like_all_but_one(holders):
    found = _read([1] * holders + [0] * (12 - holders), [3] * 12, [1] * 12).statements[0]
    assert (found.status, found.reason) == ("band", "unanimous")
    assert (found.held.word, found.held.value, found.gap) == ("nearly_all", None, None)


@pytest.mark.parametrize("n", [5, 6, 7, 8, 12, 13, 20, 35])
def test_nobody_learns_whether_all_agree_or_all_but_one(n):
    for place, prediction in ((0, 0), (3, 1), (3, 3), (1, 2)):
        marks = [place] * n, [prediction] * n
        assert _read([1] * n, *marks).statements == _read([1] * (n - 1) + [0], *marks).statements


def test_nothing_is_said_about_fewer_than_five():
    assert _read([1] * 4, [3] * 4) == results.UnsaidReading("withheld", "too_few", results.METHOD, None)
    found = _read(np.array([[1, 1]] * 4 + [[-1, 0]] * 6))
    assert found.statements[0] == results.StatementReading(0, "withheld", "too_few")


def test_the_gap_equals_the_mean_over_people_of_the_others_share_minus_the_prediction():
    rng = np.random.default_rng(2)
    for n in (5, 9, 30):
        agrees = (rng.random(n) < 0.6).astype(float)
        predictions = rng.choice([0.2, 0.5, 0.8], n)
        mean = float((expecting.share_of_others(agrees) - predictions).mean())
        assert expecting.raw_gap(agrees, predictions).value == pytest.approx(mean, abs=1e-12)
        assert agrees.mean() - predictions.mean() == pytest.approx(mean, abs=1e-12)


def test_low_response_makes_no_claim_about_what_people_expect():
    table = ([1] * 9 + [0] * 3, [3] * 12, [1] * 12)
    found = _read(*table, eligible=18)
    assert found.is_silent_part_large is True
    row = found.statements[0]
    assert (row.opposite_sides, row.gap, row.misjudged_reason) == (None, None, "low_response")
    assert row.sentence == "many_hold_few_say"
    assert row.held.value == 0.75


def test_nobody_says_few_would_say_it_when_most_of_the_holders_would():
    row = _read([1] * 16 + [0] * 4, [3] * 5 + [1] * 15, [1] * 20).statements[0]
    assert row.unsaid.word == "some"
    assert row.sentence == "more_hold_than_expected"


def test_shares_by_party_are_all_there_or_none():
    cells = [0] * 8 + [1] * 6
    both = _read([1, 0] * 7, cells=cells).statements[0]
    assert [one.cell for one in both.by_cell] == [0, 1]
    assert both.by_cell[0].held.value == 0.5
    assert both.by_cell[1].held.value is None
    assert _read([1, 0] * 5 + [-1] * 4, cells=cells).statements[0].by_cell == ()


def test_a_contrast_needs_twenty_people_and_five_on_either_side():
    answers, places = [1] * 8 + [0] * 4 + [1] * 2 + [0] * 6, [3] * 12 + [1] * 8
    found = _read(answers, places).statements[0].contrast
    value = np.log(8.5 * 6.5 / (4.5 * 2.5))
    assert found.value == pytest.approx(value, abs=0.05)
    assert found.low < 0 < found.high
    assert _read(answers[:-1], places[:-1]).statements[0].contrast is None
    assert _read(answers, [3] * 17 + [1] * 3).statements[0].contrast is None


def test_the_baseline_is_fitted_without_ones_own_collaboration_and_needs_enough_of_others():
    released = [
        results.ReleasedStatement(f"c{i % 6}", i / 30, 0.3 + 0.4 * i / 30 + (9 if i % 6 == 5 else 0))
        for i in range(30)
    ]
    found = expecting.fit_baseline(released, collaboration="c5")
    assert (found.start, found.slope) == pytest.approx((0.3, 0.4))
    assert expecting.fit_baseline(released[:20], collaboration="c5") is None
    assert expecting.fit_baseline(released, collaboration="elsewhere").slope <= 1
    assert expecting.fit_baseline([*released[:1]] * 30, collaboration="x") is None
    falling = [results.ReleasedStatement(f"c{i % 6}", i / 30, 1 - i / 30) for i in range(30)]
    assert expecting.fit_baseline(falling, collaboration="").slope == 0.0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 24))
def test_order_of_people_does_not_matter_shares_stay_in_range_and_readings_survive_storage(seed, n):
    rng = np.random.default_rng(seed)
    answers, places, predictions = _random(rng, n, 4)
    found = _read(answers, places, predictions)
    order = rng.permutation(n)
    assert _read(answers.reshape(n, 4)[order], places[order], predictions[order]) == found
    assert reading.decode(json.loads(json.dumps(reading.encode(found)))) == found
    for row in found.statements:
        for share in (row.held, row.would_not_say, row.unsaid, row.predicted):
            if share is not None and share.value is not None:
                assert 0 <= share.low <= share.value <= share.high <= 1
    assert sorted(found.order) == [row.statement for row in found.statements if row.status != "withheld"]


def test_everybody_twice_keeps_the_shares_and_narrows_the_intervals():
    rng = np.random.default_rng(8)
    table = _random(rng, 30, 3)
    once, twice = _read(*table), _read(*(np.repeat(part, 2, axis=0) for part in table))
    for one, two in zip(once.statements, twice.statements, strict=True):
        assert one.held.value == pytest.approx(two.held.value, abs=1e-9)
        assert two.held.high - two.held.low <= one.held.high - one.held.low


def test_without_ignorance_neither_permitted_reading_fires_often():
    """Row 32 of the battery: predictions lean to the middle and holders expect more, but nobody is misled."""
    rng = np.random.default_rng(32)
    for n in (5, 8, 20):
        opposite, misjudged, count = 0, 0, 2_000
        baseline = _long_run_baseline(rng)
        for _ in range(count):
            agrees, predictions = _no_ignorance(rng, n)
            opposite += expecting.are_opposite(agrees.mean(), predictions.mean())
            judged = expecting.misjudging(agrees, predictions, baseline)
            misjudged += judged.is_clear_of(0)
        assert opposite / count <= 0.07
        assert misjudged / count <= 0.08


def test_planted_ignorance_is_found():
    rng = np.random.default_rng(7)
    baseline = _long_run_baseline(rng)
    fired, judged = 0, 0
    for _ in range(300):
        agrees = (rng.random(20) < 0.75).astype(float)
        predictions = _coded(0.3 + rng.normal(0, 0.15, 20))
        fired += expecting.are_opposite(agrees.mean(), predictions.mean())
        judged += expecting.misjudging(agrees, predictions, baseline).low > 0
    assert fired / 300 > 0.9
    assert judged / 300 > 0.9


def test_eight_people_are_read_and_two_thousand_on_two_hundred_statements():
    rng = np.random.default_rng(1)
    assert len(_read(*_random(rng, 8, 6)).statements) == 6
    table = _random(rng, 2_000, 200)
    found = _read(*table)
    assert len(found.order) == 200


def test_codes_and_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="codes lie between"):
        _read([1, 0, 3])
    with pytest.raises(ValueError, match="one shape"):
        reading.read_unsaid(
            answers=np.zeros((3, 2), np.int8),
            places=np.zeros((3, 1), np.int8),
            predictions=np.zeros((3, 2), np.int8),
        )
    with pytest.raises(ValueError, match="one cell"):
        _read([1, 0, 1], cells=[0])


def _coded(expected):
    return np.array([0.2, 0.5, 0.8])[np.abs(expected[:, None] - np.array([0.2, 0.5, 0.8])).argmin(axis=1)]


def _no_ignorance(rng, n):
    """Statements held by any share alike; predictions lean to the middle, holders expect a fifth more than others."""
    held = rng.random()
    agrees = (rng.random(n) < held).astype(float)
    return agrees, _coded(0.5 + 0.6 * (held - 0.5) + 0.2 * (agrees - held) + rng.normal(0, 0.2, n))


def _long_run_baseline(rng):
    drawn = [_no_ignorance(rng, 20) for _ in range(800)]
    return expecting.fit_baseline(
        [results.ReleasedStatement(f"c{i % 40}", x.mean(), q.mean()) for i, (x, q) in enumerate(drawn)],
        collaboration="",
    )


@pytest.mark.parametrize("n", range(5, 15))
def test_nobody_learns_whether_one_passed_or_nobody_did(n):
    for agrees in range(n):
        answers = [1] * agrees + [0] * (n - agrees - 1)
        assert _read([*answers, 0]) == _read([*answers, 2])


def test_one_guess_that_differs_from_all_others_is_not_told():
    answers = [1] * 6 + [0] * 6
    alike, but_one = _read(answers, [3] * 12, [1] * 12), _read(answers, [3] * 12, [1] * 11 + [3])
    assert alike == but_one
    assert alike != _read(answers, [3] * 12, [1] * 10 + [3] * 2)


def test_the_gap_between_what_is_held_and_guessed_is_a_number_from_twenty_people_on():
    table = [1] * 15 + [0] * 5, [3] * 20, [1] * 20
    assert _read(*table).statements[0].gap.value == 0.55
    assert _read(*(part[:-1] for part in table)).statements[0].gap is None
