import numpy as np
import pytest

from breakthrough.measures.opinion import exact, mixture, planted, prediction, votes, weights

SHORT = exact.Sweeps(dropped=60, kept=120, stride=4, chains=2, doublings=0)


def plant(shape, n, m=30, seed=2):
    truth = planted.plant(shape=shape, person_count=n, statement_count=m, seen_share=0.8, seed=seed)
    return planted.tabulate_truth(truth)


@pytest.fixture
def short_weighing(monkeypatch):
    """Few sweeps for the weights of the dimensions, where their quality is not what is tested."""
    monkeypatch.setattr(weights, "_SWEEPS", 40)
    monkeypatch.setattr(weights, "_DROPPED", 20)


@pytest.mark.parametrize(("path", "n"), [pytest.param("exact", 60, marks=pytest.mark.slow), ("laplace", 150)])
def test_a_planted_line_is_seen_and_no_structure_is_said_to_be_none(path, n):
    line = weights.weigh_dimensions(table=plant("normal", n), seed=0, path=path)
    none = weights.weigh_dimensions(table=plant("none", n), seed=0, path=path)
    assert line.map_shown
    assert line.weights[0] < 0.05
    assert line.gain > 0.01
    assert not none.map_shown
    assert none.map_dimensions == 0
    assert sum(line.weights) == pytest.approx(1)


def test_below_twenty_people_there_are_no_positions():
    table = plant("two_equal", 19)
    found = mixture.fit_mixture(table=table, path="exact", seed=0, sweeps=SHORT)
    assert found.weights.weights == (1.0, 0.0, 0.0)
    assert [one is not None for one in found.draws] == [True, False, False]
    assert not found.weights.map_shown


@pytest.mark.usefixtures("short_weighing")
def test_a_mixture_predicts_probabilities_that_sum_to_one():
    table = plant("normal", 40)
    for path in ("exact", "laplace"):
        found = mixture.fit_mixture(table=table, path=path, seed=0, sweeps=SHORT)
        predicted = prediction.predict_votes(found, person=table.person, statement=table.statement)
        assert np.allclose(predicted.sum(axis=1), 1)
        assert predicted.min() >= 0
        assert sum(weight for _, weight in found.list_shares()) == pytest.approx(1)
        assert found.path == path
        assert (found.table.vote == table.vote).all()


@pytest.mark.usefixtures("short_weighing")
def test_the_order_of_rows_does_not_matter():
    table = plant("normal", 30, m=12)
    order = np.random.default_rng(0).permutation(table.vote_count)
    shuffled = votes.tabulate(
        person=table.person[order],
        statement=table.statement[order],
        vote=table.vote[order],
        statements=range(12),
    )
    first, second = (
        mixture.fit_mixture(table=one, path="exact", seed=5, sweeps=SHORT) for one in (table, shuffled)
    )
    assert first.weights == second.weights
    for one, other in zip(first.draws, second.draws, strict=True):
        assert (one is None) == (other is None)
        assert one is None or (np.array_equal(one.theta, other.theta) and np.array_equal(one.b, other.b))


@pytest.mark.usefixtures("short_weighing")
def test_progress_only_grows_and_ends_at_one():
    told = []
    mixture.fit_mixture(
        table=plant("normal", 25, m=10),
        path="exact",
        seed=0,
        sweeps=SHORT,
        on_progress=lambda share, _words: told.append(share),
    )
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)


def test_an_unknown_path_is_refused():
    with pytest.raises(ValueError, match="path"):
        mixture.fit_mixture(table=plant("none", 8), path="live", seed=0)


def _table(person, statement, vote, **more):
    return votes.tabulate(person=person, statement=statement, vote=vote, **more)


TABLES = {
    "nobody": _table([], [], []),
    "nobody but statements": _table([], [], [], statements=range(5)),
    "one person": _table([1] * 6, range(6), [1, -1, 0, 1, 1, -1]),
    "all pass": _table(np.repeat(np.arange(25), 8), np.tile(np.arange(8), 25), np.zeros(200)),
    "all agree": _table(np.repeat(np.arange(25), 8), np.tile(np.arange(8), 25), np.ones(200)),
    "one statement": _table(np.arange(30), np.zeros(30, dtype=int), np.arange(30) % 3 - 1),
    "one vote each": _table(np.arange(24), np.arange(24), np.arange(24) % 3 - 1),
    "two camps": _table(np.repeat(np.arange(24), 6), np.tile(np.arange(6), 24), np.repeat([1, -1], 72)),
    "one vote on each of many statements": _table(
        np.arange(400) % 22, np.arange(400), np.arange(400) % 3 - 1
    ),
}


@pytest.mark.usefixtures("short_weighing")
@pytest.mark.parametrize("path", ["exact", "laplace"])
@pytest.mark.parametrize("name", TABLES)
def test_strange_tables_give_finite_answers_without_a_warning(name, path):
    table = TABLES[name]
    sweeps = exact.Sweeps(dropped=12, kept=16, stride=4, doublings=1)
    found = mixture.fit_mixture(table=table, path=path, seed=0, sweeps=sweeps)
    for draws, _ in found.list_shares():
        for part in ("c", "g", "theta", "b", "h", "a", "r", "cov_u"):
            assert np.isfinite(getattr(draws, part)).all()
    predicted = prediction.predict_votes(found, person=table.person, statement=table.statement)
    assert np.isfinite(predicted).all()
    assert np.isfinite(found.weights.gain)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["exact", "laplace"])
def test_ten_thousand_statements_with_one_vote_each_can_be_fitted(path):
    table = _table(np.arange(10_000) % 22, np.arange(10_000), np.arange(10_000) % 3 - 1)
    sweeps = exact.Sweeps(dropped=4, kept=8, stride=2, doublings=0)
    found = mixture.fit_mixture(table=table, path=path, seed=0, sweeps=sweeps)
    assert all(np.isfinite(draws.b).all() for draws, _ in found.list_shares())
    assert not found.weights.map_shown


def test_people_who_always_pass_are_not_placed_in_the_middle_with_certainty():
    table = plant("normal", 60)
    person = np.concatenate([table.person, np.full(30, 60)])
    statement = np.concatenate([table.statement, np.arange(30)])
    vote = np.concatenate([table.vote, np.zeros(30, dtype=np.int8)])
    draws = exact.fit_exact(table=_table(person, statement, vote), dimensions=1, seed=0, sweeps=SHORT)
    spread = draws.theta[:, :, 0].std(axis=0)
    assert spread[60] > 1.5 * np.median(spread[:60])
    assert draws.g[:, 60].mean() > draws.g[:, :60].mean(axis=0).max() - 0.2
