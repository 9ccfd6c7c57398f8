"""The groups of Polis: who counts, base clusters, weighted k-means on them, silhouette and the slow choice of k.

k-means starts from the order of the people and its k is never 1: these groups are for comparison, not a finding.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

LEAST_VOTES = 7
LEAST_PEOPLE = 15
BASE_COUNT = 100
BASE_STEPS = 100
GROUP_STEPS = 20
MOST_GROUPS = 5
STILL = 0.01
WINS_TO_SWITCH = 4


@dataclass(frozen=True, slots=True)
class PolisMemory:
    """What the next update of a conversation starts from; in memory only (it holds people).

    `inside`: keys of the people in the conversation · `base_centres` float64[b,2] · `centres_by_count`: last group centres
    for every k · `last_count`, `wins`: the best k and how often in a row · `count`: the k in use.
    """

    inside: frozenset[str]
    base_centres: Floats
    centres_by_count: dict[int, Floats]
    last_count: int
    wins: int
    count: int


@dataclass(frozen=True, slots=True)
class PolisGroups:
    """`inside` bool[n], `base` int64[n] base cluster (−1 outside), `group` int64[n] (−1 outside), centres float64[k,2],
    `silhouettes` by k; `memory` fields without the people's keys are in `base_centres`, `centres_by_count`."""

    inside: NDArray[np.bool_]
    base: Labels
    group: Labels
    centres: Floats
    silhouettes: dict[int, float]
    base_centres: Floats
    centres_by_count: dict[int, Floats]


def find_inside(vote_counts: Labels, statement_count: int, already: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who is in the conversation: seven votes (or all statements), or once in; filled to 15 with those who voted most."""
    inside: NDArray[np.bool_] = already | (vote_counts >= min(LEAST_VOTES, statement_count))
    missing = LEAST_PEOPLE - int(inside.sum())
    if missing > 0:
        by_votes = np.argsort(np.where(inside, 1, -vote_counts), kind="stable")
        inside = inside.copy()
        inside[by_votes[: min(missing, int((~inside).sum()))]] = True
    return inside


def find_groups(
    *, projections: Floats, inside: NDArray[np.bool_], group_count: int | None, memory: PolisMemory | None
) -> PolisGroups:
    """Base clusters, then groups for every k; k by silhouette, or `group_count`. `projections` float64[n,2]."""
    points = projections[inside]
    base_start = start_centres(points, BASE_COUNT, None if memory is None else memory.base_centres)
    base_labels, base_centres = cluster(points, np.ones(len(points)), base_start, BASE_STEPS)
    weights = np.bincount(base_labels, minlength=len(base_centres)).astype(np.float64)
    most = min(MOST_GROUPS, 2 + len(base_centres) // 12)
    counts = sorted({*range(2, most + 1), *([] if group_count is None else [group_count])})
    labels: dict[int, Labels] = {}
    centres: dict[int, Floats] = {}
    for k in counts:
        last = None if memory is None else memory.centres_by_count.get(k)
        start = start_centres(base_centres, k, last)
        labels[k], centres[k] = cluster(base_centres, weights, start, GROUP_STEPS)
    distances = np.linalg.norm(base_centres[:, None] - base_centres[None], axis=2)
    silhouettes = {k: silhouette(distances, labels[k]) for k in counts}
    count = group_count if group_count is not None else choose_count(silhouettes, memory)[2]
    base = np.full(len(projections), -1, np.int64)
    base[inside] = base_labels
    group = np.full(len(projections), -1, np.int64)
    group[inside] = labels[count][base_labels]
    return PolisGroups(inside, base, group, centres[count], silhouettes, base_centres, centres)


def choose_count(silhouettes: dict[int, float], memory: PolisMemory | None) -> tuple[int, int, int]:
    """The best k now, how often in a row it was best, and the k to use: it changes only after four wins in a row."""
    best = max(silhouettes, key=lambda k: (silhouettes[k], -k))
    if memory is None:
        return best, 1, best
    wins = memory.wins + 1 if memory.last_count == best else 1
    return best, wins, best if wins >= WINS_TO_SWITCH else memory.count


def start_centres(points: Floats, count: int, last: Floats | None) -> Floats:
    """The first distinct points; or the last centres without twins, and the farthest points added until there are `count`."""
    if last is None or len(last) == 0:
        first = np.sort(np.unique(points, axis=0, return_index=True)[1])[:count]
        return points[first]
    kept = last[np.sort(np.unique(last, axis=0, return_index=True)[1])][:count]
    possible = min(count, len(np.unique(points, axis=0)))
    while len(kept) < possible:
        away = square_distances(points, kept).min(axis=1)
        if away.max() <= 0:
            break
        kept = np.vstack((kept, points[away.argmax()]))
    return kept


def cluster(points: Floats, weights: Floats, centres: Floats, steps: int) -> tuple[Labels, Floats]:
    """Weighted k-means; clusters without points are dropped; stops when every centre moves less than .01.

    `points` float64[q,2], `weights` float64[q] → labels int64[q] and centres float64[k',2]. Ties go to the lower index.
    """
    labels = np.zeros(len(points), np.int64)
    for _ in range(steps if len(points) else 0):
        labels = square_distances(points, centres).argmin(axis=1)
        used, labels = np.unique(labels, return_inverse=True)
        mass = np.bincount(labels, weights)
        moved = np.stack([np.bincount(labels, weights * points[:, axis]) / mass for axis in range(2)], axis=1)
        change = np.linalg.norm(moved - centres[used], axis=1).max(initial=0.0)
        dropped = len(used) < len(centres)
        centres = moved
        if change < STILL and not dropped:
            break
    return labels.astype(np.int64), centres


def square_distances(points: Floats, centres: Floats) -> Floats:
    """float64[points, centres]."""
    squares: Floats = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return squares


def silhouette(distances: Floats, labels: Labels) -> float:
    """Mean silhouette, every point alike; 0 for a member of a singleton and for a single cluster."""
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return 0.0
    sums = np.stack([distances[:, labels == k].sum(axis=1) for k in range(len(sizes))], axis=1)
    own = sums[np.arange(len(labels)), labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[np.arange(len(labels)), labels] = np.inf
    other = means.min(axis=1)
    larger = np.maximum(own, other)
    lone = (sizes[labels] == 1) | (larger <= 0)
    return float(np.mean(np.where(lone, 0.0, (other - own) / np.where(larger > 0, larger, 1.0))))
