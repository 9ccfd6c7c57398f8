import itertools

import numpy as np
import pytest

from breakthrough.measures.opinion import exact, planted, stability, structure, votes

QUICK = exact.Sweeps(dropped=60, kept=80, stride=4, chains=1, doublings=0)


def test_groups_are_seen_where_they_are_and_not_in_one_cloud():
    cloud, three = structure.evaluate_groups(
        seed=2,
        set_count=1,
        person_counts=(80,),
        shapes=("normal", "three"),
        statement_count=40,
        path="laplace",
    )
    assert (cloud.shape, cloud.person_count, cloud.map_share) == ("normal", 80, None)
    assert cloud.groups_share == 0.0
    assert three.groups_share == 1.0
    assert three.found_share == 1.0


def test_the_battery_runs_on_the_sampler_as_well():
    rate = structure.evaluate_groups(
        seed=2, set_count=1, person_counts=(20,), shapes=("normal",), statement_count=10, sweeps=QUICK
    )[0]
    assert (rate.set_count, rate.groups_share) == (1, 0.0)


def test_a_map_is_shown_for_one_dimension_and_not_without_structure():
    heard = []
    nothing, line = structure.evaluate_maps(
        seed=1,
        set_count=3,
        person_counts=(60,),
        statement_count=30,
        path="laplace",
        on_progress=lambda share, words: heard.append(share),
    )
    assert nothing.map_share == 0.0
    assert line.map_share == 1.0
    assert heard == sorted(heard)


def test_forced_groups_are_stable_where_there_are_groups_and_not_by_chance():
    apart = planted.plant(shape="two_equal", person_count=80, statement_count=70, seen_share=0.9, seed=1)
    found = stability.evaluate_stability(name="two", table=planted.tabulate_truth(apart), resample_count=4)
    assert found.median > 0.7
    assert len(found.indices) == 4
    assert found.person_count == 80
    nothing = planted.plant(shape="none", person_count=80, statement_count=30, seen_share=0.9, seed=1)
    found = stability.evaluate_stability(name="none", table=planted.tabulate_truth(nothing), resample_count=4)
    assert found.median < 0.4


@pytest.mark.parametrize(("shape", "count"), [("two_equal", 2), ("two_unequal", 2), ("three", 3)])
def test_forced_groups_are_the_planted_ones(shape, count):
    truth = planted.plant(shape=shape, person_count=100, statement_count=50, seen_share=0.9, seed=4)
    found = stability.partition_forced(planted.tabulate_truth(truth), count=count)
    assert len(np.unique(found)) == count
    assert stability.adjusted_rand(truth.group, found) > 0.8


def test_one_forced_group_is_everybody():
    truth = planted.plant(shape="two_equal", person_count=40, statement_count=20, seen_share=0.9, seed=4)
    assert not stability.partition_forced(planted.tabulate_truth(truth), count=1).any()


def test_a_statement_drawn_twice_enters_twice():
    table = votes.tabulate(person=[0, 0, 1], statement=[0, 1, 1], vote=[1, -1, 0])
    drawn = stability.take_statements(table, [1, 0, 1])
    assert list(zip(drawn.person.tolist(), drawn.statement.tolist(), drawn.vote.tolist(), strict=True)) == [
        (0, 0, -1), (0, 1, 1), (0, 2, -1), (1, 0, 0), (1, 2, 0),
    ]  # fmt: skip


def test_the_adjusted_rand_index_counts_pairs():
    first = np.array([0, 0, 0, 1, 1, 1, 2])
    second = np.array([1, 1, 0, 0, 2, 2, 2])
    pairs = list(itertools.combinations(range(7), 2))
    together = sum(first[a] == first[b] and second[a] == second[b] for a, b in pairs)
    mine, theirs = (sum(one[a] == one[b] for a, b in pairs) for one in (first, second))
    expected = mine * theirs / len(pairs)
    known = (together - expected) / ((mine + theirs) / 2 - expected)
    assert stability.adjusted_rand(first, second) == pytest.approx(known)
    assert stability.adjusted_rand(first, (first + 1) % 3) == pytest.approx(1.0)
    assert stability.adjusted_rand(np.zeros(5, int), np.zeros(5, int)) == 1.0
