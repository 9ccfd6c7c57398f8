"""The negative log posterior of the two-part probit with fixed variances, its gradient and its block curvature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import gibbs_moves, votes
from breakthrough.measures.opinion.gibbs_rows import Part

FloatArray = NDArray[np.float64]

_PERSON_VARIANCES = (0.3, 0.5)  # c, g
_STATEMENT_VARIANCES = (1.0, 0.4)  # b, h
_SIDE_VARIANCE = 0.1  # a
_PASS_VARIANCE = 0.03  # r
_LOG_ROOT = 0.5 * float(np.log(2.0 * np.pi))


@dataclass(slots=True, eq=False)
class Parameters:
    """`people` (2+d, n): c, g, theta; `statements` (2+2d, m): b, h, a, r; `mu` (2,). All views of `flat`."""

    flat: FloatArray
    people: FloatArray
    statements: FloatArray
    mu: FloatArray

    @classmethod
    def unpack(cls, flat: FloatArray, n: int, m: int, dimensions: int) -> Parameters:
        """Views into a flat vector of (2+d) n + (2+2d) m + 2 numbers."""
        cut = (2 + dimensions) * n
        return cls(
            flat=flat,
            people=flat[:cut].reshape(2 + dimensions, n),
            statements=flat[cut:-2].reshape(2 + 2 * dimensions, m),
            mu=flat[-2:],
        )


class Rows:
    """A table's votes as the two questions."""

    def __init__(self, table: votes.VoteTable) -> None:
        self.n, self.m = table.person_count, table.statement_count
        sided = table.vote != votes.PASSED
        shape = (self.n, self.m)
        self.passes = Part.from_rows([table.person], [table.statement], [~sided], shape)
        self.sides = Part.from_rows(
            [table.person[sided]], [table.statement[sided]], [table.vote[sided] == votes.AGREE], shape
        )


class Loss:
    """Callable for the minimiser: flat parameters to (loss, gradient)."""

    def __init__(self, *, rows: Rows, dimensions: int) -> None:
        self._rows = rows
        self._dimensions = dimensions
        self._person_weights = 1.0 / self.person_variances(dimensions)[:, None]
        self._statement_weights = 1.0 / self.statement_variances(dimensions)[:, None]

    @staticmethod
    def person_variances(dimensions: int) -> FloatArray:
        """Prior variances of (c, g, theta)."""
        return np.array([*_PERSON_VARIANCES, *[1.0] * dimensions])

    @staticmethod
    def statement_variances(dimensions: int) -> FloatArray:
        """Prior variances of (b, h, a, r)."""
        return np.array(
            [*_STATEMENT_VARIANCES, *[_SIDE_VARIANCE] * dimensions, *[_PASS_VARIANCE] * dimensions]
        )

    def __call__(self, flat: FloatArray) -> tuple[float, FloatArray]:
        here = Parameters.unpack(flat, self._rows.n, self._rows.m, self._dimensions)
        slope = Parameters.unpack(np.zeros_like(flat), self._rows.n, self._rows.m, self._dimensions)
        loss = self._add_priors(here, slope)
        d = self._dimensions
        for part, place, vectors in (
            (self._rows.sides, 0, slice(2, 2 + d)),
            (self._rows.passes, 1, slice(2 + d, 2 + 2 * d)),
        ):
            theta, vector = here.people[2:], here.statements[vectors]
            terms = part.list_terms(here.people[place], here.statements[place], theta, vector)
            logs, pull = _log_and_pull(sum(terms[1:], terms[0]), part.sign)
            loss -= float(logs.sum())
            _, by_person = part.sum_by_person(pull, vector)
            _, by_statement = part.sum_by_statement(pull, theta)
            slope.people[place] -= by_person[0]
            slope.statements[place] -= by_statement[0]
            slope.people[2:] -= by_person[1:]
            slope.statements[vectors] -= by_statement[1:]
        return loss, slope.flat

    def curvature(self, here: Parameters) -> tuple[FloatArray, FloatArray]:
        """Second derivatives of each person's and each statement's block; (2+d, 2+d, n) and (2+2d, 2+2d, m)."""
        d = self._dimensions
        people = np.zeros((2 + d, 2 + d, self._rows.n))
        statements = np.zeros((2 + 2 * d, 2 + 2 * d, self._rows.m))
        for index, weight in enumerate(self._person_weights[:, 0]):
            people[index, index] = weight
        for index, weight in enumerate(self._statement_weights[:, 0]):
            statements[index, index] = weight
        for part, place, first in ((self._rows.sides, 0, 2), (self._rows.passes, 1, 2 + d)):
            theta, vector = here.people[2:], here.statements[first : first + d]
            terms = part.list_terms(here.people[place], here.statements[place], theta, vector)
            centre = sum(terms[1:], terms[0])
            _, pull = _log_and_pull(centre, part.sign)
            weight = pull * (pull + centre)
            _add_block(people, part.weigh_by_person(weight, vector), place, 2, d)
            _add_block(statements, part.weigh_by_statement(weight, theta), place, first, d)
        return people, statements

    def _add_priors(self, here: Parameters, slope: Parameters) -> float:
        around = here.statements.copy()
        around[:2] -= here.mu[:, None]
        slope.people += self._person_weights * here.people
        slope.statements += self._statement_weights * around
        slope.mu += here.mu - gibbs_moves.PRIOR_MEAN - slope.statements[:2].sum(axis=1)
        centred = here.mu - gibbs_moves.PRIOR_MEAN
        people = (self._person_weights * here.people**2).sum()
        return 0.5 * float(people + (self._statement_weights * around**2).sum() + (centred**2).sum())


def start_parameters(table: votes.VoteTable, dimensions: int) -> Parameters:
    """a from the leading right singular vectors of the centred votes, mu at its prior mean, b and h at mu, the rest 0."""
    n, m = table.person_count, table.statement_count
    start = Parameters.unpack(np.zeros((2 + dimensions) * n + (2 + 2 * dimensions) * m + 2), n, m, dimensions)
    start.mu[:] = gibbs_moves.PRIOR_MEAN
    start.statements[:2] = start.mu[:, None]
    if dimensions and min(n, m):
        vectors = _leading_vectors(table, dimensions)
        spread = vectors.std(axis=1, keepdims=True)
        start.statements[2 : 2 + len(vectors)] = 0.6 * vectors / np.where(spread > 1e-9, spread, 1.0)
    return start


def _leading_vectors(table: votes.VoteTable, dimensions: int) -> FloatArray:
    """Up to d right singular vectors (rows) of the votes less their statement's mean, unseen cells 0."""
    from scipy import sparse
    from scipy.sparse import linalg

    n, m = table.person_count, table.statement_count
    cast = table.vote.astype(np.float64)
    counts = np.maximum(np.bincount(table.statement, minlength=m), 1)
    means = np.bincount(table.statement, weights=cast, minlength=m) / counts
    centred = sparse.csr_array((cast - means[table.statement], (table.person, table.statement)), shape=(n, m))
    if min(n, m) <= 3 or n * m <= 10_000:
        right = np.linalg.svd(centred.toarray())[2][:dimensions]
    elif not np.any(centred.data):
        return np.zeros((dimensions, m))
    else:
        right = linalg.svds(centred, k=dimensions, v0=np.ones(min(n, m)), tol=1e-3)[2][::-1]
    skew = (right**3).sum(axis=1, keepdims=True)
    return np.asarray(right * np.where(skew < 0, -1.0, 1.0))


def _log_and_pull(centre: FloatArray, sign: FloatArray) -> tuple[FloatArray, FloatArray]:
    """log Phi(s x) per row and its derivative by x; the curvature is then pull·(pull + x)."""
    from scipy import special

    signed = sign * centre
    logs = special.log_ndtr(signed)
    return logs, sign * np.exp(-0.5 * signed**2 - _LOG_ROOT - logs)


def _add_block(block: FloatArray, sums: FloatArray, place: int, first: int, d: int) -> None:
    """Sums of w·(1, v, v vᵀ) into the lower triangle, at an intercept's place and from the vector's first place on."""
    block[place, place] += sums[0]
    position = 1 + d
    for row in range(d):
        block[first + row, place] += sums[1 + row]
        for column in range(row + 1):
            block[first + row, first + column] += sums[position]
            position += 1
