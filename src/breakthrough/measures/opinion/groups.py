"""Is anyone apart from anyone? How many groups the votes bear, and who belongs where (in memory only).

For some draws of the statements, groups are fitted to what each person's votes say (`positions`, `clusters`), with random
weights on the people. The share of draws with k groups is the probability of k. Groups are shown only if a map is and at
least `SHOWN_FROM` of the draws have two or more.
"""

import dataclasses
import itertools
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.opinion import clusters, positions
from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.results import GroupPosterior
from breakthrough.measures.opinion.votes import VoteTable

Floats = npt.NDArray[np.float64]
OnProgress = Callable[[float, str], None]

PARTITION_DRAWS = 40
MOST_GROUPS = 5
FEWEST_PEOPLE = 5
SMALLEST_SHARE = 0.02
SHOWN_FROM = 0.8
CLEARLY = 0.6
"""Who belongs to no group with this probability stands between them."""

_LIGHTEST = 0.02  # a dimension with less weight gets no partition draws
_PURPOSE = 71  # separates the random streams of this step from those of the others
_CHUNK_CELLS = 60_000  # people times draws fitted at once: arrays stay in the processor's cache
_STABILITY_PEOPLE = 600


@dataclasses.dataclass(frozen=True, slots=True)
class Cloud:
    """A normal population on the map with the noise of estimation removed: `centre` [d], `covariance` [d, d]."""

    centre: Floats
    covariance: Floats


@dataclasses.dataclass(frozen=True, slots=True)
class PartitionDraw:
    """The groups of one draw: `belonging` [n, k] and the `clouds` of its groups; `whole` is everyone as one cloud."""

    dimensions: int
    draw: int
    weight: float
    belonging: Floats
    clouds: tuple[Cloud, ...]
    whole: Cloud

    @property
    def count(self) -> int:
        return int(self.belonging.shape[1])


@dataclasses.dataclass(frozen=True, slots=True)
class Grouping:
    """Groups with everything that is needed to read them off. Holds people: in memory only, never stored or released.

    `matched` are the draws that have `posterior.count` groups, their columns in the common order (A first); it is empty when
    no groups are shown. `share` [n, count] is how often each person is in each group, over those draws.
    """

    posterior: GroupPosterior | None
    partitions: tuple[PartitionDraw, ...]
    matched: tuple[PartitionDraw, ...]
    share: Floats

    @property
    def home(self) -> npt.NDArray[np.int64]:
        """The group of each person [n], -1 for those between the groups."""
        if not self.matched:
            return np.full(self.share.shape[0], -1)
        return np.where(self.share.max(1) > CLEARLY, self.share.argmax(1), -1)


def find_groups(
    *, mixture: Mixture, seed: int, weight: Floats | None = None, on_progress: OnProgress | None = None
) -> Grouping:
    """Groups of the people of a mixture, or the statement that none are shown.

    `weight` [n] counts people that stand for more than themselves (mean 1). Without a map nothing is fitted and the posterior
    is `None`: not known.
    """
    n = mixture.table.person_count
    if not mixture.weights.map_shown:
        return Grouping(posterior=None, partitions=(), matched=(), share=np.zeros((n, 0)))
    plan = _plan(mixture)
    partitions: list[PartitionDraw] = []
    planned = sum(len(chosen) for _, chosen, _ in plan)
    for draws, chosen, each in plan:
        for part in _chunks(chosen, n):
            if on_progress:
                on_progress(len(partitions) / planned, gettext_noop("Looking for groups"))
            partitions.extend(_partitions(mixture.table, draws, part, each, seed=seed, weight=weight))
    return _judge(tuple(partitions), mixture.weights.weights[0], n)


def _plan(mixture: Mixture) -> list[tuple[Draws, npt.NDArray[np.int64], float]]:
    """Which draws of each dimension get a partition, and the weight of each of them."""
    heavy = [
        (draws, weight)
        for draws, weight in zip(mixture.draws, mixture.weights.weights, strict=True)
        if draws is not None and draws.dimensions > 0 and weight >= _LIGHTEST
    ]
    total = sum(weight for _, weight in heavy)
    plan = []
    for draws, weight in heavy:
        amount = min(draws.count, max(10, round(PARTITION_DRAWS * weight / total)))
        plan.append((draws, _spaced(draws.count, amount), weight / total / amount))
    return plan


def _spaced(total: int, amount: int) -> npt.NDArray[np.int64]:
    """`amount` positions spread evenly over 0 … total - 1."""
    return ((np.arange(amount) + 0.5) * total / amount).astype(np.int64)


def _chunks(chosen: npt.NDArray[np.int64], n: int) -> list[npt.NDArray[np.int64]]:
    size = max(1, _CHUNK_CELLS // max(1, 3 * n))
    return [chosen[start : start + size] for start in range(0, len(chosen), size)]


def _evidence(table: VoteTable, draws: Draws, chosen: npt.NDArray[np.int64]) -> positions.Evidence:
    """The evidence of several draws side by side: precision [d, d, B, n], linear and mode [d, B, n]."""
    found = [positions.find_evidence(table=table, draws=draws, draw=int(draw)) for draw in chosen]
    return positions.Evidence(
        precision=np.stack([one.precision for one in found], axis=2),
        linear=np.stack([one.linear for one in found], axis=1),
        mode=np.stack([one.mode for one in found], axis=1),
        covariance=np.stack([one.covariance for one in found], axis=2),
    )


def _partitions(
    table: VoteTable,
    draws: Draws,
    chosen: npt.NDArray[np.int64],
    each: float,
    *,
    seed: int,
    weight: Floats | None,
) -> list[PartitionDraw]:
    n = table.person_count
    found = _evidence(table, draws, chosen)
    omega = np.stack([_person_weights(n, seed, draws.dimensions, int(draw), weight) for draw in chosen])
    fits: list[clusters.Fit] = []
    scores: list[Floats] = []
    for count in range(1, max(1, min(MOST_GROUPS, n // FEWEST_PEOPLE)) + 1):
        fits.append(
            clusters.fit_groups(
                precision=found.precision, linear=found.linear, weight=omega, mode=found.mode, count=count
            )
        )
        scores.append(clusters.bayes_information(fits[-1], n))
        if count >= 3 and bool((np.minimum(scores[-1], scores[-2]) > np.min(scores[:-2], axis=0)).all()):
            break  # two more groups in a row helped in none of these draws
    best = np.stack(scores).argmin(0)
    least = max(FEWEST_PEOPLE, math.ceil(SMALLEST_SHARE * n))
    return [
        _partition(fits[best[place]], fits[0], place, int(draw), draws.dimensions, each, least)
        for place, draw in enumerate(chosen)
    ]


def _person_weights(n: int, seed: int, d: int, draw: int, weight: Floats | None) -> Floats:
    """Dirichlet(1, …, 1) weights that sum to n: the Bayesian bootstrap over people."""
    drawn = np.random.default_rng([seed, _PURPOSE, d, draw]).standard_exponential(n)
    if weight is not None:
        drawn = drawn * weight
    return np.asarray(drawn * (n / drawn.sum()))


def _partition(
    fit: clusters.Fit, single: clusters.Fit, place: int, draw: int, d: int, each: float, least: int
) -> PartitionDraw:
    share, centre, spread = fit.share[place], fit.centre[:, place], fit.spread[:, :, place]
    belonging = fit.belonging[place]
    merged = clusters.merge_components(
        share=share, centre=centre, spread=spread, belonging=belonging, least=least
    )
    return PartitionDraw(
        dimensions=d,
        draw=draw,
        weight=each,
        belonging=np.stack([belonging[:, group].sum(1) for group in merged], axis=1),
        clouds=tuple(_cloud(share[group], centre[:, group], spread) for group in merged),
        whole=Cloud(centre=single.centre[:, place, 0], covariance=single.spread[:, :, place]),
    )


def _cloud(share: Floats, centre: Floats, spread: Floats) -> Cloud:
    """Several components as one normal cloud."""
    part = share / share.sum()
    middle = centre @ part
    away = centre - middle[:, None]
    return Cloud(centre=middle, covariance=spread + (away * part) @ away.T)


def _judge(partitions: tuple[PartitionDraw, ...], no_structure: float, n: int) -> Grouping:
    """P(k), whether groups are shown, and their common order."""
    probability = np.zeros(MOST_GROUPS)
    for one in partitions:
        probability[one.count - 1] += one.weight * (1 - no_structure)
    probability[0] += no_structure
    shown = bool(probability[1:].sum() >= SHOWN_FROM)
    if not shown:
        posterior = GroupPosterior(tuple(probability.tolist()), False, None, (), None, None)
        return Grouping(posterior, partitions, (), np.zeros((n, 0)))
    count = int(probability[1:].argmax()) + 2
    chosen = [one for one in partitions if one.count == count]
    matched, share = _in_one_order(chosen)
    sizes = share.mean(0)
    posterior = GroupPosterior(
        probability_by_count=tuple(probability.tolist()),
        shown=True,
        count=count,
        sizes=tuple(sizes.tolist()),
        between_share=float((share.max(1) <= CLEARLY).mean()),
        pair_stability=_pair_stability(partitions),
    )
    return Grouping(posterior, partitions, matched, share)


def _in_one_order(chosen: list[PartitionDraw]) -> tuple[tuple[PartitionDraw, ...], Floats]:
    """The draws with their groups in one order, largest first (ties: whose first member comes first)."""
    weights = np.array([one.weight for one in chosen])
    aligned = _match([one.belonging for one in chosen])
    share = _average(aligned, weights)
    first = [int(np.argmax(share[:, group] >= share.max(1) - 1e-12)) for group in range(share.shape[1])]
    order = sorted(
        range(share.shape[1]), key=lambda group: (-round(float(share[:, group].sum()), 9), first[group])
    )
    matched = []
    for one, belonging in zip(chosen, aligned, strict=True):
        source = [_column_of(one.belonging, belonging[:, group]) for group in order]
        matched.append(
            dataclasses.replace(
                one, belonging=belonging[:, order], clouds=tuple(one.clouds[column] for column in source)
            )
        )
    return tuple(matched), share[:, order]


def _column_of(belonging: Floats, column: Floats) -> int:
    return int(np.abs(belonging - column[:, None]).sum(0).argmin())


def _match(belongings: list[Floats]) -> list[Floats]:
    """Reorder the groups of every draw to fit the draw that agrees best with all others, then twice to the average."""
    orders = np.array(list(itertools.permutations(range(belongings[0].shape[1]))))
    agreement = [sum(_best_order(one, other, orders)[1] for other in belongings) for one in belongings]
    reference = belongings[int(np.argmax(np.round(agreement, 9)))]
    aligned = belongings
    for _ in range(3):
        aligned = [one[:, _best_order(reference, one, orders)[0]] for one in aligned]
        reference = _average(aligned)
    return aligned


def _best_order(
    reference: Floats, belonging: Floats, orders: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], float]:
    """Which columns of `belonging` to take so that it fits `reference` best, and how well it does."""
    shared = reference.T @ belonging
    fit = shared[np.arange(shared.shape[0]), orders].sum(1)
    best = int(np.argmax(np.round(fit, 9)))
    return orders[best], float(fit[best])


def _average(belongings: list[Floats], weights: Floats | None = None) -> Floats:
    return np.asarray(np.average(np.stack(belongings), axis=0, weights=weights))


def _pair_stability(partitions: tuple[PartitionDraw, ...]) -> float:
    """Mean over pairs of people of max(C, 1 - C), C the probability to be in one group (on at most 600 people)."""
    n = partitions[0].belonging.shape[0]
    taken = _spaced(n, min(n, _STABILITY_PEOPLE))
    together = sum(one.weight * (one.belonging[taken] @ one.belonging[taken].T) for one in partitions)
    pairs = np.asarray(together)[np.triu_indices(len(taken), 1)]
    return float(np.maximum(pairs, 1 - pairs).mean())
