"""Posterior draws: what the fits hand to everything that is read off them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.results import DimensionWeights

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """T draws from the posterior of one model with d dimensions, turned to common axes.

    The model: P(pass) = Phi(g_i + h_j + theta_i . r_j), P(agree | no pass) = Phi(c_i + b_j + theta_i . a_j).

    Attributes:
        dimensions: d, one of 0, 1, 2.
        c: float[T, n], readiness of each person to agree.
        g: float[T, n], readiness of each person to pass.
        theta: float[T, n, d], positions, prior N(0, I).
        b: float[T, m], how agreeable each statement is.
        h: float[T, m], how much each statement is passed on.
        a: float[T, m, d], what each statement divides on.
        r: float[T, m, d], who passes on each statement.
        cov_u: float[T, 2, 2], prior covariance of (c, g) in each draw.
        settled: whether the draws passed the convergence checks.
    """

    dimensions: int
    c: FloatArray
    g: FloatArray
    theta: FloatArray
    b: FloatArray
    h: FloatArray
    a: FloatArray
    r: FloatArray
    cov_u: FloatArray
    settled: bool

    @property
    def count(self) -> int:
        """T, the number of draws."""
        return len(self.c)


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Draws of the models with 0, 1 and 2 dimensions and the weight of each: what a reading is computed from.

    Attributes:
        draws: by dimension 0, 1, 2; None where the weight is too small to matter.
        method: name and version of the method, for example "opinion.exact/3".
        settled: whether every fit passed its convergence checks.
    """

    table: votes.VoteTable
    weights: DimensionWeights
    draws: tuple[Draws | None, Draws | None, Draws | None]
    method: str
    settled: bool
    path: Literal["exact", "laplace"]

    def list_shares(self) -> list[tuple[Draws, float]]:
        """The draws there are with their weights, which sum to 1."""
        pairs = [
            (draws, weight) for draws, weight in zip(self.draws, self.weights.weights, strict=True) if draws
        ]
        total = sum(weight for _, weight in pairs)
        return [(draws, weight / total) for draws, weight in pairs]
