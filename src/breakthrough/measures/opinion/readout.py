"""What the draws say: probabilities to agree, disagree and pass, averaged over people and sides, one row per draw."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.opinion.draws import Draws
from breakthrough.measures.opinion.sides import Sides

Floats = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Posterior:
    """Values of one quantity over draws: `values` [K, ...] and `weight` [K] summing to 1 (both empty: unknown)."""

    values: Floats
    weight: Floats

    @property
    def is_known(self) -> bool:
        return bool(self.weight.size)

    def mean(self) -> Floats:
        return np.asarray(np.tensordot(self.weight, self.values, axes=1))

    def probability(self, event: npt.NDArray[np.bool_]) -> Floats:
        """Weight of the draws in which `event` [K, ...] holds."""
        return np.clip(np.tensordot(self.weight, event.astype(np.float64), axes=1), 0.0, 1.0)

    def quantile(self, share: float) -> Floats:
        """Weighted quantile of every element, linear between the middles of the steps."""
        order = np.argsort(self.values, axis=0, kind="stable")
        ordered = np.take_along_axis(self.values, order, 0).reshape(len(self.weight), -1)
        weight = self.weight[order].reshape(len(self.weight), -1)
        level = np.cumsum(weight, axis=0) - 0.5 * weight
        above = (level < share).sum(0)
        upper = np.clip(above, 0, len(self.weight) - 1)
        lower = np.clip(above - 1, 0, len(self.weight) - 1)
        column = np.arange(ordered.shape[1])
        gap = level[upper, column] - level[lower, column]
        part = np.where(gap > 0, (share - level[lower, column]) / np.where(gap > 0, gap, 1.0), 0.0)
        found = ordered[lower, column] + np.clip(part, 0, 1) * (
            ordered[upper, column] - ordered[lower, column]
        )
        return np.asarray(found.reshape(self.values.shape[1:]))


@dataclasses.dataclass(frozen=True, slots=True)
class Readout:
    """Shares by draw. The axis of answers is agree, disagree, pass.

    `whole` [K, 3, m]; `side` and `rest` [K', S, 3, m]: a side and everyone else; `bridge` [K'', m]: the lowest mean P(agree)
    over the halves of every axis. K' and K'' are the draws that know sides and axes.
    """

    whole: Posterior
    side: Posterior
    rest: Posterior
    bridge: Posterior


def read_draws(
    *,
    parts: list[tuple[Draws, npt.NDArray[np.int64], float]],
    sides: Sides,
    person_weight: Floats,
    statements: npt.NDArray[np.intp],
) -> Readout:
    """Average over people in every chosen draw. `parts`: draws of one model, which of them, and the weight of each;
    `statements`: indices of those that are read (m below is their number).

    `person_weight` [n] weighs people in the whole; sides and halves weigh the same people in proportion.
    """
    whole, side, rest, bridge = _Pile(), _Pile(), _Pile(), _Pile()
    share = person_weight / person_weight.sum()
    for draws, chosen, each in parts:
        for draw in chosen.tolist():
            answers = _answers(draws, draw, statements)
            total = np.stack([share @ answer for answer in answers])
            whole.add(total, each)
            labels = sides.labels.get((draws.dimensions, draw))
            if labels is not None:
                mine = np.stack([share * (labels == place) for place in range(sides.count)])
                sums = np.stack([mine @ answer for answer in answers], axis=1)
                amount = mine.sum(1)[:, None, None]
                side.add(sums / amount, each)
                rest.add((total - sums) / np.maximum(1 - amount, 1e-12), each)
            if draws.dimensions:
                halves = _halves(draws.theta[draw]) * share
                bridge.add((halves @ answers[0] / halves.sum(1)[:, None]).min(0), each)
    return Readout(whole=whole.close(), side=side.close(), rest=rest.close(), bridge=bridge.close())


def _answers(draws: Draws, draw: int, statements: npt.NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """P(agree), P(disagree), P(pass) of every person and statement [n, m] each."""
    from scipy.special import ndtr

    theta = draws.theta[draw]
    passing = ndtr(draws.g[draw][:, None] + (draws.h[draw, statements] + theta @ draws.r[draw, statements].T))
    siding = ndtr(draws.c[draw][:, None] + (draws.b[draw, statements] + theta @ draws.a[draw, statements].T))
    agree = siding * (1 - passing)
    return agree, 1 - passing - agree, passing


def _halves(theta: Floats) -> Floats:
    """Who is in the lower and who in the upper half of each axis [2d, n]; with an odd number the middle person is in both."""
    n = len(theta)
    rank = np.argsort(np.argsort(theta, axis=0, kind="stable"), axis=0, kind="stable").T
    return np.concatenate([rank < (n + 1) // 2, rank >= n // 2]).astype(np.float64)


class _Pile:
    """Values and weights of the draws so far."""

    def __init__(self) -> None:
        self.values: list[Floats] = []
        self.weight: list[float] = []

    def add(self, values: Floats, weight: float) -> None:
        self.values.append(values)
        self.weight.append(weight)

    def close(self) -> Posterior:
        if not self.values:
            return Posterior(np.zeros((0,)), np.zeros(0))
        weight = np.array(self.weight)
        return Posterior(np.stack(self.values), weight / weight.sum())
