"""What a person's votes alone say about their position, given one draw of the statements.

Posterior draws of positions carry estimation noise and the pull of their N(0, I) prior; both hide real groups and can feign
others. So groups are fitted to the *evidence* of each person: the Gaussian that the votes contribute beside the prior.
"""

import dataclasses
import math

import numpy as np
import numpy.typing as npt

from breakthrough.measures.opinion.draws import Draws
from breakthrough.measures.opinion.votes import VoteTable

Floats = npt.NDArray[np.float64]

LEAST_PRECISION = 1e-6
"""Eigenvalues of the evidence are kept above this, so that its matrices stay proper."""

_STEPS = 20
_CLOSE = 1e-4  # the step after which the next would be of the order of its square
_ROOT_TWO_BY_PI = math.sqrt(2 / math.pi)
_ROOT_HALF = math.sqrt(0.5)


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """The votes of n people about their d-dimensional position, for one draw of the statements.

    `precision` [d, d, n] and `linear` [d, n]: the votes contribute exp(-½ θᵀΛθ + κᵀθ). `mode` [d, n] is the posterior mode
    with the prior, `covariance` [d, d, n] its inverse curvature. In memory only, never stored.
    """

    precision: Floats
    linear: Floats
    mode: Floats
    covariance: Floats


def find_evidence(*, table: VoteTable, draws: Draws, draw: int) -> Evidence:
    """Newton steps to every person's mode of (c, g, θ) for the statements of one draw; c and g are integrated out by the
    block inverse. Cost is about ten passes over the votes."""
    n, d = table.person_count, draws.dimensions
    person, statement = table.person, table.statement
    sided = table.vote != 0
    agree_part = _Part(
        person=person[sided],
        sign=table.vote[sided].astype(np.float64),
        offset=draws.b[draw][statement[sided]],
        loading=draws.a[draw].T[:, statement[sided]],
    )
    pass_part = _Part(
        person=person,
        sign=np.where(sided, -1.0, 1.0),
        offset=draws.h[draw][statement],
        loading=draws.r[draw].T[:, statement],
    )
    prior = np.eye(2 + d)
    prior[:2, :2] = np.linalg.inv(draws.cov_u[draw])
    mean = np.concatenate([draws.c.mean(0)[None], draws.g.mean(0)[None], draws.theta.mean(0).T]).astype(
        np.float64
    )
    mode = mean.T.copy()  # [n, 2 + d]
    curvature = np.zeros((n, 2 + d, 2 + d))
    for _ in range(_STEPS):
        gradient, curvature = _slope(agree_part, pass_part, mode, prior, n=n, d=d)
        step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
        mode += step
        if np.abs(step).max(initial=0.0) < _CLOSE:
            break
    return _evidence_of(mode, curvature)


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    """One of the two questions for a set of votes: `sign` [N], `offset` [N] and `loading` [d, N] of the statement."""

    person: npt.NDArray[np.int32]
    sign: Floats
    offset: Floats
    loading: Floats


def _slope(
    agree_part: _Part, pass_part: _Part, mode: Floats, prior: Floats, *, n: int, d: int
) -> tuple[Floats, Floats]:
    """Gradient [n, q] and negative Hessian [n, q, q] of the log posterior at `mode` [n, q]."""
    from scipy.special import erfcx

    gradient = -mode @ prior
    curvature = np.broadcast_to(prior, (n, 2 + d, 2 + d)).copy()
    for own, part in enumerate((agree_part, pass_part)):
        x = np.take(mode[:, own], part.person) + part.offset
        for first in range(d):
            x += np.take(mode[:, 2 + first], part.person) * part.loading[first]
        x *= part.sign
        ratio = _ROOT_TWO_BY_PI / erfcx(x * -_ROOT_HALF)  # φ(x) / Φ(x)
        pull = part.sign * ratio
        bend = ratio * (x + ratio)
        gradient[:, own] += np.bincount(part.person, pull, n)
        curvature[:, own, own] += np.bincount(part.person, bend, n)
        for first in range(d):
            gradient[:, 2 + first] += np.bincount(part.person, pull * part.loading[first], n)
            bent = bend * part.loading[first]
            crossing = np.bincount(part.person, bent, n)
            curvature[:, own, 2 + first] += crossing
            curvature[:, 2 + first, own] += crossing
            for second in range(first + 1):
                shared = np.bincount(part.person, bent * part.loading[second], n)
                curvature[:, 2 + first, 2 + second] += shared
                if second != first:
                    curvature[:, 2 + second, 2 + first] += shared
    return gradient, curvature


def _evidence_of(mode: Floats, curvature: Floats) -> Evidence:
    """Integrate c and g out and take the prior away again."""
    crossing = curvature[:, 2:, :2]
    removed = crossing @ np.linalg.solve(curvature[:, :2, :2], crossing.transpose(0, 2, 1))
    marginal = curvature[:, 2:, 2:] - removed
    position = mode[:, 2:]
    linear = (marginal @ position[:, :, None])[:, :, 0]
    values, vectors = np.linalg.eigh(marginal - np.eye(marginal.shape[1]))
    precision = (vectors * np.maximum(values, LEAST_PRECISION)[:, None, :]) @ vectors.transpose(0, 2, 1)
    return Evidence(
        precision=np.ascontiguousarray(precision.transpose(1, 2, 0)),
        linear=np.ascontiguousarray(linear.T),
        mode=np.ascontiguousarray(position.T),
        covariance=np.ascontiguousarray(np.linalg.inv(marginal).transpose(1, 2, 0)),
    )
