"""Normal groups with one common spread, fitted to uncertain positions; many draws at once.

The model of one draw: θ_i ~ Σ_k π_k N(μ_k, S), and of θ_i we know only what the votes say: exp(-½ θᵀΛ_iθ + κ_iᵀθ). EM with
person weights ω. Arrays carry the small axes first: [d, d, B, n], B being draws, so that nothing loops over people.
"""

import dataclasses
import itertools

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PRIOR_COUNT = 3.0
PRIOR_SPREAD = 0.015
MOST_STEPS = 100
TRIAL_STEPS = 20
"""After so many steps the worse of the two starts is given up."""

SETTLED_GAIN = 0.005
"""EM of a draw stops when its log likelihood grows less than this in one step; BIC charges log(n) ≥ 1.6 a parameter."""

VALLEY = 0.4
"""Two hills are apart if the density between them falls below this share of the lower one. Two groups with sd .35 and means
±.94 have .05. With fitted statements one flat cloud of 150 people was taken for groups in 1 of 100 sets."""

_SEGMENT = np.linspace(0.0, 1.0, 21)


@dataclasses.dataclass(frozen=True, slots=True)
class Fit:
    """k groups fitted to B draws: `share` [B, k], `centre` [d, B, k], `spread` [d, d, B], `belonging` [B, n, k], and the log
    likelihood [B]."""

    share: Floats
    centre: Floats
    spread: Floats
    belonging: Floats
    likelihood: Floats

    @property
    def count(self) -> int:
        return int(self.share.shape[1])


def bayes_information(fit: Fit, person_count: int) -> Floats:
    """BIC of each draw [B]: the smaller, the better."""
    d, k = fit.centre.shape[0], fit.count
    return np.asarray(-2 * fit.likelihood + (k * d + d * (d + 1) / 2 + k - 1) * np.log(person_count))


def fit_groups(*, precision: Floats, linear: Floats, weight: Floats, mode: Floats, count: int) -> Fit:
    """The better of two deterministic starts (quantiles along the leading axis; farthest points) for each draw.

    `precision` [d, d, B, n], `linear` and `mode` [d, B, n], `weight` [B, n] (sums to n in each draw).
    """
    data = (precision, linear, weight)
    first = _advance(_start(_quantile_start(mode, count), mode), *data, steps=TRIAL_STEPS)
    if count == 1:
        return first
    second = _advance(_start(_farthest_start(mode, count), mode), *data, steps=TRIAL_STEPS)
    better = second.likelihood > first.likelihood
    chosen = Fit(
        share=np.where(better[:, None], second.share, first.share),
        centre=np.where(better[None, :, None], second.centre, first.centre),
        spread=np.where(better, second.spread, first.spread),
        belonging=np.where(better[:, None, None], second.belonging, first.belonging),
        likelihood=np.where(better, second.likelihood, first.likelihood),
    )
    return _advance(chosen, *data, steps=MOST_STEPS - TRIAL_STEPS)


def merge_components(
    *, share: Floats, centre: Floats, spread: Floats, belonging: Floats, least: int, valley: float = VALLEY
) -> list[list[int]]:
    """Which components [k] of one draw are one group: those without a valley of density between them, and those with fewer
    than `least` people (each goes to the nearest). Returns lists of components.

    `centre` [d, k], `spread` [d, d], `belonging` [n, k].
    """
    k = share.shape[0]
    groups = [[component] for component in range(k)]
    inverse = _inverse(spread)
    for low, high in itertools.combinations(range(k), 2):
        if _is_one_hill(share, centre, inverse, low, high, valley):
            groups = _join(groups, low, high)
    home = belonging.argmax(1)
    while len(groups) > 1:
        sizes = [int(np.isin(home, group).sum()) for group in groups]
        smallest = int(np.argmin(sizes))
        if sizes[smallest] >= least:
            break
        low, high = _nearest_pair(groups, smallest, centre, inverse)
        groups = _join(groups, low, high)
    return groups


def _start(centre: Floats, mode: Floats) -> Fit:
    """Equal shares around starting centres [d, B, k], nothing fitted yet."""
    draws, k = centre.shape[1:]
    return Fit(
        share=np.full((draws, k), 1.0 / k),
        centre=centre,
        spread=_start_spread(mode, centre),
        belonging=np.full((draws, mode.shape[2], k), 1.0 / k),
        likelihood=np.full(draws, -np.inf),
    )


def _advance(fit: Fit, precision: Floats, linear: Floats, weight: Floats, *, steps: int) -> Fit:
    """So many more steps of EM; a draw that has settled takes part no more."""
    share, centre, spread = fit.share.copy(), fit.centre.copy(), fit.spread.copy()
    belonging, likelihood = fit.belonging.copy(), fit.likelihood.copy()
    active = np.arange(len(likelihood))
    part = (precision, linear, weight)
    for _ in range(steps):
        found = _step(share[active], centre[:, active], spread[:, :, active], *part)
        gain = found.likelihood - likelihood[active]
        share[active], centre[:, active], spread[:, :, active] = found.share, found.centre, found.spread
        belonging[active], likelihood[active] = found.belonging, found.likelihood
        going = ~(gain < SETTLED_GAIN)
        if not going.all():
            active = active[going]
            part = (precision[:, :, active], linear[:, active], weight[active])
        if not active.size:
            break
    return Fit(share=share, centre=centre, spread=spread, belonging=belonging, likelihood=likelihood)


def _step(
    share: Floats, centre: Floats, spread: Floats, precision: Floats, linear: Floats, weight: Floats
) -> Fit:
    """One step of EM. The likelihood and who belongs where are those *before* the step."""
    d = centre.shape[0]
    n = weight.shape[1]
    inverse = _inverse(spread)
    covariance = _inverse(inverse[:, :, :, None] + precision)
    pull = np.stack([sum(inverse[a, b][:, None] * centre[b] for b in range(d)) for a in range(d)])
    reach = sum(centre[a] * pull[a] for a in range(d))
    force = pull[:, :, None, :] + linear[:, :, :, None]
    mean = np.stack([sum(covariance[a, b][:, :, None] * force[b] for b in range(d)) for a in range(d)])
    score = 0.5 * sum(force[a] * mean[a] for a in range(d))
    score += (np.log(np.maximum(share, 1e-300)) - 0.5 * reach + 0.5 * _log_determinant(inverse)[:, None])[
        :, None, :
    ]
    top = score.max(2, keepdims=True)
    belonging = np.exp(score - top)
    total = belonging.sum(2, keepdims=True)
    belonging /= total
    person = top[:, :, 0] + np.log(total[:, :, 0]) + 0.5 * _log_determinant(covariance)
    weighted = belonging * weight[:, :, None]
    mass = weighted.sum(1)
    next_centre = (weighted * mean).sum(2) / np.maximum(mass, 1e-12)
    away = mean - next_centre[:, :, None, :]
    next_spread = np.empty_like(spread)
    for a in range(d):
        for b in range(a + 1):
            around = (weighted * away[a] * away[b]).sum((1, 2)) + (weight * covariance[a, b]).sum(1)
            next_spread[a, b] = next_spread[b, a] = (around + PRIOR_COUNT * PRIOR_SPREAD * (a == b)) / (
                n + PRIOR_COUNT
            )
    return Fit(
        share=mass / mass.sum(1, keepdims=True),
        centre=next_centre,
        spread=next_spread,
        belonging=belonging,
        likelihood=(weight * person).sum(1),
    )


def _inverse(matrix: Floats) -> Floats:
    """Inverse of [d, d, ...] matrices, d 1 or 2."""
    if matrix.shape[0] == 1:
        return 1.0 / matrix
    determinant = matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]
    return np.stack(
        [
            np.stack([matrix[1, 1], -matrix[0, 1]]) / determinant,
            np.stack([-matrix[1, 0], matrix[0, 0]]) / determinant,
        ]
    )


def _log_determinant(matrix: Floats) -> Floats:
    if matrix.shape[0] == 1:
        return np.asarray(np.log(matrix[0, 0]))
    return np.asarray(np.log(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]))


def _leading(mode: Floats) -> Floats:
    """Positions [B, n] along each draw's axis of greatest spread, from the draws' mean position."""
    away = mode - mode.mean(2, keepdims=True)
    if mode.shape[0] == 1:
        return np.asarray(away[0])
    spread = np.einsum("abn,cbn->bac", away, away)
    axis = np.linalg.eigh(spread)[1][:, :, -1]
    axis = axis * np.where(axis[:, :1] < 0, -1.0, 1.0)
    return np.asarray(np.einsum("abn,ba->bn", away, axis))


def _quantile_start(mode: Floats, count: int) -> Floats:
    """Mean positions of equal slices along the leading axis [d, B, k]."""
    order = np.argsort(_leading(mode), axis=1, kind="stable")
    slices = np.array_split(np.take_along_axis(mode, order[None], 2), count, axis=2)
    return np.stack([part.mean(2) for part in slices], axis=2)


def _farthest_start(mode: Floats, count: int) -> Floats:
    """Positions far from each other, moved to the mean of the people nearest to them twice [d, B, k]."""
    away = mode - mode.mean(2, keepdims=True)
    chosen = [_at(mode, (away**2).sum(0).argmax(1))]
    for _ in range(1, count):
        distance = np.min([((mode - centre[:, :, None]) ** 2).sum(0) for centre in chosen], axis=0)
        chosen.append(_at(mode, distance.argmax(1)))
    centre = np.stack(chosen, axis=2)
    for _ in range(2):
        near = _nearest(mode, centre)
        for k in range(count):
            mine = near == k
            amount = np.maximum(mine.sum(1), 1)
            moved = (mode * mine).sum(2) / amount
            centre[:, :, k] = np.where(mine.any(1), moved, centre[:, :, k])
    return centre


def _at(mode: Floats, person: npt.NDArray[np.intp]) -> Floats:
    return np.asarray(mode[:, np.arange(mode.shape[1]), person])


def _nearest(mode: Floats, centre: Floats) -> npt.NDArray[np.intp]:
    return np.asarray(((mode[:, :, :, None] - centre[:, :, None, :]) ** 2).sum(0).argmin(2))


def _start_spread(mode: Floats, centre: Floats) -> Floats:
    """Spread around the nearest centre [d, d, B], at least a tenth of 1 in every direction."""
    near = _nearest(mode, centre)
    home = np.stack([np.take_along_axis(centre[a], near, 1) for a in range(mode.shape[0])])
    away = mode - home
    spread = np.einsum("abn,cbn->acb", away, away) / mode.shape[2]
    return np.asarray(spread + 0.1 * np.eye(mode.shape[0])[:, :, None])


def _is_one_hill(share: Floats, centre: Floats, inverse: Floats, low: int, high: int, valley: float) -> bool:
    """True if the density between two centres never falls to `valley` times the lower of the two ends."""
    points = centre[:, low, None] * (1 - _SEGMENT) + centre[:, high, None] * _SEGMENT
    away = points[:, :, None] - centre[:, None, :]
    distance = np.einsum("apk,ab,bpk->pk", away, inverse, away)
    density = (share * np.exp(-0.5 * distance)).sum(1)
    return bool(density.min() > valley * min(density[0], density[-1]))


def _nearest_pair(groups: list[list[int]], small: int, centre: Floats, inverse: Floats) -> tuple[int, int]:
    """A component of the small group and the nearest component outside it."""
    others = [component for place, group in enumerate(groups) if place != small for component in group]
    pairs = list(itertools.product(groups[small], others))
    away = np.stack([centre[:, one] - centre[:, other] for one, other in pairs], axis=1)
    return pairs[int(np.einsum("ap,ab,bp->p", away, inverse, away).argmin())]


def _join(groups: list[list[int]], low: int, high: int) -> list[list[int]]:
    first = next(group for group in groups if low in group)
    second = next(group for group in groups if high in group)
    if first is second:
        return groups
    return [group for group in groups if group not in (first, second)] + [sorted([*first, *second])]
