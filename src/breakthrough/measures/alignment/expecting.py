"""What people expect the support to be. Predictions lean to the middle, so a gap alone is no sign that people misjudge each other."""

import math

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment.results import Expected
from breakthrough.measures.unsaid.expecting import are_opposite, share_of_others
from breakthrough.measures.values import Estimate, Share

Floats = npt.NDArray[np.float64]

_STEP_VARIANCE = 0.1**2 / 12
"""Spread that answers in tenths hide: without it the interval is nothing when all say the same."""


def mean_prediction(predictions: Floats) -> Estimate | None:
    """Mean of the shares people expect [n], NaN where not said, with its t interval; None below two."""
    found = np.sort(predictions[~np.isnan(predictions)])
    mean = _centred(float(found.mean()), found) if found.size > 1 else None
    return None if mean is None else Estimate(mean.value, max(0.0, mean.low), min(1.0, mean.high))


def support_gap(agrees: Floats, predictions: Floats) -> Estimate | None:
    """Share that agrees less the mean prediction; `agrees` [n] is 1, 0, or NaN for people without a position. None below two.

    The interval is that of the mean of (share among the others less prediction), of which the gap is the mean when all said both.
    """
    asked = ~np.isnan(predictions)
    if np.isnan(agrees).all() or asked.sum() < 2:
        return None
    value = float(np.nanmean(agrees)) - float(np.sort(predictions[asked]).mean())
    return _centred(value, np.sort((share_of_others(agrees) - predictions)[asked]))


def expected(support: float, predicted: float) -> Expected | None:
    """Which way people are mistaken, where support and prediction lie on either side of a half and 15 points apart."""
    if are_opposite(support, predicted):
        return "more_support_than_expected"
    return "less_support_than_expected" if are_opposite(1 - support, 1 - predicted) else None


def publish_prediction(mean: Estimate, n: int) -> Share | None:
    """A mean prediction as it may leave: next to an end of the scale it is a word, which would tell what everybody said."""
    is_word = not partition.SHARE_STEP < mean.value < 1 - partition.SHARE_STEP
    return shares.publish_share(mean, n, is_word=is_word)


def _centred(value: float, differences: Floats) -> Estimate:
    error = math.sqrt((float(differences.var(ddof=1)) + _STEP_VARIANCE) / differences.size)
    half = shares.t_quantile(0.95, differences.size - 1) * error
    return Estimate(value, value - half, value + half)
