"""Votes with a known truth, made from the model of the exact path: for the evaluation batteries, benchmarks and tests."""

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.results import DimensionWeights

Floats = npt.NDArray[np.float64]

GROUP_SD = 0.35
"""Spread within a planted group, per dimension; every planted cloud has variance 1 in all."""


@dataclasses.dataclass(frozen=True, slots=True)
class Truth:
    """What was planted for n people and m statements in d dimensions, and the votes that were drawn from it.

    `agree` and `passing` [n, m] are the true probabilities to agree and to pass; `group` [n] the planted group (0 if one
    cloud); `person`, `statement`, `vote` [N] the votes in canonical order.
    """

    shape: str
    theta: Floats
    group: npt.NDArray[np.int64]
    c: Floats
    g: Floats
    b: Floats
    h: Floats
    a: Floats
    r: Floats
    agree: Floats
    passing: Floats
    person: npt.NDArray[np.int32]
    statement: npt.NDArray[np.int32]
    vote: npt.NDArray[np.int8]


def plant(
    *,
    shape: str,
    person_count: int,
    statement_count: int,
    seen_share: float,
    seed: int,
    loading_sd: float = 0.8,
    pass_loading_sd: float = 0.3,
) -> Truth:
    """Draw people of a `shape` (a key of `SHAPES`), statements and votes from the two-part probit model.

    Readiness to agree and to pass has sd .5, how agreeable a statement is N(.3, .8²), how unclear N(-1.2, .3²). Every
    person has seen a random `seen_share` of the statements, at least one. Raises KeyError for an unknown shape.
    """
    from scipy.special import ndtr

    n, m = person_count, statement_count
    generator = np.random.default_rng([seed, n, m, list(SHAPES).index(shape)])
    theta, group = SHAPES[shape](generator, n)
    d = theta.shape[1]
    c, g = generator.normal(0, 0.5, (2, n))
    b = generator.normal(0.3, 0.8, m)
    h = generator.normal(-1.2, 0.3, m)
    a = generator.normal(0, loading_sd, (m, d))
    r = generator.normal(0, pass_loading_sd, (m, d))
    passing = ndtr(g[:, None] + h + theta @ r.T)
    agree = (1 - passing) * ndtr(c[:, None] + b + theta @ a.T)
    seen = generator.random((n, m)) < seen_share
    seen[np.arange(n), generator.integers(0, m, n)] = True
    draw = generator.random((n, m))
    votes = np.where(draw < passing, 0, np.where(draw < passing + agree, 1, -1)).astype(np.int8)
    person, statement = np.nonzero(seen)
    return Truth(
        shape=shape,
        theta=theta,
        group=group,
        c=c,
        g=g,
        b=b,
        h=h,
        a=a,
        r=r,
        agree=agree,
        passing=passing,
        person=person.astype(np.int32),
        statement=statement.astype(np.int32),
        vote=votes[person, statement],
    )


def tabulate_truth(truth: Truth) -> votes.VoteTable:
    """The planted votes as a table; people and statements are called by their numbers."""
    return votes.tabulate(person=truth.person, statement=truth.statement, vote=truth.vote)


def draw_near_truth(truth: Truth, *, draw_count: int, noise: float, seed: int) -> Draws:
    """Stand-in for a fit: `draw_count` draws, every parameter its true value plus normal noise of sd `noise`."""
    generator = np.random.default_rng([seed, draw_count])

    def around(value: Floats) -> Floats:
        return value + generator.normal(0, noise, (draw_count, *value.shape))

    return Draws(
        dimensions=truth.theta.shape[1],
        c=around(truth.c),
        g=around(truth.g),
        theta=around(truth.theta),
        b=around(truth.b),
        h=around(truth.h),
        a=around(truth.a),
        r=around(truth.r),
        cov_u=np.repeat(0.25 * np.eye(2)[None], draw_count, axis=0),
        settled=True,
    )


def mix(
    *draws: Draws, table: votes.VoteTable, weights: tuple[float, float, float], map_shown: bool
) -> Mixture:
    """A mixture of given draws, for batteries in which the number of dimensions is known."""
    by_dimension = {one.dimensions: one for one in draws}
    return Mixture(
        table=table,
        weights=DimensionWeights(weights=weights, gain=0.05 if map_shown else 0.0, map_shown=map_shown),
        draws=(by_dimension.get(0), by_dimension.get(1), by_dimension.get(2)),
        method="opinion.planted/1",
        settled=True,
        path="exact",
    )


def _none(generator: np.random.Generator, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    del generator
    return np.zeros((n, 0)), np.zeros(n, np.int64)


def _normal(generator: np.random.Generator, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    return generator.normal(0, 1, (n, 1)), np.zeros(n, np.int64)


def _flat(generator: np.random.Generator, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    return generator.uniform(-math.sqrt(3), math.sqrt(3), (n, 1)), np.zeros(n, np.int64)


def _skewed(generator: np.random.Generator, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    return (generator.gamma(2, 1, (n, 1)) - 2) / math.sqrt(2), np.zeros(n, np.int64)


def _groups(
    generator: np.random.Generator, n: int, centres: Floats, shares: tuple[float, ...]
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """People in groups of exactly these shares (rounded), in random order."""
    edges = np.round(np.cumsum(shares) * n).astype(np.int64)
    group = generator.permutation(np.searchsorted(edges, np.arange(n), side="right"))
    return centres[group] + generator.normal(0, GROUP_SD, (n, centres.shape[1])), group


def _two_equal(generator: np.random.Generator, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    return _groups(generator, n, np.array([[-0.94], [0.94]]), (0.5, 0.5))


def _two_unequal(generator: np.random.Generator, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    distance = math.sqrt((1 - GROUP_SD**2) / 0.21)
    return _groups(generator, n, np.array([[-0.7 * distance], [0.3 * distance]]), (0.3, 0.7))


def _three(generator: np.random.Generator, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    angles = np.pi * np.array([1 / 2, 7 / 6, 11 / 6])
    radius = math.sqrt(2 * (1 - GROUP_SD**2))
    centres = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return _groups(generator, n, centres, (1 / 3, 1 / 3, 1 / 3))


SHAPES: dict[str, Callable[[np.random.Generator, int], tuple[Floats, npt.NDArray[np.int64]]]] = {
    "none": _none,
    "normal": _normal,
    "flat": _flat,
    "skewed": _skewed,
    "two_equal": _two_equal,
    "two_unequal": _two_unequal,
    "three": _three,
}
"""Shapes of opinion: no structure, one cloud (normal, flat, skewed), two groups 50:50 and 30:70, three groups in 2-D."""

TRUE_GROUP_COUNT = {
    "none": 1,
    "normal": 1,
    "flat": 1,
    "skewed": 1,
    "two_equal": 2,
    "two_unequal": 2,
    "three": 3,
}
