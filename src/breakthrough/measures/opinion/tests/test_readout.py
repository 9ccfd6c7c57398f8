import dataclasses

import numpy as np
import pytest

from breakthrough.measures.opinion import groups, planted, readout, sides, summary


def _mixture(shape, n, *, m=10, seed=2, weights=None, segment=None, map_shown=True):
    truth = planted.plant(shape=shape, person_count=n, statement_count=m, seen_share=0.8, seed=seed)
    draws = planted.draw_near_truth(truth, draw_count=20, noise=0.1, seed=seed)
    table = planted.tabulate_truth(truth)
    if segment is not None:
        table = dataclasses.replace(table, segment=np.array(segment, np.int16))
    weights = weights or tuple(1.0 if d == draws.dimensions else 0.0 for d in range(3))
    return truth, draws, planted.mix(draws, table=table, weights=weights, map_shown=map_shown)


def _sides_of(mixture, draws, *, seed=0):
    grouping = groups.find_groups(mixture=mixture, seed=seed)
    chosen = {draws.dimensions: np.arange(draws.count)}
    return sides.choose_sides(mixture=mixture, grouping=grouping, chosen=chosen, seed=seed)


def test_shares_are_the_mean_probability_of_the_people():
    truth, _, _ = _mixture("normal", 30)
    exact = planted.draw_near_truth(truth, draw_count=2, noise=0.0, seed=0)
    found = readout.read_draws(
        parts=[(exact, np.arange(2), 0.5)],
        sides=sides.whole(30),
        person_weight=np.ones(30),
        statements=np.arange(10),
    )
    assert found.whole.mean()[0] == pytest.approx(truth.agree.mean(0))
    assert found.whole.mean()[2] == pytest.approx(truth.passing.mean(0))
    assert found.whole.mean().sum(0) == pytest.approx(np.ones(10))
    assert not found.side.is_known
    order = np.argsort(truth.theta[:, 0], kind="stable")
    lower, upper = truth.agree[order[:15]].mean(0), truth.agree[order[15:]].mean(0)
    assert found.bridge.mean() == pytest.approx(np.minimum(lower, upper))


def test_people_can_count_differently_in_the_whole():
    truth, _, _ = _mixture("normal", 30)
    exact = planted.draw_near_truth(truth, draw_count=1, noise=0.0, seed=0)
    weight = np.where(np.arange(30) < 10, 2.0, 0.5)
    found = readout.read_draws(
        parts=[(exact, np.arange(1), 1.0)],
        sides=sides.whole(30),
        person_weight=weight,
        statements=np.arange(10),
    )
    assert found.whole.mean()[0] == pytest.approx(weight @ truth.agree / weight.sum())


def test_sides_and_everyone_else_are_averaged_apart():
    truth, _, _ = _mixture("normal", 30)
    exact = planted.draw_near_truth(truth, draw_count=1, noise=0.0, seed=0)
    home = np.repeat([0, 1, -1], 10)
    chosen = sides.Sides("group", ("A", "B"), home, {(1, 0): home})
    found = readout.read_draws(
        parts=[(exact, np.arange(1), 1.0)], sides=chosen, person_weight=np.ones(30), statements=np.arange(10)
    )
    assert found.side.mean()[1, 0] == pytest.approx(truth.agree[10:20].mean(0))
    assert found.rest.mean()[1, 0] == pytest.approx(np.delete(truth.agree, range(10, 20), 0).mean(0))


def test_weighted_quantiles_are_those_of_the_repeated_values():
    generator = np.random.default_rng(0)
    values = generator.normal(size=(400, 3))
    heavy = readout.Posterior(
        np.concatenate([values, values[:100]]), np.concatenate([np.full(400, 1 / 600), np.full(100, 2 / 600)])
    )
    plain = np.concatenate([values, values[:100], values[:100]])
    for share in (0.025, 0.3, 0.975):
        assert heavy.quantile(share) == pytest.approx(np.quantile(plain, share, axis=0), abs=0.05)
    single = readout.Posterior(np.array([[2.0]]), np.ones(1))
    assert single.quantile(0.975) == 2.0


def test_sides_are_the_groups_if_there_are_any():
    truth, draws, mixture = _mixture("two_unequal", 150, m=50)
    found = _sides_of(mixture, draws)
    assert (found.kind, found.keys) == ("group", ("A", "B"))
    larger = truth.group == np.bincount(truth.group).argmax()
    assert np.mean((found.home == 0) == larger) > 0.9
    labels = list(found.labels.values())
    assert any((labels[0] != one).any() for one in labels)  # membership moves from draw to draw


def test_without_groups_they_are_the_ends_of_the_map():
    _, draws, mixture = _mixture("normal", 60)
    found = _sides_of(mixture, draws)
    assert (found.kind, found.keys) == ("end", ("low", "high"))
    for (_, draw), labels in found.labels.items():
        assert np.bincount(labels + 1).tolist() == [20, 20, 20]
        assert draws.theta[draw, labels == 0, 0].max() <= draws.theta[draw, labels == -1, 0].min()
        assert draws.theta[draw, labels == 1, 0].min() >= draws.theta[draw, labels == -1, 0].max()


def test_without_a_map_they_are_the_declared_segments_joined_to_five():
    segment = [0] * 8 + [1] * 3 + [2] * 9
    _, draws, mixture = _mixture("none", 20, segment=segment, map_shown=False)
    found = _sides_of(mixture, draws)
    assert (found.kind, found.keys) == ("segment", ("2", "0+1"))
    assert np.bincount(found.home).tolist() == [9, 11]


@pytest.mark.parametrize("segment", [[0] * 16 + [1] * 4, [0] * 9 + [1] * 9 + [-1] * 2])
def test_segments_that_would_point_to_a_few_people_leave_only_the_whole(segment):
    _, draws, mixture = _mixture("none", 20, segment=segment, map_shown=False)
    found = _sides_of(mixture, draws)
    assert found.kind == "whole"
    assert found.fallen_back
    assert found.count == 0


def _read(values, *, side=None, bridge=None):
    """A readout from agree and pass shares: values [K, 2, m] of the whole, side [K, S, 2, m]."""
    unknown = readout.Posterior(np.zeros((0,)), np.zeros(0))

    def posterior(shares):
        agree, passed = shares[..., 0, :], shares[..., 1, :]
        full = np.stack([agree, 1 - agree - passed, passed], axis=-2)
        return readout.Posterior(full, np.full(len(full), 1 / len(full)))

    sided = unknown if side is None else posterior(side)
    rest = unknown if side is None else readout.Posterior(sided.values[:, ::-1], sided.weight)
    bridges = unknown if bridge is None else readout.Posterior(bridge, np.full(len(bridge), 1 / len(bridge)))
    return readout.Readout(whole=posterior(values), side=sided, rest=rest, bridge=bridges)


def _summarise(read, *, keys, kind=None, eligible=None):
    names = {None: (), "group": ("A", "B"), "end": ("low", "high")}[kind]
    everyone = sides.Sides(kind or "whole", names, np.zeros(4, int), {})
    mask = np.ones(len(keys), bool) if eligible is None else np.array(eligible)
    return summary.summarise(
        readout=read, sides=everyone, statement_keys=keys, eligible=mask, side_eligible=mask
    )


def _spread(centre, width, count=200):
    return centre + np.linspace(-width, width, count)


def test_without_sides_common_ground_and_splits_are_read_off_the_whole():
    agree = np.stack([_spread(0.8, 0.1), _spread(0.65, 0.1), _spread(0.45, 0.03), _spread(0.1, 0.02)], 1)
    passed = np.full_like(agree, 0.1)
    read = _read(np.stack([agree, passed], 1))
    found = _summarise(read, keys=("all", "perhaps", "half", "none"))
    assert [(one.statement, one.direction) for one in found.common_ground] == [
        ("none", "disagree"), ("all", "agree"),
    ]  # fmt: skip
    assert [one.statement for one in found.tensions] == ["half"]
    assert found.tensions[0].split_share.mean == pytest.approx(0.5)
    assert found.tensions[0].difference is None
    assert found.representative == ()
    assert found.expected_false is None


def test_common_ground_needs_every_side_and_the_surest_comes_first():
    ours = np.stack([_spread(0.9, 0.02), _spread(0.95, 0.02), _spread(0.9, 0.02)], 1)
    theirs = np.stack([_spread(0.7, 0.02), _spread(0.5, 0.02), _spread(0.8, 0.02)], 1)
    side = np.stack([ours, theirs], 1)[:, :, None] * np.array([1.0, 0.0])[:, None]
    read = _read(side.mean(1), side=side)
    found = _summarise(read, keys=("a", "b", "c"), kind="group")
    assert [one.statement for one in found.common_ground] == ["c", "a"]
    assert found.common_ground[1].share.mean == pytest.approx(0.7)
    assert found.common_ground[1].probability == pytest.approx(1.0)


def test_tensions_part_the_sides_widest_first_and_say_who_stands_where():
    ours = np.stack([_spread(0.9, 0.02), _spread(0.1, 0.02), _spread(0.5, 0.02)], 1)
    theirs = np.stack([_spread(0.4, 0.02), _spread(0.8, 0.02), _spread(0.3, 0.02)], 1)
    side = np.stack([ours, theirs], 1)[:, :, None] * np.array([1.0, 0.0])[:, None]
    found = _summarise(_read(side.mean(1), side=side), keys=("a", "b", "c"), kind="end")
    assert [(one.statement, one.lowest_side, one.highest_side) for one in found.tensions] == [
        ("b", "low", "high"), ("a", "high", "low"),
    ]  # fmt: skip
    assert found.tensions[0].difference.mean == pytest.approx(0.7)
    assert found.representative == ()  # ends are not groups


def test_what_sets_a_group_apart_is_counted_with_its_expected_errors():
    ours = np.stack([_spread(0.9, 0.02), _spread(0.5, 0.02)], 1)
    theirs = np.stack([_spread(0.4, 0.02), _spread(0.45, 0.02)], 1)
    side = np.stack([ours, theirs], 1)[:, :, None] * np.array([1.0, 0.0])[:, None]
    found = _summarise(_read(side.mean(1), side=side), keys=("a", "b"), kind="group")
    assert [(one.side, one.statement, one.direction) for one in found.representative] == [
        ("A", "a", "agree"), ("B", "a", "disagree"),
    ]  # fmt: skip
    assert found.expected_false == pytest.approx(0.0)


def test_bridging_statements_hold_on_every_half_and_are_not_obvious():
    agree = np.stack([_spread(0.7, 0.05), _spread(0.95, 0.02), _spread(0.6, 0.05)], 1)
    bridge = np.stack([_spread(0.6, 0.05), _spread(0.93, 0.02), _spread(0.45, 0.05)], 1)
    read = _read(np.stack([agree, np.zeros_like(agree)], 1), bridge=bridge)
    found = _summarise(read, keys=("bridge", "obvious", "one_half"))
    assert [one.statement for one in found.bridging] == ["bridge"]


def test_unclear_is_what_many_pass_on_and_few_votes_leave_a_statement_out():
    passed = np.stack([_spread(0.6, 0.05), _spread(0.5, 0.05), _spread(0.2, 0.05)], 1)
    read = _read(np.stack([np.full_like(passed, 0.2), passed], 1))
    found = _summarise(read, keys=("a", "b", "c"))
    assert [one.statement for one in found.unclear] == ["a", "b"]
    found = _summarise(read, keys=("a", "b", "c"), eligible=[False, True, True])
    assert [one.statement for one in found.unclear] == ["b"]
    assert len(found.shares) == 3
