"""The battery in a fast form: every row as in the full one, on fewer groups, with room for chance."""

import numpy as np
import pytest

from breakthrough.measures.partition import release_partition
from breakthrough.measures.pulse import constants, posterior, scores
from breakthrough.measures.pulse.battery import leans, privacy, recovery, sampler, steadiness, teams
from breakthrough.measures.pulse.battery.rows import Row
from breakthrough.measures.shares import scale_step

FAST = [
    (recovery.dimension_intervals, 200),
    (recovery.ellipses, 300),
    (recovery.calibration, 4_000),
    (recovery.confidence, 400),
    (leans.errors, 100),
    (leans.nothing_there, 200),
    (leans.moods, 200),
    (leans.careless, 300),
    (leans.silence, 100),
    (leans.leave_one_out, 500),
    (leans.misfits, 200),
    (steadiness.weights, 400),
    (steadiness.one_person, 100),
    (steadiness.missing, 120),
    (privacy.adversary, 60),
    (privacy.history, 150),
    (teams.changes, 400),
]


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "groups"), FAST, ids=[rows.__name__ for rows, _ in FAST])
def test_the_operating_characteristics_hold(rows, groups):
    found = rows(np.random.default_rng(11), groups)
    assert found
    assert not [row for row in found if not row.is_plausible]


def test_teams_put_together_at_random_are_not_taken_for_teams():
    found = teams.pseudo_teams(np.random.default_rng(24), 40, shuffles=100)
    assert not [row for row in found if not row.is_plausible]


def test_a_row_that_is_missed_is_noticed():
    assert not Row("6", "error among leans", 0.3, 0.1, slack=0.02).is_plausible
    assert not Row("9", "leans", 0.3, 0.12, count=400).is_plausible
    assert Row("9", "leans", 0.13, 0.12, count=400).is_plausible


@pytest.mark.parametrize("z", [(4.5, 4.5), (5.6, 4.6), (3.46, 3.8), (4.2, 5.8)])
def test_an_independent_sampler_agrees_within_its_error(z):
    covariance = np.array([[0.51875, 0.45], [0.45, 1.0]]) / 8
    used = np.arange(9)[None] != constants.TURN
    ours = posterior.posterior(np.array([z]), covariance[None], used).probability[0]
    sampled = sampler.sample_posterior(np.array(z), covariance, plays=300_000, seed=8)
    assert (sampled.error < 0.01).all()
    assert (np.abs(ours - sampled.probability) < 4 * sampled.error + 1e-6).all()


def test_rounding_hides_what_a_position_could_tell_of_one_person_who_skipped():
    """The position of a group in which one person skipped is not a sum of the published dimensions.

    Whoever subtracts them is left with a multiple of that person's own mean; rounding must be coarser than what one point of it
    moves, in the worst case of a group of six (of five, the dimension would not count), or of eight, where the person skipped as much as still counts.
    """
    for n in (6, 8):
        answers = np.full((n, 23), 4)
        answers[0, 3:6], answers[0, 9:11], answers[0, 17:19] = 0, 0, 0
        moves = []
        for pressed in (3, 4):
            changed = answers.copy()
            changed[0, [0, 2, 11, 13, 14, 15, 19, 20, 21, 22]] = pressed
            found = scores.dim_scores(changed)
            moves.append(_residue(found))
        assert abs(moves[1] - moves[0]) < scale_step(n)


def test_what_is_published_of_a_quantity_is_what_the_adversary_is_given():
    party = np.repeat([0, 1, 2], [6, 5, 5])
    released = release_partition([6, 5, 5])
    assert len(privacy.published_rows(np.ones(16, np.bool_), party, released)) == 5
    thinned = np.arange(16) != 8
    assert len(privacy.published_rows(thinned, party, released)) == 1
    assert privacy.isolates([np.array([1.0] * 6), np.array([1.0] * 5 + [0.0])], 6)


def _residue(found):
    from breakthrough.measures.pulse.features import features
    from breakthrough.measures.pulse.levels import dimension_levels
    from breakthrough.measures.pulse.stack import make_team, stack_teams

    stack = stack_teams([make_team(found)])
    level = dimension_levels(stack)
    position = features(stack, level).position[0, 0, 0]
    return position - np.delete(level.mean[0], constants.TURN).mean()
