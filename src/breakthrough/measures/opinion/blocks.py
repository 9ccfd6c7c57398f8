"""Many small symmetric systems at once: arrays are laid out (q, q, K), so that each step is one vector operation.

Written out instead of `numpy.linalg`, because a call per matrix costs more than the arithmetic for q <= 6, and because
the result then does not depend on the number of threads.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def draw_normal(
    precision: FloatArray,
    linear: FloatArray,
    noise: FloatArray,
    *,
    present: FloatArray | None = None,
    keep: float = 0.0,
) -> FloatArray:
    """One draw from each N(P⁻¹ l, P⁻¹), or with `present` a draw on the other side of the mean (Adler 1981).

    Args:
        precision: (q, q, K), lower triangle read, positive definite; overwritten by its Cholesky factor.
        linear: (q, K); overwritten. noise: (q, K), standard normals.
        present: (q, K), the values that are drawn anew; keep: correlation with them in -1..1.

    Returns:
        (q, K)
    """
    factor(precision)
    _solve_lower(precision, linear)
    if present is not None:
        standard = -linear
        for row in range(len(linear)):
            for inner in range(row, len(linear)):
                standard[row] += precision[inner, row] * present[inner]
        noise = keep * standard + np.sqrt(1.0 - keep**2) * noise
    linear += noise
    _solve_upper(precision, linear)
    return linear


def factor(matrix: FloatArray) -> None:
    """Overwrite the lower triangle of each (q, q) matrix in (q, q, K) by its Cholesky factor."""
    size = len(matrix)
    for column in range(size):
        for row in range(column, size):
            for inner in range(column):
                matrix[row, column] -= matrix[row, inner] * matrix[column, inner]
            if row == column:
                np.sqrt(matrix[row, column], out=matrix[row, column])
            else:
                matrix[row, column] /= matrix[column, column]


def invert(matrix: FloatArray) -> FloatArray:
    """The inverse of each symmetric positive definite matrix; (q, q, K), the lower triangle is read and overwritten."""
    size, _, count = matrix.shape
    factor(matrix)
    inverse = np.zeros((size, size, count))
    for column in range(size):
        unit = np.zeros((size, count))
        unit[column] = 1.0
        _solve_lower(matrix, unit)
        _solve_upper(matrix, unit)
        inverse[:, column] = unit
    return inverse


def draw_factored(cholesky: FloatArray, mean: FloatArray, noise: FloatArray) -> FloatArray:
    """One draw from each N(mean, (L Lᵀ)⁻¹) with the factor from `factor`; (q, K); `noise` is overwritten."""
    _solve_upper(cholesky, noise)
    return mean + noise


def _solve_lower(cholesky: FloatArray, right: FloatArray) -> None:
    for row in range(len(right)):
        for inner in range(row):
            right[row] -= cholesky[row, inner] * right[inner]
        right[row] /= cholesky[row, row]


def _solve_upper(cholesky: FloatArray, right: FloatArray) -> None:
    for row in reversed(range(len(right))):
        for inner in range(row + 1, len(right)):
            right[row] -= cholesky[inner, row] * right[inner]
        right[row] /= cholesky[row, row]
