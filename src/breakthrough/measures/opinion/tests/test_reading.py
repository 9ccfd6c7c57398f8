import dataclasses

import numpy as np
import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.measures.opinion import counted, panel, planted, reading, votes


def _table(n=26, m=8, *, seed=1, shape="normal", **extra):
    truth = planted.plant(shape=shape, person_count=n, statement_count=m, seen_share=0.8, seed=seed)
    return votes.tabulate(person=truth.person, statement=truth.statement, vote=truth.vote, **extra)


def _read(table, **kwargs):
    return reading.read_opinion(table=table, path="laplace", seed=3, **kwargs)


def test_the_same_votes_in_any_order_give_the_very_same_reading():
    truth = planted.plant(shape="two_equal", person_count=40, statement_count=20, seen_share=0.9, seed=2)
    order = np.random.default_rng(0).permutation(len(truth.vote))
    first = _read(votes.tabulate(person=truth.person, statement=truth.statement, vote=truth.vote))
    second = _read(
        votes.tabulate(person=truth.person[order], statement=truth.statement[order], vote=truth.vote[order])
    )
    assert first == second
    assert first.fingerprint == second.fingerprint


def test_a_sealed_round_has_no_fingerprint_and_no_second_release():
    table = _table()
    sealed = _read(table, is_sealed=True)
    assert sealed.fingerprint is None
    with pytest.raises(Problem):
        _read(table, is_sealed=True, earlier=sealed)
    opened = _read(table)
    assert _read(table, earlier=opened) == opened


def test_one_more_vote_is_not_a_second_release():
    truth = planted.plant(shape="normal", person_count=12, statement_count=6, seen_share=0.8, seed=1)
    released = _read(votes.tabulate(person=truth.person, statement=truth.statement, vote=truth.vote))
    changed = truth.vote.copy()
    changed[0] = -changed[0] if changed[0] else 1
    with pytest.raises(Problem, match="already out"):
        _read(votes.tabulate(person=truth.person, statement=truth.statement, vote=changed), earlier=released)


def test_statements_moderated_out_vanish_and_those_about_the_person_are_only_counted():
    table = _table(m=8, status={0: -1}, is_meta={1: True})
    found = _read(table)
    keys = [row.statement for row in found.shares if row.side == "whole"]
    assert keys == ["2", "3", "4", "5", "6", "7", "1"]
    assert all(one.statement != "1" for one in (*found.common_ground, *found.tensions, *found.bridging))
    assert "1" not in found.slate.statements
    if found.map:
        assert {vector.statement for vector in found.map.statements} <= set(keys) - {"1"}


def test_people_who_voted_on_nothing_that_stands_are_not_counted():
    person = [i for i in range(9) for _ in range(2)]
    statement = [0, 1] * 9
    vote = [1, -1] * 9
    table = votes.tabulate(person=[*person, 99], statement=[*statement, 5], vote=[*vote, 1], status={5: -1})
    assert table.person_count == 10
    assert reading.cut_table(table).person_count == 9
    assert _read(table).person_band == "8-12"


@pytest.mark.parametrize("n", [0, 1, 4])
def test_nobody_and_a_handful_are_refused_without_a_fit(n):
    table = votes.tabulate(
        person=[i for i in range(n) for _ in range(3)], statement=[0, 1, 2] * n, vote=[1, 0, -1] * n
    )
    for path in ("exact", "laplace"):
        found = reading.read_opinion(table=table, path=path, seed=0)
        assert (found.status, found.reason, found.shares) == ("withheld", "too_few", ())


BATTERY = {
    "all pass": lambda i, j: 0,
    "all agree": lambda i, j: 1,
    "one statement": lambda i, j: (1 if i % 2 else -1) if j == 0 else None,
    "one vote each": lambda i, j: 1 if i % 6 == j else None,
    "only two people disagree": lambda i, j: -1 if i < 2 else 1,
}


@pytest.mark.parametrize("name", BATTERY)
@pytest.mark.parametrize("n", [6, 11, 24])
def test_strange_votes_give_a_plain_reading(name, n):
    rows = [(i, j, BATTERY[name](i, j)) for i in range(n) for j in range(6)]
    kept = [row for row in rows if row[2] is not None]
    table = votes.tabulate(
        person=[row[0] for row in kept], statement=[row[1] for row in kept], vote=[row[2] for row in kept]
    )
    found = _read(table)
    most = max(np.bincount(table.statement))
    assert found.status == ("withheld" if most < 5 else "words" if n < 8 else "shown")
    assert reading.from_dict(reading.to_dict(found)) == found
    if name in ("all agree", "all pass") and n >= 8:
        assert all(row.agree is row.passed is None for row in found.shares)


def test_ten_thousand_statements_with_one_vote_are_refused_at_once():
    table = votes.tabulate(person=[j % 30 for j in range(10_000)], statement=range(10_000), vote=[1] * 10_000)
    found = reading.read_opinion(table=table, path="exact", seed=0)
    assert (found.status, found.reason, found.person_band) == ("withheld", "too_few_votes", "20-34")
    assert found.shares == ()


def test_statements_with_few_votes_are_rows_that_say_so():
    person = [i for i in range(30) for _ in range(3)] + list(range(8))
    statement = [0, 1, 2] * 30 + [3] * 4 + [4] * 4
    vote = [1, -1, 0] * 30 + [1] * 8
    found = _read(votes.tabulate(person=person, statement=statement, vote=vote))
    rows = {row.statement: row for row in found.shares if row.side == "whole"}
    assert list(rows) == ["0", "1", "2", "3", "4"]
    assert rows["0"].reason is None
    assert rows["3"].reason == rows["4"].reason == "too_few_votes"
    assert rows["3"].agree is rows["3"].agree_word is rows["3"].n_band is None
    assert "too_few_votes" in found.reasons


def test_parties_are_the_sides_where_opinion_has_none():
    segment = {i: i % 3 for i in range(30)}
    table = _table(n=30, m=6, shape="none", seed=8, segment=segment)
    found = _read(table)
    if found.map is None:
        assert [side.key for side in found.sides] == ["0", "1", "2"]
        assert {side.kind for side in found.sides} == {"segment"}
    equal = _read(table, segment_weights={0: 1.0, 1: 1.0, 2: 1.0})
    assert equal.sides == found.sides


def test_segments_without_people_cannot_weigh_everything():
    table = _table(n=30, m=6, segment=dict.fromkeys(range(30), 0))
    with pytest.raises(ValueError, match="no segment"):
        _read(table, segment_weights={5: 1.0})


def test_progress_rises_to_one_and_a_cancellation_goes_through():
    heard = []
    _read(_table(), on_progress=lambda share, words: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0

    def cancel(share, words):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        _read(_table(), on_progress=cancel)


def test_unlinked_counts_have_shares_and_nothing_about_sides():
    table = votes.tabulate_counts(
        agree=[18, 9, 2, 3], disagree=[1, 10, 2, 1], passed=[1, 1, 15, 0], statement_keys=["a", "b", "c", "d"]
    )
    found = counted.read_counts(table=table, seed=0)
    assert (found.status, found.path, found.person_band) == ("shown", "shares_only", "20-34")
    assert "unlinked" in found.reasons
    rows = {row.statement: row for row in found.shares}
    # One who disagrees of twenty is told by no number: taken from all, the others would show that it is one.
    assert (rows["a"].agree, rows["a"].agree_word, rows["a"].disagree_word) == (
        None,
        "nearly_all",
        "hardly_anyone",
    )
    assert rows["b"].agree.mean == pytest.approx(9.5 / 21, abs=0.05)
    assert rows["d"].reason == "too_few_votes"
    assert [one.statement for one in found.common_ground] == ["a"]
    assert [one.statement for one in found.unclear] == ["c"]
    assert found.map is found.groups is found.slate is None


def test_a_large_round_is_read_off_a_part_of_the_people():
    truth = planted.plant(shape="none", person_count=400, statement_count=3, seen_share=1.0, seed=1)
    draws = planted.draw_near_truth(truth, draw_count=2, noise=0.1, seed=1)
    table = dataclasses.replace(
        planted.tabulate_truth(truth), segment=np.where(np.arange(400) < 20, 1, 0).astype(np.int16)
    )
    mixture = planted.mix(draws, table=table, weights=(1.0, 0.0, 0.0), map_shown=False)
    taken = panel.take_panel(mixture=mixture, seed=0, size=250)
    cut = taken.mixture.table
    assert (cut.segment == 1).sum() == 20
    assert 200 <= cut.person_count <= 270
    assert taken.weight.mean() == pytest.approx(1.0)
    assert taken.weight[cut.segment == 1].sum() / taken.weight.sum() == pytest.approx(20 / 400)
    own = table.person_keys.index(cut.person_keys[7])
    assert np.array_equal(taken.mixture.draws[0].c[:, 7], draws.c[:, own])
    assert np.array_equal(cut.vote[cut.person == 7], table.vote[table.person == own])


def test_the_sampler_is_for_small_rounds():
    assert reading.choose_path(_table()) == "exact"
    many = votes.tabulate(
        person=list(range(301)) * 70, statement=np.repeat(np.arange(70), 301), vote=[1] * 21_070
    )
    assert reading.choose_path(many) == "laplace"
