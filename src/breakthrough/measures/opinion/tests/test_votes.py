import dataclasses

import numpy as np
import pytest

from breakthrough.measures.opinion import votes

PERSON = [10, 9, 10, 2, 9]
STATEMENT = [1, 3, 0, 3, 1]
VOTE = [1, -1, 0, 1, 1]


def test_rows_are_sorted_by_person_and_statement_as_numbers():
    table = votes.tabulate(person=PERSON, statement=STATEMENT, vote=VOTE)
    assert table.person_keys == ("2", "9", "10")
    assert table.statement_keys == ("0", "1", "3")
    assert table.person.tolist() == [0, 1, 1, 2, 2]
    assert table.statement.tolist() == [2, 1, 2, 0, 1]
    assert table.vote.tolist() == [1, 1, -1, 0, 1]
    assert (table.person.dtype, table.statement.dtype, table.vote.dtype) == (np.int32, np.int32, np.int8)


def test_texts_are_sorted_by_code_point_when_one_key_is_not_a_number():
    table = votes.tabulate(person=["10", "9", "x"], statement=["b", "a", "ß"], vote=[1, 1, 1])
    assert table.person_keys == ("10", "9", "x")
    assert table.statement_keys == ("a", "b", "ß")


@pytest.mark.parametrize("make", [list, np.array])
def test_shuffled_rows_give_the_same_table(make):
    generator = np.random.default_rng(1)
    cells = generator.permutation(200 * 30)[:2_000]
    person, statement = cells // 30 + 1_000_000, cells % 30
    vote = generator.integers(-1, 2, 2_000)
    first = votes.tabulate(
        person=make(person.tolist()), statement=make(statement.tolist()), vote=make(vote.tolist())
    )
    order = generator.permutation(2_000)
    second = votes.tabulate(person=person[order], statement=statement[order], vote=vote[order])
    assert votes.fingerprint(first) == votes.fingerprint(second)
    assert first.person_keys == second.person_keys


@pytest.mark.parametrize("spread", [1, 3_000_000])  # cells in a scattered array, and sorted rows
def test_the_later_of_two_votes_wins(spread):
    people = [5, 5 * spread, 5, 7 * spread]
    table = votes.tabulate(
        person=people, statement=[1, 1 * spread, 1, 1], vote=[1, -1, 0, 1], statements=list(range(0, 900, 1))
    )
    if spread == 1:
        assert table.vote.tolist() == [0, 1]
    else:
        assert table.vote.tolist() == [0, -1, 1]


def test_both_ways_of_sorting_agree(monkeypatch):
    generator = np.random.default_rng(2)
    person, statement = generator.integers(0, 40, 3_000), generator.integers(0, 25, 3_000)
    vote = generator.integers(-1, 2, 3_000)
    scattered = votes.tabulate(person=person, statement=statement, vote=vote)
    monkeypatch.setattr(votes, "_DENSE_CELLS", 0)
    assert votes.fingerprint(
        votes.tabulate(person=person, statement=statement, vote=vote)
    ) == votes.fingerprint(scattered)
    assert scattered.vote_count == len({*zip(person.tolist(), statement.tolist(), strict=True)})


@pytest.mark.parametrize("wrong", [[2], [float("nan")], [0.5], ["1"], [None]])
def test_anything_but_the_three_answers_is_refused(wrong):
    with pytest.raises(ValueError, match="vote"):
        votes.tabulate(person=[1], statement=[1], vote=wrong)


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="differ in length"):
        votes.tabulate(person=[1, 2], statement=[1], vote=[1])


def test_people_without_votes_are_dropped_and_counted():
    table = votes.tabulate(person=[1], statement=[1], vote=[1], people=[1, 2, 3], statements=[1, 5])
    assert (table.person_count, table.silent_count, table.statement_count) == (1, 2, 2)


def test_segment_status_and_meta_follow_the_keys():
    table = votes.tabulate(
        person=[3, 1], statement=[8, 9], vote=[1, -1], segment={3: 1}, status={9: -1}, is_meta={8: True}
    )
    assert table.segment is not None
    assert table.segment.tolist() == [-1, 1]
    assert table.status.tolist() == [1, -1]
    assert table.is_meta.tolist() == [True, False]


def test_nobody_is_an_empty_table():
    table = votes.tabulate(person=[], statement=[], vote=[])
    assert (table.person_count, table.statement_count, table.vote_count) == (0, 0, 0)
    assert len(votes.fingerprint(table)) == 64


def test_a_fingerprint_depends_on_every_vote_and_on_nothing_else():
    table = votes.tabulate(person=PERSON, statement=STATEMENT, vote=VOTE)
    flipped = dataclasses.replace(table, vote=-table.vote)
    moved = votes.tabulate(person=PERSON, statement=[1, 3, 0, 3, 0], vote=VOTE)
    with_status = votes.tabulate(person=PERSON, statement=STATEMENT, vote=VOTE, status={1: -1})
    assert len({votes.fingerprint(one) for one in (table, flipped, moved)}) == 3
    assert votes.fingerprint(with_status) == votes.fingerprint(table)


def test_keeping_statements_renumbers_them():
    table = votes.tabulate(person=PERSON, statement=STATEMENT, vote=VOTE)
    kept = votes.keep_statements(table, np.array([True, False, True]))
    assert kept.statement_keys == ("0", "3")
    assert kept.statement.tolist() == [1, 1, 0]
    assert kept.vote.tolist() == [1, -1, 0]
    assert kept.person_count == 3


def test_counts_are_sorted_by_statement():
    table = votes.tabulate_counts(agree=[1, 2], disagree=[3, 4], passed=[5, 6], statement_keys=[10, 9])
    assert table.statement_keys == ("9", "10")
    assert table.agree.tolist() == [2, 1]
    with pytest.raises(ValueError, match="negative"):
        votes.tabulate_counts(agree=[-1], disagree=[0], passed=[0], statement_keys=["a"])
    with pytest.raises(ValueError, match="twice"):
        votes.tabulate_counts(agree=[1, 1], disagree=[0, 0], passed=[0, 0], statement_keys=["a", "a"])
