"""Moves along the directions in which blocks hold each other: without them the variances creep.

Shifts and the scale of the positions leave every linear predictor as it is; stretching a term together with its spread
interweaves the centred with the non-centred form (Yu and Meng 2011). All are generalised Gibbs steps (Liu and Sabatti
2000): for a group of transformations x -> T_s x the factor s is drawn from p(T_s x)·|Jacobian|·Haar measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import gibbs_variances

FloatArray = NDArray[np.float64]

_STEPS = 3
PRIOR_MEAN = np.array([0.0, -0.7])  # of (b, h): about one vote in four is a pass before any is seen


class Parameters(Protocol):
    """What the moves change; shapes as in `gibbs.Sampler`."""

    dimensions: int
    replicas: int
    n: int
    m: int
    people: FloatArray
    statements: FloatArray
    mu: FloatArray
    prec_u: FloatArray
    prec_w: FloatArray
    var_a: FloatArray
    var_r: FloatArray


class Chance:
    """Random numbers for the moves, one per replica from each replica's own generator."""

    def __init__(self, generators: Sequence[np.random.Generator]) -> None:
        self._generators = generators

    def normal(self) -> FloatArray:
        """Standard normals (R,)."""
        return np.array([one.standard_normal() for one in self._generators])

    def log_uniform(self) -> FloatArray:
        """Logarithms of uniforms in (0, 1]; (R,)."""
        return np.asarray(np.log1p(-np.array([one.random() for one in self._generators])))


def shift(state: Parameters, chance: Chance) -> None:
    """Move intercepts between people and statements; nobody's linear predictor changes."""
    if state.n == 0 or state.m == 0:
        return
    people = state.people.reshape(-1, state.replicas, state.n)
    statements = state.statements.reshape(-1, state.replicas, state.m)
    _shift_intercepts(state, people, statements, chance)
    for axis in range(state.dimensions):
        _shift_positions(state, people, statements, axis, chance)
        _shift_vectors(state, people, statements, axis, chance)


def rescale_positions(state: Parameters, chance: Chance) -> None:
    """Stretch each axis of theta and shrink a (with its spread) and r; nobody's linear predictor changes."""
    n, m, d = state.n, state.m, state.dimensions
    if n == 0 or m == 0:
        return
    people = state.people.reshape(-1, state.replicas, n)
    statements = state.statements.reshape(-1, state.replicas, m)
    step = 2.0 / np.sqrt(2.0 * (n + m))
    for axis in range(d):
        positions = np.einsum("ri,ri->r", people[2 + axis], people[2 + axis])
        passing = np.einsum("rj,rj->r", statements[2 + d + axis], statements[2 + d + axis]) / state.var_r

        def density(
            log_factor: FloatArray,
            axis: int = axis,
            positions: FloatArray = positions,
            passing: FloatArray = passing,
        ) -> FloatArray:
            stretched = np.exp(2.0 * log_factor)
            prior = log_half_t(state.var_a[:, axis] / stretched, gibbs_variances.SIDE_SCALE)
            squares = stretched * positions + passing / stretched
            return np.asarray((n - m - 1) * log_factor - 0.5 * squares + prior)

        log_factor = np.zeros(state.replicas)
        for _ in range(_STEPS):
            proposed = log_factor + step * chance.normal()
            taken = chance.log_uniform() < density(proposed) - density(log_factor)
            log_factor = np.where(taken, proposed, log_factor)
        factor = np.exp(log_factor)[:, None]
        people[2 + axis] *= factor
        statements[2 + axis] /= factor
        statements[2 + d + axis] /= factor
        state.var_a[:, axis] /= factor[:, 0] ** 2


def draw_factor(
    squares: FloatArray, products: FloatArray, variance: FloatArray, scale: float, chance: Chance
) -> FloatArray:
    """By how much to stretch a term whose coefficients have a half-t_3(scale) spread, with that spread; (R,)."""
    proposed, log_uniform = _propose(squares, products, chance)
    change = log_half_t(variance * proposed**2, scale) - log_half_t(variance, scale)
    low, high = gibbs_variances.VARIANCE_LIMITS
    allowed = (variance * proposed**2 > low) & (variance * proposed**2 < high)
    return np.where(allowed & (proposed > 0) & (log_uniform < change), proposed, 1.0)


def draw_pair_factor(
    squares: FloatArray, products: FloatArray, precision: FloatArray, chance: Chance
) -> FloatArray:
    """By how much to stretch c or g with its spread; `precision` is its diagonal entry in S_u⁻¹; (R,).

    The inverse Wishart(4, I) prior of S_u and the Jacobian leave s⁻⁵ exp(-precision / 2 s²).
    """
    proposed, log_uniform = _propose(squares, products, chance)
    positive = np.maximum(proposed, 1e-6)
    change = -5.0 * np.log(positive) - 0.5 * precision * (positive**-2.0 - 1.0)
    return np.where((proposed > 1e-6) & (log_uniform < change), proposed, 1.0)


def log_half_t(variance: FloatArray, scale: float) -> FloatArray:
    """Log density of a half-t_3(scale) at the root of `variance`, up to a constant."""
    return np.asarray(-2.0 * np.log1p(variance / (3.0 * scale**2)))


def _propose(squares: FloatArray, products: FloatArray, chance: Chance) -> tuple[FloatArray, FloatArray]:
    normal, log_uniform = chance.normal(), chance.log_uniform()
    safe = np.maximum(squares, 1e-12)
    return np.where(squares > 1e-12, products / safe + normal / np.sqrt(safe), 1.0), log_uniform


def _shift_intercepts(state: Parameters, people: FloatArray, statements: FloatArray, chance: Chance) -> None:
    """(c, g) + delta, (b, h) - delta, mu - delta."""
    precision = state.n * state.prec_u + np.eye(2)
    sums = people[:2].sum(axis=2).T
    linear = state.mu - PRIOR_MEAN - np.einsum("rij,rj->ri", state.prec_u, sums)
    delta = draw_pair(precision, linear, chance)
    people[:2] += delta.T[:, :, None]
    statements[:2] -= delta.T[:, :, None]
    state.mu -= delta


def _shift_positions(
    state: Parameters, people: FloatArray, statements: FloatArray, axis: int, chance: Chance
) -> None:
    """theta + delta, b - delta a, h - delta r."""
    vector = statements[[2 + axis, 2 + state.dimensions + axis]]
    weighted = np.einsum("rpq,qrj->prj", state.prec_w, vector)
    around = statements[:2] - state.mu.T[:, :, None]
    precision = state.n + np.einsum("prj,prj->r", weighted, vector)
    linear = np.einsum("prj,prj->r", weighted, around) - people[2 + axis].sum(axis=1)
    delta = linear / precision + chance.normal() / np.sqrt(precision)
    people[2 + axis] += delta[:, None]
    statements[:2] -= delta[None, :, None] * vector


def _shift_vectors(
    state: Parameters, people: FloatArray, statements: FloatArray, axis: int, chance: Chance
) -> None:
    """c + k theta, a - k and g + l theta, r - l."""
    theta = people[2 + axis]
    places = [2 + axis, 2 + state.dimensions + axis]
    spread = np.stack([state.var_a[:, axis], state.var_r], axis=1)
    precision = state.prec_u * np.einsum("ri,ri->r", theta, theta)[:, None, None]
    precision[:, 0, 0] += state.m / spread[:, 0]
    precision[:, 1, 1] += state.m / spread[:, 1]
    products = np.einsum("ri,pri->rp", theta, people[:2])
    linear = statements[places].sum(axis=2).T / spread - np.einsum("rij,rj->ri", state.prec_u, products)
    delta = draw_pair(precision, linear, chance)
    people[:2] += delta.T[:, :, None] * theta
    statements[places] -= delta.T[:, :, None]


def draw_pair(precision: FloatArray, linear: FloatArray, chance: Chance) -> FloatArray:
    """One draw from each N(P⁻¹ l, P⁻¹); P (R, 2, 2), l (R, 2)."""
    first = np.sqrt(precision[:, 0, 0])
    cross = precision[:, 1, 0] / first
    second = np.sqrt(precision[:, 1, 1] - cross**2)
    half = linear[:, 0] / first
    rest = (linear[:, 1] - cross * half) / second
    lower = (rest + chance.normal()) / second
    upper = (half + chance.normal() - cross * lower) / first
    return np.stack([upper, lower], axis=1)
