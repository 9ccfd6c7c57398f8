"""The sampler of the two-part probit: one sweep over persons, statements and variances, for several replicas at once.

Each vote is two questions, "do you take a side?" and "which?":

    P(pass_ij) = Phi(rho_ij),             rho_ij = g_i + h_j + theta_i . r_j     (all votes)
    P(agree_ij | no pass) = Phi(eta_ij),  eta_ij = c_i + b_j + theta_i . a_j     (votes that are not a pass)
    (c_i, g_i) ~ N(0, S_u)   theta_i ~ N(0, I)   (b_j, h_j) ~ N(mu, S_w)   a_jl ~ N(0, s_l²)   r_jl ~ N(0, s_r²)
    mu ~ N((0, -.7), I)   S_u, S_w ~ inverse Wishart(4, I)   s_l ~ half-t_3(1)   s_r ~ half-t_3(.5)

Data augmentation after Albert and Chib (1993), half-t by a mixture of inverse gammas after Wand et al. (2011). A
replica is a chain or a fold: replicas share nothing but the loop, and each has a generator of its own, so a replica's
numbers do not depend on which others run beside it.

Longer than most modules: the sweep is one piece, and its parts would only be read together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import blocks, gibbs_moves, gibbs_variances, prediction, votes
from breakthrough.measures.opinion.gibbs_rows import Part

FloatArray = NDArray[np.float64]

_MIRROR = -0.9  # correlation of a block with its last value in mirrored sweeps
_PLAIN_EVERY = 10  # every tenth sweep draws everything anew
_PLAIN_AT_FIRST = 20


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Parameters of R replicas side by side: `people` (2+d, R·n) holds c, g, theta; `statements` (2+2d, R·m) b, h, a, r.

    `cov_u` is (R, 2, 2), `spreads` (R, k) the standard deviations that the convergence checks look at.
    """

    people: FloatArray
    statements: FloatArray
    cov_u: FloatArray
    spreads: FloatArray


class Sampler:
    """R replicas of the model with d dimensions, each on its own rows of one table."""

    def __init__(
        self,
        *,
        table: votes.VoteTable,
        rows: Sequence[NDArray[np.intp] | slice],
        dimensions: int,
        generators: Sequence[np.random.Generator],
    ) -> None:
        self.dimensions = dimensions
        self.replicas = len(rows)
        self.n, self.m = table.person_count, table.statement_count
        self._generators = generators
        person = [table.person[chosen] + np.int32(index * self.n) for index, chosen in enumerate(rows)]
        statement = [table.statement[chosen] + np.int32(index * self.m) for index, chosen in enumerate(rows)]
        vote = [table.vote[chosen] for chosen in rows]
        shape = (self.replicas * self.n, self.replicas * self.m)
        self._passes = Part.from_rows(person, statement, [one == votes.PASSED for one in vote], shape)
        sided = [one != votes.PASSED for one in vote]
        self._sides = Part.from_rows(
            [one[kept] for one, kept in zip(person, sided, strict=True)],
            [one[kept] for one, kept in zip(statement, sided, strict=True)],
            [one[kept] == votes.AGREE for one, kept in zip(vote, sided, strict=True)],
            shape,
        )
        self._sweep_count = 0
        self._start()
        side_terms, pass_terms = self._list_terms()
        self._side_centre = _add(side_terms)
        self._pass_centre = _add(pass_terms)

    def sweep(self) -> None:
        """Draw every block once, then move along the directions in which the blocks hold each other."""
        is_mirrored = self._sweep_count >= _PLAIN_AT_FIRST and self._sweep_count % _PLAIN_EVERY != 0
        self._sweep_count += 1
        sides = self._sides.draw_latent(self._side_centre, self._generators, is_mirrored=is_mirrored)
        passes = self._passes.draw_latent(self._pass_centre, self._generators, is_mirrored=is_mirrored)
        self._draw_people(sides, passes, is_mirrored=is_mirrored)
        self._draw_statements(sides, passes, is_mirrored=is_mirrored)
        chance = gibbs_moves.Chance(self._generators)
        self._draw_variances(chance)
        gibbs_moves.shift(self, chance)
        gibbs_moves.rescale_positions(self, chance)
        self._side_centre, self._pass_centre = self._rescale_terms(sides, passes, chance)

    def get_state(self) -> State:
        """A copy of the present parameters."""
        spreads = [self.var_a.sum(axis=1), self.var_r] if self.dimensions else []
        cov_u, cov_w = gibbs_variances.invert_pair(self.prec_u), gibbs_variances.invert_pair(self.prec_w)
        spreads += [cov_u[:, 0, 0], cov_u[:, 1, 1], cov_w[:, 0, 0], cov_w[:, 1, 1]]
        return State(self.people.copy(), self.statements.copy(), cov_u, np.sqrt(np.stack(spreads, axis=1)))

    def predict(self, person: NDArray[np.intp], statement: NDArray[np.intp]) -> FloatArray:
        """P(agree), P(disagree), P(pass) at the present parameters; columns of `people` and `statements`; (K, 3)."""
        d = self.dimensions
        side = self.people[0].take(person) + self.statements[0].take(statement)
        passing = self.people[1].take(person) + self.statements[1].take(statement)
        for axis in range(d):
            theta = self.people[2 + axis].take(person)
            side += theta * self.statements[2 + axis].take(statement)
            passing += theta * self.statements[2 + d + axis].take(statement)
        return prediction.answer_probabilities(side, passing)

    def count_log_likelihood(self) -> FloatArray:
        """Log likelihood of each replica's votes at the parameters before the last sweep; (R,)."""
        return self._sides.sum_log() + self._passes.sum_log()

    def _start(self) -> None:
        d, columns = self.dimensions, self.replicas * self.n
        self.people = np.zeros((2 + d, columns))
        self.statements = np.zeros((2 + 2 * d, self.replicas * self.m))
        self.statements[1] = gibbs_moves.PRIOR_MEAN[1]
        for replica, generator in enumerate(self._generators):
            self.people[2:, replica * self.n : (replica + 1) * self.n] = generator.standard_normal(
                (d, self.n)
            )
        self.mu = np.tile(gibbs_moves.PRIOR_MEAN, (self.replicas, 1))
        self.prec_u = np.tile(np.diag([3.0, 3.0]), (self.replicas, 1, 1))
        self.prec_w = np.tile(np.eye(2), (self.replicas, 1, 1))
        self.var_a = np.full((self.replicas, d), 0.3)
        self.var_r = np.full(self.replicas, 0.05)

    def _list_terms(self) -> tuple[list[FloatArray], list[FloatArray]]:
        d, people, statements = self.dimensions, self.people, self.statements
        return (
            self._sides.list_terms(people[0], statements[0], people[2:], statements[2 : 2 + d]),
            self._passes.list_terms(people[1], statements[1], people[2:], statements[2 + d :]),
        )

    def _rescale_terms(
        self, sides: FloatArray, passes: FloatArray, chance: gibbs_moves.Chance
    ) -> tuple[FloatArray, FloatArray]:
        """Stretch c, g, each axis of a, and r together with their spreads; answers the two linear predictors."""
        d, terms = self.dimensions, self._list_terms()
        side_centre, pass_centre = _add(terms[0]), _add(terms[1])
        both = ((self._sides, sides, side_centre), (self._passes, passes, pass_centre))
        for place, (part, latent, predictor) in enumerate(both):
            term = terms[place][0]
            factor = gibbs_moves.draw_pair_factor(
                *_regress(part, latent, predictor, term), self.prec_u[:, place, place], chance
            )
            self.people[place] *= np.repeat(factor, self.n)
            self.prec_u[:, place, :] /= factor[:, None]
            self.prec_u[:, :, place] /= factor[:, None]
            predictor += (part.spread(factor) - 1.0) * term  # noqa: PLW2901  in place, on purpose
        for axis in range(d):
            term = terms[0][2 + axis]
            factor = gibbs_moves.draw_factor(
                *_regress(self._sides, sides, side_centre, term),
                self.var_a[:, axis],
                gibbs_variances.SIDE_SCALE,
                chance,
            )
            self.statements[2 + axis] *= np.repeat(factor, self.m)
            self.var_a[:, axis] *= factor**2
            side_centre += (self._sides.spread(factor) - 1.0) * term
        if d:
            term = _add(terms[1][2:])
            factor = gibbs_moves.draw_factor(
                *_regress(self._passes, passes, pass_centre, term),
                self.var_r,
                gibbs_variances.PASS_SCALE,
                chance,
            )
            self.statements[2 + d :] *= np.repeat(factor, self.m)
            self.var_r *= factor**2
            pass_centre += (self._passes.spread(factor) - 1.0) * term
        return side_centre, pass_centre

    def _draw_people(self, sides: FloatArray, passes: FloatArray, *, is_mirrored: bool) -> None:
        d = self.dimensions
        b, h, a, r = (
            self.statements[0],
            self.statements[1],
            self.statements[2 : 2 + d],
            self.statements[2 + d :],
        )
        side_sums, side_right = self._sides.sum_by_person(sides - self._sides.take_statement(b), a)
        pass_sums, pass_right = self._passes.sum_by_person(passes - self._passes.take_statement(h), r)
        precision = np.empty((2 + d, 2 + d, self.replicas * self.n))
        _fill_pair(precision, self.prec_u, self.n)
        precision[0, 0] += self._sides.per_person
        precision[1, 1] += self._passes.per_person
        linear = np.empty((2 + d, self.replicas * self.n))
        linear[0], linear[1] = side_right[0], pass_right[0]
        place = 0
        for row in range(d):
            precision[2 + row, 0], precision[2 + row, 1] = side_sums[row], pass_sums[row]
            linear[2 + row] = side_right[1 + row] + pass_right[1 + row]
            for column in range(row + 1):
                precision[2 + row, 2 + column] = side_sums[d + place] + pass_sums[d + place]
                place += 1
            precision[2 + row, 2 + row] += 1.0
        self.people = blocks.draw_normal(
            precision,
            linear,
            self._draw_noise(2 + d, self.n),
            present=self.people if is_mirrored else None,
            keep=_MIRROR,
        )

    def _draw_statements(self, sides: FloatArray, passes: FloatArray, *, is_mirrored: bool) -> None:
        d = self.dimensions
        c, g, theta = self.people[0], self.people[1], self.people[2:]
        side_sums, side_right = self._sides.sum_by_statement(sides - self._sides.take_person(c), theta)
        pass_sums, pass_right = self._passes.sum_by_statement(passes - self._passes.take_person(g), theta)
        size = 2 + 2 * d
        precision = np.zeros((size, size, self.replicas * self.m))
        _fill_pair(precision, self.prec_w, self.m)
        precision[0, 0] += self._sides.per_statement
        precision[1, 1] += self._passes.per_statement
        linear = np.empty((size, self.replicas * self.m))
        pull = np.repeat(np.einsum("kij,kj->ik", self.prec_w, self.mu), self.m, axis=1)
        linear[0], linear[1] = side_right[0] + pull[0], pass_right[0] + pull[1]
        place = 0
        for row in range(d):
            side, passing = 2 + row, 2 + d + row
            precision[side, 0], precision[passing, 1] = side_sums[row], pass_sums[row]
            linear[side], linear[passing] = side_right[1 + row], pass_right[1 + row]
            for column in range(row + 1):
                precision[side, 2 + column] = side_sums[d + place]
                precision[passing, 2 + d + column] = pass_sums[d + place]
                place += 1
            precision[side, side] += np.repeat(1.0 / self.var_a[:, row], self.m)
            precision[passing, passing] += np.repeat(1.0 / self.var_r, self.m)
        self.statements = blocks.draw_normal(
            precision,
            linear,
            self._draw_noise(size, self.m),
            present=self.statements if is_mirrored else None,
            keep=_MIRROR,
        )

    def _draw_variances(self, chance: gibbs_moves.Chance) -> None:
        d = self.dimensions
        people = self.people.reshape(2 + d, self.replicas, self.n)
        statements = self.statements.reshape(2 + 2 * d, self.replicas, self.m)
        pull = np.einsum("rpq,qr->rp", self.prec_w, statements[:2].sum(axis=2)) + gibbs_moves.PRIOR_MEAN
        self.mu = gibbs_moves.draw_pair(self.m * self.prec_w + np.eye(2), pull, chance)
        around = statements[:2] - self.mu.T[:, :, None]
        self.prec_u = gibbs_variances.draw_wishart(
            4 + self.n, gibbs_variances.sum_outer(people[:2]), self._generators
        )
        self.prec_w = gibbs_variances.draw_wishart(
            4 + self.m, gibbs_variances.sum_outer(around), self._generators
        )
        squares = np.einsum("kri,kri->rk", statements[2:], statements[2:])
        for axis in range(d):
            self.var_a[:, axis] = gibbs_variances.draw_half_t(
                self.m, squares[:, axis], self.var_a[:, axis], gibbs_variances.SIDE_SCALE, self._generators
            )
        if d:
            self.var_r = gibbs_variances.draw_half_t(
                self.m * d,
                squares[:, d:].sum(axis=1),
                self.var_r,
                gibbs_variances.PASS_SCALE,
                self._generators,
            )

    def _draw_noise(self, size: int, count: int) -> FloatArray:
        return np.concatenate([one.standard_normal((size, count)) for one in self._generators], axis=1)


def _fill_pair(precision: FloatArray, pair: FloatArray, count: int) -> None:
    precision[0, 0] = np.repeat(pair[:, 0, 0], count)
    precision[1, 0] = np.repeat(pair[:, 1, 0], count)
    precision[1, 1] = np.repeat(pair[:, 1, 1], count)


def _add(terms: Sequence[FloatArray]) -> FloatArray:
    total = terms[0].copy()
    for term in terms[1:]:
        total += term
    return total


def _regress(
    part: Part, latent: FloatArray, centre: FloatArray, term: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Σ f² and Σ f·y per replica, for a term f and what the other terms leave of the latent values, y."""
    return part.sum_products(term, term), part.sum_products(term, latent - centre + term)
