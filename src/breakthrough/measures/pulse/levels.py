"""How often each dimension happens in a team: means with intervals (measurement design 3.1)."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL
from breakthrough.measures.pulse.constants import PRIOR_VARIANCE, PRIOR_WEIGHT
from breakthrough.measures.pulse.stack import Stack

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True)
class Levels:
    """Of T teams on 9 dimensions (or on as many columns as there are scores), unrounded; NaN where nobody has a score.

    Attributes:
        mean, low, high: [T, 9], parties counting equally where every cell has five scores, else people counting equally.
        plain: [T, 9], the mean over all people.
        count: [T, 9], people with a score. by_cell: [T, 9], whether every cell has five.
        variance, degrees: [T, 9], within cells, without the prior.
        cell_mean, cell_count: [C, 9].
    """

    mean: Floats
    low: Floats
    high: Floats
    plain: Floats
    count: Floats
    by_cell: Truths
    variance: Floats
    degrees: Floats
    cell_mean: Floats
    cell_count: Floats


def dimension_levels(stack: Stack) -> Levels:
    """Means and 95 % intervals. The prior of four people's worth of spread stops an interval from being nothing."""
    from scipy.special import stdtrit

    cells, whole = _moments(stack), _moments(stack.as_one_cell())
    is_thin = stack.sum_by_team(cells.count < SMALLEST_CELL) > 0
    weight = stack.weight[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        weighted = stack.sum_by_team(weight * np.where(cells.count > 0, cells.mean, 0.0))
        factor = np.where(is_thin, 1 / whole.count, stack.sum_by_team(weight**2 / cells.count))
        mean = np.where(is_thin, whole.mean, weighted)
        squares = np.where(is_thin, whole.squares, stack.sum_by_team(cells.squares))
        degrees = np.where(is_thin, whole.count - 1, stack.sum_by_team(cells.count - 1))
        pooled = (PRIOR_WEIGHT * PRIOR_VARIANCE + squares) / (PRIOR_WEIGHT + degrees)
        half = stdtrit(PRIOR_WEIGHT + degrees, 0.975) * np.sqrt(pooled * factor)
        return Levels(
            mean=mean,
            low=np.clip(mean - half, 1, 7),
            high=np.clip(mean + half, 1, 7),
            plain=whole.mean,
            count=whole.count,
            by_cell=~is_thin,
            variance=squares / degrees,
            degrees=degrees,
            cell_mean=cells.mean,
            cell_count=cells.count,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Moments:
    count: Floats
    mean: Floats
    squares: Floats


def _moments(stack: Stack) -> _Moments:
    count = stack.sum_by_cell(stack.present)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = stack.sum_by_cell(stack.filled) / count
    apart = np.where(stack.present, stack.filled - np.nan_to_num(mean)[stack.cell], 0.0)
    return _Moments(count, mean, stack.sum_by_cell(apart**2))
