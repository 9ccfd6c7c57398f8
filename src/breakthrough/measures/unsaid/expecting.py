"""What people expect of each other: predictions, the gap to what is held, and what can be read from it.

Predictions lean to the middle and holders expect more than others, so a gap alone is no sign that people misjudge each other.
Two readings are allowed: opposite sides of a half, and a gap beyond what people usually expect (the baseline).
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures.shares import t_quantile
from breakthrough.measures.unsaid.results import Baseline, ReleasedStatement
from breakthrough.measures.values import Estimate

Floats = npt.NDArray[np.float64]

EXPECTED_SHARE = (math.nan, 0.2, 0.5, 0.8)
"""What "few", "about half" and "most" count as. Part of the method: a change is a new version."""

FEWEST_STATEMENTS = 20
FEWEST_COLLABORATIONS = 5
_APART = 0.15
_STEP_VARIANCE = 0.3**2 / 12
"""Spread that answers in three steps, .3 apart, hide: without it the interval is nothing when all tap the same."""


def fit_baseline(released: Sequence[ReleasedStatement], *, collaboration: str) -> Baseline | None:
    """What people of other collaborations usually expect, by least squares; the slope is kept within 0 and 1.

    None ("not available") with fewer than 20 statements or 5 collaborations beside one's own, or if all were held alike.
    """
    others = [one for one in released if one.collaboration != collaboration]
    if len(others) < FEWEST_STATEMENTS or len({one.collaboration for one in others}) < FEWEST_COLLABORATIONS:
        return None
    held = np.array([one.held for one in others])
    predicted = np.array([one.predicted for one in others])
    spread = float(((held - held.mean()) ** 2).sum())
    if spread < 1e-12:
        return None
    slope = float(((held - held.mean()) * (predicted - predicted.mean())).sum()) / spread
    slope = min(1.0, max(0.0, slope))
    return Baseline(float(predicted.mean()) - slope * float(held.mean()), slope)


def share_of_others(agrees: Floats) -> Floats:
    """For each person [n] the share that holds it among the others; of those who answered neither way (NaN) all are others."""
    answered = ~np.isnan(agrees)
    n, total = int(answered.sum()), float(np.nansum(agrees))
    own = np.nan_to_num(agrees)
    return np.where(answered, (total - own) / max(1, n - 1), total / max(1, n))


def mean_prediction(predictions: Floats) -> Estimate | None:
    """Mean of what people expect [n], NaN where not asked, with its t interval; None below two."""
    found = predictions[~np.isnan(predictions)]
    mean = _centred(float(found.mean()), found) if found.size else None
    return None if mean is None else Estimate(mean.value, max(0.0, mean.low), min(1.0, mean.high))


def raw_gap(agrees: Floats, predictions: Floats) -> Estimate | None:
    """Share held minus mean prediction; the interval is that of the mean over people of (share of the others - prediction).

    When everyone who answered also predicted, that mean *is* the gap. None where fewer than two predicted.
    """
    if np.isnan(agrees).all():
        return None
    asked = ~np.isnan(predictions)
    value = float(np.nanmean(agrees)) - (float(predictions[asked].mean()) if asked.any() else math.nan)
    return _centred(value, (share_of_others(agrees) - predictions)[asked])


def misjudging(agrees: Floats, predictions: Floats, baseline: Baseline) -> Estimate | None:
    """How far people expect less than they usually would of a statement that is held so widely; None below two predictions."""
    asked = ~np.isnan(predictions)
    usual = baseline.start + baseline.slope * share_of_others(agrees)
    if asked.sum() < 2:
        return None
    value = baseline.start + baseline.slope * float(np.nanmean(agrees)) - float(predictions[asked].mean())
    return _centred(value, (usual - predictions)[asked])


def are_opposite(held: float, predicted: float) -> bool:
    """More than half hold it, fewer than half are expected to, and the two are at least 15 points apart."""
    return held > 0.5 and predicted < 0.5 and held - predicted >= _APART - 1e-12


def _centred(value: float, differences: Floats) -> Estimate | None:
    if differences.size < 2:
        return None
    error = math.sqrt((float(differences.var(ddof=1)) + _STEP_VARIANCE) / differences.size)
    half = t_quantile(0.95, differences.size - 1) * error
    return Estimate(value, value - half, value + half)
