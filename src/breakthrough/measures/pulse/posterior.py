"""How probable each of the three patterns is, and none of them (measurement design 3.4)."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse.constants import (
    CENTRE,
    GRID,
    HALO_BETWEEN,
    LOG_PRIORS,
    OFFSETS,
    PROTOTYPE_VARIANCE,
    TURN,
)

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_SEPARATION, _SIGMA, _TAU = GRID.T


@dataclasses.dataclass(frozen=True, slots=True)
class Posterior:
    """Of T teams: `probability` [T, 4] of C, K, B and mixed; `weight` [T, 45, 4] of every grid point and class, summing to 1."""

    probability: Floats
    weight: Floats


def posterior(position: Floats, covariance: Floats, used: Truths, *, has_turn: bool = True) -> Posterior:
    """Probabilities of all teams, from positions [T, 2], covariances [T, 2, 2] and the dimensions behind G [T, 9].

    Without `has_turn` only the first feature counts. NaN where a position is.
    """
    centre, offsets = _in_features(used)
    between = _between(used)
    noise = _SIGMA[:, None, None] ** 2 * covariance[:, None]
    spread = between + noise
    shift = position - centre
    if not has_turn:
        shift, offsets, spread = shift[:, :1], offsets[:, :, :1], spread[:, :, :1, :1]
    return _normalise(_log_joint(shift, offsets, spread))


def _in_features(used: Truths) -> tuple[Floats, Floats]:
    """The centre [T, 2] and the offsets [T, 3, 2] of the prototypes, as G and U."""
    amount = np.maximum(used.sum(axis=1), 1)
    centre = np.stack([used @ CENTRE / amount, np.full(len(used), CENTRE[TURN])], axis=1)
    offsets = np.stack(
        [(used @ OFFSETS.T) / amount[:, None], np.tile(OFFSETS[:, TURN], (len(used), 1))], axis=2
    )
    return centre, offsets


def _between(used: Truths) -> Floats:
    """Spread of true team values round a prototype [T, 45, 2, 2], and how far the prototypes themselves may be off."""
    amount = np.maximum(used.sum(axis=1), 1)
    shape = np.empty((len(used), 2, 2))
    shape[:, 0, 0] = (1 - HALO_BETWEEN) / amount + HALO_BETWEEN
    shape[:, 0, 1] = shape[:, 1, 0] = HALO_BETWEEN
    shape[:, 1, 1] = 1.0
    return np.asarray(_TAU[:, None, None] ** 2 * shape[:, None] + np.diag(PROTOTYPE_VARIANCE))


def _log_joint(shift: Floats, offsets: Floats, spread: Floats) -> Floats:
    """Log of prior times density [T, 45, 4], given the distance from the centre [T, f] in f features."""
    scaled = _SEPARATION[:, None, None] * offsets[:, None]
    outer = np.einsum("tki,tkj->tij", offsets, offsets) / 3
    mixed = spread + _SEPARATION[:, None, None] ** 2 * outer[:, None]
    joint = np.empty((*scaled.shape[:2], 4))
    joint[:, :, :3] = _log_normal(shift[:, None, None] - scaled, spread[:, :, None])
    joint[:, :, 3] = _log_normal(shift[:, None], mixed)
    return joint + LOG_PRIORS


def _log_normal(apart: Floats, spread: Floats) -> Floats:
    """Log density of a normal in one or two dimensions, up to a constant that is the same for all."""
    if apart.shape[-1] == 1:
        variance = spread[..., 0, 0]
        return -0.5 * (np.log(variance) + apart[..., 0] ** 2 / variance)
    a, b, c = spread[..., 0, 0], spread[..., 0, 1], spread[..., 1, 1]
    determinant = a * c - b * b
    x, y = apart[..., 0], apart[..., 1]
    return -0.5 * (np.log(determinant) + (c * x * x - 2 * b * x * y + a * y * y) / determinant)


def _normalise(joint: Floats) -> Posterior:
    weight = np.exp(joint - joint.max(axis=(1, 2), keepdims=True))
    weight = weight / weight.sum(axis=(1, 2), keepdims=True)
    return Posterior(weight.sum(axis=1), weight)
