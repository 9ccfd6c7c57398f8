import dataclasses
import json

import numpy as np
import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.measures.opinion import (
    coverage,
    evaluation,
    exact,
    exchange,
    invariance,
    planted,
    splits,
    votes,
    weights,
)
from breakthrough.measures.opinion.readout import Posterior

SHORT = exact.Sweeps(dropped=60, kept=120, stride=4, chains=2, doublings=0)


@pytest.fixture(name="files")
def write_planted_files():
    truth = planted.plant(shape="normal", person_count=60, statement_count=20, seen_share=0.8, seed=1)
    table = planted.tabulate_truth(truth)
    people = tuple(exchange.ImportedPerson(key) for key in table.person_keys)
    return exchange.write_export(exchange.VoteImport(table=table, people=people))


def test_scores_by_hand():
    probabilities = np.array([[0.5, 0.25, 0.25], [0.2, 0.2, 0.6], [1.0, 0.0, 0.0]])
    vote = np.array([1, 0, -1], dtype=np.int8)
    expected = -np.mean([np.log(0.5), np.log(0.8), np.log(0.001)])
    assert evaluation.find_agree_loss(probabilities, vote) == pytest.approx(expected)
    expected = -np.mean([np.log(0.5), np.log(0.6), np.log(0.001)])
    assert evaluation.find_three_way_loss(probabilities, vote) == pytest.approx(expected)
    assert evaluation.find_calibration_error(probabilities, vote) is None


def test_calibration_is_judged_from_five_hundred_votes_on():
    probabilities = np.tile([0.72, 0.18, 0.1], (1_000, 1))
    vote = np.where(np.arange(1_000) % 2 == 0, 1, -1).astype(np.int8)
    assert evaluation.find_calibration_error(probabilities, vote) == pytest.approx(0.22)


def test_a_folder_is_scored_once_per_seed(files):
    found = evaluation.evaluate_folder(
        name="planted", files=files, seeds=(0, 1), path="laplace", timer=lambda: 0.0
    )
    assert [score.seed for score in found.held_out] == [0, 1]
    assert found.means[0][0] == "planted"
    assert found.means[0][1] == pytest.approx(np.mean([score.agree_loss for score in found.held_out]))
    assert 0.3 < found.means[0][1] < 0.65
    assert found.held_out[0].three_way_loss > found.held_out[0].agree_loss
    again = evaluation.evaluate_folder(
        name="planted", files=files, seeds=(0, 1), path="laplace", timer=lambda: 0.0
    )
    assert json.dumps(dataclasses.asdict(again)) == json.dumps(dataclasses.asdict(found))
    joined = evaluation.join_evaluations([found, again])
    assert len(joined.held_out) == 4
    assert joined.path == "laplace"


def test_the_exact_path_predicts_better_than_the_mean_of_the_statement(files):
    table = exchange.parse_export(files).table
    hidden = splits.hide_votes(table, seed=0)
    score = evaluation.score_held_out(name="planted", table=table, seed=0, path="exact", sweeps=SHORT)
    known, asked = votes.keep_rows(table, ~hidden), votes.keep_rows(table, hidden)
    agreed = np.bincount(known.statement, weights=known.vote == 1, minlength=20) + 1
    mean = agreed / (np.bincount(known.statement, minlength=20) + 2)
    bare = np.stack([mean, 1 - mean, np.zeros(20)], axis=1)[asked.statement]
    assert score.agree_loss < evaluation.find_agree_loss(bare, asked.vote) - 0.02
    assert score.hidden_count == hidden.sum()


def test_a_known_set_with_other_votes_is_refused(files):
    with pytest.raises(Problem) as caught:
        evaluation.evaluate_folder(name="brexit-consensus", files=files, path="laplace")
    assert caught.value.code == "split-differs"
    assert "6f8e76ff" in str(caught.value)


def test_the_check_value_follows_the_published_rule():
    import zlib

    table = votes.tabulate(person=[10, 2], statement=[3, 7], vote=[-1, 1])
    lines = b"2,7,1\n10,3,-1\n"
    assert splits.find_check_value(table) == f"{zlib.crc32(lines):08x}"
    assert splits.hide_votes(table, seed=0).tolist() == (np.random.default_rng(0).random(2) < 0.1).tolist()


@pytest.mark.slow
def test_intervals_hold_the_planted_truth():
    found = coverage.evaluate_coverage(
        seed=1, person_counts=(5, 10), set_count=12, statement_count=12, sweeps=SHORT
    )
    assert [one.person_count for one in found] == [5, 10]
    assert all(one.interval_count >= 130 for one in found)
    assert all(0.86 <= one.covered_share <= 1 for one in found)
    assert found[1].mean_width < found[0].mean_width


def test_what_must_not_matter_does_not_matter(monkeypatch):
    monkeypatch.setattr(weights, "_SWEEPS", 40)
    monkeypatch.setattr(weights, "_DROPPED", 20)
    truth = planted.plant(shape="normal", person_count=24, statement_count=8, seen_share=0.9, seed=1)
    table = planted.tabulate_truth(truth)
    found = {
        name: held
        for name, held, _figure in invariance.evaluate_invariance(table=table, seed=0, sweeps=SHORT)
    }
    assert found["shuffled rows"]
    assert set(found) == {"shuffled rows", "renamed people", "renamed statements", "signs flipped"}


def test_monte_carlo_errors_are_those_of_independent_draws():
    values = np.random.default_rng(0).standard_normal((400, 50))
    errors = invariance.find_monte_carlo_errors(Posterior(values=values, weight=np.full(400, 1 / 400)))
    assert errors.mean() == pytest.approx(0.05, rel=0.1)


@pytest.mark.slow
def test_names_and_signs_do_not_matter_within_monte_carlo_error():
    truth = planted.plant(shape="normal", person_count=60, statement_count=30, seen_share=0.9, seed=1)
    for _name, held, _figure in invariance.evaluate_invariance(
        table=planted.tabulate_truth(truth), seed=0, sweeps=exact.Sweeps(doublings=2)
    ):
        assert held
