import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.measures.opinion import planted, slate

SIZES = st.tuples(st.integers(8, 14), st.integers(3, 12), st.integers(1, 4))


def _random_approvals(n, m, seed):
    generator = np.random.default_rng(seed)
    camps = generator.random((generator.integers(1, 4), m)) < generator.uniform(0.15, 0.8)
    noise = generator.random((n, m)) < 0.15
    return (camps[generator.integers(0, len(camps), n)] ^ noise).astype(np.float32)[None]


def _breaks_ejr_plus(approvals, chosen, size):
    """By the definition: ℓ·n/k people approve one statement outside, and each of them fewer than ℓ inside."""
    n, m = approvals.shape
    inside = approvals[:, list(chosen)].sum(1)
    for level in range(1, size + 1):
        for j in set(range(m)) - set(chosen):
            if size * np.sum((approvals[:, j] == 1) & (inside < level)) >= level * n:
                return True
    return False


@settings(max_examples=150, deadline=None)
@given(SIZES, st.integers(0, 10_000))
def test_lists_satisfy_ejr_plus_and_come_close_to_the_best_score(sizes, seed):
    n, m, size = sizes
    size = min(size, m)
    approvals = _random_approvals(n, m, seed)
    weight = np.ones(n)
    chosen = slate.choose_slate(approvals=approvals, size=size, weight=weight)
    assert len(set(chosen)) == size
    assert not _breaks_ejr_plus(approvals[0], chosen, size)
    best = max(
        slate.pav_score(approvals=approvals, chosen=one, weight=weight)
        for one in itertools.combinations(range(m), size)
    )
    assert slate.pav_score(approvals=approvals, chosen=chosen, weight=weight) >= 0.95 * best - 1e-9


def test_on_average_the_score_is_that_of_the_best_list():
    ratios = []
    for seed in range(60):
        approvals = _random_approvals(12, 9, seed)
        chosen = slate.choose_slate(approvals=approvals, size=3, weight=np.ones(12))
        best = max(
            slate.pav_score(approvals=approvals, chosen=one, weight=np.ones(12))
            for one in itertools.combinations(range(9), 3)
        )
        ratios.append(
            slate.pav_score(approvals=approvals, chosen=chosen, weight=np.ones(12)) / max(best, 1e-9)
        )
    assert np.mean(ratios) >= 0.999


@settings(max_examples=60, deadline=None)
@given(SIZES, st.integers(0, 10_000))
def test_the_audit_agrees_with_the_definitions(sizes, seed):
    n, m, size = sizes
    size = min(size, m)
    approvals = _random_approvals(n, m, seed)
    chosen = tuple(np.random.default_rng(seed).permutation(m)[:size].tolist())
    found = slate.audit(approvals=approvals, chosen=chosen, weight=np.ones(n))
    assert bool(found.ejr_plus[0]) is not _breaks_ejr_plus(approvals[0], chosen, size)
    inside = approvals[0][:, list(chosen)].sum(1)
    left_out = [
        j
        for j in set(range(m)) - set(chosen)
        if size * np.sum((approvals[0][:, j] == 1) & (inside == 0)) >= n
    ]
    assert bool(found.jr[0]) is (not left_out)
    assert found.missing in (left_out or [None])
    assert found.one[0] == pytest.approx(np.mean(inside >= 1))
    assert found.two[0] == pytest.approx(np.mean(inside >= 2))


def test_two_camps_both_get_a_voice():
    approvals = np.zeros((1, 12, 6), np.float32)
    approvals[0, :9, :4] = 1  # three quarters like four statements
    approvals[0, 9:, 4:] = 1  # one quarter likes two others
    chosen = slate.choose_slate(approvals=approvals, size=4, weight=np.ones(12))
    assert len(set(chosen) & {0, 1, 2, 3}) == 3
    assert len(set(chosen) & {4, 5}) == 1


def test_a_slate_from_votes_keeps_what_people_said_and_guesses_the_rest():
    truth = planted.plant(shape="two_equal", person_count=40, statement_count=12, seen_share=0.6, seed=1)
    draws = planted.draw_near_truth(truth, draw_count=80, noise=0.2, seed=1)
    table = planted.tabulate_truth(truth)
    mixture = planted.mix(draws, table=table, weights=(0.0, 1.0, 0.0), map_shown=True)
    candidates = np.arange(12)
    approvals, taken = slate.draw_approvals(mixture=mixture, candidates=candidates, seed=0)
    assert approvals.shape == (64, 40, 12)
    assert np.array_equal(taken, np.arange(40))
    said = approvals[:, table.person, table.statement]
    assert (said == (table.vote == 1)).all()
    unseen = np.ones((40, 12), bool)
    unseen[table.person, table.statement] = False
    assert approvals.mean(0)[unseen].mean() == pytest.approx(truth.agree[unseen].mean(), abs=0.05)
    built = slate.build_slate(mixture=mixture, eligible=np.ones(12, bool), seed=0)
    assert len(built.statements) == 5
    assert built.one_share.mean > 0.9
    assert built.one_share.mean >= built.two_share.mean


def test_there_is_no_slate_for_seven_people_or_without_statements():
    truth = planted.plant(shape="none", person_count=7, statement_count=6, seen_share=1.0, seed=1)
    draws = planted.draw_near_truth(truth, draw_count=8, noise=0.1, seed=1)
    mixture = planted.mix(
        draws, table=planted.tabulate_truth(truth), weights=(1.0, 0.0, 0.0), map_shown=False
    )
    assert slate.build_slate(mixture=mixture, eligible=np.ones(6, bool), seed=0) is None
    truth = planted.plant(shape="none", person_count=9, statement_count=6, seen_share=1.0, seed=1)
    draws = planted.draw_near_truth(truth, draw_count=8, noise=0.1, seed=1)
    mixture = planted.mix(
        draws, table=planted.tabulate_truth(truth), weights=(1.0, 0.0, 0.0), map_shown=False
    )
    assert slate.build_slate(mixture=mixture, eligible=np.zeros(6, bool), seed=0) is None
    assert slate.build_slate(mixture=mixture, eligible=np.ones(6, bool), seed=0).statements
