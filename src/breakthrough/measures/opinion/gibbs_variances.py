"""Draws of variances for the sampler, for R replicas at once: inverse Wishart for pairs, half-t for single ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

SIDE_SCALE = 1.0  # scale of the half-t prior of s_l
PASS_SCALE = 0.5  # scale of the half-t prior of s_r
VARIANCE_LIMITS = (1e-4, 50.0)


def sum_outer(pairs: FloatArray) -> FloatArray:
    """I + Σ x xᵀ of each replica; pairs is (2, R, K), the answer (R, 2, 2)."""
    return np.asarray(np.eye(2) + np.einsum("prk,qrk->rpq", pairs, pairs))


def draw_wishart(degrees: int, scale: FloatArray, generators: Sequence[np.random.Generator]) -> FloatArray:
    """Precisions W so that W⁻¹ ~ inverse Wishart(degrees, scale); (R, 2, 2), by Bartlett's decomposition."""
    inverse = invert_pair(scale)
    first = np.sqrt(inverse[:, 0, 0])
    cross = inverse[:, 1, 0] / first
    second = np.sqrt(inverse[:, 1, 1] - cross**2)
    chi = np.sqrt([[one.chisquare(degrees), one.chisquare(degrees - 1)] for one in generators])
    below = np.array([one.standard_normal() for one in generators])
    left, low, right = first * chi[:, 0], cross * chi[:, 0] + second * below, second * chi[:, 1]
    drawn = np.empty_like(inverse)
    drawn[:, 0, 0] = left**2
    drawn[:, 0, 1] = drawn[:, 1, 0] = left * low
    drawn[:, 1, 1] = low**2 + right**2
    return drawn


def invert_pair(matrix: FloatArray) -> FloatArray:
    """Inverses of symmetric (R, 2, 2)."""
    determinant = matrix[:, 0, 0] * matrix[:, 1, 1] - matrix[:, 0, 1] * matrix[:, 1, 0]
    inverse = np.empty_like(matrix)
    inverse[:, 0, 0], inverse[:, 1, 1] = matrix[:, 1, 1], matrix[:, 0, 0]
    inverse[:, 0, 1] = inverse[:, 1, 0] = -matrix[:, 0, 1]
    return np.asarray(inverse / determinant[:, None, None])


def draw_half_t(
    count: int,
    squares: FloatArray,
    variance: FloatArray,
    scale: float,
    generators: Sequence[np.random.Generator],
) -> FloatArray:
    """The next variances (R,) of `count` coefficients with these sums of squares, under a half-t_3(scale) prior of the root.

    The half-t is a mixture of inverse gammas; its mixing variable is drawn first, from the present variance, so that
    nothing but the variance has to be kept.
    """
    mixing = np.array([one.standard_gamma(2.0) for one in generators])
    gamma = np.array([one.standard_gamma((3.0 + count) / 2.0) for one in generators])
    mix = (3.0 / variance + 1.0 / scale**2) / mixing
    return np.asarray(np.clip((3.0 / mix + squares / 2.0) / gamma, *VARIANCE_LIMITS))
