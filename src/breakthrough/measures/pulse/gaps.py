"""Do the parties see it differently? Differences between two released cells (measurement design 3.7)."""

import dataclasses
import itertools
import math

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL
from breakthrough.measures.pulse.constants import (
    DIMENSIONS,
    HALO_WITHIN,
    PRIOR_VARIANCE,
    PRIOR_WEIGHT,
    SAY,
    STEER,
)
from breakthrough.measures.pulse.stack import Team
from breakthrough.measures.shares import t_quantile
from breakthrough.measures.values import Estimate

Floats = npt.NDArray[np.float64]

OPENNESS = "SAY+STEER"
_OPENNESS_VARIANCE = PRIOR_VARIANCE * (1 + HALO_WITHIN) / 2


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """Mean of the first cell minus mean of the second on one dimension, or on the mean of SAY and STEER."""

    dimension: str
    first: int
    second: int
    difference: Estimate


def party_gaps(team: Team) -> tuple[Gap, ...]:
    """All differences between two cells, for each dimension of which every cell has five scores.

    With more than two cells the intervals are widened so that all pairs of one dimension together err one time in twenty.
    """
    cells = len(team.weight)
    if cells < 2:
        return ()
    pairs = list(itertools.combinations(range(cells), 2))
    level = 1 - 0.05 / len(pairs)
    found = []
    for name, values, prior in _columns(team):
        groups = [values[(team.cell == c) & ~np.isnan(values)] for c in range(cells)]
        if min(len(group) for group in groups) >= SMALLEST_CELL:
            found += [Gap(name, a, b, difference(groups[a], groups[b], prior, level)) for a, b in pairs]
    return tuple(found)


def openness_gap_is_clear(gaps: tuple[Gap, ...]) -> bool | None:
    """Whether parties differ on speaking up and shared steering together; None where that cannot be read."""
    about = [gap for gap in gaps if gap.dimension == OPENNESS]
    return any(gap.difference.is_clear_of(0) for gap in about) if about else None


def difference(first: Floats, second: Floats, prior_variance: float, level: float = 0.95) -> Estimate:
    """Difference of two means, with the spread of four further people of variance `prior_variance` added."""
    degrees = len(first) + len(second) - 2
    squares = float(((first - first.mean()) ** 2).sum() + ((second - second.mean()) ** 2).sum())
    pooled = (PRIOR_WEIGHT * prior_variance + squares) / (PRIOR_WEIGHT + degrees)
    half = t_quantile(level, PRIOR_WEIGHT + degrees) * math.sqrt(pooled * (1 / len(first) + 1 / len(second)))
    value = float(first.mean() - second.mean())
    return Estimate(value, value - half, value + half, level)


def _columns(team: Team) -> list[tuple[str, Floats, float]]:
    columns = [(name, team.scores[:, d], PRIOR_VARIANCE) for d, name in enumerate(DIMENSIONS)]
    both = (team.scores[:, SAY] + team.scores[:, STEER]) / 2
    return [*columns, (OPENNESS, both, _OPENNESS_VARIANCE)]
