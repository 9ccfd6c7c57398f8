import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.measures.opinion import laplace, planted, routing


def _ask(vote_count, *, seen=(), meta=(), is_open=None, gain=None, person="p", seed=1):
    m = len(vote_count)
    return routing.find_next_statement(
        statement_keys=tuple(f"s{j}" for j in range(m)),
        vote_count=np.array(vote_count),
        is_open=np.ones(m, bool) if is_open is None else np.array(is_open),
        is_seen=np.isin(np.arange(m), seen),
        is_meta=np.isin(np.arange(m), meta),
        person_key=person,
        seed=seed,
        gain=None if gain is None else np.array(gain, float),
    )


def test_without_a_fit_the_least_voted_unseen_statement_is_asked():
    found = _ask([3, 1, 2, 0], seen=[3])
    assert (found.statement, found.reason) == ("s1", "coverage")


def test_the_gain_decides_only_among_statements_with_nearly_the_fewest_votes():
    assert _ask([5, 6, 7, 8], gain=[0.1, 0.2, 0.3, 0.9]).statement == "s2"
    assert _ask([5, 6, 7, 8], gain=[0.1, 0.2, 0.3, 0.9]).reason == "gain"


def test_closed_statements_are_not_asked_and_at_the_end_there_is_nothing():
    assert _ask([0, 1], is_open=[False, True]).statement == "s1"
    found = _ask([0, 1], seen=[0, 1])
    assert (found.statement, found.reason) == (None, "nothing_left")


def test_statements_about_the_person_are_asked_but_never_for_their_gain():
    assert _ask([0, 0], meta=[0], gain=[0.9, 0.1]).statement == "s1"
    found = _ask([0, 9], meta=[0], gain=[0.9, 0.1])
    assert (found.statement, found.reason) == ("s0", "coverage")


def test_ties_fall_differently_for_different_people_and_the_same_for_the_same():
    asked = {_ask([0] * 12, person=f"p{i}").statement for i in range(60)}
    assert len(asked) > 8
    assert _ask([0] * 12).statement == _ask([0] * 12).statement


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(2, 30), st.integers(1, 14), st.integers(0, 10_000), st.booleans())
def test_no_statement_served_is_more_than_two_votes_ahead_of_the_least_voted(n, m, asked_each, seed, late):
    generator = np.random.default_rng(seed)
    keys = tuple(str(j) for j in range(m))
    count = np.zeros(m, np.int64)
    seen = np.zeros((n, m), bool)
    seen[np.arange(n), generator.integers(0, m, n)] = True  # everyone wrote one
    for turn in range(n * asked_each):
        person = int(generator.integers(n))
        is_open = np.arange(m) < (m // 2 + 1 if late and turn < n * asked_each // 2 else m)
        eligible = is_open & ~seen[person]
        found = routing.find_next_statement(
            statement_keys=keys,
            vote_count=count,
            is_open=is_open,
            is_seen=seen[person],
            is_meta=np.zeros(m, bool),
            person_key=str(person),
            seed=seed,
            gain=generator.random(m),
        )
        if not eligible.any():
            assert found.statement is None
            continue
        j = keys.index(found.statement)
        assert eligible[j]
        assert count[j] <= count[eligible].min() + 2
        seen[person, j] = True
        count[j] += generator.random() < 0.8  # some skip


def test_everyone_is_offered_everything_in_the_end():
    seen = np.zeros(25, bool)
    for _ in range(25):
        found = _ask([0] * 25, seen=np.flatnonzero(seen), gain=np.arange(25))
        seen[int(found.statement[1:])] = True
    assert seen.all()


def test_the_gain_is_what_knowing_the_answer_tells_about_the_statement():
    from scipy.special import ndtr

    truth = planted.plant(shape="normal", person_count=30, statement_count=8, seen_share=0.5, seed=5)
    fit = laplace.find_mode(table=planted.tabulate_truth(truth), dimensions=1)
    beliefs = routing.get_beliefs(fit, person=3)
    gains = routing.find_gains(beliefs)
    generator = np.random.default_rng(0)
    people = generator.multivariate_normal(beliefs.person, beliefs.person_covariance, 4_000)
    for j in range(8):
        own = generator.multivariate_normal(beliefs.statement[j], beliefs.statement_covariance[j], 600)
        eta = people[:, :1] + own[:, 0] + people[:, 2:] * own[:, 2]
        given_statement = ndtr(eta).mean(0)
        entropy = (
            routing._entropy(np.array(given_statement.mean())) - routing._entropy(given_statement).mean()
        )
        sided = 1 - ndtr(people[:, 1:2] + own[:, 1] + people[:, 2:] * own[:, 3]).mean()
        assert gains[j] == pytest.approx(sided * entropy, abs=0.012)
    assert gains.max() > 0.02


def test_a_sealed_device_finds_its_own_order_by_hashes():
    key = bytes(range(32))
    order = routing.spread_order(key, 40)
    assert len(order) == len(set(order)) == 25
    digests = [hashlib.sha256(key + j.to_bytes(4, "big")).digest() for j in range(40)]
    assert list(order) == sorted(range(40), key=lambda j: digests[j])[:25]
    assert sorted(routing.spread_order(key, 25)) == list(range(25))
    assert routing.spread_order(bytes(32), 40) != order
