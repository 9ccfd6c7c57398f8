"""How many dimensions the votes bear: judged by votes that the fit has not seen."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import gibbs, laplace, prediction, votes
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.results import DimensionWeights

FloatArray = NDArray[np.float64]

FOLD_PURPOSE = 2
PEOPLE_PURPOSE = 3
FEWEST_PEOPLE = 20  # a map needs at least as many
LARGEST_FLAT_WEIGHT = 0.05  # of the model without positions, for a map to be shown
SMALLEST_GAIN = 0.005  # nats per vote, for a map to be shown

_FOLDS = 5
_SWEEPS = 240
_DROPPED = 100
_STRIDE = 2
_RESAMPLES = 1_000
_SMALLEST_PROBABILITY = 1e-12


def weigh_dimensions(
    *,
    table: votes.VoteTable,
    seed: int,
    path: Literal["exact", "laplace"],
    on_progress: Progress | None = None,
) -> DimensionWeights:
    """Weights of the models with 0, 1 and 2 dimensions, by stacked held-out log probability per person.

    Votes are held out in five folds (`exact`) or one of a tenth (`laplace`). The people are then resampled 1,000 times
    with Dirichlet weights, so that a few people cannot decide (pseudo-BMA+, Yao et al. 2018, over people). Below 20
    people there are no positions: (1, 0, 0).
    """
    if table.person_count < FEWEST_PEOPLE or table.vote_count < _FOLDS:
        return DimensionWeights(weights=(1.0, 0.0, 0.0), gain=0.0, map_shown=False)
    score = _score_exact if path == "exact" else _score_laplace
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    scores, scored_count = score(table, seed, tell)
    weights = _average_softmax(scores, seed)
    gain = float((scores[1:].sum(axis=1).max() - scores[0].sum()) / max(scored_count, 1))
    shown = weights[0] <= LARGEST_FLAT_WEIGHT and gain >= SMALLEST_GAIN
    return DimensionWeights(weights=weights, gain=gain, map_shown=shown)


def _score_exact(table: votes.VoteTable, seed: int, tell: Progress) -> tuple[FloatArray, int]:
    """Sums of held-out log probabilities by dimension and person (3, n), and over how many votes."""
    fold = _split(table.vote_count, seed)
    chosen = [np.flatnonzero(fold != index) for index in range(_FOLDS)]
    person = fold * np.intp(table.person_count) + table.person
    statement = fold * np.intp(table.statement_count) + table.statement
    scores = np.empty((3, table.person_count))
    for dimensions in range(3):
        generators = [
            np.random.default_rng([seed, FOLD_PURPOSE, 0, dimensions, index]) for index in range(_FOLDS)
        ]
        sampler = gibbs.Sampler(table=table, rows=chosen, dimensions=dimensions, generators=generators)
        total, count = np.zeros((table.vote_count, 3)), 0
        for done in range(1, _SWEEPS + 1):
            sampler.sweep()
            if done > _DROPPED and (done - _DROPPED) % _STRIDE == 0:
                total += sampler.predict(person, statement)
                count += 1
            if done % 20 == 0:
                tell((dimensions + done / _SWEEPS) / 3, _("Finding out how far the answers hang together"))
        scores[dimensions] = _sum_by_person(total / count, table, table.person, table.vote)
    return scores, table.vote_count


def _score_laplace(table: votes.VoteTable, seed: int, tell: Progress) -> tuple[FloatArray, int]:
    hidden = np.random.default_rng([seed, FOLD_PURPOSE]).random(table.vote_count) < 0.1
    known = votes.keep_rows(table, ~hidden)
    person, statement, vote = table.person[hidden], table.statement[hidden], table.vote[hidden]
    scores = np.empty((3, table.person_count))
    for dimensions in range(3):
        fit = laplace.find_mode(table=known, dimensions=dimensions)
        scores[dimensions] = _sum_by_person(
            fit.predict(person=person, statement=statement), table, person, vote
        )
        tell((dimensions + 1) / 3, _("Finding out how far the answers hang together"))
    return scores, len(vote)


def _split(count: int, seed: int) -> NDArray[np.intp]:
    """Five folds of nearly equal size in random order; intp[N]."""
    fold = np.empty(count, dtype=np.intp)
    fold[np.random.default_rng([seed, FOLD_PURPOSE]).permutation(count)] = np.arange(count) % _FOLDS
    return fold


def _sum_by_person(
    probabilities: FloatArray, table: votes.VoteTable, person: NDArray[np.int32], vote: NDArray[np.int8]
) -> FloatArray:
    observed = np.maximum(prediction.pick_observed(probabilities, vote), _SMALLEST_PROBABILITY)
    return np.bincount(person, weights=np.log(observed), minlength=table.person_count).astype(np.float64)


def _average_softmax(scores: FloatArray, seed: int) -> tuple[float, float, float]:
    """Mean over resamples of softmax(Σ_i w_i e_id), w ~ Dirichlet(1, …, 1)·n; scores is (3, n)."""
    generator = np.random.default_rng([seed, PEOPLE_PURPOSE])
    relative = scores - scores[0]
    total = np.zeros(3)
    for _resample in range(_RESAMPLES):
        drawn = generator.standard_exponential(scores.shape[1])
        sums = np.einsum("di,i->d", relative, drawn) * (scores.shape[1] / np.sum(drawn))
        shares = np.exp(sums - sums.max())
        total += shares / np.sum(shares)
    first, second, third = (total / np.sum(total)).tolist()
    return first, second, third
