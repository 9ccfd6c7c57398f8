import dataclasses

import numpy as np
import pytest

from breakthrough.measures.opinion import axes, blocks, coverage, exact, gibbs, planted, prediction, votes

SHORT = exact.Sweeps(dropped=80, kept=160, stride=4, chains=2, doublings=0)


def plant(shape="normal", n=60, m=25, seed=4, **changes):
    truth = planted.plant(
        shape=shape, person_count=n, statement_count=m, seen_share=0.8, seed=seed, **changes
    )
    return truth, planted.tabulate_truth(truth)


def test_planted_positions_and_vectors_are_recovered():
    truth, table = plant(n=150, m=40)
    draws = exact.fit_exact(table=table, dimensions=1, seed=0, sweeps=SHORT)
    position = draws.theta.mean(axis=0)[:, 0]
    vector = draws.a.mean(axis=0)[:, 0]
    assert abs(np.corrcoef(position, truth.theta[:, 0])[0, 1]) > 0.85
    assert abs(np.corrcoef(vector, truth.a[:, 0])[0, 1]) > 0.9
    assert np.corrcoef(draws.b.mean(axis=0), truth.b)[0, 1] > 0.9
    assert np.corrcoef(draws.c.mean(axis=0), truth.c)[0, 1] > 0.5
    true = truth.agree[table.person, table.statement]
    found = prediction.predict_draws(draws, person=table.person, statement=table.statement)[:, 0]
    assert np.abs(found - true).mean() < 0.12


def test_shares_of_the_whole_are_near_the_truth():
    truth, table = plant(n=150, m=40, seed=5)
    draws = exact.fit_exact(table=table, dimensions=1, seed=0, sweeps=SHORT)
    shares = coverage.find_shares([(draws, 1.0)]).mean()
    assert np.abs(shares - truth.agree.mean(axis=0)).max() < 0.12


def test_shapes_and_settings_are_as_promised():
    _, table = plant(n=12, m=7)
    for d in range(3):
        draws = exact.fit_exact(table=table, dimensions=d, seed=0, sweeps=SHORT)
        assert draws.count == 80
        assert draws.theta.shape == (80, 12, d)
        assert draws.a.shape == draws.r.shape == (80, 7, d)
        assert draws.cov_u.shape == (80, 2, 2)
        assert all(
            np.isfinite(getattr(draws, name)).all()
            for name in ("c", "g", "theta", "b", "h", "a", "r", "cov_u")
        )


def test_the_same_seed_gives_the_same_draws_and_another_one_others():
    _, table = plant(n=20, m=8)
    first, second, third = (
        exact.fit_exact(table=table, dimensions=2, seed=seed, sweeps=SHORT) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.theta, second.theta)
    assert not np.array_equal(first.theta, third.theta)


def test_a_chain_does_not_depend_on_the_chains_beside_it():
    _, table = plant(n=20, m=8)
    alone = exact.fit_exact(table=table, dimensions=0, seed=1, sweeps=dataclasses.replace(SHORT, chains=1))
    both = exact.fit_exact(table=table, dimensions=0, seed=1, sweeps=SHORT)
    assert np.allclose(alone.b, both.b[: alone.count], atol=1e-9)


def test_the_order_of_rows_does_not_matter():
    truth, table = plant(n=30, m=10)
    order = np.random.default_rng(0).permutation(table.vote_count)
    shuffled = votes.tabulate(
        person=truth.person[order],
        statement=truth.statement[order],
        vote=truth.vote[order],
        statements=range(10),
    )
    first, second = (
        exact.fit_exact(table=one, dimensions=2, seed=3, sweeps=SHORT) for one in (table, shuffled)
    )
    for name in ("c", "g", "theta", "b", "h", "a", "r"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_a_later_fit_keeps_the_axes_of_the_earlier_one():
    _, table = plant(n=50, m=20)
    first = exact.fit_exact(table=table, dimensions=2, seed=0, sweeps=SHORT)
    mean = first.a.mean(axis=0)
    turned = {key: tuple((-mean[index, ::-1]).tolist()) for index, key in enumerate(table.statement_keys)}
    later = exact.fit_exact(table=table, dimensions=2, seed=9, sweeps=SHORT, reference=turned)
    assert np.corrcoef(later.a.mean(axis=0)[:, 1], -mean[:, 0])[0, 1] > 0.9


def test_draws_are_turned_to_common_axes():
    generator = np.random.default_rng(0)
    theta, a, r = (
        generator.standard_normal((30, 2)),
        generator.standard_normal((12, 2)),
        generator.standard_normal((12, 2)),
    )
    angles = generator.uniform(0, 2 * np.pi, 25)
    turns = np.array([[[np.cos(x), -np.sin(x)], [np.sin(x), np.cos(x)]] for x in angles])
    turns[::2, :, 0] *= -1
    rotations = axes.find_rotations(theta @ turns, a @ turns, r @ turns)
    turned = (a @ turns) @ rotations
    assert np.allclose(turned, turned[0], atol=1e-8)
    products = turned[0].T @ turned[0]
    assert abs(products[0, 1]) < 1e-8
    assert products[0, 0] >= products[1, 1]
    assert (turned[0] ** 3).sum(axis=0).min() > 0


def test_chains_that_differ_are_not_called_settled():
    generator = np.random.default_rng(0)
    agreeing = generator.standard_normal((2, 200, 3))
    assert exact.split_rhat(agreeing).max() < 1.05
    agreeing[1, :, 2] += 1
    assert exact.split_rhat(agreeing)[2] > 1.05
    assert exact.split_rhat(np.ones((2, 10, 1))).tolist() == pytest.approx([np.sqrt(0.8)])


def test_too_few_sweeps_are_said_to_be_unsettled():
    _, table = plant(n=60, m=20)
    sweeps = exact.Sweeps(dropped=2, kept=16, stride=2, doublings=0)
    assert not exact.fit_exact(table=table, dimensions=1, seed=0, sweeps=sweeps).settled


def test_doubling_keeps_the_number_of_draws():
    _, table = plant(n=30, m=10)
    sweeps = exact.Sweeps(dropped=8, kept=32, stride=4, doublings=3)
    draws = exact.fit_exact(table=table, dimensions=1, seed=0, sweeps=sweeps)
    assert draws.count == 16


def test_progress_is_told_and_a_cancellation_goes_through():
    _, table = plant(n=20, m=6)
    told = []
    exact.fit_exact(
        table=table,
        dimensions=0,
        seed=0,
        sweeps=SHORT,
        on_progress=lambda share, words: told.append((share, words)),
    )
    assert all(0 <= share <= 1 and words for share, words in told)
    assert len(told) > 5

    def cancel(_share, _words):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        exact.fit_exact(table=table, dimensions=0, seed=0, sweeps=SHORT, on_progress=cancel)


def test_other_numbers_of_dimensions_are_refused():
    _, table = plant(n=6, m=3)
    with pytest.raises(ValueError, match="dimensions"):
        exact.fit_exact(table=table, dimensions=3, seed=0)


def test_small_systems_are_solved_as_numpy_does():
    generator = np.random.default_rng(1)
    root = generator.standard_normal((50, 5, 5))
    matrices = root @ root.transpose(0, 2, 1) + np.eye(5)
    stacked = np.ascontiguousarray(matrices.transpose(1, 2, 0))
    linear = generator.standard_normal((5, 50))
    mean = blocks.draw_normal(stacked.copy(), linear.copy(), np.zeros((5, 50)))
    assert np.allclose(mean.T[:, :, None], np.linalg.solve(matrices, linear.T[:, :, None]))
    assert np.allclose(blocks.invert(stacked.copy()).transpose(2, 0, 1), np.linalg.inv(matrices))
    mirrored = blocks.draw_normal(
        stacked.copy(), linear.copy(), np.zeros((5, 50)), present=mean + 1, keep=-1.0
    )
    assert np.allclose(mirrored, mean - 1)


@pytest.mark.slow
@pytest.mark.parametrize("d", [0, 1, 2])
def test_the_sampler_leaves_the_joint_distribution_alone(d):
    """Geweke (2004): parameters that take turns with data made from them must stay distributed as the prior says.

    Bounded functions of every parameter, 40 replicas; any slip in a block, a move or a Jacobian shows within seconds.
    """
    n, m, replicas, rounds = 4, 3, 40, 120
    generator = np.random.default_rng(5)
    prior = np.array([_signs(*_draw_prior(generator, n, m, d)) for _ in range(20_000)])
    starts = [_draw_prior(generator, n, m, d) for _ in range(replicas)]
    generators = [np.random.default_rng([7, replica]) for replica in range(replicas)]
    people, statements = (np.concatenate([start[place] for start in starts], axis=1) for place in (0, 1))
    rest = [np.array([start[place] for start in starts]) for place in range(2, 7)]
    pairs = np.arange(n * m)
    person = np.concatenate([pairs // m + replica * n for replica in range(replicas)])
    statement = np.concatenate([pairs % m + replica * m for replica in range(replicas)])
    found = []
    for _ in range(rounds):
        vote = _draw_votes(generator, people[:, person], statements[:, statement], d)
        table = votes.VoteTable(
            person=np.tile(pairs // m, replicas).astype(np.int32),
            statement=np.tile(pairs % m, replicas).astype(np.int32),
            vote=vote,
            person_keys=tuple("abcd"),
            statement_keys=tuple("xyz"),
            segment=None,
            status=np.ones(m, dtype=np.int8),
            is_meta=np.zeros(m, dtype=bool),
        )
        rows = [slice(replica * n * m, (replica + 1) * n * m) for replica in range(replicas)]
        sampler = gibbs.Sampler(table=table, rows=rows, dimensions=d, generators=generators)
        sampler.people, sampler.statements = people, statements
        sampler.mu, sampler.prec_u, sampler.prec_w, sampler.var_a, sampler.var_r = rest
        side_terms, pass_terms = sampler._list_terms()
        sampler._side_centre, sampler._pass_centre = gibbs._add(side_terms), gibbs._add(pass_terms)
        sampler._sweep_count = gibbs._PLAIN_AT_FIRST + (-gibbs._PLAIN_AT_FIRST) % gibbs._PLAIN_EVERY
        for _sweep in range(3):  # a plain one, two mirrored ones
            sampler.sweep()
        people, statements = sampler.people, sampler.statements
        rest = [sampler.mu, sampler.prec_u, sampler.prec_w, sampler.var_a, sampler.var_r]
        of_people, of_statements = people.reshape(-1, replicas, n), statements.reshape(-1, replicas, m)
        found.append(
            [
                _signs(of_people[:, k], of_statements[:, k], *(part[k] for part in rest))
                for k in range(replicas)
            ]
        )
    kept = np.array(found)[rounds // 6 :]
    error = np.sqrt(kept.mean(axis=0).var(axis=0, ddof=1) / replicas + prior.var(axis=0) / len(prior))
    assert np.abs((kept.mean(axis=(0, 1)) - prior.mean(axis=0)) / error).max() < 4.5


def _draw_prior(generator, n, m, d):
    def precision():
        root = generator.standard_normal((4, 2))
        return root.T @ root

    def variance(scale):
        while True:
            drawn = (scale * generator.standard_t(3)) ** 2
            if 1e-4 < drawn < 50:
                return drawn

    prec_u, prec_w = precision(), precision()
    mu = np.array([0, -0.7]) + generator.standard_normal(2)
    var_a, var_r = np.array([variance(1.0) for _ in range(d)]), variance(0.5)
    readiness = generator.multivariate_normal([0, 0], np.linalg.inv(prec_u), n).T
    intercepts = generator.multivariate_normal(mu, np.linalg.inv(prec_w), m).T
    a = generator.standard_normal((d, m)) * np.sqrt(var_a)[:, None]
    r = generator.standard_normal((d, m)) * np.sqrt(var_r)
    people = np.concatenate([readiness, generator.standard_normal((d, n))])
    return people, np.concatenate([intercepts, a, r]), mu, prec_u, prec_w, var_a, var_r


def _draw_votes(generator, people, statements, d):
    from scipy.special import ndtr

    side = people[0] + statements[0] + sum(people[2 + k] * statements[2 + k] for k in range(d))
    passing = people[1] + statements[1] + sum(people[2 + k] * statements[2 + d + k] for k in range(d))
    chosen = np.where(generator.random(len(side)) < ndtr(side), 1, -1)
    return np.where(generator.random(len(side)) < ndtr(passing), 0, chosen).astype(np.int8)


def _signs(people, statements, mu, prec_u, prec_w, var_a, var_r):
    d = len(people) - 2
    cov_u, cov_w = np.linalg.inv(prec_u), np.linalg.inv(prec_w)
    signs = [
        *(cov[k, k] < 0.5 for cov in (cov_u, cov_w) for k in (0, 1)),
        *np.tanh(mu),
        cov_u[0, 1] / np.sqrt(cov_u[0, 0] * cov_u[1, 1]),
        *np.tanh(people[:, 0]) ** 2,
        *np.tanh(statements[:, 0]) ** 2,
        np.tanh(people[0, 0] * statements[0, 0]),
    ]
    if d:
        signs += [var_a[0] < 0.5, var_a[0] < 0.05, var_r < 0.1, var_r < 0.01]
        signs += [
            np.tanh(people[0, 0] * people[2, 0] * statements[2, 0]),
            np.tanh(people[2, 0] * statements[2, 0]),
        ]
    return np.array(signs, dtype=float)
