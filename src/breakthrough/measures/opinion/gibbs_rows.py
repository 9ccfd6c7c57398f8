"""The rows of one of the two questions, and every sum over them that the sampler needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_SHAKE = 0.2  # width of the noise on mirrored ranks


class Part:
    """One of the two questions: its rows, sorted by person, and the sums over them."""

    def __init__(
        self,
        *,
        person: NDArray[np.int32],
        statement: NDArray[np.int32],
        yes: NDArray[np.bool_],
        ends: list[int],
        shape: tuple[int, int],
    ) -> None:
        from scipy import sparse

        self._statement = statement
        self.sign = np.where(yes, 1.0, -1.0)
        self._ends = ends
        self._counts = np.bincount(person, minlength=shape[0])
        self.per_person = self._counts.astype(np.float64)
        self.per_statement = np.bincount(statement, minlength=shape[1]).astype(np.float64)
        starts = np.concatenate([[0], np.cumsum(self._counts)]).astype(np.int32)
        self._ones = sparse.csr_array((np.ones(len(yes)), statement, starts), shape=shape)
        self._values = sparse.csr_array((np.zeros(len(yes)), statement, starts), shape=shape)
        self._ones_turned, self._values_turned = self._ones.T, self._values.T
        self._likelihood = np.ones(len(yes))
        self._uniform = np.empty(len(yes))
        self._latent = np.zeros(len(yes))

    @classmethod
    def from_rows(
        cls,
        person: list[NDArray[np.int32]],
        statement: list[NDArray[np.int32]],
        yes: list[NDArray[np.bool_]],
        shape: tuple[int, int],
    ) -> Part:
        ends = np.cumsum([0, *(len(one) for one in yes)]).tolist()
        return cls(
            person=np.concatenate(person),
            statement=np.concatenate(statement),
            yes=np.concatenate(yes),
            ends=ends,
            shape=shape,
        )

    def take_person(self, values: FloatArray) -> FloatArray:
        return np.repeat(values, self._counts)

    def take_statement(self, values: FloatArray) -> FloatArray:
        return values.take(self._statement)

    def list_terms(
        self, person: FloatArray, statement: FloatArray, theta: FloatArray, vectors: FloatArray
    ) -> list[FloatArray]:
        """What makes up the linear predictor, per row: the person's term, the statement's, then one for each axis."""
        terms = [self.take_person(person), self.take_statement(statement)]
        for position, vector in zip(theta, vectors, strict=True):
            terms.append(self.take_person(position) * self.take_statement(vector))
        return terms

    def draw_latent(
        self, centre: FloatArray, generators: Sequence[np.random.Generator], *, is_mirrored: bool
    ) -> FloatArray:
        """Latent normals given the answers: centre + s z, z > -s centre. Drawn by the far tail, where no digits are lost.

        Mirrored: each one's rank among its possible values is reflected (and shaken a little) instead of drawn anew. That
        leaves the distribution as it is, and the sampler no longer walks at random (overrelaxation, Neal 1995).
        """
        from scipy import special

        for generator, begin, end in zip(generators, self._ends, self._ends[1:], strict=False):
            generator.random(out=self._uniform[begin:end])
        self._likelihood = special.ndtr(self.sign * centre)
        rank = self._uniform
        if is_mirrored:
            before = special.ndtr(self.sign * (centre - self._latent)) / np.maximum(self._likelihood, 1e-300)
            rank = 1.0 - np.clip(before, 0.0, 1.0) + _SHAKE * (self._uniform - 0.5)
            rank = np.abs(np.where(rank > 1.0, 2.0 - rank, rank))
        tail = np.maximum(rank * self._likelihood, 1e-300)
        self._latent = np.asarray(centre - self.sign * special.ndtri(tail))
        return self._latent

    def sum_products(self, first: FloatArray, second: FloatArray) -> FloatArray:
        """Σ first·second over the rows of each replica; (R,)."""
        pairs = zip(self._ends, self._ends[1:], strict=False)
        return np.array([np.einsum("i,i->", first[begin:end], second[begin:end]) for begin, end in pairs])

    def spread(self, values: FloatArray) -> FloatArray:
        """One value per replica, repeated for each of its rows."""
        return np.repeat(values, np.diff(self._ends))

    def sum_log(self) -> FloatArray:
        logs = np.log(np.maximum(self._likelihood, 1e-300))
        return np.array(
            [logs[begin:end].sum() for begin, end in zip(self._ends, self._ends[1:], strict=False)]
        )

    def sum_by_person(self, values: FloatArray, vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Per person: sums of v and of v vᵀ (rows: d, then the lower triangle), and of value·(1, v)."""
        self._values.data[:] = values
        return _multiply(self._ones, _products(vectors)), _multiply(
            self._values, _with_one(vectors, self._values.shape[1])
        )

    def sum_by_statement(self, values: FloatArray, vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The same per statement, over people."""
        self._values.data[:] = values
        return (
            _multiply(self._ones_turned, _products(vectors)),
            _multiply(self._values_turned, _with_one(vectors, self._values.shape[0])),
        )

    def weigh_by_person(self, weights: FloatArray, vectors: FloatArray) -> FloatArray:
        """Per person: Σ w, Σ w·v and Σ w·v vᵀ (lower triangle, row by row) over the rows."""
        self._values.data[:] = weights
        columns = np.concatenate([np.ones((1, vectors.shape[1])), _products(vectors)])
        return _multiply(self._values, columns)

    def weigh_by_statement(self, weights: FloatArray, vectors: FloatArray) -> FloatArray:
        """The same per statement, over people."""
        self._values.data[:] = weights
        columns = np.concatenate([np.ones((1, vectors.shape[1])), _products(vectors)])
        return _multiply(self._values_turned, columns)


def _multiply(matrix: object, columns: FloatArray) -> FloatArray:
    """Sparse matrix times columns given as rows (k, K); rows again."""
    return np.ascontiguousarray((matrix @ np.ascontiguousarray(columns.T)).T)  # type: ignore[operator]  # scipy has no types


def _products(vectors: FloatArray) -> FloatArray:
    squares = [vectors[row] * vectors[column] for row in range(len(vectors)) for column in range(row + 1)]
    return np.stack([*vectors, *squares]) if squares else np.zeros((0, vectors.shape[1]))


def _with_one(vectors: FloatArray, count: int) -> FloatArray:
    return np.concatenate([np.ones((1, count)), vectors])
