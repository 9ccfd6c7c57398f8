import json
import math

import numpy as np
import pytest

from breakthrough.measures.partition import release_partition
from breakthrough.measures.pulse import (
    change,
    constants,
    leaning,
    levels,
    micro,
    posterior,
    profiles,
    questions,
    reading,
    scores,
    scoring,
    spread,
    teamness,
    triads,
)
from breakthrough.measures.pulse.stack import make_team, stack_teams

REVERSED = {2, 5, 11, 13, 17}
COMPLETE = np.array([[0.51875, 0.45], [0.45, 1.0]])
USED = np.arange(9)[None] != constants.TURN


def _answers(n, pressed, skipped=None):
    found = np.array([[pressed(j, (i + 2 * j) % 3) for j in range(1, 24)] for i in range(n)])
    for i, numbers in (skipped or {}).items():
        found[i, [j - 1 for j in numbers]] = 0
    return found


def _high(j, t):
    return 1 + t if j in REVERSED else 3 + t if j in (7, 8, 9) else 5 + t


def _middle(j, t):
    return 3 + t if j in REVERSED else 5 + t if j in (7, 8, 9) else 3 + t


F1, F2 = _answers(8, _high), _answers(8, _middle)
F3 = _answers(13, _high, {3: (4, 5, 6), 9: (7, 8, 9, 18, 19)})
F3_PARTIES = [0] * 7 + [1] * 6


def _scored(answers, parties=None):
    released = None if parties is None else release_partition(np.bincount(parties).tolist())
    team = make_team(scores.dim_scores(answers), party=parties, partition=released)
    return scoring.score_stack(stack_teams([team]))


def test_the_constants_are_the_frozen_ones():
    assert constants.fingerprint() == "2dddb435b6ef7259dcb3b83622b6c234faee94cb7727d6a44096cc6bc2655d7e"
    assert constants.SCORER == "gt-1"
    assert len(constants.GRID) == 45
    assert np.exp(constants.LOG_PRIORS).sum() == pytest.approx(1)


def test_the_questions_are_the_frozen_ones():
    assert [question.number for question in questions.QUESTIONS] == list(range(1, 24))
    assert {q.number for q in questions.QUESTIONS if q.is_reversed} == REVERSED
    assert [len(places) for places in questions.PLACES] == [3, 3, 3, 2, 3, 3, 2, 2, 2]
    assert {q.number for q in questions.QUESTIONS if q.is_outcome} == {21, 22, 23}
    assert len(questions.ANSWERS) == 7
    assert set(questions.DIMENSION_NAMES) == set(constants.DIMENSIONS)


def test_one_dimension_matches_the_published_value():
    values = np.full((8, 9), np.nan)
    values[:, 0] = [5, 6, 4, 5.5, 6.5, 3.5, 5, 6]
    found = levels.dimension_levels(stack_teams([make_team(values)]))
    assert (found.mean[0, 0], found.low[0, 0], found.high[0, 0]) == pytest.approx(
        (5.1875, 4.364343, 6.010657), abs=1e-6
    )
    assert np.isnan(found.mean[0, 1])


@pytest.mark.parametrize(
    ("n", "z", "expected"),
    [
        (8, (4.5, 4.5), (0.157413, 0.205737, 0.162385, 0.474465)),
        (8, (5.6, 4.6), (0.002294, 0.004373, 0.723316, 0.270016)),
        (8, (3.4625, 3.8), (0.573627, 0.106550, 0.006025, 0.313798)),
        (8, (4.1875, 5.4), (0.145132, 0.504729, 0.016792, 0.333348)),
        (12, (4.4, 6.4), (0.037352, 0.697737, 0.005886, 0.259026)),
    ],
)
def test_probabilities_match_the_published_ones(n, z, expected):
    found = posterior.posterior(np.array([z]), COMPLETE[None] / n, USED)
    assert found.probability[0] == pytest.approx(expected, abs=1e-6)
    assert found.weight.sum() == pytest.approx(1)


@pytest.mark.parametrize(("k", "expected"), [(0, 0.6717), (1, 0.5884), (2, 0.7739)])
def test_with_people_without_end_a_prototype_is_not_certain_to_be_itself(k, expected):
    prototype = constants.PROTOTYPES[k]
    z = np.array([[np.delete(prototype, constants.TURN).mean(), prototype[constants.TURN]]])
    found = posterior.posterior(z, np.zeros((1, 2, 2)), USED)
    assert found.probability[0, k] == pytest.approx(expected, abs=5e-5)


def test_the_first_fixture_leans_towards_b_by_answers_only():
    found = _scored(F1)
    assert found.features.position[0, 0] == pytest.approx((5.960938, 4), abs=1e-6)
    assert found.features.covariance[0, 0] == pytest.approx(COMPLETE / 8, abs=1e-12)
    assert found.probability[0] == pytest.approx((0.000171, 0.000212, 0.717700, 0.281917), abs=1e-6)
    assert found.left[0, constants.TURN] == pytest.approx(0.6658, abs=1e-4)
    assert np.delete(found.left[0], constants.TURN).min() == pytest.approx(0.7092, abs=1e-4)
    assert found.left[0].argmin() == constants.TURN
    assert found.sigma[0] == pytest.approx(0.879574, abs=1e-6)
    assert found.fit[0] == pytest.approx(0.611091, abs=1e-6)
    agenda = [
        float(one[0, constants.AGENDA]) for one in (found.levels.mean, found.levels.low, found.levels.high)
    ]
    assert agenda == pytest.approx((5.9375, 5.231329, 6.643671), abs=1e-6)
    position = reading.read_pulse(answers=F1, eligible=9).position
    assert (position.lean, position.reason, position.is_named) == ("B", "answers_only", False)
    assert position.headline == "B_answers"


def test_the_second_fixture_leans_towards_k_by_answers_only():
    found = _scored(F2)
    assert found.features.position[0, 0] == pytest.approx((3.960938, 6), abs=1e-6)
    assert found.probability[0] == pytest.approx((0.081069, 0.603693, 0.002636, 0.312601), abs=1e-6)
    assert np.delete(found.left[0], constants.TURN).min() == pytest.approx(0.5874, abs=1e-4)
    assert found.left[0, constants.AGENDA] == pytest.approx(0.5874, abs=1e-4)
    assert found.left[0, constants.TURN] == pytest.approx(0.2857, abs=1e-4)
    assert found.fit[0] == pytest.approx(0.517364, abs=1e-6)
    position = reading.read_pulse(answers=F2).position
    assert (position.lean, position.reason) == ("K", "answers_only")


def test_the_third_fixture_weighs_two_parties_with_skipped_answers():
    found = _scored(F3, F3_PARTIES)
    assert found.features.position[0, 0] == pytest.approx((5.998087, 4), abs=1e-6)
    assert found.features.covariance[0, 0].ravel() == pytest.approx(
        (0.040260, 0.034821, 0.034821, 0.085714), abs=1e-6
    )
    assert found.probability[0] == pytest.approx((0.000061, 0.000086, 0.705742, 0.294110), abs=1e-6)
    assert found.left[0, constants.TURN] == pytest.approx(0.6702, abs=1e-4)
    assert found.sigma[0] == pytest.approx(0.824040, abs=1e-6)


def test_the_misfit_matches_the_published_value_and_a_plain_loop_over_grid_and_classes():
    """Grid and classes weigh as at the position of the profile itself; only so the published value comes out with skipped answers."""
    from scipy.special import gammaincc

    team = make_team(scores.dim_scores(F3), party=F3_PARTIES, partition=release_partition([7, 6]))
    stack = stack_teams([team])
    profile = profiles.profiles(stack, levels.dimension_levels(stack))
    n = profile.effective[0]
    assert n == pytest.approx(12.9231, abs=5e-5)
    mean = profile.mean[0]
    z = np.array([[np.delete(mean, constants.TURN).mean(), mean[constants.TURN]]])
    weight = posterior.posterior(z, COMPLETE[None] / n, USED).weight[0]
    expected = 0.0
    for h, (separation, sigma, tau) in enumerate(constants.GRID):
        within = sigma**2 * (0.55 * np.eye(9) + 0.45) / n
        between = tau**2 * (0.5 * np.eye(9) + 0.5)
        offsets = separation * constants.OFFSETS
        for k in range(4):
            apart = mean - constants.CENTRE - (offsets[k] if k < 3 else 0)
            whole = between + within + (0 if k < 3 else offsets.T @ offsets / 3)
            expected += weight[h, k] * gammaincc(4.5, apart @ np.linalg.solve(whole, apart) / 2)
    found = _scored(F3, F3_PARTIES).fit[0]
    assert found == pytest.approx(expected, abs=1e-9)
    assert found == pytest.approx(0.506348, abs=1e-6)


def test_the_tail_of_the_misfit_is_the_published_series_for_nine_dimensions():
    from scipy.special import gammaincc

    for x in (0.5, 4.0, 16.919, 40.0):
        series = math.erfc(math.sqrt(x / 2)) + math.exp(-x / 2) * sum(
            (x / 2) ** (j - 0.5) / math.gamma(j + 0.5) for j in range(1, 5)
        )
        assert gammaincc(4.5, x / 2) == pytest.approx(series, abs=1e-12)
    assert gammaincc(4.5, 16.919 / 2) == pytest.approx(0.05, abs=1e-5)


def test_the_shadow_matches_the_published_value_at_prototype_b():
    at_b = profiles.Profiles(constants.PROTOTYPES[2:], np.ones((1, 9), np.bool_), np.array([8.0]))
    assert profiles.shadow(at_b)[0] == pytest.approx((0.000064, 0.000058, 0.853941, 0.145936), abs=1e-6)


def test_forced_choices_match_the_published_probabilities():
    assert triads.probability_first((12, 10, 14)) == pytest.approx((0.316985, 0.186086, 0.496929), abs=1e-6)
    assert triads.probability_first((30, 10, 8)) == pytest.approx((0.981535, 0.012961, 0.005504), abs=1e-6)
    assert sum(triads.probability_first((0, 0, 0))) == pytest.approx(1, abs=1e-6)
    with pytest.raises(ValueError, match="below nothing"):
        triads.probability_first((3, -1, 2))
    assert all(len(triad.options) == 3 for triad in triads.TRIADS)
    assert len(triads.TRIADS) == 6


def test_intraclass_correlations_match_the_published_values():
    values, sizes = np.array([1, 2, 3, 4, 5, 6, 2, 3.0]), np.array([3, 3, 2])
    assert teamness.intraclass(values, sizes) == pytest.approx((0.736402, 0.880000), abs=1e-6)


def test_a_change_matches_the_published_value():
    sides = [
        [change.Wave(mean, 8, "pulse.level/1", frozenset("abcdefgh")) for mean in means]
        for means in ((4.2, 4.5, 4.1), (4.9, 4.8, 5.2))
    ]
    found = change.read_change(*sides)
    assert found.difference.value == pytest.approx(0.7)
    assert (found.difference.low, found.difference.high) == pytest.approx((0.270990, 1.129010), abs=1e-6)
    assert (found.wide.low, found.wide.high) == pytest.approx((0.075762, 1.324238), abs=1e-6)
    assert (found.rise, found.large) == pytest.approx((0.997238, 0.843244), abs=1e-6)
    assert found.is_claimed
    assert found.has_other_size is False


def test_a_leader_of_any_mode_has_its_own_threshold():
    assert constants.LEAN.tolist() == [0.6, 0.55, 0.65]
    assert [leaning.OUTCOMES[k] for k in (0, 6)] == ["too_few", "lean"]


def test_the_micro_pulse_has_three_taps_with_a_missing_answer_where_no_chance_came_up():
    assert [(one.key, one.top, one.is_reversed) for one in micro.QUESTIONS] == [
        ("m1", 2, True), ("m2", 2, False), ("m3", 3, False),
    ]  # fmt: skip
    assert micro.QUESTIONS[1].missing


def test_agreement_for_the_literature_is_one_where_all_answer_alike():
    alike = np.tile([4.0, 5.0, 6.0], (6, 1))
    assert spread.rwg(alike, 3) == pytest.approx(1)
    assert spread.rwg(alike[:1], 3) is None


def test_a_reading_survives_storage():
    found = reading.read_pulse(
        answers=F3, party=F3_PARTIES, released=release_partition([7, 6]), eligible=14, wave="2"
    )
    assert reading.decode(json.loads(json.dumps(reading.encode(found)))) == found
    assert [one.parties for one in found.parties] == [(0,), (1,)]
