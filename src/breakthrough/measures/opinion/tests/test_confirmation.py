import dataclasses

import numpy as np
import pytest

from breakthrough.measures.opinion import confirmation, exact, groups, planted

QUICK = exact.Sweeps(dropped=40, kept=80, stride=4, chains=1, doublings=0)


@pytest.fixture(autouse=True)
def short_samples(monkeypatch):
    monkeypatch.setattr(confirmation, "SWEEPS", QUICK)


def _plant(shape, seed):
    truth = planted.plant(shape=shape, person_count=80, statement_count=50, seen_share=0.9, seed=seed)
    draws = planted.draw_near_truth(truth, draw_count=12, noise=0.1, seed=seed)
    mixture = planted.mix(draws, table=planted.tabulate_truth(truth), weights=(0.0, 1.0, 0.0), map_shown=True)
    return dataclasses.replace(mixture, path="laplace")


@pytest.fixture(scope="module")
def two():
    mixture = _plant("two_equal", 0)
    grouping = groups.find_groups(mixture=mixture, seed=0)
    assert grouping.posterior.shown
    return mixture, grouping


def test_groups_that_the_sampler_sees_too_stay_as_they_were(two):
    mixture, grouping = two
    assert confirmation.confirm_groups(grouping=grouping, mixture=mixture, seed=0) is grouping


def test_groups_that_the_sampler_does_not_see_are_not_shown(two):
    _, grouping = two
    found = confirmation.confirm_groups(grouping=grouping, mixture=_plant("normal", 3), seed=0)
    assert not found.posterior.shown
    assert found.posterior.count is None
    assert found.posterior.sizes == ()
    assert sum(found.posterior.probability_by_count[1:]) < groups.SHOWN_FROM
    assert found.matched == ()
    assert (found.home == -1).all()
    assert found.partitions is grouping.partitions


def test_the_exact_path_and_a_reading_without_groups_are_not_sampled_again(two, monkeypatch):
    mixture, grouping = two
    monkeypatch.setattr(exact, "fit_exact", None)
    sampled = dataclasses.replace(mixture, path="exact")
    assert confirmation.confirm_groups(grouping=grouping, mixture=sampled, seed=0) is grouping
    hidden = dataclasses.replace(grouping, posterior=dataclasses.replace(grouping.posterior, shown=False))
    assert confirmation.confirm_groups(grouping=hidden, mixture=mixture, seed=0) is hidden


def test_of_many_votes_a_part_of_the_people_is_sampled(two, monkeypatch):
    mixture, grouping = two
    taken = []

    def fit(*, table, **others):
        taken.append(table)
        return exact.fit_exact(table=table, **others)

    monkeypatch.setattr(confirmation, "MOST_VOTES", mixture.table.vote_count // 2)
    monkeypatch.setattr(confirmation, "exact", type("Sampler", (), {"fit_exact": staticmethod(fit)}))
    confirmation.confirm_groups(grouping=grouping, mixture=mixture, seed=0)
    assert [table.person_count for table in taken] == [39]
    assert np.isin(taken[0].person_keys, mixture.table.person_keys).all()


def test_progress_is_told_and_a_cancellation_goes_through(two):
    mixture, grouping = two
    heard = []
    confirmation.confirm_groups(
        grouping=grouping, mixture=mixture, seed=0, on_progress=lambda share, words: heard.append(share)
    )
    assert heard == sorted(heard)
    assert heard[0] == 0.0

    def cancel(share, words):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        confirmation.confirm_groups(grouping=grouping, mixture=mixture, seed=0, on_progress=cancel)
