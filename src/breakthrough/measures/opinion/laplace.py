"""The fast path: the model's mode and a normal approximation around it, block by block.

The same model as `gibbs` with fixed variances: c .3, g .5, b 1, h .4, a .1, r .03, theta 1; mu is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import axes, blocks, votes
from breakthrough.measures.opinion.draws import Draws
from breakthrough.measures.opinion.laplace_loss import Loss, Parameters, Rows, start_parameters
from breakthrough.measures.opinion.prediction import answer_probabilities
from breakthrough.measures.opinion.progress import Progress, start_stage

FloatArray = NDArray[np.float64]

DRAW_PURPOSE = 4
_STEPS = 150
_CORRECTIONS = 10
_LATENT_NUMBERS = 40_000_000  # draws times people: beyond this fewer draws are made


@dataclass(frozen=True, slots=True, eq=False)
class LaplaceFit:
    """Mode and block covariances of one model with d dimensions.

    Attributes:
        c, g: float[n]. theta: float[n, d]. b, h: float[m]. a, r: float[m, d].
        person_cov: float[n, 2+d, 2+d], V_i of (c, g, theta) given the statements.
        statement_cov: float[m, 2+2d, 2+2d], V_j of (b, h, a, r) given the people.
        settled: whether the search for the mode came to its end.
    """

    dimensions: int
    c: FloatArray
    g: FloatArray
    theta: FloatArray
    b: FloatArray
    h: FloatArray
    a: FloatArray
    r: FloatArray
    person_cov: FloatArray
    statement_cov: FloatArray
    settled: bool

    def predict(self, *, person: NDArray[np.integer], statement: NDArray[np.integer]) -> FloatArray:
        """P(agree), P(disagree), P(pass) for K pairs of indices; (K, 3). Uncertainty widens both questions."""
        side, side_variance = self.predict_side(person=person, statement=statement)
        passing, pass_variance = self.predict_pass(person=person, statement=statement)
        return answer_probabilities(
            side / np.sqrt(1.0 + side_variance), passing / np.sqrt(1.0 + pass_variance)
        )

    def predict_side(
        self, *, person: NDArray[np.integer], statement: NDArray[np.integer]
    ) -> tuple[FloatArray, FloatArray]:
        """Mean and variance of the linear predictor of "which side?" for K pairs; (K,) each."""
        return self._predict(self.c, self.b, self.a, 0, person, statement)

    def predict_pass(
        self, *, person: NDArray[np.integer], statement: NDArray[np.integer]
    ) -> tuple[FloatArray, FloatArray]:
        """Mean and variance of the linear predictor of "pass?" for K pairs; (K,) each."""
        return self._predict(self.g, self.h, self.r, 1, person, statement)

    def _predict(
        self,
        of_person: FloatArray,
        of_statement: FloatArray,
        vectors: FloatArray,
        place: int,
        person: NDArray[np.integer],
        statement: NDArray[np.integer],
    ) -> tuple[FloatArray, FloatArray]:
        """Place 0: which side, 1: pass. Variance zᵀ V_i z + xᵀ V_j x + tr(V_i V_j) of the parts that multiply."""
        d = self.dimensions
        mine = [place, *range(2, 2 + d)]
        theirs = [place, *range(2 + place * d, 2 + place * d + d)]
        person_cov = self.person_cov[:, mine][:, :, mine][person]
        statement_cov = self.statement_cov[:, theirs][:, :, theirs][statement]
        z = np.concatenate([np.ones((len(person), 1)), vectors[statement]], axis=1)
        x = np.concatenate([np.ones((len(person), 1)), self.theta[person]], axis=1)
        mean = of_person[person] + of_statement[statement] + np.einsum("kl,kl->k", z[:, 1:], x[:, 1:])
        variance = np.einsum("ki,kij,kj->k", z, person_cov, z) + np.einsum(
            "ki,kij,kj->k", x, statement_cov, x
        )
        variance += np.einsum("kij,kij->k", person_cov[:, 1:, 1:], statement_cov[:, 1:, 1:])
        return mean, variance


def fit_laplace(
    *,
    table: votes.VoteTable,
    dimensions: int,
    seed: int,
    draw_count: int = 200,
    on_progress: Progress | None = None,
    reference: axes.Reference | None = None,
) -> tuple[LaplaceFit, Draws]:
    """Find the mode by L-BFGS-B (at most 150 steps, 10 corrections) and draw from the normal around it.

    Draws are independent normals per person and per statement. For very many people fewer draws are made, at least 20.

    Args:
        reference: vectors a_j of an earlier fit by statement key; the axes are turned onto them.
    """
    if dimensions not in (0, 1, 2):
        raise ValueError(f"dimensions must be 0, 1 or 2, not {dimensions}")
    fit = find_mode(table=table, dimensions=dimensions, on_progress=on_progress, reference=reference)
    count = max(20, min(draw_count, _LATENT_NUMBERS // max(table.person_count + table.statement_count, 1)))
    return fit, draw_around(fit, count=count, seed=seed)


def find_mode(
    *,
    table: votes.VoteTable,
    dimensions: int,
    on_progress: Progress | None = None,
    reference: axes.Reference | None = None,
) -> LaplaceFit:
    """The mode with its block covariances, turned to principal axes."""
    from scipy import optimize

    tell = start_stage(on_progress, begin=0.0, end=1.0)
    rows = Rows(table)
    loss = Loss(rows=rows, dimensions=dimensions)
    steps = 0

    def count_step(_point: FloatArray) -> None:
        nonlocal steps
        steps += 1
        if steps % 10 == 0:
            tell(steps / _STEPS, _("Working out positions"))

    found = optimize.minimize(
        loss,
        start_parameters(table, dimensions).flat,
        jac=True,
        method="L-BFGS-B",
        callback=count_step,
        options={"maxiter": _STEPS, "maxcor": _CORRECTIONS, "maxfun": 2 * _STEPS, "ftol": 1e-9, "gtol": 1e-5},
    )
    mode = _turn(Parameters.unpack(found.x, rows.n, rows.m, dimensions), table, reference)
    people, statements = loss.curvature(mode)
    return LaplaceFit(
        dimensions=dimensions,
        c=mode.people[0],
        g=mode.people[1],
        theta=np.ascontiguousarray(mode.people[2:].T),
        b=mode.statements[0],
        h=mode.statements[1],
        a=np.ascontiguousarray(mode.statements[2 : 2 + dimensions].T),
        r=np.ascontiguousarray(mode.statements[2 + dimensions :].T),
        person_cov=np.ascontiguousarray(blocks.invert(people).transpose(2, 0, 1)),
        statement_cov=np.ascontiguousarray(blocks.invert(statements).transpose(2, 0, 1)),
        settled=bool(np.isfinite(found.fun)),
    )


def draw_around(fit: LaplaceFit, *, count: int, seed: int) -> Draws:
    """Independent normal draws per block around the mode."""
    d = fit.dimensions
    generator = np.random.default_rng([seed, DRAW_PURPOSE, 0, d, 0])
    people = np.concatenate([np.stack([fit.c, fit.g], axis=1), fit.theta], axis=1)
    statements = np.concatenate([np.stack([fit.b, fit.h], axis=1), fit.a, fit.r], axis=1)
    people_drawn = _draw_blocks(people, fit.person_cov, count, generator)
    statements_drawn = _draw_blocks(statements, fit.statement_cov, count, generator)
    return Draws(
        dimensions=d,
        c=people_drawn[:, 0],
        g=people_drawn[:, 1],
        theta=np.ascontiguousarray(people_drawn[:, 2:].transpose(0, 2, 1)),
        b=statements_drawn[:, 0],
        h=statements_drawn[:, 1],
        a=np.ascontiguousarray(statements_drawn[:, 2 : 2 + d].transpose(0, 2, 1)),
        r=np.ascontiguousarray(statements_drawn[:, 2 + d :].transpose(0, 2, 1)),
        cov_u=np.tile(np.diag(Loss.person_variances(0)[:2]), (count, 1, 1)),
        settled=fit.settled,
    )


def _draw_blocks(
    mean: FloatArray, covariance: FloatArray, count: int, generator: np.random.Generator
) -> FloatArray:
    """(count, q, K) from means (K, q) and covariances (K, q, q)."""
    root = covariance.transpose(1, 2, 0).copy()
    blocks.factor(root)
    noise = generator.standard_normal((count, mean.shape[1], mean.shape[0]))
    drawn = np.tile(mean.T, (count, 1, 1))
    for row in range(mean.shape[1]):
        for column in range(row + 1):
            drawn[:, row] += root[row, column] * noise[:, column]
    return drawn


def _turn(mode: Parameters, table: votes.VoteTable, reference: axes.Reference | None) -> Parameters:
    d = len(mode.people) - 2
    if d == 0:
        return mode
    rotation = axes.find_principal(mode.statements[2 : 2 + d].T)
    if reference:
        turned = np.einsum("lj,li->ji", mode.statements[2 : 2 + d], rotation)
        rotation = rotation @ axes.match_reference(turned, table.statement_keys, reference)
    for vectors in (mode.people[2:], mode.statements[2 : 2 + d], mode.statements[2 + d :]):
        vectors[:] = np.einsum("lk,li->ik", vectors, rotation)
    return mode
