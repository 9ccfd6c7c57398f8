"""Rows 2 to 5: do intervals, ellipses and probabilities say what they say?"""

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse import posterior
from breakthrough.measures.pulse.battery import planted
from breakthrough.measures.pulse.battery.rows import Row
from breakthrough.measures.pulse.constants import (
    CENTRE,
    GRID,
    HALO_BETWEEN,
    OFFSETS,
    PROTOTYPE_VARIANCE,
    TURN,
)
from breakthrough.measures.pulse.levels import dimension_levels
from breakthrough.measures.pulse.scoring import score_stack

Floats = npt.NDArray[np.float64]

_USED = np.array([True, True, False, True, True, True, True, True, True])
_COMPLETE = np.array([[0.51875, 0.45], [0.45, 1.0]])


def dimension_intervals(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 2: coverage of dimension intervals and bias of means, for three spreads within people."""
    rows = []
    for sigma in (0.8, 1.1, 1.4):
        for n in (5, 8, 12):
            truth = planted.draw_truth(rng, rng.integers(0, 3, groups), 0.6)
            level = dimension_levels(planted.stack_scores(planted.draw_scores(rng, truth, n, sigma=sigma)))
            inside = (level.low <= truth) & (truth <= level.high)
            name = f"σ {sigma}, n {n}"
            rows.append(
                Row("2", f"dimension coverage, {name}", float(inside.mean()), 0.995, 0.93, slack=0.02)
            )
            bias = float(np.abs((level.mean - truth).mean()))
            rows.append(Row("2", f"bias of a mean, {name}", bias, 0.05, slack=0.03))
    return rows


def ellipses(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 3: coverage of the 95 % ellipse, also with parties of unequal size, and where people differ more than assumed."""
    rows = []
    for sizes in ((6,), (8,), (12,), (9, 5), (20, 5)):
        share = _ellipse_coverage(rng, groups, sizes, 1.1)
        rows.append(
            Row("3", f"ellipse coverage, {'+'.join(map(str, sizes))}", share, 0.97, 0.93, count=groups)
        )
    share = _ellipse_coverage(rng, groups, (8,), 1.4)
    return [*rows, Row("3", "ellipse coverage at σ 1.4, 8", share, least=0.88, count=groups)]


def _ellipse_coverage(rng: np.random.Generator, groups: int, sizes: tuple[int, ...], sigma: float) -> float:
    truth = planted.draw_truth(rng, rng.integers(0, 3, groups), 0.6)
    found = planted.draw_scores(rng, truth, sum(sizes), sigma=sigma)
    scored = score_stack(planted.stack_parties(found, sizes))
    apart = scored.features.position[:, 0] - _in_features(truth)
    spread = scored.sigma[:, None, None] ** 2 * scored.features.covariance[:, 0]
    distance = np.einsum("ti,ti->t", apart, np.linalg.solve(spread, apart[:, :, None])[:, :, 0])
    return float((distance <= 5.991).mean())


def calibration(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 4: expected calibration error per class where teams are drawn from the very model."""
    rows = []
    for n in (5, 8, 12):
        truth, z = draw_from_model(rng, groups, n)
        found = posterior.posterior(
            z, np.broadcast_to(_COMPLETE / n, (groups, 2, 2)), np.tile(_USED, (groups, 1))
        ).probability
        for k, name in enumerate(("C", "K", "B", "mixed")):
            error = _calibration_error(found[:, k], truth == k)
            rows.append(
                Row("4", f"calibration error of {name}, n {n}", error, 0.02, slack=1.2 / np.sqrt(groups))
            )
    return rows


def draw_from_model(rng: np.random.Generator, groups: int, n: int) -> tuple[npt.NDArray[np.intp], Floats]:
    """Classes [T] and positions [T, 2] drawn from the model itself: class, grid point, team value, people."""
    truth = rng.choice(4, size=groups, p=[0.2, 0.2, 0.2, 0.4])
    separation, sigma, tau = GRID[rng.integers(0, len(GRID), groups)].T
    offsets = _in_features(CENTRE + OFFSETS) - _in_features(CENTRE[None])
    mixed = rng.normal(size=(groups, 3)) @ offsets / np.sqrt(3)
    placed = np.where((truth == 3)[:, None], mixed, offsets[np.minimum(truth, 2)])
    between = np.array([[(1 - HALO_BETWEEN) / 8 + HALO_BETWEEN, HALO_BETWEEN], [HALO_BETWEEN, 1.0]])
    spread = tau[:, None, None] ** 2 * between + np.diag(PROTOTYPE_VARIANCE)
    spread = spread + sigma[:, None, None] ** 2 * _COMPLETE / n
    noise = np.einsum("tij,tj->ti", np.linalg.cholesky(spread), rng.normal(size=(groups, 2)))
    return truth, _in_features(CENTRE[None]) + separation[:, None] * placed + noise


def confidence(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 5: is the most probable class right as often as it claims, with right prototypes and 40 % without a mode?"""
    rows = []
    for separation in (0.4, 0.6, 1.0):
        truth = rng.choice(4, size=groups, p=[0.2, 0.2, 0.2, 0.4])
        found = planted.place(
            planted.draw_scores(rng, planted.draw_truth(rng, truth, separation), 8)
        ).probability
        excess = float(found.max(axis=1).mean() - (found.argmax(axis=1) == truth).mean())
        rows.append(Row("5", f"over-confidence, s {separation}", excess, 0.03, slack=1.5 / np.sqrt(groups)))
    return rows


def _in_features(values: Floats) -> Floats:
    return np.stack([values[:, _USED].mean(axis=1), values[:, TURN]], axis=1)


def _calibration_error(probability: Floats, is_true: npt.NDArray[np.bool_]) -> float:
    place = np.minimum((10 * probability).astype(np.intp), 9)
    total = 0.0
    for one in range(10):
        inside = place == one
        if inside.any():
            total += inside.mean() * abs(float(probability[inside].mean()) - float(is_true[inside].mean()))
    return total
