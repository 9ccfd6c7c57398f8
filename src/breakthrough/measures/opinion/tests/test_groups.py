import dataclasses
import itertools

import numpy as np
import pytest

from breakthrough.measures.opinion import clusters, groups, planted, positions


def _mixture(shape, n, *, seed=3, m=40, noise=0.1, draw_count=12, map_shown=True):
    truth = planted.plant(shape=shape, person_count=n, statement_count=m, seen_share=0.8, seed=seed)
    draws = planted.draw_near_truth(truth, draw_count=draw_count, noise=noise, seed=seed)
    weights = tuple(1.0 if d == draws.dimensions else 0.0 for d in range(3))
    table = planted.tabulate_truth(truth)
    return truth, planted.mix(draws, table=table, weights=weights, map_shown=map_shown)


def _agreement(found, truth, count):
    """Share of people in the right group under the best naming of the groups."""
    return max(np.mean(np.array(order)[found] == truth) for order in itertools.permutations(range(count)))


@pytest.mark.parametrize(("shape", "count"), [("two_equal", 2), ("two_unequal", 2), ("three", 3)])
def test_planted_groups_are_found_with_the_right_people(shape, count):
    truth, mixture = _mixture(shape, 150, seed=0, m=60)
    found = groups.find_groups(mixture=mixture, seed=0)
    assert found.posterior.shown
    assert found.posterior.count == count
    assert sum(found.posterior.probability_by_count) == pytest.approx(1)
    clear = found.home >= 0
    assert clear.mean() > 0.9
    assert _agreement(found.home[clear], truth.group[clear], count) > 0.9
    assert found.posterior.pair_stability > 0.8


@pytest.mark.parametrize("shape", ["normal", "flat", "skewed"])
def test_one_cloud_is_hardly_ever_taken_for_groups(shape):
    found = [groups.find_groups(mixture=_mixture(shape, 100, seed=seed)[1], seed=0) for seed in range(10, 16)]
    assert sum(one.posterior.shown for one in found) <= 1
    for one in found:
        if not one.posterior.shown:
            assert one.matched == ()
            assert (one.home == -1).all()
            assert one.posterior.count is one.posterior.between_share is None


def test_the_larger_group_is_called_first_and_sizes_are_shares():
    _, mixture = _mixture("two_unequal", 150)
    found = groups.find_groups(mixture=mixture, seed=0)
    assert found.posterior.sizes[0] > found.posterior.sizes[1]
    assert found.posterior.sizes[0] == pytest.approx(0.7, abs=0.07)
    assert sum(found.posterior.sizes) == pytest.approx(1)


def test_clouds_of_the_groups_lie_where_they_were_planted():
    _, mixture = _mixture("two_unequal", 150)
    found = groups.find_groups(mixture=mixture, seed=0)
    centres = np.mean([[cloud.centre[0] for cloud in one.clouds] for one in found.matched], axis=0)
    distance = np.sqrt((1 - planted.GROUP_SD**2) / 0.21)
    assert centres == pytest.approx([0.3 * distance, -0.7 * distance], abs=0.4)


def test_without_a_map_nothing_is_fitted_and_nothing_is_known():
    _, mixture = _mixture("two_equal", 60, map_shown=False)
    found = groups.find_groups(mixture=mixture, seed=0)
    assert found.posterior is None
    assert found.partitions == ()


def test_no_structure_counts_as_one_group():
    _, mixture = _mixture("two_equal", 150)
    half = planted.mix(mixture.draws[1], table=mixture.table, weights=(0.5, 0.5, 0.0), map_shown=True)
    found = groups.find_groups(mixture=half, seed=0)
    assert found.posterior.probability_by_count[0] >= 0.5
    assert not found.posterior.shown


def test_the_same_seed_gives_the_same_groups():
    _, mixture = _mixture("two_equal", 60)
    first, second = (groups.find_groups(mixture=mixture, seed=7) for _ in range(2))
    assert first.posterior == second.posterior
    assert np.array_equal(first.share, second.share)


def test_turning_the_axis_around_changes_no_group():
    _, mixture = _mixture("two_unequal", 100)
    draws = mixture.draws[1]
    turned = planted.mix(
        dataclasses.replace(draws, theta=-draws.theta, a=-draws.a, r=-draws.r),
        table=mixture.table,
        weights=(0.0, 1.0, 0.0),
        map_shown=True,
    )
    first, second = (groups.find_groups(mixture=one, seed=0) for one in (mixture, turned))
    assert np.array_equal(first.home, second.home)


def test_progress_is_told_and_a_cancellation_goes_through():
    _, mixture = _mixture("normal", 40)
    heard = []
    groups.find_groups(mixture=mixture, seed=0, on_progress=lambda share, words: heard.append((share, words)))
    assert heard[0][0] == 0.0
    assert all(0 <= share < 1 and words for share, words in heard)

    def cancel(share, words):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        groups.find_groups(mixture=mixture, seed=0, on_progress=cancel)


@pytest.mark.parametrize("n", [5, 6, 9, 20])
def test_a_handful_of_people_is_never_split_below_five(n):
    _, mixture = _mixture("two_equal", n)
    found = groups.find_groups(mixture=mixture, seed=0)
    for one in found.partitions:
        assert one.count <= n // 5
        assert one.belonging.sum(1) == pytest.approx(np.ones(n))


def test_evidence_is_the_curvature_of_the_votes_without_the_prior():
    truth, mixture = _mixture("normal", 12, noise=0.0, draw_count=2)
    draws, table = mixture.draws[1], mixture.table
    found = positions.find_evidence(table=table, draws=draws, draw=0)
    person = 4
    grid = np.linspace(-4, 4, 161)
    profile = np.array([_best_over_readiness(truth, table, person, theta) for theta in grid])
    mode = grid[profile.argmax()]
    assert found.mode[0, person] == pytest.approx(mode, abs=0.06)
    step = grid[1] - grid[0]
    near = profile.argmax()
    curvature = -(profile[near + 1] - 2 * profile[near] + profile[near - 1]) / step**2
    assert 1 / found.covariance[0, 0, person] == pytest.approx(curvature, rel=0.05)
    assert found.precision[0, 0, person] == pytest.approx(1 / found.covariance[0, 0, person] - 1)
    assert found.linear[0, person] == pytest.approx(found.mode[0, person] / found.covariance[0, 0, person])


def _best_over_readiness(truth, table, person, theta):
    """Log posterior of one person at a position, maximised over readiness to agree and to pass, by plain search."""
    from scipy.optimize import minimize
    from scipy.special import log_ndtr

    rows = table.person == person
    statement, vote = table.statement[rows], table.vote[rows]

    def loss(readiness):
        c, g = readiness
        rho = g + truth.h[statement] + theta * truth.r[statement, 0]
        eta = c + truth.b[statement] + theta * truth.a[statement, 0]
        passed = np.where(vote == 0, log_ndtr(rho), log_ndtr(-rho))
        sided = np.where(vote == 0, 0.0, log_ndtr(vote * eta))
        prior = -0.5 * (c * c + g * g) / 0.25 - 0.5 * theta**2
        return -(passed.sum() + sided.sum() + prior)

    return -minimize(loss, np.zeros(2), method="BFGS").fun


def test_exact_positions_give_the_plain_normal_mixture():
    generator = np.random.default_rng(0)
    place = np.concatenate([generator.normal(-1, 0.2, 60), generator.normal(1, 0.2, 40)])
    precision = np.full((1, 1, 1, 100), 1e6)
    fit = clusters.fit_groups(
        precision=precision,
        linear=1e6 * place[None, None],
        weight=np.ones((1, 100)),
        mode=place[None, None],
        count=2,
    )
    order = np.argsort(fit.centre[0, 0])
    assert fit.centre[0, 0, order] == pytest.approx([place[:60].mean(), place[60:].mean()], abs=1e-3)
    assert fit.share[0, order] == pytest.approx([0.6, 0.4], abs=1e-3)
    within = (60 * place[:60].var() + 40 * place[60:].var() + 3 * 0.015) / 103
    assert fit.spread[0, 0, 0] == pytest.approx(within, rel=1e-2)


def test_every_draw_of_a_batch_gets_what_it_would_get_alone():
    generator = np.random.default_rng(1)
    precision = generator.gamma(2, 2, (1, 1, 3, 30))
    mode = generator.normal(0, 1, (1, 3, 30))
    linear = (precision[0] + 1) * mode
    weight = generator.gamma(1, 1, (3, 30))
    together = clusters.fit_groups(precision=precision, linear=linear, weight=weight, mode=mode, count=2)
    for place in range(3):
        one = slice(place, place + 1)
        alone = clusters.fit_groups(
            precision=precision[:, :, one],
            linear=linear[:, one],
            weight=weight[one],
            mode=mode[:, one],
            count=2,
        )
        assert together.centre[:, place] == pytest.approx(alone.centre[:, 0])
        assert together.likelihood[place] == pytest.approx(alone.likelihood[0])


def test_hills_without_a_valley_and_small_groups_are_joined():
    def merge(centres, sizes, spread):
        total = sum(sizes)
        belonging = np.repeat(np.eye(len(sizes)), sizes, axis=0)
        return clusters.merge_components(
            share=np.array(sizes) / total,
            centre=np.array([centres]),
            spread=np.array([[spread]]),
            belonging=belonging,
            least=5,
        )

    assert merge([-1.0, 1.0], [30, 30], 0.1) == [[0], [1]]
    assert merge([-1.0, 1.0], [30, 30], 0.7) == [[0, 1]]
    assert merge([-1.0, 1.0, 3.0], [30, 30, 4], 0.05) == [[0], [1, 2]]
    assert merge([-1.0, 1.0], [4, 4], 0.05) == [[0, 1]]
