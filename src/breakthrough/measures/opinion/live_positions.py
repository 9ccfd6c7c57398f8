"""What the votes of some people say about their positions, on the probit scale: the evidence that groups are fitted to.

The Gaussian fit of `live_fit` is linear in the votes; its positions crowd together at both ends and feign groups. So for
the (at most 512) people that groups are looked for in, positions are found again by Newton steps under P(agree | not pass)
= Φ(α + β(c + b + θ·a)), for several draws of the statements from their posterior, so that doubt about them counts too.
"""

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import live_fit, live_gate, live_votes
from breakthrough.measures.opinion.live_fit import LiveFit
from breakthrough.measures.opinion.live_votes import ANSWERS, PackedVotes

Floats = NDArray[Any]

MOST_PEOPLE = 512
MOST_VOTES = 40_000
BLOCK_CELLS = 24_000
LEAST_EVIDENCE = 1e-6
FARTHEST = 5.0  # standard deviations beyond which the tail of the normal is not followed
_ROOT_TAU = 2.5066282746310002


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the votes say about q positions for W draws of the statements, without the prior.

    `precision` float32[3,W,q]: Λ as 00, 01, 11 · `linear` float32[2,W,q]: κ · `mean` float32[2,W,q]: posterior modes.
    """

    precision: Floats
    linear: Floats
    mean: Floats


def find_stride(votes: PackedVotes) -> int:
    """Every which person is looked at: at most 512 people with at most about 40,000 votes."""
    return max(1, -(-votes.person_count // MOST_PEOPLE), -(-votes.vote_count // MOST_VOTES))


def find_evidence(*, fit: LiveFit, votes: PackedVotes, draw_count: int, newton_steps: int) -> Evidence:
    """Newton from the Gaussian positions. `draw_count` W; one draw means the posterior means of the statements."""
    alpha, beta = find_scale(fit, votes)
    stride = find_stride(votes)
    sample = live_votes.take_people(votes, stride=stride)
    kept = live_votes.split_votes(sample, sample.columns % ANSWERS == 1)
    drawn = (beta * draw_statements(fit, draw_count)).astype(np.float32)
    drawn[0] += np.float32(alpha)
    prior = 1 / max(beta * beta * fit.spread[0], 1e-3)
    start = np.repeat(fit.person[::stride].T[:, :, None], draw_count, axis=2)
    start[0] *= beta
    covariance = np.zeros((6, kept.person_count, draw_count))
    for people in cut_people(kept, draw_count):
        covariance[:, people], start[:, people] = climb(
            kept, people, drawn, start[:, people], prior=prior, newton_steps=newton_steps
        )
    return without_prior(covariance, start[1:], fit.dimensions)


def cut_people(votes: PackedVotes, draw_count: int) -> list[slice]:
    """Neighbours with about `BLOCK_CELLS` votes times draws together: what is worked out of them stays in the processor's cache."""
    number = votes.starts[1:] // max(1, BLOCK_CELLS // draw_count)
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), votes.person_count]
    return [slice(begin, end) for begin, end in itertools.pairwise(edges) if begin < end]


def climb(
    votes: PackedVotes, people: slice, drawn: Floats, start: Floats, *, prior: float, newton_steps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Newton for some people: packed covariances float64[6,q,W] and (c, θ) float64[3,q,W] from `start`.

    `drawn` float32[3,m,W]: α + βb, a₁, a₂ of the draws · `prior`: precision of c.
    """
    import scipy.sparse as sparse
    from scipy.special import ndtr

    starts = votes.starts[people.start : people.stop + 1]
    columns = votes.columns[starts[0] : starts[-1]]
    q, size, draw_count = len(starts) - 1, len(columns), drawn.shape[2]
    person = np.repeat(np.arange(q), np.diff(starts))
    # Everything has the full shape (votes, draws): numpy then runs one long loop instead of one per vote.
    sign = np.repeat((columns % ANSWERS - 1).astype(np.float32)[:, None], draw_count, axis=1)
    offset, ax, ay = drawn[:, columns // ANSWERS]
    gather = sparse.csr_array(
        (np.ones(size, np.float32), np.arange(size, dtype=np.int32), starts - starts[0]), shape=(q, size)
    )
    c, tx, ty = start
    covariance = np.zeros((6, q, draw_count))
    for _ in range(newton_steps):
        u = np.stack((c, tx, ty)).astype(np.float32)[:, person]
        x = np.clip(sign * (u[0] + offset + u[1] * ax + u[2] * ay), -FARTHEST, FARTHEST)
        ratio = np.exp(-0.5 * x * x) / (np.float32(_ROOT_TAU) * ndtr(x))
        bend = ratio * (x + ratio)
        pull = sign * ratio
        bx, by = bend * ax, bend * ay
        parts = (pull, pull * ax, pull * ay, bend, bx, by, bx * ax, bx * ay, by * ay)
        sums = [(gather @ part).astype(np.float64) for part in parts]
        covariance = live_fit.invert((sums[3] + prior, sums[4], sums[5], sums[6] + 1, sums[7], sums[8] + 1))
        step = live_fit.apply(covariance, (sums[0] - prior * c, sums[1] - tx, sums[2] - ty))
        step *= np.minimum(1.0, 2.0 / np.maximum(np.abs(step).max(axis=0), 2.0))  # no leaps on flat ground
        c, tx, ty = c + step[0], tx + step[1], ty + step[2]
    return covariance, np.stack((c, tx, ty))


def find_scale(fit: LiveFit, votes: PackedVotes) -> tuple[float, float]:
    """(α, β) of P(agree | not pass) = Φ(α + βx), x the Gaussian expectation without the vote itself."""
    expected, value = live_fit.leave_out(fit, votes, sample=live_gate.CURVE_SAMPLE)
    sided = value != 0
    alpha, beta = live_gate.fit_curve(expected[sided], value[sided] > 0)
    return alpha, max(beta, 0.1)


def draw_statements(fit: LiveFit, draw_count: int) -> NDArray[np.float64]:
    """Draws of (b, a) from their posterior, float64[3,m,W]; with one draw, their means."""
    mean = fit.statement.T
    if draw_count == 1:
        return mean[:, :, None]
    rows, columns = np.triu_indices(3)
    covariance = np.empty((len(fit.statement), 3, 3))
    covariance[:, rows, columns] = covariance[:, columns, rows] = fit.statement_cov
    root = np.linalg.cholesky(covariance + 1e-9 * np.eye(3))
    noise = np.random.default_rng([7, len(fit.statement)]).standard_normal(
        (draw_count, len(fit.statement), 3)
    )
    drawn: NDArray[np.float64] = mean[:, :, None] + np.einsum("jab,wjb->ajw", root, noise)
    return drawn


def without_prior(covariance: NDArray[np.float64], mode: NDArray[np.float64], dimensions: int) -> Evidence:
    """Take c and the N(0, I) prior out: `covariance` float64[6,q,W], `mode` float64[2,q,W]."""
    v00, v01, v11 = covariance[3], covariance[4], covariance[5]
    if dimensions < 2:
        mode = mode * np.array([1.0, 0.0])[:, None, None]
        v01, v11 = np.zeros_like(v01), np.ones_like(v11)
    determinant = v00 * v11 - v01 * v01
    p00, p01, p11 = v11 / determinant, -v01 / determinant, v00 / determinant
    linear = np.stack((p00 * mode[0] + p01 * mode[1], p01 * mode[0] + p11 * mode[1]))
    precision = np.stack((p00 - 1 + LEAST_EVIDENCE, p01, p11 - 1 + LEAST_EVIDENCE))
    parts = (
        np.ascontiguousarray(part.transpose(0, 2, 1), dtype=np.float32) for part in (precision, linear, mode)
    )
    return Evidence(*parts)


def gaussian_evidence(fit: LiveFit) -> Evidence:
    """Everybody's evidence as the Gaussian fit has it (W = 1): good enough to assign all people at once."""
    return without_prior(fit.person_cov.T[:, :, None], fit.person[:, 1:].T[:, :, None], fit.dimensions)
