"""The whole profile of nine dimensions against the patterns: misfit, and the nine-dimensional scorer that runs in shadow.

Covariances are a multiple of the identity plus a multiple of the all-ones matrix, for "mixed" with two more directions, so that
distances and determinants have closed forms (Sherman, Morrison and Woodbury).
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL
from breakthrough.measures.pulse.constants import (
    CENTRE,
    GRID,
    HALO_BETWEEN,
    HALO_WITHIN,
    LOG_PRIORS,
    OFFSETS,
    TURN,
)
from breakthrough.measures.pulse.levels import Levels
from breakthrough.measures.pulse.posterior import posterior
from breakthrough.measures.pulse.stack import Stack

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

SHADOW_METHOD = "shadow9/1"

_SEPARATION, _SIGMA, _TAU = GRID.T
_DIRECTIONS = (
    (np.linalg.svd(OFFSETS.T / np.sqrt(3), full_matrices=False)[0][:, :2])
    * np.linalg.svd(OFFSETS.T / np.sqrt(3), compute_uv=False)[:2]
)
"""[9, 2]: two directions whose outer product is the spread of the prototypes, as three of them span a plane."""


@dataclasses.dataclass(frozen=True, slots=True)
class Profiles:
    """Of T teams: `mean` [T, 9], which of them count [T, 9], and as how many equally weighted people they count [T]."""

    mean: Floats
    known: Truths
    effective: Floats


def profiles(stack: Stack, levels: Levels) -> Profiles:
    """Profiles with a dimension missing where fewer than five have a score."""
    people = stack.sum_by_cell(stack.answered)
    with np.errstate(divide="ignore"):
        effective = 1 / stack.sum_by_team(stack.weight**2 / people)
    return Profiles(levels.mean, levels.count >= SMALLEST_CELL, effective)


def misfit(found: Profiles) -> Floats:
    """How probable a profile at least so far from the patterns would be [T]; grid and classes weigh as the profile itself says."""
    from scipy.special import gammaincc

    weight = _weights(found)
    distance, _ = _distances(found)
    degrees = found.known.sum(axis=1)[:, None, None]
    tail = gammaincc(np.maximum(degrees, 1) / 2, distance / 2)
    return np.asarray((weight * tail).sum(axis=(1, 2)))


def _weights(found: Profiles) -> Floats:
    """Weights of grid points and classes [T, 45, 4] at the position that the profile has as G and U, as if nobody had skipped."""
    used = found.known.copy()
    used[:, TURN] = False
    amount = np.maximum(used.sum(axis=1), 1)
    position = np.stack([np.where(used, found.mean, 0.0).sum(axis=1) / amount, found.mean[:, TURN]], axis=1)
    covariance = np.full((len(amount), 2, 2), HALO_WITHIN)
    covariance[:, 0, 0] += (1 - HALO_WITHIN) / amount
    covariance[:, 1, 1] = 1.0
    return posterior(position, covariance / found.effective[:, None, None], used).weight


def shadow(found: Profiles) -> Floats:
    """Probabilities [T, 4] by all nine dimensions. Stored for comparison, never shown: STEER and TURN weigh too much in it."""
    distance, log_determinant = _distances(found)
    joint = LOG_PRIORS - 0.5 * (distance + log_determinant)
    weight = np.exp(joint - joint.max(axis=(1, 2), keepdims=True))
    return np.asarray(weight.sum(axis=1) / weight.sum(axis=(1, 2))[:, None])


def _distances(found: Profiles) -> tuple[Floats, Floats]:
    """Squared Mahalanobis distances and log determinants [T, 45, 4] over the known dimensions."""
    known = found.known.astype(np.float64)
    shift = np.where(found.known, found.mean - CENTRE, 0.0)
    effective = found.effective[:, None]
    alone = _TAU**2 * (1 - HALO_BETWEEN) + _SIGMA**2 * (1 - HALO_WITHIN) / effective
    shared = _TAU**2 * HALO_BETWEEN + _SIGMA**2 * HALO_WITHIN / effective
    amount = known.sum(axis=1)[:, None]
    damping = shared / (alone + amount * shared)
    apart = shift[:, None, None] - _SEPARATION[:, None, None] * (known[:, None] * OFFSETS)[:, None]
    plain = ((apart**2).sum(axis=3) - damping[:, :, None] * apart.sum(axis=3) ** 2) / alone[
        :, :, None
    ]  # [T, 45, 3]
    log_plain = (amount - 1) * np.log(alone) + np.log(alone + amount * shared)
    from_centre = ((shift**2).sum(axis=1)[:, None] - damping * shift.sum(axis=1)[:, None] ** 2) / alone
    taken, log_added = _mixed(shift, known, alone=alone, damping=damping)
    distance = np.concatenate([plain, (from_centre - taken)[:, :, None]], axis=2)
    logs = np.concatenate(
        [np.repeat(log_plain[:, :, None], 3, axis=2), (log_plain + log_added)[:, :, None]], axis=2
    )
    return distance, logs


def _mixed(shift: Floats, known: Floats, *, alone: Floats, damping: Floats) -> tuple[Floats, Floats]:
    """What the spread of the prototypes takes off the distance from the centre, and adds to the log determinant [T, 45]."""
    directions = known[:, :, None] * _DIRECTIONS
    sums = directions.sum(axis=1)
    inner = np.einsum("tdi,tdj->tij", directions, directions)
    cross = np.einsum("tdi,td->ti", directions, shift)
    scale = _SEPARATION**2 / alone
    outer = sums[:, :, None] * sums[:, None, :]
    gram = scale[..., None, None] * (inner[:, None] - damping[..., None, None] * outer[:, None])
    gram = gram + np.eye(2)
    projected = (cross[:, None] - damping[..., None] * (sums * shift.sum(axis=1)[:, None])[:, None]) / alone[
        ..., None
    ]
    a, b, c = gram[..., 0, 0], gram[..., 0, 1], gram[..., 1, 1]
    determinant = a * c - b * b
    x, y = projected[..., 0], projected[..., 1]
    taken = _SEPARATION**2 * (c * x * x - 2 * b * x * y + a * y * y) / determinant
    return taken, np.log(determinant)
