"""Groups for `live`: the mixture of `clusters` on a sample of the people, every number of groups and start in one array.

Candidates r are all pairs of k and start, repeated for every weighting (random weights of the people and a draw of the
statements); components are padded to the largest k with share 0, but fitted without: EM would bring the padding to life.
The share of weightings with k groups stands for P(k).
A warm redraw keeps the number of groups and moves them; how many there are is decided again when the votes have grown.
This module is long because the EM steps are written out for speed.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import clusters, live_positions
from breakthrough.measures.opinion.live_fit import LiveFit
from breakthrough.measures.opinion.live_positions import Evidence
from breakthrough.measures.opinion.live_votes import PackedVotes

Floats = NDArray[Any]
Labels = NDArray[np.int64]

COLD_STEPS = 25
TRIAL_STEPS = 8
WARM_STEPS = 3
COLD_NEWTON = 4
WARM_NEWTON = 3
MOST_GROUPS = 5
WEIGHTINGS = 6
CLEARLY = 0.6
VALLEY = 0.2  # deeper than in the frozen reading: statements are less certain here
SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True)
class Candidates:
    """R candidates with up to K components: `count` int64[R], `share` float64[R,K], `centre` float64[2,R,K], common
    `spread` float64[3,R] (00, 01, 11), person weights' number `weighting` int64[R] and the log likelihood float64[R]."""

    count: Labels
    weighting: Labels
    share: Floats
    centre: Floats
    spread: Floats
    likelihood: Floats


@dataclass(frozen=True, slots=True)
class LiveGroups:
    """The groups of everybody. Holds people: in memory only.

    `probability` of 1, 2, … groups over the weightings · `count` of the partition · `label` int64[n], −1 between ·
    `centre` float[count,2] and `spread` float[count,3] of the groups as populations, largest group first ·
    `candidate` (one) and `parts` (its components by group): where a warm redraw goes on.
    """

    probability: tuple[float, ...]
    count: int
    label: Labels
    centre: Floats
    spread: Floats
    candidate: Candidates
    parts: tuple[tuple[int, ...], ...]


def find_groups(*, fit: LiveFit, votes: PackedVotes) -> LiveGroups:
    """How many groups the votes bear, and everybody's group. Twenty or more people, a fit with a map."""
    n = votes.person_count
    evidence = live_positions.find_evidence(
        fit=fit, votes=votes, draw_count=WEIGHTINGS, newton_steps=COLD_NEWTON
    )
    q = evidence.mean.shape[2]
    weight = np.random.default_rng([9, q]).standard_exponential((WEIGHTINGS, q), dtype=np.float32)
    weight *= q / weight.sum(axis=1, keepdims=True)
    candidates = fit_candidates(start(evidence, fit.dimensions), evidence, weight)
    chosen = choose(candidates, fit.dimensions, q)
    parts = [find_parts(candidates, int(r), evidence, n) for r in chosen]
    counts = np.array([len(groups) for groups in parts])
    probability = np.bincount(counts, minlength=MOST_GROUPS + 1)[1:] / len(parts)
    count = int(probability.argmax()) + 1 if probability[0] > 0.5 else int(probability[1:].argmax()) + 2
    place = int(np.flatnonzero(counts == count)[0])
    one = take(candidates, chosen[[place]])
    return assign(one, parts[place], fit, tuple(probability.tolist()), None)


def fit_candidates(candidates: Candidates, evidence: Evidence, weight: Floats) -> Candidates:
    """All steps for every candidate, those with as many components together so that none are worked out that nobody has."""
    fitted = []
    for k in range(1, most_groups(evidence.mean.shape[2]) + 1):
        some = take(candidates, np.flatnonzero(candidates.count == k), components=k)
        seen = see(some, evidence, weight)
        for number in range(COLD_STEPS):
            before, some = some.likelihood, step(some, seen)
            gain = float((some.likelihood - before).max())
            if number == TRIAL_STEPS:
                some = keep_better_start(some)
                seen = see(some, evidence, weight)
            elif (number > TRIAL_STEPS or k == 1) and gain < clusters.SETTLED_GAIN:
                break
        fitted.append(some)
    return join(fitted)


def move_groups(*, fit: LiveFit, votes: PackedVotes, last: LiveGroups) -> LiveGroups:
    """The same number of groups, moved by three steps from where they were; letters stay."""
    evidence = live_positions.find_evidence(fit=fit, votes=votes, draw_count=1, newton_steps=WARM_NEWTON)
    weight = np.ones((1, evidence.mean.shape[2]), np.float32)
    one = replace(last.candidate, weighting=np.zeros(1, np.int64))
    seen = see(one, evidence, weight)
    for _ in range(WARM_STEPS):
        one = step(one, seen)
    return assign(one, [list(group) for group in last.parts], fit, last.probability, last)


def keep_letters(groups: LiveGroups, last: LiveGroups) -> LiveGroups:
    """Groups decided anew take the letters of the nearest earlier ones if there are as many as before."""
    if groups.count != last.count:
        return groups
    order = match(groups.centre, last.centre)
    place = np.full(groups.count + 1, -1, np.int64)
    place[order] = np.arange(groups.count)
    return replace(
        groups,
        label=place[groups.label],
        centre=groups.centre[order],
        spread=groups.spread[order],
        parts=tuple(groups.parts[int(number)] for number in order),
    )


def most_groups(person_count: int) -> int:
    """At most five groups, and one for every five people."""
    return max(1, min(MOST_GROUPS, person_count // SMALLEST_GROUP))


def start(evidence: Evidence, dimensions: int) -> Candidates:
    """k = 1 … most, each from quantiles along the first axis and from farthest points, for every weighting."""
    weightings, people = evidence.mean.shape[1:]
    most = most_groups(people)
    numbers = [1, *(k for k in range(2, most + 1) for _ in range(2))]
    R, total = len(numbers), len(numbers) * weightings
    share, centre = np.zeros((total, most), np.float32), np.zeros((2, total, most), np.float32)
    padded = np.full((2, weightings, R, most), np.inf, np.float32)
    for w in range(weightings):
        points = evidence.mean[:, w]
        order, far = np.argsort(points[0], kind="stable"), find_farthest(points, most)
        for place, k in enumerate(numbers):
            from_far = place > 0 and place % 2 == 0
            found = farthest_start(points, far[:, :k]) if from_far else quantile_start(points, order, k)
            share[w * R + place, :k] = 1 / k
            centre[:, w * R + place, :k] = padded[:, w, place, :k] = found
    spread = np.zeros((3, total), np.float32)
    nearest = find_nearest(evidence.mean[:, :, None], padded)
    x, y = (
        evidence.mean[axis][:, None] - np.take_along_axis(padded[axis], nearest, axis=2) for axis in range(2)
    )
    for place, product in enumerate((x * x, x * y, y * y)):
        spread[place] = np.mean(product, axis=2).reshape(-1)
    spread[[0, 2]] += np.float32(0.1)
    if dimensions < 2:
        spread[1], spread[2] = 0.0, 1.0
    return Candidates(
        count=np.tile(numbers, weightings),
        weighting=np.repeat(np.arange(weightings), R),
        share=share,
        centre=centre,
        spread=spread,
        likelihood=np.full(total, -np.inf),
    )


def keep_better_start(candidates: Candidates) -> Candidates:
    """Of the starts of every k and weighting, the one with the larger likelihood (the first if equal)."""
    order = np.lexsort((-candidates.likelihood, candidates.count, candidates.weighting))
    pair = np.stack((candidates.weighting[order], candidates.count[order]))
    first = np.append(True, (np.diff(pair) != 0).any(axis=0))
    return take(candidates, order[first])


def quantile_start(points: Floats, order: Labels, k: int) -> Floats:
    """Mean positions of k equal slices along the first axis, float[2,k]; `order` sorts the points along it."""
    return np.stack([points[:, part].mean(axis=1) for part in np.array_split(order, k)], axis=1)


def find_farthest(points: Floats, most: int) -> Floats:
    """`most` of the points float[2,q]: the farthest from the middle, then each time the farthest from those before."""
    away = ((points - points.mean(axis=1, keepdims=True)) ** 2).sum(axis=0)
    far = [points[:, int(away.argmax())]]
    distance = np.full(points.shape[1], np.inf, points.dtype)
    for _ in range(1, most):
        distance = np.minimum(distance, ((points - far[-1][:, None]) ** 2).sum(axis=0))
        far.append(points[:, int(distance.argmax())])
    return np.stack(far, axis=1)


def farthest_start(points: Floats, far: Floats) -> Floats:
    """Points far from each other, moved once to the mean of the people nearest to them, float[2,k]."""
    k = far.shape[1]
    nearest = find_nearest(points, far)
    size = np.bincount(nearest, minlength=k)
    moved = np.stack([np.bincount(nearest, points[axis], minlength=k) for axis in range(2)])
    return np.where(size > 0, moved / np.maximum(size, 1), far)


def find_nearest(points: Floats, centre: Floats) -> Labels:
    """The nearest of the centres float[2,…,k] to each of the points float[2,…,q]."""
    nearest: Labels = ((points[..., None, :] - centre[..., None]) ** 2).sum(axis=0).argmin(axis=-2)
    return nearest


@dataclass(frozen=True, slots=True)
class Seen:
    """What each candidate is fitted to: `precision` float32[3,R,q] and `linear` float32[2,R,q] of the evidence, person weights
    `omega` float32[R,q]."""

    precision: Floats
    linear: Floats
    omega: Floats


def see(candidates: Candidates, evidence: Evidence, weight: Floats) -> Seen:
    """The evidence of each candidate's draw of the statements and its weights of the people; `weight` float32[W,q]."""
    rows = candidates.weighting
    return Seen(evidence.precision[:, rows], evidence.linear[:, rows], weight[rows])


def step(now: Candidates, seen: Seen) -> Candidates:
    """One step of EM for all candidates; the likelihood is that before the step."""
    omega, linear = seen.omega, seen.linear
    inverse, log_spread = invert(now.spread)
    covariance, log_precision = invert(inverse[:, :, None] + seen.precision)
    belonging, mean, top = score(now, inverse, log_spread, covariance, linear)
    total = belonging.sum(axis=1)
    likelihood = (omega * (top + np.log(total) - 0.5 * log_precision)).sum(axis=1, dtype=np.float64)
    belonging *= (omega / total)[:, None, :]
    mass = np.maximum(belonging.sum(axis=2), 1e-12)
    weighted = belonging * mean
    centre = weighted.sum(axis=3) / mass
    q = linear.shape[2]
    spread = np.empty_like(now.spread)
    for place, (a, b) in enumerate(((0, 0), (0, 1), (1, 1))):
        around = np.einsum("rkn,rkn->r", weighted[a], mean[b]) - (mass * centre[a] * centre[b]).sum(axis=1)
        around += (omega * covariance[place]).sum(axis=1)
        prior = clusters.PRIOR_COUNT * clusters.PRIOR_SPREAD if a == b else 0.0
        spread[place] = (around + prior) / (q + clusters.PRIOR_COUNT)
    return replace(now, share=mass / q, centre=centre, spread=spread, likelihood=likelihood)


def score(
    now: Candidates, inverse: Floats, log_spread: Floats, covariance: Floats, linear: Floats
) -> tuple[Floats, Floats, Floats]:
    """Unnormalised membership float[R,K,q], posterior positions float[2,R,K,q], and what was taken out float[R,q]."""
    x, y = now.centre
    pull = (
        inverse[0][:, None] * x + inverse[1][:, None] * y,
        inverse[1][:, None] * x + inverse[2][:, None] * y,
    )
    force = pull[0][:, :, None] + linear[0][:, None], pull[1][:, :, None] + linear[1][:, None]
    mean = np.empty((2, *force[0].shape), force[0].dtype)
    np.multiply(covariance[0][:, None], force[0], out=mean[0])
    mean[0] += covariance[1][:, None] * force[1]
    np.multiply(covariance[1][:, None], force[0], out=mean[1])
    mean[1] += covariance[2][:, None] * force[1]
    constant = (
        np.log(np.maximum(now.share, 1e-30)) - 0.5 * (x * pull[0] + y * pull[1]) - 0.5 * log_spread[:, None]
    )
    value = force[0] * mean[0]
    value += force[1] * mean[1]
    value *= 0.5
    value += constant[:, :, None]
    top = value.max(axis=1)
    value -= top[:, None]
    np.exp(value, out=value)
    return value, mean, top


def invert(matrix: Floats) -> tuple[Floats, Floats]:
    """Inverse and log determinant of packed symmetric 2 × 2 matrices float[3,…]; of the matrix itself."""
    determinant = matrix[0] * matrix[2] - matrix[1] * matrix[1]
    return np.stack((matrix[2], -matrix[1], matrix[0])) / determinant, np.log(determinant)


def choose(candidates: Candidates, dimensions: int, person_count: int) -> Labels:
    """The candidate with the best BIC for every weighting."""
    d, k = dimensions, candidates.count
    criterion = -2 * candidates.likelihood + (k * d + d * (d + 1) / 2 + k - 1) * np.log(person_count)
    return np.array(
        [
            np.flatnonzero(candidates.weighting == w)[criterion[candidates.weighting == w].argmin()]
            for w in range(WEIGHTINGS)
        ]
    )


def find_parts(candidates: Candidates, r: int, evidence: Evidence, person_count: int) -> list[list[int]]:
    """Components of one candidate, merged where no valley of density lies between them or a group is too small."""
    k, q = int(candidates.count[r]), evidence.mean.shape[2]
    one = take(candidates, np.array([r]))
    weighting = int(one.weighting[0])
    mine = Evidence(*(part[:, [weighting]] for part in (evidence.precision, evidence.linear, evidence.mean)))
    belonging = find_belonging(one, mine)
    in_all = max(SMALLEST_GROUP, -(-person_count // 50))
    s = one.spread[:, 0].astype(np.float64)
    return clusters.merge_components(
        share=one.share[0, :k].astype(np.float64),
        centre=one.centre[:, 0, :k].astype(np.float64),
        spread=np.array([[s[0], s[1]], [s[1], s[2]]]),
        belonging=belonging[:k].T,
        least=max(1, -(-in_all * q // person_count)),
        valley=VALLEY,
    )


def join(parts: list[Candidates]) -> Candidates:
    """Candidates in one, components padded to the largest number with share 0."""
    most = max(part.share.shape[1] for part in parts)
    missing = [most - part.share.shape[1] for part in parts]
    return Candidates(
        np.concatenate([part.count for part in parts]),
        np.concatenate([part.weighting for part in parts]),
        np.concatenate(
            [np.pad(one.share, ((0, 0), (0, more))) for one, more in zip(parts, missing, strict=True)]
        ),
        np.concatenate(
            [
                np.pad(one.centre, ((0, 0), (0, 0), (0, more)))
                for one, more in zip(parts, missing, strict=True)
            ],
            axis=1,
        ),
        np.concatenate([part.spread for part in parts], axis=1),
        np.concatenate([part.likelihood for part in parts]),
    )


def take(candidates: Candidates, chosen: Labels, *, components: int | None = None) -> Candidates:
    """Some candidates, by number, with all their components or the first few."""
    return Candidates(
        candidates.count[chosen],
        candidates.weighting[chosen],
        candidates.share[chosen, :components],
        candidates.centre[:, chosen, :components],
        candidates.spread[:, chosen],
        candidates.likelihood[chosen],
    )


def find_belonging(one: Candidates, evidence: Evidence) -> Floats:
    """Membership probabilities float[K,q] under one candidate, for evidence with one draw."""
    inverse, log_spread = invert(one.spread)
    covariance, _ = invert(inverse[:, :, None] + evidence.precision)
    belonging, _, _ = score(one, inverse, log_spread, covariance, evidence.linear)
    return np.asarray(belonging[0] / belonging[0].sum(axis=0))


def assign(
    one: Candidates,
    groups: list[list[int]],
    fit: LiveFit,
    probability: tuple[float, ...],
    last: LiveGroups | None,
) -> LiveGroups:
    """Everybody's group under one candidate; letters by size, or where they were in the last redraw."""
    count, n = len(groups), len(fit.person)
    label = np.zeros(n, np.int64)
    if count > 1:
        by_component = find_belonging(one, live_positions.gaussian_evidence(fit))
        by_group = np.stack([by_component[group].sum(axis=0) for group in groups])
        label = by_group.argmax(axis=0)
        between = by_group.max(axis=0) <= CLEARLY
        if int(between.sum()) >= SMALLEST_GROUP:  # fewer would be a cell of their own that points to people
            label = np.where(between, -1, label)
    clouds = [describe_cloud(one, group) for group in groups]
    centre, spread = np.stack([c for c, _ in clouds]), np.stack([s for _, s in clouds])
    order = np.argsort(-np.bincount(label + 1, minlength=count + 1)[1:], kind="stable")
    if last is not None:
        order = match(centre, last.centre)
    place = np.full(count + 1, -1, np.int64)
    place[order] = np.arange(count)
    return LiveGroups(
        probability=probability,
        count=count,
        label=place[label],
        centre=centre[order],
        spread=spread[order],
        candidate=one,
        parts=tuple(tuple(groups[int(number)]) for number in order),
    )


def describe_cloud(one: Candidates, group: list[int]) -> tuple[Floats, Floats]:
    """Mean float64[2] and covariance float64[3] of the population of some components together."""
    share = one.share[0, group] / one.share[0, group].sum()
    points = one.centre[:, 0, group]
    middle = points @ share
    away = points - middle[:, None]
    between = np.array([(share * away[a] * away[b]).sum() for a, b in ((0, 0), (0, 1), (1, 1))])
    return middle, one.spread[:, 0] + between


def match(centre: Floats, last: Floats) -> Labels:
    """Which group takes each letter: pairs of nearest centres first, so that letters stay where they were."""
    distance = np.linalg.norm(last[:, None] - centre[None], axis=2)
    order = np.full(len(centre), -1, np.int64)
    for _ in range(len(centre)):
        letter, group = np.unravel_index(distance.argmin(), distance.shape)
        order[letter] = group
        distance[letter], distance[:, group] = np.inf, np.inf
    return order
