"""The Gaussian positions behind `live`: x_ij ~ N(c_i + b_j + θ_i·a_j, s²) on the votes that exist, by EM.

Votes are −1, 0 (pass), 1. People carry full posteriors, statements their modes and covariances. Every sweep is one
sparse product per side; the rest is closed forms in 3 × 3. Symmetric 3 × 3 matrices travel as six columns:
00, 01, 02, 11, 12, 22, where 0 is the intercept.

Over 300 lines because one sweep is followed from the start through both sides to the noise, its 3 × 3 algebra beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import live_votes
from breakthrough.measures.opinion.live_votes import ANSWERS, PackedVotes

VALUES = np.array([-1.0, 0.0, 1.0])
NOISE_SAMPLE = 8_000  # s² to within 2 %; longer arrays take several times longer for each number
START_SAMPLE = 400_000
START_BLOCK = 8
START_STEPS = 5
OFF = 1e9  # precision of an axis that is switched off


@dataclass(frozen=True, slots=True)
class LiveFit:
    """State of the model, in memory only (it holds people): also what a warm redraw starts from.

    `person` float64[n,3]: c, θ₁, θ₂ · `person_cov` float64[n,6] · `statement` float64[m,3]: b, a₁, a₂ ·
    `statement_cov` float64[m,6] · `noise`: s² · `spread`: s_u², s_b², s_a₁², s_a₂² · `middle`: b̄ · `dimensions`: 0, 1, 2.
    """

    person: NDArray[np.float64]
    person_cov: NDArray[np.float64]
    statement: NDArray[np.float64]
    statement_cov: NDArray[np.float64]
    noise: float
    spread: tuple[float, float, float, float]
    middle: float
    dimensions: int


def fit_cold(
    *, votes: PackedVotes, dimensions: int, sweeps: int = 3, directions: NDArray[np.float64] | None = None
) -> LiveFit:
    """Fit from nothing. `directions` float64[m,2] are starting axes (from `find_directions`, computed when absent)."""
    if directions is None:
        directions = find_directions(votes)
    fit = start(votes, dimensions, directions)
    for number in range(1, sweeps + 1):
        fit = sweep(fit, votes, measure_noise=number in (1, 3, 6))
    return fit


def refit(*, votes: PackedVotes, last: LiveFit) -> LiveFit:
    """One sweep from the last state; people and statements may have been added at the end of both lists."""
    return sweep(grow(last, votes), votes, measure_noise=True)


def find_directions(votes: PackedVotes) -> NDArray[np.float64]:
    """The two leading right singular directions of the votes centred by statement, float64[m,2], scaled to sd .3.

    Subspace iteration on every k-th person (at most about 400,000 votes): EM only needs a good start.
    """
    sample = live_votes.take_people(votes, stride=-(-votes.vote_count // START_SAMPLE))
    totals = sample.counts.sum(axis=1)
    centred = VALUES - (sample.counts @ VALUES / np.maximum(totals, 1))[:, None]
    m = votes.statement_count
    block = np.random.default_rng([8, m]).standard_normal((m, min(START_BLOCK, m)))
    for _ in range(START_STEPS):
        block = np.linalg.qr(block)[0]
        table = (centred[:, :, None] * block[:, None, :]).reshape(m * ANSWERS, -1)
        seen = live_votes.multiply(sample, table.astype(np.float32))
        block = np.einsum("jv,jvq->jq", centred, live_votes.multiply_back(sample, seen))
    left, sizes, _ = np.linalg.svd(block, full_matrices=False)
    leading = np.zeros((m, 2))
    leading[:, : min(2, m)] = left[:, :2] * (sizes[:2] > 0)
    signs = np.where((leading**3).sum(axis=0) < 0, -1.0, 1.0)
    scaled: NDArray[np.float64] = leading * signs * np.sqrt(m) * 0.3
    return scaled


def start(votes: PackedVotes, dimensions: int, directions: NDArray[np.float64]) -> LiveFit:
    """Statement means and the given axes; nothing known about people."""
    n, m = votes.person_count, votes.statement_count
    totals = votes.counts.sum(axis=1)
    agreed = votes.counts @ VALUES
    middle = float(agreed.sum() / max(votes.vote_count, 1))
    statement = np.zeros((m, 3))
    statement[:, 0] = (agreed + middle) / (totals + 1)
    statement[:, 1 : 1 + dimensions] = directions[:, :dimensions]
    return LiveFit(
        person=np.zeros((n, 3)),
        person_cov=np.zeros((n, 6)),
        statement=statement,
        statement_cov=np.zeros((m, 6)),
        noise=0.5,
        spread=(0.1, 0.2, 0.1, 0.1),
        middle=middle,
        dimensions=dimensions,
    )


def grow(last: LiveFit, votes: PackedVotes) -> LiveFit:
    """`last` with rows for people and statements that came since."""
    more = votes.statement_count - len(last.statement)
    if more < 0:
        raise ValueError("a later redraw cannot have fewer statements")
    added = np.zeros((more, 3))
    added[:, 0] = last.middle
    return replace(
        last,
        statement=np.vstack((last.statement, added)),
        statement_cov=np.vstack((last.statement_cov, np.zeros((more, 6)))),
    )


def sweep(fit: LiveFit, votes: PackedVotes, *, measure_noise: bool) -> LiveFit:
    """People given statements, statements given people, then the variances."""
    fit = update_people(fit, votes)
    fit = update_statements(fit, votes)
    return replace(fit, noise=find_noise(fit, votes)) if measure_noise else fit


def update_people(fit: LiveFit, votes: PackedVotes) -> LiveFit:
    """Posterior of (c, θ) of everybody; θ rescaled to unit second moment, the statements with it."""
    b, ax, ay = fit.statement.T
    rest = VALUES - b[:, None]
    table = np.empty((votes.statement_count, ANSWERS, 8), np.float32)
    table[:, :, 0] = rest
    table[:, :, 1] = rest * ax[:, None]
    table[:, :, 2] = rest * ay[:, None]
    for place, column in enumerate((ax, ay, ax * ax, ax * ay, ay * ay), start=3):
        table[:, :, place] = column[:, None]
    sums = (
        np.ascontiguousarray(live_votes.multiply(votes, table.reshape(-1, 8)).T, dtype=np.float64) / fit.noise
    )
    seen = np.diff(votes.starts) / fit.noise
    off = [0.0 if axis < fit.dimensions else OFF for axis in range(2)]
    precision = (
        seen + 1 / fit.spread[0],
        sums[3],
        sums[4],
        sums[5] + 1 + off[0],
        sums[6],
        sums[7] + 1 + off[1],
    )
    person_cov = invert(precision)
    person = apply(person_cov, (sums[0], sums[1], sums[2]))
    scale = np.ones(3)
    for axis in range(fit.dimensions):
        moment = float(np.mean(person[1 + axis] ** 2 + person_cov[3 + 2 * axis]))
        scale[1 + axis] = np.sqrt(max(moment, 1e-6))
    person /= scale[:, None]
    person_cov /= np.outer(scale, scale)[np.triu_indices(3)][:, None]
    _, s_b, s_x, s_y = fit.spread
    spread = (limit(float(np.mean(person[0] ** 2 + person_cov[0]))), s_b, s_x, s_y)
    return replace(
        fit,
        person=person.T.copy(),
        person_cov=person_cov.T.copy(),
        statement=fit.statement * scale,
        spread=spread,
    )


def update_statements(fit: LiveFit, votes: PackedVotes) -> LiveFit:
    """Posterior of (b, a) of every statement, with the second moments of the people who voted on it."""
    c, tx, ty = fit.person.T
    v = fit.person_cov.T
    rows = np.empty((votes.person_count, 8), np.float32)
    columns = (c, tx, ty, c * tx + v[1], c * ty + v[2], tx * tx + v[3], tx * ty + v[4], ty * ty + v[5])
    for place, column in enumerate(columns):
        rows[:, place] = column
    by_answer = live_votes.multiply_back(votes, rows)
    sums = by_answer.sum(axis=1).T
    signed = by_answer[:, 2, :].T - by_answer[:, 0, :].T
    totals = votes.counts.sum(axis=1)
    agreed = votes.counts @ VALUES
    _, s_b, *s_a = fit.spread
    off = [1 / s_a[axis] if axis < fit.dimensions else OFF for axis in range(2)]
    s2 = fit.noise
    precision = (
        totals / s2 + 1 / s_b,
        sums[1] / s2,
        sums[2] / s2,
        sums[5] / s2 + off[0],
        sums[6] / s2,
        sums[7] / s2 + off[1],
    )
    statement_cov = invert(precision)
    linear = (
        (agreed - sums[0]) / s2 + fit.middle / s_b,
        (signed[1] - sums[3]) / s2,
        (signed[2] - sums[4]) / s2,
    )
    statement = apply(statement_cov, linear)
    middle = float(statement[0].mean())
    first, second = (
        limit(float(np.mean(statement[1 + axis] ** 2 + statement_cov[3 + 2 * axis]))) for axis in range(2)
    )
    spread = (
        fit.spread[0],
        limit(float(np.mean((statement[0] - middle) ** 2 + statement_cov[0]))),
        first,
        second,
    )
    return replace(
        fit, statement=statement.T.copy(), statement_cov=statement_cov.T.copy(), spread=spread, middle=middle
    )


def limit(variance: float) -> float:
    """A prior variance within .0001 … 4."""
    return min(max(variance, 1e-4), 4.0)


def find_noise(fit: LiveFit, votes: PackedVotes) -> float:
    """s² from about 8,000 votes, widened by 5 % for the fitted parameters, at least .05."""
    if not votes.vote_count:
        return fit.noise
    person, statement, value = look_at(votes, sample=NOISE_SAMPLE)
    return max(0.05, 1.05 * float(np.mean((value - expect(fit, person, statement)) ** 2)))


def look_at(
    votes: PackedVotes, *, sample: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """About `sample` votes, evenly spaced: person, statement and value of each."""
    step = live_votes.find_step(votes, sample=sample)
    columns = votes.columns[::step]
    statement = columns // ANSWERS
    return live_votes.list_people(votes, step=step), statement, VALUES[columns - ANSWERS * statement]


def leave_out(
    fit: LiveFit, votes: PackedVotes, *, sample: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What the expectation of each of about `sample` votes would be without that vote, and the votes themselves."""
    person, statement, value = look_at(votes, sample=sample)
    expected = expect(fit, person, statement)
    w, u = take_rows(fit.statement, statement), take_rows(fit.person, person)
    variance = quadratic(take_rows(fit.person_cov, person), w[1], w[2])
    variance += quadratic(take_rows(fit.statement_cov, statement), u[1], u[2])
    leverage = np.minimum(0.9, variance / fit.noise)
    return (expected - leverage * value) / (1 - leverage), value


def expect(fit: LiveFit, person: NDArray[Any], statement: NDArray[Any]) -> NDArray[np.float64]:
    """Expectation of x for pairs of indices."""
    u, w = take_rows(fit.person, person), take_rows(fit.statement, statement)
    expected: NDArray[np.float64] = u[0] + w[0] + u[1] * w[1] + u[2] * w[2]
    return expected


def take_rows(table: NDArray[np.float64], rows: NDArray[Any]) -> list[NDArray[np.float64]]:
    """The columns of `table` at `rows`, one array each: several times faster than taking short rows."""
    return [column.take(rows, mode="clip") for column in np.ascontiguousarray(table.T)]


def quadratic(
    v: Sequence[NDArray[np.float64]], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(1, x, y) M (1, x, y)ᵀ for packed matrices, six float64[q]."""
    total: NDArray[np.float64] = v[0] + x * (2 * v[1] + x * v[3] + 2 * y * v[4]) + y * (2 * v[2] + y * v[5])
    return total


def orient(fit: LiveFit, last: NDArray[np.float64] | None) -> LiveFit:
    """Turn the axes: onto the `last` statement axes (float64[m',2]) if given, so that the picture does not flip; else onto
    the principal axes of the statements, with Σ a³ > 0."""
    a = fit.statement[:, 1:]
    if last is None:
        _, turn = np.linalg.eigh(a.T @ a)
        turn = turn[:, ::-1]
        turn = turn * np.where(((a @ turn) ** 3).sum(axis=0) < 0, -1.0, 1.0)
    else:
        left, _, right = np.linalg.svd(a[: len(last)].T @ last)
        turn = left @ right
    full = np.eye(3)
    full[1:, 1:] = turn if fit.dimensions == 2 else np.diag([np.sign(turn[0, 0]) or 1.0, 1.0])
    return replace(
        fit,
        person=fit.person @ full,
        person_cov=turn_packed(fit.person_cov, full),
        statement=fit.statement @ full,
        statement_cov=turn_packed(fit.statement_cov, full),
    )


def turn_packed(matrix: NDArray[np.float64], turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tᵀ M T for packed symmetric matrices float64[q,6]: one product with the 6 × 6 matrix of that map."""
    rows, columns = np.triu_indices(3)
    linear = np.empty((6, 6))
    for place in range(6):
        unit = np.zeros((3, 3))
        unit[rows[place], columns[place]] = unit[columns[place], rows[place]] = 1.0
        linear[place] = (turn.T @ unit @ turn)[rows, columns]
    return matrix @ linear


def invert(matrix: tuple[NDArray[np.float64], ...]) -> NDArray[np.float64]:
    """Inverse of packed symmetric 3 × 3 matrices: six float64[q] → float64[6,q]."""
    a, b, c, d, e, f = matrix
    ad = d * f - e * e
    bd = c * e - b * f
    cd = b * e - c * d
    determinant = a * ad + b * bd + c * cd
    return np.stack((ad, bd, cd, a * f - c * c, b * c - a * e, a * d - b * b)) / determinant


def apply(matrix: NDArray[np.float64], vector: tuple[NDArray[np.float64], ...]) -> NDArray[np.float64]:
    """Packed matrices float64[6,q] times vectors (three float64[q]) → float64[3,q]."""
    v, (x, y, z) = matrix, vector
    return np.stack(
        (v[0] * x + v[1] * y + v[2] * z, v[1] * x + v[3] * y + v[4] * z, v[2] * x + v[4] * y + v[5] * z)
    )
