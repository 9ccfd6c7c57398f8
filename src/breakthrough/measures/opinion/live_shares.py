"""Shares by side for `live`: the votes that were cast, filled up by what the model expects of those who have not voted.

A share is the mean of a Dirichlet: counts of the side plus five votes spread as the model expects them of the side. The
model's expectation for a whole side needs only the side's mean and covariance of (c, θ), never one number per person and
statement.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import live_gate, live_votes
from breakthrough.measures.opinion.live_fit import LiveFit
from breakthrough.measures.opinion.live_gate import Curves
from breakthrough.measures.opinion.live_votes import PackedVotes

Floats = NDArray[np.float64]

MODEL_VOTES = 5.0


@dataclass(frozen=True, slots=True)
class CellShares:
    """Per cell of people (the whole, a side, a half of an axis): `counts` float64[S,3,m] of agree, disagree, pass votes
    cast and `expected` float64[S,3,m], the model's expectation for everybody in the cell; `sizes` float64[S] people."""

    counts: Floats
    expected: Floats
    sizes: Floats

    @property
    def strength(self) -> Floats:
        """Parameters of the Dirichlet, float64[S,3,m]."""
        return self.counts + MODEL_VOTES * self.expected

    @property
    def mean(self) -> Floats:
        """Share to expect of each answer, float64[S,3,m]."""
        strength = self.strength
        mean: Floats = strength / strength.sum(axis=1, keepdims=True)
        return mean


def read_sides(
    *, fit: LiveFit, curves: Curves, votes: PackedVotes, label: NDArray[np.int64], count: int
) -> CellShares:
    """The whole first, then each of `count` sides, then everybody outside each side. `label` int64[n], −1 none."""
    n = votes.person_count
    members = label[:, None] == np.arange(count)
    inside = count_answers(votes, members)
    whole = votes.counts.T[[2, 0, 1]]
    counts = np.concatenate((whole[None], inside, whole - inside))
    sums = np.concatenate((np.full((n, 1), True), members), axis=1).astype(np.float64).T @ square(fit.person)
    sums = np.concatenate((sums, sums[0] - sums[1:]))
    return cells_of(fit, curves, counts, sums)


def read_halves(*, fit: LiveFit, curves: Curves, votes: PackedVotes) -> CellShares:
    """The lower and the upper half of each axis in turn (whoever is at the median is in both)."""
    position = fit.person[:, 1 : 1 + fit.dimensions]
    middle = np.median(position, axis=0)
    members = np.stack((position <= middle, position >= middle), axis=2).reshape(len(position), -1)
    return cells_of(
        fit, curves, count_answers(votes, members), members.astype(np.float64).T @ square(fit.person)
    )


def count_answers(votes: PackedVotes, members: NDArray[np.bool_]) -> Floats:
    """Agrees, disagrees and passes by cell, float64[S,3,m]; `members` bool[n,S]."""
    by_answer = live_votes.multiply_back(votes, members.astype(np.float32))
    return np.ascontiguousarray(by_answer.transpose(2, 1, 0)[:, [2, 0, 1]])


def square(people: Floats) -> Floats:
    """1, c, θ₁, θ₂ and their six products for everybody, float64[n,10]: what sums over cells are made of."""
    c, x, y = people.T
    return np.stack((np.ones_like(c), c, x, y, c * c, c * x, c * y, x * x, x * y, y * y), axis=1)


def cells_of(fit: LiveFit, curves: Curves, counts: Floats, sums: Floats) -> CellShares:
    """Shares of cells from their counts and their `sums` float64[S,10] of `square`."""
    sizes = sums[:, 0]
    total = np.maximum(sizes, 1)[:, None]
    mean, second = sums[:, 1:4] / total, sums[:, 4:] / total
    pairs = np.triu_indices(3)
    agree, disagree = expect_cells(fit, curves, mean, second - mean[:, pairs[0]] * mean[:, pairs[1]])
    return CellShares(counts, np.stack((agree, disagree, 1 - agree - disagree), axis=1), sizes)


def expect_cells(fit: LiveFit, curves: Curves, mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """P(agree) and P(disagree) of each cell on each statement, float64[S,m]: the curves over a normal spread of people.

    `mean` float64[S,3] and `covariance` float64[S,6] of the people's (c, θ).
    """
    pairs = np.triu_indices(3)
    w = fit.statement.T
    loading = np.stack((np.ones_like(w[0]), w[1], w[2]))
    expected = mean @ loading + w[0]
    products = loading[pairs[0]] * loading[pairs[1]] * np.where(pairs[0] == pairs[1], 1.0, 2.0)[:, None]
    return live_gate.find_chances(curves, expected, np.maximum(covariance @ products, 0.0))
