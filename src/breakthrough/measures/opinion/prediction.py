"""Probabilities of the three answers for chosen pairs of person and statement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.draws import Draws, Mixture

FloatArray = NDArray[np.float64]

_CHUNK = 2_000_000


def predict_votes(
    mixture: Mixture, *, person: NDArray[np.integer], statement: NDArray[np.integer]
) -> FloatArray:
    """P(agree), P(disagree), P(pass) for K pairs of indices; (K, 3), rows sum to 1, averaged over models and draws."""
    total = np.zeros((len(person), 3))
    for draws, weight in mixture.list_shares():
        total += weight * predict_draws(draws, person=person, statement=statement)
    return total


def predict_draws(draws: Draws, *, person: NDArray[np.integer], statement: NDArray[np.integer]) -> FloatArray:
    """The same for one model; (K, 3)."""
    total = np.zeros((len(person), 3))
    step = max(1, _CHUNK // max(len(person), 1))
    for begin in range(0, draws.count, step):
        chosen = slice(begin, begin + step)
        side = draws.c[chosen][:, person] + draws.b[chosen][:, statement]
        passing = draws.g[chosen][:, person] + draws.h[chosen][:, statement]
        for axis in range(draws.dimensions):
            theta = draws.theta[chosen, :, axis][:, person]
            side += theta * draws.a[chosen, :, axis][:, statement]
            passing += theta * draws.r[chosen, :, axis][:, statement]
        total += answer_probabilities(side, passing).sum(axis=0)
    return total / max(draws.count, 1)


def answer_probabilities(side: FloatArray, passing: FloatArray) -> FloatArray:
    """From linear predictors (eta, rho) of any shape to P(agree), P(disagree), P(pass) in a last axis."""
    from scipy import special

    taken = special.ndtr(-passing)
    agree = taken * special.ndtr(side)
    return np.stack([agree, taken - agree, 1.0 - taken], axis=-1)


def pick_observed(probabilities: FloatArray, vote: NDArray[np.int8]) -> FloatArray:
    """The probability that was given to what each person did; (K,) from (K, 3) and votes (K,)."""
    column = np.where(vote == votes.AGREE, 0, np.where(vote == votes.DISAGREE, 1, 2))
    return np.asarray(probabilities[np.arange(len(vote)), column])
