"""How far apart people in one group are: in words, from eight people on, never a pass mark (measurement design 4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse.frozen import Spread
from breakthrough.measures.shares import FEWEST_FOR_NUMBERS

Floats = npt.NDArray[np.float64]


def spread_word(values: Floats) -> Spread | None:
    """The band of the standard deviation of scores [people] (NaN left out); None below eight people."""
    found = values[~np.isnan(values)]
    if found.size < FEWEST_FOR_NUMBERS:
        return None
    deviation = float(found.std(ddof=1))
    if deviation < 0.8:
        return "close"
    return "some_range" if deviation <= 1.4 else "far_apart"


def has_two_views(values: Floats) -> bool | None:
    """A quarter or more at 3 or below, a quarter or more at 5 or above, less than a quarter between; None below eight people."""
    found = values[~np.isnan(values)]
    if found.size < FEWEST_FOR_NUMBERS:
        return None
    low, high = float((found <= 3).mean()), float((found >= 5).mean())
    return low >= 0.25 and high >= 0.25 and 1 - low - high < 0.25


def rwg(values: Floats, question_count: int) -> float | None:
    """Agreement r_wg(J) against a flat answer on seven points, for comparison with the literature only.

    `values` [people, questions]; randomly shuffled groups can pass .70 too, so this is never shown as a mark.
    """
    if len(values) < 2:
        return None
    ratio = float(np.nanvar(values, axis=0, ddof=1).mean()) / 4
    kept = question_count * (1 - ratio)
    return kept / (kept + ratio)
