import numpy as np
import pytest

from breakthrough.measures.opinion import exact, laplace, laplace_loss, planted, prediction, votes


def plant(n=60, m=25, seed=4, shape="normal"):
    truth = planted.plant(shape=shape, person_count=n, statement_count=m, seen_share=0.8, seed=seed)
    return truth, planted.tabulate_truth(truth)


@pytest.mark.parametrize("d", [0, 1, 2])
def test_the_gradient_is_the_slope_of_the_loss(d):
    _, table = plant(n=9, m=6)
    loss = laplace_loss.Loss(rows=laplace_loss.Rows(table), dimensions=d)
    size = len(laplace_loss.start_parameters(table, d).flat)
    point = 0.4 * np.random.default_rng(0).standard_normal(size)
    slope = loss(point)[1]
    step = 1e-6 * np.eye(size)
    numeric = [(loss(point + one)[0] - loss(point - one)[0]) / 2e-6 for one in step]
    assert np.allclose(slope, numeric, atol=1e-5)


@pytest.mark.parametrize("d", [0, 2])
def test_the_curvature_is_the_slope_of_the_gradient(d):
    _, table = plant(n=5, m=4)
    rows = laplace_loss.Rows(table)
    loss = laplace_loss.Loss(rows=rows, dimensions=d)
    size = len(laplace_loss.start_parameters(table, d).flat)
    point = 0.4 * np.random.default_rng(0).standard_normal(size)
    numeric = np.array([(loss(point + one)[1] - loss(point - one)[1]) / 2e-6 for one in 1e-6 * np.eye(size)])
    people, statements = loss.curvature(laplace_loss.Parameters.unpack(point, rows.n, rows.m, d))
    person_places = np.arange((2 + d) * rows.n).reshape(2 + d, rows.n)
    statement_places = (2 + d) * rows.n + np.arange((2 + 2 * d) * rows.m).reshape(2 + 2 * d, rows.m)
    for blocks, places in ((people, person_places), (statements, statement_places)):
        for one in range(places.shape[1]):
            expected = numeric[np.ix_(places[:, one], places[:, one])]
            assert np.allclose(np.tril(blocks[:, :, one]), np.tril(expected), atol=1e-4)


@pytest.mark.slow
def test_both_paths_say_nearly_the_same():
    _, table = plant(n=120, m=30)
    fit, draws = laplace.fit_laplace(table=table, dimensions=1, seed=0)
    sampled = exact.fit_exact(table=table, dimensions=1, seed=0, sweeps=exact.Sweeps(doublings=0))
    person, statement = np.meshgrid(np.arange(120), np.arange(30), indexing="ij")
    closed = fit.predict(person=person.ravel(), statement=statement.ravel())
    drawn = prediction.predict_draws(draws, person=person.ravel(), statement=statement.ravel())
    true = prediction.predict_draws(sampled, person=person.ravel(), statement=statement.ravel())
    assert np.allclose(closed.sum(axis=1), 1)
    assert np.abs(closed - drawn).max() < 0.12
    assert np.abs(closed - true).mean() < 0.04
    assert np.corrcoef(closed[:, 0], true[:, 0])[0, 1] > 0.97


def test_positions_are_recovered_and_uncertainty_shrinks_with_votes():
    truth, table = plant(n=200, m=60)
    fit = laplace.find_mode(table=table, dimensions=1)
    assert abs(np.corrcoef(fit.theta[:, 0], truth.theta[:, 0])[0, 1]) > 0.9
    few = votes.keep_rows(table, table.statement < 10)
    assert (
        laplace.find_mode(table=few, dimensions=1).person_cov[:, 2, 2].mean()
        > 2 * fit.person_cov[:, 2, 2].mean()
    )


def test_order_and_seed_decide_nothing_else():
    truth, table = plant(n=30, m=12)
    order = np.random.default_rng(0).permutation(table.vote_count)
    shuffled = votes.tabulate(
        person=truth.person[order],
        statement=truth.statement[order],
        vote=truth.vote[order],
        statements=range(12),
    )
    (first, draws), (second, again) = (
        laplace.fit_laplace(table=one, dimensions=2, seed=3) for one in (table, shuffled)
    )
    assert np.array_equal(first.theta, second.theta)
    assert np.array_equal(draws.a, again.a)
    assert not np.array_equal(draws.a, laplace.fit_laplace(table=table, dimensions=2, seed=4)[1].a)


def test_flipped_signs_flip_the_answers():
    truth, table = plant(n=40, m=15)
    flipped = votes.tabulate(
        person=truth.person, statement=truth.statement, vote=-truth.vote, statements=range(15)
    )
    first = laplace.find_mode(table=table, dimensions=1).predict(
        person=table.person, statement=table.statement
    )
    second = laplace.find_mode(table=flipped, dimensions=1).predict(
        person=table.person, statement=table.statement
    )
    assert np.allclose(first, second[:, [1, 0, 2]], atol=2e-3)


def test_draws_have_the_spread_of_the_blocks():
    _, table = plant(n=20, m=10)
    fit, draws = laplace.fit_laplace(table=table, dimensions=2, seed=0, draw_count=4_000)
    found = np.cov(draws.theta[:, 3].T)
    assert np.allclose(found, fit.person_cov[3, 2:, 2:], atol=0.06)
    assert np.allclose(draws.b.mean(axis=0), fit.b, atol=0.06)
    assert np.allclose(draws.b.var(axis=0), fit.statement_cov[:, 0, 0], rtol=0.15)
