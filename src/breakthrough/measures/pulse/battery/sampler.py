"""An independent look at the posterior: the model played forward many times, each play weighed by how well it explains a position.

It shares no formula with the scorer beyond the model itself: true values in nine dimensions, what the prototypes may be off, and
people's noise are drawn or weighed one by one.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse.constants import CENTRE, GRID, OFFSETS, PROTOTYPE_VARIANCE, TURN

Floats = npt.NDArray[np.float64]

_CHUNK = 100_000


@dataclasses.dataclass(frozen=True, slots=True)
class Sampled:
    """Probabilities [4] of C, K, B and mixed with their Monte Carlo errors [4]."""

    probability: Floats
    error: Floats


def sample_posterior(position: Floats, covariance: Floats, *, plays: int, seed: int) -> Sampled:
    """Probabilities of one team from its position [2] and covariance [2, 2], all dimensions known."""
    rng = np.random.default_rng([seed, 59])
    weight, squares, total, total_square = np.zeros(4), np.zeros(4), 0.0, 0.0
    for _ in range(max(1, plays // _CHUNK)):
        mode, chance = _play(rng, position, covariance)
        weight += np.bincount(mode, weights=chance, minlength=4)
        squares += np.bincount(mode, weights=chance**2, minlength=4)
        total += float(chance.sum())
        total_square += float((chance**2).sum())
    share = weight / total
    variance = squares * (1 - 2 * share) + share**2 * total_square
    return Sampled(share, np.sqrt(variance) / total)


def _play(
    rng: np.random.Generator, position: Floats, covariance: Floats
) -> tuple[npt.NDArray[np.intp], Floats]:
    mode = np.where(rng.random(_CHUNK) < 0.4, 3, rng.integers(0, 3, _CHUNK))
    separation, sigma, tau = GRID[rng.integers(0, len(GRID), _CHUNK)].T
    lean = np.eye(3)[np.minimum(mode, 2)]
    spread_out = rng.normal(size=(_CHUNK, 3)) * np.sqrt(1 / 3)
    own = np.where((mode == 3)[:, None], spread_out, lean)
    truth = CENTRE + separation[:, None] * (own @ OFFSETS)
    mood = rng.normal(size=(_CHUNK, 1)) + rng.normal(size=(_CHUNK, 9))
    truth += tau[:, None] * np.sqrt(0.5) * mood
    off = rng.normal(size=(_CHUNK, 2)) * np.sqrt(PROTOTYPE_VARIANCE)
    expected = np.stack([np.delete(truth, TURN, axis=1).mean(axis=1), truth[:, TURN]], axis=1) + off
    apart = np.linalg.solve(np.linalg.cholesky(covariance), (position - expected).T) / sigma
    return mode.astype(np.intp), np.exp(-0.5 * (apart**2).sum(axis=0)) / sigma**2
